import { describe, expect, it } from 'vitest';
import type { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';
import { gatehouse } from '../contract/support/gatehouse.js';
import { expectSuccess, faultyFields, outcome, someTokens } from '../contract/support/shapes.js';

const ask = '/api/v1/auth/code';
const complete = '/api/v1/auth/code/complete';

const env = { PASSWORDLESS: 'true' };

async function mailed(service: E2eService, mailroom: Mailroom, email: string) {
  const reply = await service.http.post(ask, { email });
  await mailroom.deliver(service.service.container);
  const mail = mailroom.to(email).findLast((each) => each.mail === 'sign-in-code');
  return {
    reply,
    challengeToken: reply.data.challengeToken as string,
    code: mail?.data.code as string,
    token: mailroom.token(email, 'sign-in-code'),
  };
}

const otherThan = (code: string) => (code === '000000' ? '111111' : '000000');

describe.each(databaseTargets)('/api/v1/auth/code, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  const service = gatehouse({ target, env, features: [mailroom.feature] });

  it('mails a code that signs in', async () => {
    const { user } = await service().person();
    const { reply, challengeToken, code, token } = await mailed(service(), mailroom, user.email);
    expectSuccess(reply, 202, { challengeToken: expect.any(String), expiresIn: 600 });
    const signedIn = await service().http.post(complete, { challengeToken, code });
    expectSuccess(signedIn, 200, someTokens({ user: expect.objectContaining({ id: user.id }) }));
    const { data } = await service().http.get('/api/v1/me', { token: signedIn.data.accessToken });
    expect(data.emailVerifiedAt).not.toBeNull();
    const again = await service().http.post(complete, { challengeToken, code });
    expect(outcome(again)).toEqual([401, 'CHALLENGE_FAILED']);
    expect(outcome(await service().http.post(complete, { token }))).toEqual([401, 'TOKEN_INVALID']);
  });

  it('mails a link that signs in', async () => {
    const { user } = await service().person();
    const { token } = await mailed(service(), mailroom, user.email);
    expectSuccess(
      await service().http.post(complete, { token }),
      200,
      someTokens({ user: expect.objectContaining({ id: user.id }) }),
    );
  });

  it('gives a challenge that opens nothing but its own step', async () => {
    const { http } = service();
    const { user } = await service().person();
    const { challengeToken, code } = await mailed(service(), mailroom, user.email);
    const me = await http.get('/api/v1/me', { token: challengeToken });
    expect(outcome(me)).toEqual([401, 'UNAUTHENTICATED']);
    const refreshed = await http.post('/api/v1/auth/refresh', { refreshToken: challengeToken });
    expect(outcome(refreshed)).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    const answered = await http.post('/api/v1/auth/mfa', { challengeToken, code });
    expect(outcome(answered)).toEqual([401, 'CHALLENGE_FAILED']);
    expect((await http.post(complete, { challengeToken, code })).status).toBe(200);
  });

  it('is answered alike for those who have no account', async () => {
    const { user } = await service().person();
    const [known, unknown] = [
      await service().http.post(ask, { email: user.email }),
      await service().http.post(ask, { email: 'nobody@example.com' }),
    ];
    expect(unknown.status).toBe(known.status);
    expect(Object.keys(unknown.data)).toEqual(Object.keys(known.data));
    for (const { data } of [known, unknown]) {
      const wrong = { challengeToken: data.challengeToken, code: '000000' };
      expect(outcome(await service().http.post(complete, wrong))).toEqual([401, 'INVALID_CREDENTIALS']);
    }
  });

  it('RST-10 takes a code for nothing but a string of six digits', async () => {
    const { user } = await service().person();
    const { challengeToken, code } = await mailed(service(), mailroom, user.email);
    const others = [
      true,
      0,
      null,
      [],
      [code],
      {},
      { $ne: 1 },
      Number(code),
      '',
      `${code} `,
      `${code}0`,
      '12345a',
    ];
    for (const other of others) {
      const reply = await service().http.post(complete, { challengeToken, code: other });
      expect(outcome(reply)).toEqual([422, 'VALIDATION_ERROR']);
    }
    for (const other of [true, 0, null, [], { $ne: 1 }, 'x'.repeat(65)]) {
      expect(faultyFields(await service().http.post(complete, { token: other }))).toEqual(['token']);
      expect(faultyFields(await service().http.post(complete, { challengeToken: other, code }))).toEqual([
        'challengeToken',
      ]);
    }
    expect(faultyFields(await service().http.post(complete, {}))).toEqual(['token']);
    expect(faultyFields(await service().http.post(complete, { challengeToken, code, token: 'x' }))).toEqual([
      'token',
    ]);
    expect(faultyFields(await service().http.post(ask, { email: ['a@b.io', 'c@d.io'] }))).toEqual(['email']);
    expect(faultyFields(await service().http.post(ask, { email: 'a@b.io,c@d.io' }))).toEqual(['email']);
    expect((await service().http.post(complete, { challengeToken, code })).status).toBe(200);
  });

  it('lets one of fifty in that send the right code at once', async () => {
    const { user } = await service().person();
    const { challengeToken, code, token } = await mailed(service(), mailroom, user.email);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        service().http.post(complete, index % 2 === 0 ? { challengeToken, code } : { token }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = new Set(replies.filter(({ status }) => status !== 200).map(({ code: error }) => error));
    expect([...refused].sort()).toEqual(['CHALLENGE_FAILED', 'TOKEN_INVALID']);
  });

  it('MFA-05 bears five wrong codes, of however many at once, and the right one no more', async () => {
    const { user } = await service().person();
    const { challengeToken, code } = await mailed(service(), mailroom, user.email);
    const wrong = otherThan(code);
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => service().http.post(complete, { challengeToken, code: wrong })),
    );
    expect(replies.filter((reply) => reply.code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect(outcome(await service().http.post(complete, { challengeToken, code }))).toEqual([
      401,
      'CHALLENGE_FAILED',
    ]);
  });

  it('keeps neither codes, links nor addresses as they are', async () => {
    const { user } = await service().person();
    const { challengeToken, code, token } = await mailed(service(), mailroom, user.email);
    const rows = await execute(service().database.adminUrl, 'SELECT * FROM mailed_codes');
    const stored = JSON.stringify(rows);
    for (const secret of [challengeToken, `"${code}"`, token, user.email])
      expect(stored).not.toContain(secret);
  });

  it('answers GET and HEAD without effect', async () => {
    for (const method of ['GET', 'HEAD']) {
      expect((await service().http.request(method, `${complete}?token=x`)).status).toBe(405);
    }
  });
});

describe.each(databaseTargets)('/api/v1/auth/code with a narrow lockout, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  const service = gatehouse({
    target,
    env: { ...env, LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '8' },
    features: [mailroom.feature],
  });

  it('MFA-05 bears as many wrong codes as wrong passwords, with however many challenges', async () => {
    const { user } = await service().person();
    const challenges = [];
    for (let count = 0; count < 4; count += 1) challenges.push(await mailed(service(), mailroom, user.email));
    const replies = await Promise.all(
      challenges.flatMap(({ challengeToken, code }) =>
        Array.from({ length: 5 }, () =>
          service().http.post(complete, { challengeToken, code: otherThan(code) }),
        ),
      ),
    );
    const codes = replies.map(({ code }) => code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(8);
    const { challengeToken, code } = challenges.at(-1) as (typeof challenges)[number];
    expect(outcome(await service().http.post(complete, { challengeToken, code }))).toEqual([
      429,
      'LOGIN_LOCKED',
    ]);
    const unknown = await service().http.post(ask, { email: 'nobody@example.com' });
    expect(unknown.status).toBe(202);
  });
});

describe.each(databaseTargets)('/api/v1/auth/code where it is off, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  const service = gatehouse({ target, features: [mailroom.feature] });

  it('does not exist', async () => {
    for (const path of [ask, complete]) {
      expect(outcome(await service().http.post(path, {}))).toEqual([404, 'NOT_FOUND']);
    }
    const { paths } = (await service().http.get('/openapi.json')).body;
    expect(Object.keys(paths)).not.toContain(ask);
  });
});

describe.each(databaseTargets)('/api/v1/auth/code, many times, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  const service = gatehouse({
    target,
    env: { ...env, RATE_LIMIT_MAIL: '3/3600' },
    features: [mailroom.feature],
  });

  it('is limited by client', async () => {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await service().http.post(ask, { email: `a${count}@example.com` })).status);
    }
    expect(statuses).toEqual([202, 202, 202, 429]);
  });
});
