import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveStateDirectory } from '#infrastructure/persistence/embedded/embedded-postgres.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

const cheap = { NODE_ENV: 'development', LOG_LEVEL: 'warn' };

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
  onTestFinished(() => {
    rmSync(resolveStateDirectory(directory), { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

describe('the process', () => {
  it('shows the password of the first administrator even when the port is taken, and says what to do', async () => {
    const DATA_DIR = dataDirectory();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    const blocked = new ServiceProcess(taken, { ...cheap, DATA_DIR });
    await expect(blocked.start()).rejects.toThrow(
      /ended with 1:[\s\S]*port \d+ of 127\.0\.0\.1: it is in use.*set PORT/,
    );
    other.close();
    const [, password] = /password: (\S+) \(shown only now\)/.exec(blocked.output) ?? [];
    expect(blocked.output).not.toContain('    at ');

    const service = new ServiceProcess(await freePort(), { ...cheap, DATA_DIR });
    await service.start();
    onTestFinished(() => void service.stop('SIGKILL'));
    expect(service.output).not.toContain('First administrator');
    const login = await fetch(`${service.baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    expect(login.status).toBe(200);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('reports everything that is wrong with its configuration at once, and no secret', async () => {
    const service = new ServiceProcess(0, {
      NODE_ENV: 'production',
      ENCRYPTION_KEY: 'canary',
      LOG_LEVEL: 'loud',
    });
    await expect(service.start()).rejects.toThrow('ended with 1');
    for (const variable of ['DATABASE_URL', 'ENCRYPTION_KEY', 'LOG_LEVEL']) {
      expect(service.output).toContain(variable);
    }
    expect(service.output).not.toContain('canary');
  });
});
