import { describe, expect, it } from 'vitest';
import { execute } from '#testing/execute.js';
import { serviceUrl } from './service-url.js';

const url = serviceUrl('TEST_PGBOUNCER_URL');

describe.skipIf(url === null)('the pgbouncer of the tests', () => {
  it('passes statements on', async () => {
    expect(await execute(url?.() ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('pools by transaction', async () => {
    const admin = new URL(url?.() ?? '');
    admin.pathname = '/pgbouncer';

    expect(await execute(admin.href, 'SHOW CONFIG')).toContainEqual(
      expect.objectContaining({ key: 'pool_mode', value: 'transaction' }),
    );
  });
});
