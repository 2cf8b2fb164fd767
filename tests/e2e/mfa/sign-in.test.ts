import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { databaseTargets } from '#testing/test-database.js';
import { wrongTotpCode } from '../../support/totp.js';
import { type Enrolled, factors, login, MfaScene, mfaLogin } from './support.js';

const billing = 'https://billing.test';
const claimsOf = (accessToken: string) =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());

describe.each(databaseTargets)(
  'signing in with a second factor over HTTP, on the %s PostgreSQL',
  (target) => {
    let scene: MfaScene;
    beforeAll(async () => {
      scene = await MfaScene.start({
        target,
        env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '50', TOKEN_AUDIENCES: billing },
      });
    });
    afterAll(() => scene?.service.stop());

    const answer = async (person: Enrolled, proof: object) =>
      scene.http.post(mfaLogin, { challengeToken: await scene.challenge(person), ...proof });
    const outcome = async (person: Enrolled, proof: object) => {
      const { status, code } = await answer(person, proof);
      return [status, code];
    };

    it('gives a token for the audience that the sign-in was begun with, or that its end asks for', async () => {
      const person = await scene.enrolled();
      const { email } = person.user;
      const signIn = async (asked: object, atTheEnd: object = {}) => {
        const begun = await scene.http.post(login, { email, password, ...asked });
        expect(begun.code).toBe('MFA_REQUIRED');
        const { token: challengeToken } = begun.body.error.challenge;
        scene.nextStep();
        const proof = { challengeToken, code: scene.code(person.secret), ...atTheEnd };
        return scene.http.post(mfaLogin, proof);
      };
      const audience = async (...asked: Parameters<typeof signIn>) =>
        claimsOf((await signIn(...asked)).data.accessToken).aud;
      const own = await audience({});
      expect(own).not.toBe(billing);
      expect(await audience({ audience: billing })).toBe(billing);
      expect(await audience({}, { audience: billing })).toBe(billing);
      const unknown = await signIn({}, { audience: 'https://nobody.test' });
      expect([unknown.status, unknown.code]).toEqual([422, 'VALIDATION_ERROR']);
    });

    it('enrols an authenticator app, and asks for it from then on', async () => {
      const { http } = scene;
      const person = await scene.verifiedPerson();
      const { token } = person;
      const begun = await http.post(`${factors}/totp`, undefined, { token });
      expect(begun.status).toBe(201);
      const { id, secret } = begun.data;
      // Not in force yet.
      expect((await scene.logIn(person)).status).toBe(200);
      const confirmation = { id, code: scene.code(secret) };
      const confirmed = await http.post(`${factors}/totp/confirm`, confirmation, { token });
      expect([confirmed.status, confirmed.data.recoveryCodes.length]).toEqual([200, 10]);
      const challenged = await scene.logIn(person);
      expect([challenged.status, challenged.code]).toEqual([401, 'MFA_REQUIRED']);
      const { challenge } = challenged.body.error;
      expect(challenge).toEqual({
        token: expect.stringMatching(/^ghc_/),
        factors: ['totp', 'recovery_code'],
        expiresIn: 300,
      });
      scene.nextStep();
      const signedIn = await http.post(mfaLogin, {
        challengeToken: challenge.token,
        code: scene.code(secret),
      });
      expect(signedIn.status).toBe(200);
      expect(signedIn.data).toMatchObject({ tokenType: 'Bearer', user: { id: person.user.id } });
      expect(claimsOf(signedIn.data.accessToken).amr).toEqual(['pwd', 'otp', 'mfa']);
      const listed = await http.get(factors, { token: signedIn.data.accessToken });
      expect(listed.data).toMatchObject({
        factors: [{ id, type: 'totp', name: null, lastUsedAt: scene.clock.now().toISOString() }],
        recoveryCodesLeft: 10,
      });
      expect(listed.text).not.toContain(secret);
      const exported = await http.get('/api/v1/me/export', { token: signedIn.data.accessToken });
      expect(exported.data.secondFactors).toEqual({ ...listed.data, trustedDevices: [] });
      expect(exported.text).not.toContain(secret);
    });

    it('tells of the challenge in a problem, too', async () => {
      const person = await scene.enrolled();
      const headers = { accept: 'application/problem+json' };
      const credentials = { email: person.user.email, password };
      const { body, status } = await scene.http.post(login, credentials, { headers });
      expect([status, body.code, body.challenge.expiresIn]).toEqual([401, 'MFA_REQUIRED', 300]);
    });

    it('MFA-01 opens nothing but its own step with the token of the challenge', async () => {
      const { http } = scene;
      const person = await scene.enrolled();
      const token = await scene.challenge(person);
      const code = scene.code(person.secret);
      const attempts = [
        await http.get('/api/v1/me', { token }),
        await http.get(factors, { token }),
        await http.post(`${factors}/totp`, undefined, { token }),
        await http.post('/api/v1/auth/step-up', { code }, { token }),
        await http.delete(`${factors}/${person.factorId}`, { token }),
        await http.post('/api/v1/auth/refresh', { refreshToken: token }),
        await http.post('/api/v1/auth/mfa/enroll', { challengeToken: token }),
      ];
      expect(attempts.map(({ status }) => status)).toEqual(Array(attempts.length).fill(401));
    });

    it('MFA-01 wants an answer, in one of its forms', async () => {
      const person = await scene.enrolled();
      const challengeToken = await scene.challenge(person);
      const code = scene.code(person.secret);
      const bodies: unknown[] = [
        undefined,
        {},
        { challengeToken },
        { code },
        { challengeToken, code, recoveryCode: person.recoveryCodes[0] },
        { challengeToken, code, rememberDevice: 'yes' },
        { challengeToken, code, extra: true },
        { challengeToken: [challengeToken], code },
      ];
      for (const body of bodies) {
        expect([body, (await scene.http.post(mfaLogin, body)).status]).toEqual([body, 422]);
      }
      expect((await scene.http.post(mfaLogin, { challengeToken, code })).status).toBe(200);
    });

    it('RST-10 compares strings of six digits only', async () => {
      const person = await scene.enrolled();
      const code = scene.code(person.secret);
      const juggled = [true, 0, null, [], [code], { $ne: 1 }, Number(code), `${code} `, `0${code}`, ''];
      for (const each of juggled)
        expect(await outcome(person, { code: each })).toEqual([422, 'VALIDATION_ERROR']);
      for (const each of [true, null, ['x'], { $gt: '' }]) {
        expect(await outcome(person, { recoveryCode: each })).toEqual([422, 'VALIDATION_ERROR']);
      }
    });

    it('MFA-02 takes a code only with an open challenge of its owner', async () => {
      const [ada, bob] = [await scene.enrolled(), await scene.enrolled()];
      scene.nextStep();
      const code = scene.code(ada.secret);
      expect(await outcome(bob, { code })).toEqual([401, 'INVALID_CREDENTIALS']);
      expect(await outcome(bob, { recoveryCode: ada.recoveryCodes[0] })).toEqual([
        401,
        'INVALID_CREDENTIALS',
      ]);
      for (const challengeToken of ['', 'ghc_none', bob.token, bob.refreshToken.slice(0, 128)]) {
        const reply = await scene.http.post(mfaLogin, { challengeToken: challengeToken.slice(0, 128), code });
        expect([reply.status, reply.code]).toEqual([401, 'CHALLENGE_FAILED']);
      }
    });

    it('MFA-04 takes a code once: of twenty at the same time one', async () => {
      const person = await scene.enrolled();
      const challenges = [];
      for (let count = 0; count < 20; count += 1) challenges.push(await scene.challenge(person));
      const code = scene.code(person.secret);
      const replies = await Promise.all(
        challenges.map((challengeToken) => scene.http.post(mfaLogin, { challengeToken, code })),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await outcome(person, { code })).toEqual([401, 'INVALID_CREDENTIALS']);
      expect(await outcome(person, { code: scene.code(person.secret, -1) })).toEqual([
        401,
        'INVALID_CREDENTIALS',
      ]);
    });

    it('MFA-04 takes a code that was used on one instance on no other', async () => {
      const person = await scene.enrolled();
      const { clock } = scene;
      const other = await E2eService.start({ database: scene.service.database, clock });
      try {
        const code = scene.code(person.secret);
        const [first, second] = [await scene.challenge(person), await scene.challenge(person)];
        expect((await scene.http.post(mfaLogin, { challengeToken: first, code })).status).toBe(200);
        const again = await other.http.post(mfaLogin, { challengeToken: second, code });
        expect([again.status, again.code]).toEqual([401, 'INVALID_CREDENTIALS']);
        scene.nextStep();
        const next = { challengeToken: second, code: scene.code(person.secret) };
        expect((await other.http.post(mfaLogin, next)).status).toBe(200);
      } finally {
        await other.stop();
      }
    });

    it('lets one of fifty pass who answer the same challenge at the same time', async () => {
      const person = await scene.enrolled();
      const challengeToken = await scene.challenge(person);
      const code = scene.code(person.secret);
      const replies = await Promise.all(
        Array.from({ length: 50 }, () => scene.http.post(mfaLogin, { challengeToken, code })),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      const others = replies.filter(({ status }) => status !== 200).map((reply) => reply.code);
      expect(new Set(others).difference(new Set(['CHALLENGE_FAILED', 'INVALID_CREDENTIALS'])).size).toBe(0);
    });

    it('takes a recovery code once: of fifty at the same time one', async () => {
      const person = await scene.enrolled();
      const [recoveryCode, next] = person.recoveryCodes;
      const challenges = [];
      for (let count = 0; count < 50; count += 1) challenges.push(await scene.challenge(person));
      const replies = await Promise.all(
        challenges.map((challengeToken) => scene.http.post(mfaLogin, { challengeToken, recoveryCode })),
      );
      const passed = replies.filter(({ status }) => status === 200);
      expect(passed).toHaveLength(1);
      expect(claimsOf(passed[0]?.data.accessToken).amr).toEqual(['pwd', 'mfa']);
      // The wrong ones have locked the account: from other addresses it is not.
      await scene.sql('DELETE FROM login_attempts');
      expect(await outcome(person, { recoveryCode: next?.toUpperCase() })).toEqual([200, undefined]);
    });

    it('MFA-06 takes the codes of one step before and after, and no others', async () => {
      const person = await scene.enrolled();
      scene.clock.advance(600);
      const { secret } = person;
      for (const away of [-10, -2, 2, 10]) {
        expect(await outcome(person, { code: scene.code(secret, away) })).toEqual([
          401,
          'INVALID_CREDENTIALS',
        ]);
      }
      for (const away of [-1, 0, 1]) {
        expect(await outcome(person, { code: scene.code(secret, away) })).toEqual([200, undefined]);
      }
    });

    it('is over with the fifth wrong code, and after five minutes of the database', async () => {
      const person = await scene.enrolled();
      const challengeToken = await scene.challenge(person);
      const codes = [];
      for (let count = 0; count < 6; count += 1) {
        const wrong = { challengeToken, code: wrongTotpCode(person.secret, scene.clock.now()) };
        codes.push((await scene.http.post(mfaLogin, wrong)).code);
      }
      expect(codes).toEqual([
        ...Array(4).fill('INVALID_CREDENTIALS'),
        'CHALLENGE_FAILED',
        'CHALLENGE_FAILED',
      ]);
      const late = await scene.challenge(person);
      await scene.sql(`UPDATE mfa_challenges SET expires_at = now() WHERE user_id = '${person.user.id}'`);
      const { code } = await scene.http.post(mfaLogin, {
        challengeToken: late,
        code: scene.code(person.secret),
      });
      expect(code).toBe('CHALLENGE_FAILED');
    });

    it('stores neither challenges, nor recovery codes, nor secrets as they are', async () => {
      const person = await scene.enrolled();
      const challengeToken = await scene.challenge(person);
      const tables = [
        'mfa_factors',
        'mfa_recovery_codes',
        'mfa_challenges',
        'mfa_trusted_devices',
        'events',
        'audit_entries',
      ];
      const rows = await Promise.all(
        tables.map((table) => scene.sql(`SELECT to_jsonb(t) AS row FROM ${table} t`)),
      );
      const stored = JSON.stringify(rows);
      const [recoveryCode = ''] = person.recoveryCodes;
      for (const secret of [person.secret, challengeToken, recoveryCode, recoveryCode.replaceAll('-', '')]) {
        expect(stored).not.toContain(secret);
      }
    });
  },
);

describe.each(databaseTargets)('MFA-05 guessing at the second factor, on the %s PostgreSQL', (target) => {
  let scene: MfaScene;
  beforeAll(async () => {
    scene = await MfaScene.start({ target, env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '10' } });
  });
  afterAll(() => scene?.service.stop());

  it('ends with the lockout, however many challenges are guessed at in parallel', async () => {
    const person = await scene.enrolled();
    const challenges = [];
    for (let count = 0; count < 12; count += 1) challenges.push(await scene.challenge(person));
    const code = wrongTotpCode(person.secret, scene.clock.now());
    const guesses = challenges.flatMap((challengeToken) => Array(5).fill({ challengeToken, code }));
    const replies = await Promise.all(guesses.map((guess) => scene.http.post(mfaLogin, guess)));
    const refused = replies.filter((reply) => reply.code === 'INVALID_CREDENTIALS');
    expect(refused.length).toBeLessThanOrEqual(10);
    expect(replies.every(({ status }) => [401, 429, 503].includes(status))).toBe(true);
    const locked = await scene.logIn(person);
    expect([locked.status, locked.code]).toEqual([429, 'LOGIN_LOCKED']);
  });

  it('is not forgiven by the right password', async () => {
    const person = await scene.enrolled();
    const codes = [];
    for (let count = 0; count < 10; count += 1) {
      const challengeToken = await scene.challenge(person);
      const code = wrongTotpCode(person.secret, scene.clock.now());
      codes.push((await scene.http.post(mfaLogin, { challengeToken, code })).code);
    }
    expect(codes).toEqual(Array(10).fill('INVALID_CREDENTIALS'));
    expect((await scene.logIn(person)).code).toBe('LOGIN_LOCKED');
  });
});
