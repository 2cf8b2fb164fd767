import { expect, it } from 'vitest';
import { freePort, ServiceProcess } from '../../support/service-process.js';

it.each(['TENANT_PROVISIONING', 'ERASURE_SERVICES'])(
  'the service does not start with a name in %s that has no address',
  async (setting) => {
    const service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'test',
      STORAGE: 'memory',
      SERVICES: 'billing=http://127.0.0.1:9',
      [setting]: 'billing,crm',
    });
    // It ends while it starts, or right after.
    await service.start().catch(() => undefined);
    await expect.poll(() => service.output).toContain(`${setting} names crm, which SERVICES does not name`);
    await expect.poll(() => service.exitCode).toBeGreaterThan(0);
    await service.stop('SIGKILL');
  },
);
