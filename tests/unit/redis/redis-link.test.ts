import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { makeCertificate } from '../../support/certificate.js';

it('says what to do about a certificate that nobody vouches for', async () => {
  const server = createServer(makeCertificate()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const logger = aRecordingLogger();
  const { port } = server.address() as AddressInfo;
  const link = new RedisLink(`rediss://:canary@localhost:${port}`, '', logger);
  onTestFinished(() => link.close());
  link.start();
  await vi.waitUntil(() => logger.records.length > 0, { timeout: 60_000 });
  expect(logger.records[0]).toMatchObject({
    level: 'warn',
    message: 'Redis is not connected; answers come from the database',
    fields: { advice: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
  });
  expect(JSON.stringify(logger.records)).not.toContain('canary');
});
