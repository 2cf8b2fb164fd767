import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { databaseTargets } from '#testing/test-database.js';
import { Mailroom } from '../../support/mailroom.js';
import { MfaScene, mfaLogin } from '../mfa/support.js';

describe.each(databaseTargets)('what was mailed, and a second factor, on the %s PostgreSQL', (target) => {
  const mailroom = new Mailroom();
  let scene: MfaScene;
  beforeAll(async () => {
    scene = await MfaScene.start({ target, env: { PASSWORDLESS: 'true' }, features: [mailroom.feature] });
  });
  afterAll(() => scene?.service.stop());

  const deliver = () => mailroom.deliver(scene.service.service.container);

  it('a code and a link are one factor only', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    const { email } = person.user;
    const asked = await http.post('/api/v1/auth/code', { email });
    await deliver();
    const code = mailroom.to(email).findLast(({ mail }) => mail === 'sign-in-code')?.data.code;
    const proof = { challengeToken: asked.data.challengeToken, code };
    const challenged = await http.post('/api/v1/auth/code/complete', proof);
    expect([challenged.status, challenged.code]).toEqual([401, 'MFA_REQUIRED']);
    const { token: challengeToken } = challenged.body.error.challenge;
    const again = await http.post('/api/v1/auth/code/complete', proof);
    expect([again.status, again.code]).toEqual([401, 'CHALLENGE_FAILED']);
    const signedIn = await http.post(mfaLogin, { challengeToken, code: scene.code(person.secret) });
    expect(signedIn.status).toBe(200);

    await http.post('/api/v1/auth/code', { email });
    await deliver();
    const token = mailroom.token(email, 'sign-in-code');
    const byLink = await http.post('/api/v1/auth/code/complete', { token });
    expect([byLink.status, byLink.code]).toEqual([401, 'MFA_REQUIRED']);
  });

  it('RST-07 a reset of the password signs nobody in, and leaves the second factor', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    const { email } = person.user;
    await http.post('/api/v1/auth/password/forgot', { email });
    await deliver();
    const reset = { token: mailroom.token(email, 'reset-password'), newPassword: `${password} again` };
    const answer = await http.post('/api/v1/auth/password/reset', reset);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const login = await http.post('/api/v1/auth/login', { email, password: reset.newPassword });
    expect([login.status, login.code]).toEqual([401, 'MFA_REQUIRED']);
    await deliver();
    expect(mailroom.to(email).at(-1)).toMatchObject({ mail: 'password-changed' });
  });

  it('owners are told when an administrator takes their second factors', async () => {
    const person = await scene.enrolled();
    const { token } = await scene.service.root();
    expect((await scene.http.delete(`/api/v1/users/${person.user.id}/mfa`, { token })).status).toBe(204);
    await deliver();
    expect(mailroom.to(person.user.email).at(-1)).toMatchObject({ mail: 'factors-reset' });
  });

  it('owners are told when somebody with their password has used up a challenge', async () => {
    const person = await scene.enrolled();
    const challengeToken = await scene.challenge(person);
    for (let count = 0; count < 5; count += 1) {
      const code = scene.code(person.secret, -10);
      expect((await scene.http.post(mfaLogin, { challengeToken, code })).status).toBe(401);
    }
    await deliver();
    expect(mailroom.to(person.user.email).at(-1)).toMatchObject({ mail: 'second-factor-failed' });
  });

  it('owners are told of their second factors', async () => {
    const person = await scene.enrolled();
    await deliver();
    expect(mailroom.to(person.user.email).map(({ mail }) => mail)).toContain('factor-added');
  });
});
