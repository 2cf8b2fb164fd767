import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, ServiceProcess } from '../../support/service-process.js';

describe('a service that cannot stop in time', () => {
  const start = async (env: Record<string, string> = {}) => {
    const service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'test',
      STORAGE: 'memory',
      SHUTDOWN_TIMEOUT_MS: '500',
      ADMIN_PASSWORD: 'correct horse battery',
      ...env,
    });
    await service.start();
    onTestFinished(() => void service.stop('SIGKILL'));
    return service;
  };

  it('says that requests were open', async () => {
    const service = await start();
    const socket = connect(service.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n{`);
    // The server has begun with the request.
    await once(socket, 'data');
    expect(await service.stop()).toBe(1);
    expect(service.output).toMatch(/The time to stop was over.*requests/);
    expect(service.output).not.toContain('subscription');
  });

  it('names the subscription whose handler hangs, and no request', async () => {
    const service = await start({
      GATEHOUSE_CONFIG: join(import.meta.dirname, '../../support/hanging.config.ts'),
    });
    await expect.poll(() => service.output).toContain('It hangs');
    expect(await service.stop()).toBe(1);
    expect(service.output).toMatch(/The time to stop was over.*the subscription hangs/);
    expect(service.output).not.toContain('requests');
  });
});
