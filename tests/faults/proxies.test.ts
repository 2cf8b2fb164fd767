import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, type ServiceProcess } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { Load } from './support/load.js';
import { PostgresServer } from './support/postgres-server.js';
import { installed, Program, removeFolder, workFolder } from './support/program.js';

const nginx = installed('TEST_NGINX_PROGRAM');
const lockout = 5;

describe.skipIf(nginx === null)('nginx, which compresses and forwards addresses', () => {
  let postgres: PostgresServer;
  let folder: string;
  let cluster: Cluster;
  let proxies: Program[];
  let trusting: string;
  let untrusting: string;

  /** In front of an instance, as the manuals of many services have it. */
  const startNginx = async (name: string, instance: ServiceProcess) => {
    const port = await freePort();
    const configuration = join(folder, `${name}.conf`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
      .join('\n');
    await writeFile(
      configuration,
      `daemon off;
pid ${join(folder, `${name}.pid`)};
error_log stderr;
events {}
http {
  access_log off;
  ${temporary}
  gzip on;
  gzip_min_length 1;
  gzip_proxied any;
  gzip_types application/json;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${instance.baseUrl};
      proxy_set_header Host $host;
      proxy_set_header Accept-Encoding "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
    );
    const args = ['-e', 'stderr', '-p', folder, '-c', configuration];
    proxies.push(await Program.start(nginx?.() ?? '', args, folder, port));
    return `http://127.0.0.1:${port}`;
  };
  const asked = (
    url: string,
    token: string,
    init: { method?: string; headers?: object; body?: string } = {},
  ) =>
    fetch(`${url}/api/v1/me`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip', ...init.headers },
    });

  beforeAll(async () => {
    folder = await workFolder();
    proxies = [];
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: { DATABASE_URL: postgres.url(), LOCKOUT_PER_ADDRESS: String(lockout) },
      instances: [{ TRUSTED_PROXIES: 'loopback' }, {}],
    });
    const [one, other] = cluster.instances as [ServiceProcess, ServiceProcess];
    trusting = await startNginx('trusting', one);
    untrusting = await startNginx('untrusting', other);
  });
  afterAll(async () => {
    for (const proxy of proxies ?? []) await proxy.stop('SIGQUIT');
    await cluster?.stop();
    await postgres?.remove();
    await removeFolder(folder);
  });

  it('makes of an ETag a weak one, which If-Match takes', async () => {
    const load = new Load([trusting]);
    await load.register('tagged@example.com', 'tagged');
    const { token } = await load.logIn('tagged@example.com');
    const found = await asked(trusting, token);
    expect(found.headers.get('content-encoding')).toBe('gzip');
    const tag = found.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"\d+"$/);
    const change = (username: string) =>
      asked(trusting, token, {
        method: 'PATCH',
        headers: { 'if-match': tag, 'content-type': 'application/json' },
        body: JSON.stringify({ username }),
      });
    expect((await change('tagged2')).status).toBe(200);
    expect((await change('tagged3')).status).toBe(412);
  });

  it('names the client, where it is trusted', async () => {
    const load = new Load([trusting]);
    await load.register('named@example.com', 'named');
    await logIn(trusting, 'named@example.com', 'correct horse battery staple', '203.0.113.7');
    const rows = await postgres.query(
      `SELECT sessions.ip FROM sessions JOIN users ON users.id = user_id WHERE email = 'named@example.com'`,
    );
    // Its own peer, which it adds, is an address that is trusted.
    expect(rows).toEqual([{ ip: '203.0.113.7' }]);
  });

  it('is warned of once where it is not trusted, for all its clients are one', async () => {
    const instance = cluster.instances[1] as ServiceProcess;
    for (let count = 0; count < 3; count += 1) {
      await logIn(untrusting, 'nobody@example.com', 'a wrong one', `203.0.113.${count}`);
    }
    const warnings = instance.output.split('\n').filter((line) => line.includes('TRUSTED_PROXIES'));
    expect(warnings).toEqual([expect.stringContaining('"level":"warn"')]);
  });

  it('is on record when its address is locked out', async () => {
    const instance = cluster.instances[1] as ServiceProcess;
    let status = 401;
    for (let count = 0; count <= lockout && status === 401; count += 1) {
      status = await logIn(untrusting, `nobody${count}@example.com`, 'a wrong one', `203.0.113.${count}`);
    }
    expect(status).toBe(429);
    const told = instance.output
      .split('\n')
      .filter((line) => /lock/i.test(line) && line.includes('127.0.0.1'));
    expect(told).not.toEqual([]);
  });
});

async function logIn(url: string, email: string, password: string, from: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ email, password }),
  });
  await response.text();
  return response.status;
}
