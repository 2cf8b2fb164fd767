import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { runHttpFile } from './support/http-file.js';

const run = promisify(execFile);
const directory = new URL('../../../requests/', import.meta.url);
/** In this order: the first one registers Ada, the last one deletes her. */
const files = [
  'auth.http',
  'sessions.http',
  'tenants.http',
  'users.http',
  'keys.http',
  'audit.http',
  'events.http',
  'activity.http',
  'roles.http',
  'me.http',
];
/** Those that need a receiver beside the service; tests/e2e/webhooks has one. */
const withReceiver = ['webhooks.http'];

describe('the examples in requests/', () => {
  it('are all tried', async () => {
    const found = (await readdir(directory)).filter((name) => name.endsWith('.http'));
    expect(found.sort()).toEqual([...files, ...withReceiver].sort());
  });

  onEveryDatabase((service) => {
    it('get the answers that their titles promise', async () => {
      const { http } = service();
      const variables = { baseUrl: http.baseUrl, adminEmail: 'root@gatehouse.test', adminPassword: password };
      for (const file of files) {
        const exchanges = await runHttpFile(new URL(file, directory), http, variables);
        const outcomes = exchanges.map(({ title, reply }) => `${title}: ${reply.status}`);
        expect(outcomes).toEqual(exchanges.map(({ title, expectedStatus }) => `${title}: ${expectedStatus}`));
        expect(exchanges.length).toBeGreaterThan(2);
      }
    });

    it('follow what happens', async () => {
      const script = fileURLToPath(new URL('follow-events.ts', directory));
      const parameters = [script, 'root@gatehouse.test', password, service().http.baseUrl];
      const { stdout } = await run(process.execPath, parameters);
      expect(stdout).toMatch(/All as it should be\.\n$/);
    });

    it('tell the life of an account', async () => {
      const script = fileURLToPath(new URL('account-life.ts', directory));
      const { stdout } = await run(process.execPath, [script, service().http.baseUrl]);
      expect(stdout).toMatch(/All as it should be\.\n$/);
    });
  });
});
