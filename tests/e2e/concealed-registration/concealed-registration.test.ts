import { describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { StandIns } from '../../support/stand-ins.js';
import { gatehouse } from '../contract/support/gatehouse.js';
import { expectSuccess, faultyFields, outcome } from '../contract/support/shapes.js';

const register = '/api/v1/auth/register';

describe('/api/v1/auth/register that conceals', () => {
  const standIns = new StandIns();
  const service = gatehouse({ env: { REGISTRATION_CONCEALS: 'true' }, features: [standIns.feature] });

  it('answers alike whether the address has an account or not', async () => {
    const [taken, free] = [
      await service().http.post(register, { email: 'Root@Gatehouse.test', username: 'ada', password }),
      await service().http.post(register, { email: 'ada@example.com', username: 'ada', password }),
    ];
    for (const reply of [taken, free]) {
      expectSuccess(reply, 202, null);
      expect(reply.headers.get('location')).toBeNull();
      expect(reply.headers.get('etag')).toBeNull();
    }
    const stored = JSON.stringify(
      await execute(service().database.adminUrl, 'SELECT * FROM pending_registrations'),
    );
    await standIns.runJobs(await service().service.container.get(contributed.jobs));
    expect(standIns.to('root@gatehouse.test')).toMatchObject([{ name: 'account-exists' }]);
    const [mail] = standIns.to('ada@example.com');
    const token = String(mail?.data.link).split('#')[1] as string;
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(password);
    const [redeemer] = (await service().service.container.get(contributed.tokenRedeemers)).filter((each) =>
      each.accepts(token),
    );
    const context = { principal: null, ip: null, userAgent: null, requestId: null };
    await redeemer?.redeem(token, { ...context, traceparent: null, tenantId: null });
    const { user } = await service().logIn('ada@example.com');
    expect(user.username).toBe('ada');
  });

  it('tells faults, weak passwords and taken usernames, whatever the address', async () => {
    const { http } = service();
    expect(faultyFields(await http.post(register, {}))).toEqual(['email', 'password', 'username']);
    for (const email of ['root@gatehouse.test', 'nobody@example.com']) {
      const taken = await http.post(register, { email, username: 'root', password });
      expect(outcome(taken)).toEqual([409, 'USERNAME_TAKEN']);
      const weak = await http.post(register, { email, username: 'bob', password: 'password' });
      expect(outcome(weak)).toEqual([422, 'WEAK_PASSWORD']);
    }
  });

  it('REG-10 takes one address only', async () => {
    for (const email of ['a@a.io,b@b.io', ['a@a.io', 'b@b.io'], 'a@b.io\r\nBcc: c@d.io', { $ne: '' }]) {
      const reply = await service().http.post(register, { email, username: 'carol', password });
      expect(faultyFields(reply)).toEqual(['email']);
    }
  });
});
