import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startService } from '#composition/service.js';
import { createTestDatabase } from '#testing/test-database.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

const addresses = Object.values(networkInterfaces()).flatMap((ones) => ones ?? []);
const hasIpv6 = addresses.some(({ address }) => address === '::1');

const isReachable = async (port: number, host: string) => {
  const socket = connect(port, host);
  const outcome = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return outcome;
};

describe('a service whose HOST is not set, in production', () => {
  it('is reached over IPv4, and over IPv6 where there is such', async ({ annotate }) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      TOKEN_ISSUER: 'https://auth.example.com',
    });
    await service.start();
    try {
      expect(await isReachable(service.port, '127.0.0.1')).toBe(true);
      if (hasIpv6) expect(await isReachable(service.port, '::1')).toBe(true);
      else await annotate('This machine has no IPv6, so nothing was tried over it');
    } finally {
      await service.stop();
    }
  });

  it('listens on IPv4 alone where the system knows no IPv6', async () => {
    const { listen } = Server.prototype;
    // As such a system refuses the socket.
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
      const [{ host } = {}] = args as { host?: string }[];
      if (host !== '::') return Reflect.apply(listen, this, args);
      const error = Object.assign(new Error('listen EAFNOSUPPORT'), { code: 'EAFNOSUPPORT' });
      process.nextTick(() => this.emit('error', error));
      return this;
    });
    const environment = { NODE_ENV: 'test', STORAGE: 'memory', HOST: '::', PORT: '0', LOG_LEVEL: 'error' };
    const service = await startService({ environment });
    onTestFinished(() => service.stop());
    const port = Number(new URL(service.url).port);
    expect(await isReachable(port, '127.0.0.1')).toBe(true);
    if (hasIpv6) expect(await isReachable(port, '::1')).toBe(false);
  });
});
