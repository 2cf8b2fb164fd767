import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import { Mailroom } from '../../support/mailroom.js';
import { outcome } from '../contract/support/shapes.js';
import { type Enrolled, enroll, factors, login, MfaScene, mfaLogin, stepUp } from '../mfa/support.js';

const newPassword = 'a phrase that nobody has used';

describe('attacks by who has had a session, a code or a key of an account', () => {
  const mailroom = new Mailroom();
  let scene: MfaScene;

  beforeAll(async () => {
    scene = await MfaScene.start({
      env: { MFA_REMEMBER_DAYS: '30', PASSWORDLESS: 'true' },
      features: [mailroom.feature],
    });
  });
  afterAll(() => scene?.service.stop());

  const post = (path: string, body?: unknown, token?: string) =>
    scene.http.post(`/api/v1${path}`, body, { token });
  const deliver = () => mailroom.deliver(scene.service.service.container);
  const linkTo = async (email: string, mail: string) => {
    await deliver();
    return mailroom.token(email, mail);
  };
  const askedFor = async ({ token }: Pick<SignedIn, 'token'>, email: string) => {
    expect((await post('/me/email', { email }, token)).status).toBe(202);
    return linkTo(email, 'change-email');
  };
  /** The address of the account is the thief's. */
  const stolen = async (owner: SignedIn) => {
    const email = `thief-of-${owner.user.username}@example.com`;
    const link = await askedFor(owner, email);
    expect((await post('/auth/email/change', { token: link })).status).toBe(200);
    return { email, way: await linkTo(owner.user.email, 'email-changed') };
  };
  const takeBack = async (way: string) =>
    expect((await post('/auth/email/revert', { token: way })).status).toBe(204);
  const answer = (challengeToken: string, proof: object) =>
    scene.http.post(mfaLogin, { challengeToken, ...proof });
  const signedIn = async (who: Enrolled, more: object = {}) => {
    const reply = await answer(await scene.challenge(who), { code: scene.code(who.secret), ...more });
    expect(reply.status).toBe(200);
    scene.nextStep();
    return reply.data;
  };

  it('a recovery code is good for its owner alone, and is not spent by somebody else', async () => {
    const [ada, eve] = [await scene.enrolled(), await scene.enrolled()];
    const recoveryCode = ada.recoveryCodes[0] as string;
    const foreign = await answer(await scene.challenge(eve), { recoveryCode });
    expect(outcome(foreign)).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await answer(await scene.challenge(ada), { recoveryCode })).status).toBe(200);
  });

  it('the code that has confirmed an app neither signs in nor steps up', async () => {
    const ada = await scene.verifiedPerson();
    const { id, secret } = (await post('/me/mfa/totp', undefined, ada.token)).data;
    const code = scene.code(secret);
    expect((await post('/me/mfa/totp/confirm', { id, code }, ada.token)).status).toBe(200);
    expect((await scene.http.post(stepUp, { code }, { token: ada.token })).status).toBe(401);
    expect((await answer(await scene.challenge(ada), { code })).status).toBe(401);
  });

  it('an app that somebody else is enrolling is not there to be confirmed', async () => {
    const [ada, eve] = [await scene.verifiedPerson(), await scene.verifiedPerson()];
    const { id, secret } = (await post('/me/mfa/totp', undefined, ada.token)).data;
    const theirs = await post('/me/mfa/totp/confirm', { id, code: scene.code(secret) }, eve.token);
    expect(outcome(theirs)).toEqual([404, 'FACTOR_NOT_FOUND']);
    const listed = await scene.http.get(factors, { token: ada.token });
    expect(listed.data.factors).toEqual([]);
  });

  it('a remembered device is a stranger once the app is another one', async () => {
    const ada = await scene.enrolled();
    const { accessToken: token, deviceToken } = await signedIn(ada, { rememberDevice: true });
    expect((await scene.http.delete(`${factors}/${ada.factorId}`, { token })).status).toBe(204);
    await scene.enrol({ ...ada, token });
    expect((await scene.logIn(ada, { deviceToken })).code).toBe('MFA_REQUIRED');
  });

  it('of old recovery codes none is good after others have taken their place, of whatever came at once', async () => {
    const ada = await scene.enrolled();
    const { accessToken: token } = await signedIn(ada);
    const challenges = [];
    for (const _ of ada.recoveryCodes.slice(0, 4)) challenges.push(await scene.challenge(ada));
    const uses = challenges.map((challenge, index) =>
      answer(challenge, { recoveryCode: ada.recoveryCodes[index] }),
    );
    const [renewed] = await Promise.all([post('/me/mfa/recovery-codes', undefined, token), ...uses]);
    expect(renewed.data.recoveryCodes).toHaveLength(10);
    const recoveryCode = ada.recoveryCodes[9];
    expect((await answer(await scene.challenge(ada), { recoveryCode })).status).toBe(401);
    const { data } = await scene.http.get(factors, { token });
    expect(data.recoveryCodesLeft).toBe(10);
  });

  it('a personal key neither steps up, enrols, exports, changes the address nor makes keys', async () => {
    const ada = await scene.verifiedPerson();
    const made = await post('/me/keys', { name: 'stolen', permissions: [] }, ada.token);
    expect(made.status).toBe(201);
    const { key } = made.data;
    const replies = [
      await scene.http.post(stepUp, { password }, { token: key }),
      await post('/me/mfa/totp', undefined, key),
      await post('/me/email', { email: 'thief@example.com' }, key),
      await post('/me/keys', { name: 'more', permissions: [] }, key),
      await scene.http.get('/api/v1/me/export', { token: key }),
    ];
    for (const { status } of replies) expect([401, 403]).toContain(status);
  });

  it.each(['the owner', 'an administrator'])(
    'a change of address that a thief has asked for dies when %s ends the sessions',
    async (who) => {
      const ada = await scene.verifiedPerson();
      const link = await askedFor(ada, `late-${ada.user.username}@example.com`);
      if (who === 'the owner')
        expect((await post('/auth/logout-all', undefined, ada.token)).status).toBe(204);
      else {
        const { token } = await scene.service.root();
        const path = `/api/v1/users/${ada.user.id}/sessions`;
        expect((await scene.http.delete(path, { token })).status).toBe(204);
      }
      expect(outcome(await post('/auth/email/change', { token: link }))).toEqual([401, 'TOKEN_INVALID']);
    },
  );

  it('links to the address of the thief are dead when the account is taken back', async () => {
    const ada = await scene.verifiedPerson();
    const { email, way } = await stolen(ada);
    await post('/auth/password/forgot', { email });
    const reset = await linkTo(email, 'reset-password');
    await takeBack(way);
    const replies = [
      await post('/auth/password/reset', { token: reset, newPassword }),
      await post('/auth/email/verify', { token: reset }),
    ];
    for (const reply of replies) expect(outcome(reply)).toEqual([401, 'TOKEN_INVALID']);
  });

  it('a code and a link that sign in, mailed to the thief, are dead, too', async () => {
    const ada = await scene.verifiedPerson();
    const { email, way } = await stolen(ada);
    const { challengeToken } = (await post('/auth/code', { email })).data;
    const link = await linkTo(email, 'sign-in-code');
    const code = mailroom.to(email).findLast(({ mail }) => mail === 'sign-in-code')?.data.code;
    await takeBack(way);
    for (const proof of [{ challengeToken, code }, { token: link }]) {
      expect((await post('/auth/code/complete', proof)).status).toBe(401);
    }
  });

  it('the second factor of the thief does not keep the owner out', async () => {
    const ada = await scene.verifiedPerson();
    const { email, way } = await stolen(ada);
    const thief = await scene.enrol(await scene.service.logIn(email));
    const key = await post('/me/keys', { name: 'kept', permissions: [] }, thief.token);
    await takeBack(way);
    const reset = await linkTo(ada.user.email, 'email-reverted');
    expect((await post('/auth/password/reset', { token: reset, newPassword })).status).toBe(204);
    const typed = { email: ada.user.email, password: newPassword };
    expect((await scene.http.post(login, typed)).status).toBe(200);
    for (const token of [thief.token, ...(key.status === 201 ? [key.data.key] : [])]) {
      expect((await scene.http.get('/api/v1/me', { token })).status).toBe(401);
    }
  });

  it('taking back and moving on at once never ends with the thief', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ada = await scene.verifiedPerson();
      const { email, way } = await stolen(ada);
      const thief = await scene.service.logIn(email);
      const next = await askedFor(thief, `next-${email}`);
      const [, moved] = await Promise.all([takeBack(way), post('/auth/email/change', { token: next })]);
      expect([200, 401]).toContain(moved.status);
      const { token } = await scene.service.root();
      const { data } = await scene.http.get(`/api/v1/users/${ada.user.id}`, { token });
      expect(data.email).toBe(ada.user.email);
    }
  });

  it('an idempotency key brings no secret again: neither of an app nor of a key', async () => {
    const ada = await scene.verifiedPerson();
    const options = { token: ada.token, headers: { 'idempotency-key': 'the-same-for-both' } };
    const apps = [];
    for (const _ of [1, 2]) apps.push(await scene.http.post(`${factors}/totp`, undefined, options));
    expect(new Set(apps.map(({ data }) => data.secret)).size).toBe(2);
    const body = { name: 'once', permissions: [] };
    const keys = [];
    for (const _ of [1, 2]) keys.push(await scene.http.post('/api/v1/me/keys', body, options));
    expect(keys[1]?.headers.get('idempotency-replayed')).toBeNull();
    expect(new Set(keys.map(({ data }) => data.key)).size).toBe(2);
  });

  it('an idempotency key brings no answer again to a session that has ended', async () => {
    const ada = await scene.verifiedPerson();
    const options = { token: ada.token, headers: { 'idempotency-key': 'before-the-end' } };
    const body = { name: 'Mine', slug: `mine-${ada.user.username}` };
    const first = await scene.http.post('/api/v1/tenants', body, options);
    await post('/auth/logout-all', undefined, ada.token);
    const again = await scene.http.post('/api/v1/tenants', body, options);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([401, null]);
    expect(first.status).toBe(201);
  });

  it('an idempotency key does nothing for who may not ask any more, and shows no more than it did', async () => {
    const eve = await scene.verifiedPerson('admin');
    const options = { token: eve.token, headers: { 'idempotency-key': 'before-the-demotion' } };
    const body = { email: 'made@example.com', username: 'made-by-eve' };
    const first = await scene.http.post('/api/v1/users', body, options);
    expect(first.status).toBe(201);
    const { token } = await scene.service.root();
    const path = `/api/v1/users/${eve.user.id}`;
    expect((await scene.http.patch(path, { roles: ['user'] }, { token })).status).toBe(200);
    await scene.service.drainEvents();
    const again = await scene.http.post('/api/v1/users', body, options);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.data).toEqual(first.data);
    const other = { email: 'more@example.com', username: 'more-by-eve' };
    const fresh = { ...options, headers: { 'idempotency-key': 'after-the-demotion' } };
    expect((await scene.http.post('/api/v1/users', other, fresh)).status).toBe(403);
  });

  it.each(['１２３４５６', '١٢٣٤٥٦', '123456\u0000', ' 123456', '12345６'])(
    'digits of another script, and what is around them, are no code: %j',
    async (code) => {
      const ada = await scene.enrolled();
      expect((await answer(await scene.challenge(ada), { code })).status).toBe(422);
    },
  );

  it('the code of an app that was removed does not pass a challenge of before', async () => {
    const ada = await scene.enrolled();
    const { accessToken: token } = await signedIn(ada);
    const challenge = await scene.challenge(ada);
    const [second, third] = [
      await scene.enrol({ ...ada, token }),
      await scene.http.delete(`${factors}/${ada.factorId}`, { token }),
    ];
    expect([second.secret === ada.secret, third.status]).toEqual([false, 204]);
    const old = await answer(challenge, { code: scene.code(ada.secret) });
    expect(outcome(old)).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('a challenge for a code opens no enrolment, also when the last app is gone', async () => {
    const ada = await scene.enrolled();
    const { accessToken: token } = await signedIn(ada);
    const challengeToken = await scene.challenge(ada);
    expect((await scene.http.delete(`${factors}/${ada.factorId}`, { token })).status).toBe(204);
    expect((await scene.http.post(enroll, { challengeToken })).status).toBe(401);
    expect((await answer(challengeToken, { code: scene.code(ada.secret) })).status).toBe(401);
  });
});
