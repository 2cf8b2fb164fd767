import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totpCode } from '../../support/totp.js';
import { factors, MfaScene, mfaLogin } from './support.js';

describe('signing in with a second factor', () => {
  let scene: MfaScene;
  beforeAll(async () => {
    scene = await MfaScene.start();
  });
  afterAll(() => scene?.service.stop());

  it('enrols an authenticator app, and asks for it from then on', async () => {
    const { http } = scene;
    const person = await scene.verifiedPerson();
    const { token } = person;
    const begun = await http.post(`${factors}/totp`, undefined, { token });
    expect(begun.status).toBe(201);
    const { id, secret } = begun.data;
    // Not in force yet.
    expect((await scene.logIn(person)).status).toBe(200);
    const confirmed = await http.post(`${factors}/totp/confirm`, { id, code: scene.code(secret) }, { token });
    expect(confirmed.status).toBe(200);
    expect(confirmed.data.recoveryCodes).toHaveLength(10);
    const challenged = await scene.logIn(person);
    expect([challenged.status, challenged.code]).toEqual([401, 'MFA_REQUIRED']);
    const { challenge } = challenged.body.error;
    expect(challenge).toMatchObject({ factors: ['totp', 'recovery_code'], expiresIn: 300 });
    scene.nextStep();
    const signedIn = await http.post(mfaLogin, { challengeToken: challenge.token, code: scene.code(secret) });
    expect(signedIn.status).toBe(200);
    expect(signedIn.data.user.id).toBe(person.user.id);
    const claims = JSON.parse(Buffer.from(signedIn.data.accessToken.split('.')[1], 'base64url').toString());
    expect(claims.amr).toEqual(['pwd', 'otp', 'mfa']);
    expect(totpCode(secret, scene.clock.now())).toBe(scene.code(secret));
  });
});
