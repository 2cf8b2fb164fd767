import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';
import { gatehouse } from '../contract/support/gatehouse.js';
import { aTime, aUser, expectSuccess, faultyFields, outcome } from '../contract/support/shapes.js';

const register = '/api/v1/auth/register';

describe.each(databaseTargets)('/api/v1/auth/register that conceals, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  const service = gatehouse({ target, env: { REGISTRATION_CONCEALS: 'true' }, features: [mailroom.feature] });

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
    await mailroom.deliver(service().service.container);
    expect(mailroom.to('root@gatehouse.test')).toMatchObject([{ mail: 'account-exists' }]);
    const token = mailroom.token('ada@example.com', 'finish-registration');
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(password);
    const verify = () => service().http.post('/api/v1/auth/email/verify', { token });
    const finished = await verify();
    expectSuccess(finished, 200, aUser({ username: 'ada', emailVerifiedAt: aTime }));
    expect(outcome(await verify())).toEqual([401, 'TOKEN_INVALID']);
    const { user } = await service().logIn('ada@example.com');
    expect(user.username).toBe('ada');
  });

  it('makes the account once when the answer was lost, and gives that again', async () => {
    const { http } = service();
    const account = { email: 'lost@example.com', username: 'lost', password };
    await http.post(register, account);
    await mailroom.deliver(service().service.container);
    const link = { token: mailroom.token(account.email, 'finish-registration') };
    const headers = { 'idempotency-key': 'an answer that was lost' };
    const first = await http.post('/api/v1/auth/email/verify', link, { headers });
    const again = await http.post('/api/v1/auth/email/verify', link, { headers });
    expectSuccess(first, 200, aUser({ username: 'lost', emailVerifiedAt: aTime }));
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('RST-09: who registers with the address of another, over and over, does not keep them from a way in', async () => {
    const { http } = service();
    const [email, typed] = ['kept-in@example.com', { email: 'kept-in@example.com' }];
    await http.post(register, { email, username: 'kept-in', password });
    await mailroom.deliver(service().service.container);
    await http.post('/api/v1/auth/email/verify', { token: mailroom.token(email, 'finish-registration') });
    for (let count = 0; count < 9; count += 1) {
      await http.post(register, { email, username: `intruder${count}`, password });
    }
    await mailroom.deliver(service().service.container);
    await http.post('/api/v1/auth/password/forgot', typed);
    await mailroom.deliver(service().service.container);
    const mails = mailroom.to(email).map(({ mail }) => mail);
    expect(mails).toEqual(['finish-registration', 'account-exists', 'account-exists', 'reset-password']);
  });

  it('tells whoever finishes later that the username is taken meanwhile', async () => {
    const { http } = service();
    for (const name of ['first', 'second']) {
      const account = { email: `${name}@example.com`, username: 'wanted', password };
      expect((await http.post(register, account)).status).toBe(202);
    }
    await mailroom.deliver(service().service.container);
    const finish = (name: string) =>
      http.post('/api/v1/auth/email/verify', {
        token: mailroom.token(`${name}@example.com`, 'finish-registration'),
      });
    expect((await finish('second')).status).toBe(200);
    expect(outcome(await finish('first'))).toEqual([409, 'USERNAME_TAKEN']);
  });

  it('answers alike whether the username has an account or not, and tells by mail', async () => {
    const { http } = service();
    const names = [
      ['for-root@example.com', 'root', 'username-taken'],
      ['for-nobody@example.com', 'nobody-yet', 'finish-registration'],
    ] as const;
    for (const [email, username] of names) {
      expectSuccess(await http.post(register, { email, username, password }), 202, null);
    }
    await mailroom.deliver(service().service.container);
    for (const [email, username, mail] of names) {
      expect(mailroom.to(email)).toMatchObject([{ mail, data: { username } }]);
    }
    const pending = 'SELECT username FROM pending_registrations WHERE email = ';
    expect(await execute(service().database.adminUrl, `${pending} 'for-root@example.com'`)).toEqual([]);
  });

  it('tells faults and weak passwords, whatever the address', async () => {
    const { http } = service();
    expect(faultyFields(await http.post(register, {}))).toEqual(['email', 'password', 'username']);
    for (const email of ['root@gatehouse.test', 'nobody@example.com']) {
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
