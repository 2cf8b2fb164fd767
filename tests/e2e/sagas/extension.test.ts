import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpClient } from '#testing/http-client.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

const password = 'correct horse battery';
let service: ServiceProcess;

beforeAll(async () => {
  service = new ServiceProcess(await freePort(), {
    NODE_ENV: 'test',
    STORAGE: 'memory',
    GATEHOUSE_CONFIG: join(import.meta.dirname, '../../support/travelling.config.ts'),
    ADMIN_EMAIL: 'root@gatehouse.test',
    ADMIN_PASSWORD: password,
    ARGON2_MEMORY_KIB: '128',
    ARGON2_ITERATIONS: '1',
  });
  await service.start();
});
afterAll(() => service?.stop('SIGKILL'));

it('the built service does the saga of an extension', async () => {
  const http = new HttpClient(service.baseUrl);
  const { data } = await http.post('/api/v1/auth/login', { email: 'root@gatehouse.test', password });
  const state = async () => {
    const { body } = await http.get('/api/v1/sagas?name=trip', { token: data.accessToken });
    return body.data[0]?.state;
  };
  await expect.poll(state).toBe('done');
});
