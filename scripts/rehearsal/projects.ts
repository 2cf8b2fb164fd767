import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { eventually, exitCode, expect, freePort } from './steps.ts';

export const url = '/api/v1/projects';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
  readonly body: any;
}

export interface Service {
  readonly administrator: { readonly email: string; readonly password: string };
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** As whoever runs it does. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

interface AskOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** `gatehouse start` in that folder, on a free port. */
export async function startService(cwd: string, env: Record<string, string>): Promise<Service> {
  const port = await freePort();
  const administrator = { email: 'admin@example.com', password: randomBytes(18).toString('base64') };
  const child = spawn('node_modules/.bin/gatehouse', ['start'], {
    cwd,
    env: {
      ...env,
      PORT: String(port),
      ADMIN_EMAIL: administrator.email,
      ADMIN_PASSWORD: administrator.password,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  const kill = async () => {
    child.kill('SIGKILL');
    await exitCode(child);
  };
  try {
    await eventually('the service to be ready', () => {
      if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}`);
      return fetch(`${origin}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    administrator,
    async ask(method, path, { body, token, headers = {} } = {}) {
      const answer = await fetch(origin + path, {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },
    async stop() {
      child.kill('SIGTERM');
      expect('SIGTERM to end it with exit code 0', (await exitCode(child)) === 0);
    },
    kill,
  };
}

/** From somebody's registration to the end of their account. */
export async function useProjects({ ask, administrator }: Service): Promise<void> {
  const account = { email: 'ada@example.com', username: 'ada', password: randomBytes(18).toString('base64') };
  const registered = await ask('POST', '/api/v1/auth/register', { body: account });
  expect('somebody to register', registered.status === 201);
  const logIn = async ({ email, password }: { email: string; password: string }) =>
    (await ask('POST', '/api/v1/auth/login', { body: { email, password } })).body.data;
  const { accessToken: token, user } = await logIn(account);

  const created = await ask('POST', url, { token, body: { name: 'Apollo' } });
  expect('a project to be made', created.status === 201 && created.body.data.name === 'Apollo');
  const location = created.headers.get('location') ?? '';
  const etag = created.headers.get('etag') ?? '';
  const twice = await ask('POST', url, { token, body: { name: 'Apollo' } });
  expect('its name to be taken', twice.status === 409 && twice.body.error.code === 'PROJECT_NAME_TAKEN');
  expect('it to be shown', (await ask('GET', location, { token })).body.data.name === 'Apollo');
  const rename = { token, body: { name: 'Gemini' }, headers: { 'if-match': etag } };
  expect('it to be renamed', (await ask('PATCH', location, rename)).body.data.name === 'Gemini');
  await ask('POST', url, { token, body: { name: 'Mercury' } });
  const names = async () =>
    (await ask('GET', url, { token })).body.data.map(({ name }: { name: string }) => name);
  expect('all to be listed', (await names()).join() === 'Gemini,Mercury');
  expect('one to be deleted', (await ask('DELETE', location, { token })).status === 204);
  expect('the other to be left', (await names()).join() === 'Mercury');

  const { paths } = (await ask('GET', '/openapi.json')).body;
  const operations = [url, `${url}/{id}`].map((path) => Object.keys(paths[path] ?? {}).toSorted());
  expect(
    'the five routes in /openapi.json',
    JSON.stringify(operations) === '[["get","post"],["delete","get","patch"]]',
  );

  const { accessToken: asAdministrator } = await logIn(administrator);
  const deletion = await ask('DELETE', `/api/v1/users/${user.id}`, { token: asAdministrator });
  expect('the account to be deleted', deletion.status === 204);
  await eventually('its projects to go with it', async () => {
    const { body } = await ask('GET', '/api/v1/audit?action=project.deleted', { token: asAdministrator });
    return body.data.length === 2;
  });
}
