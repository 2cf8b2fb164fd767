import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { freePort, type ServiceProcess } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { names, PostgresServer } from './support/postgres-server.js';
import { installed, Program, removeFolder, workFolder } from './support/program.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

const haproxy = installed('TEST_HAPROXY_PROGRAM');

describe.skipIf(haproxy === null)('instances behind HAProxy', () => {
  let postgres: PostgresServer;
  let folder: string;
  let cluster: Cluster;
  let balancer: Program;
  let url: string;

  const states = async (): Promise<(string | undefined)[]> => {
    const lines = (await (await fetch(`${url}/statistics;csv`)).text()).split('\n');
    return lines.filter((line) => line.startsWith('instances,instance')).map((line) => line.split(',')[17]);
  };
  const areUp = async () => (await states()).every((state) => state?.startsWith('UP'));
  /** One after the other, each when the balancer sends requests to all again. */
  const replaceAll = async (replaced: (instance: ServiceProcess) => Promise<void>) => {
    for (const instance of cluster.instances) {
      expect(await instance.stop('SIGTERM')).toBe(0);
      await replaced(instance);
      await until('all instances are up', areUp);
    }
  };

  beforeAll(async () => {
    folder = await workFolder();
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: { DATABASE_URL: postgres.url(), TRUSTED_PROXIES: 'loopback', SHUTDOWN_DELAY_MS: '1000' },
    });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await writeFile(
      join(folder, 'haproxy.cfg'),
      `defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 10s
  # A check that takes long on a busy machine is no failure.
  timeout check 8s
  option forwardfor
frontend visitors
  bind 127.0.0.1:${port}
  stats enable
  stats uri /statistics
  default_backend instances
backend instances
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter 200ms fall 1 rise 1
${cluster.instances.map(({ port: own }, index) => `  server instance${index} 127.0.0.1:${own}`).join('\n')}
`,
    );
    balancer = await Program.start(haproxy?.() ?? '', ['-f', join(folder, 'haproxy.cfg')], folder, port);
    await until('all instances are up', areUp);
  });
  afterAll(async () => {
    await balancer?.stop('SIGTERM');
    await cluster?.stop();
    await postgres?.remove();
    await removeFolder(folder);
  });

  describeFault('Every instance is stopped (SIGTERM) and started again', async () => ({
    urls: [url],
    meanwhile: ['works-somewhere'],
    begin: () => replaceAll((instance) => instance.start()),
    end: () => undefined,
  }));

  describeFault('Every instance is replaced by one with another role of the database', async () => ({
    urls: [url],
    meanwhile: ['works-somewhere'],
    begin: async () => {
      await postgres.query(`CREATE ROLE gatehouse_2 LOGIN INHERIT IN ROLE ${names.service}`);
      await replaceAll(async (instance) => {
        const url = postgres.url().replace(`${names.service}@`, 'gatehouse_2@');
        await cluster.successorOf(instance, { DATABASE_URL: url }).start();
      });
      await postgres.query(`ALTER ROLE ${names.service} NOLOGIN PASSWORD NULL`);
    },
    end: () => undefined,
  }));

  // Its requests are cut off by the time limit of the balancer, and sent again; when it goes on, it does them twice.
  describeFault('An instance behind a balancer is stopped (SIGSTOP)', async () => {
    const [frozen] = cluster.instances;
    return {
      urls: [url],
      meanwhile: ['may-fail'],
      begin: () => frozen?.signal('SIGSTOP'),
      during: async (load) => {
        await until('the balancer has noticed', async () => (await states())[0]?.startsWith('DOWN') ?? false);
        await load.awaitRounds();
      },
      end: () => frozen?.signal('SIGCONT'),
    };
  });
});
