import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { databaseTargets } from '#testing/test-database.js';
import { enroll, factors, login, MfaScene, mfaLogin, stepUp } from './support.js';

const fresh = 700;

describe.each(databaseTargets)('step-up over HTTP, on the %s PostgreSQL', (target) => {
  let scene: MfaScene;
  beforeAll(async () => {
    scene = await MfaScene.start({ target });
  });
  afterAll(() => scene?.service.stop());

  it('makes stale sessions fresh by the password, where there is no second factor', async () => {
    const { http } = scene;
    const { token } = await scene.verifiedPerson();
    scene.clock.advance(fresh);
    const stale = await http.post(`${factors}/totp`, {}, { token });
    expect([stale.status, stale.code]).toEqual([401, 'STEP_UP_REQUIRED']);
    expect(stale.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", max_age=600',
    );
    const wrong = await http.post(stepUp, { password: 'not the password' }, { token });
    expect([wrong.status, wrong.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    const { status, data } = await http.post(stepUp, { password }, { token });
    expect([status, Object.keys(data)]).toEqual([200, ['accessToken', 'tokenType', 'expiresIn']]);
    expect((await http.post(`${factors}/totp`, {}, { token: data.accessToken })).status).toBe(201);
    expect((await http.post(`${factors}/totp`, {}, { token })).status).toBe(401);
  });

  it('MFA-04 takes a code of the second factor once, and for nothing else', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    const { token } = person;
    const byPassword = await http.post(stepUp, { password }, { token });
    expect([byPassword.status, byPassword.body.error.details[0].field]).toEqual([422, 'code']);
    const code = scene.code(person.secret);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => http.post(stepUp, { code }, { token })),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const challengeToken = await scene.challenge(person);
    expect((await http.post(mfaLogin, { challengeToken, code })).code).toBe('INVALID_CREDENTIALS');
  });

  it('outlives refreshes at the same time, and they outlive it', async () => {
    const { http } = scene;
    const { token, refreshToken } = await scene.verifiedPerson();
    const [proved, ...refreshed] = await Promise.all([
      http.post(stepUp, { password }, { token }),
      ...Array.from({ length: 10 }, () => http.post('/api/v1/auth/refresh', { refreshToken })),
    ]);
    expect(proved?.status).toBe(200);
    expect(new Set(refreshed.map(({ status }) => status))).toEqual(new Set([200]));
    const next = await http.post('/api/v1/auth/refresh', { refreshToken: refreshed[0]?.data.refreshToken });
    expect(next.status).toBe(200);
  });

  it('is for those who are signed in, with one proof', async () => {
    const { http } = scene;
    const { token } = await scene.verifiedPerson();
    expect((await http.post(stepUp, { password })).status).toBe(401);
    for (const body of [undefined, {}, { password, code: '123456' }, { code: '123456' }, { code: 123456 }]) {
      expect((await http.post(stepUp, body, { token })).status).toBe(422);
    }
  });
});

describe.each(databaseTargets)('second factors of an account over HTTP, on the %s PostgreSQL', (target) => {
  let scene: MfaScene;
  beforeAll(async () => {
    scene = await MfaScene.start({ target, env: { MFA_REMEMBER_DAYS: '30' } });
  });
  afterAll(() => scene?.service.stop());

  const signIn = async (person: Awaited<ReturnType<MfaScene['enrolled']>>, more: object = {}) => {
    const challengeToken = await scene.challenge(person);
    const code = scene.code(person.secret);
    const { data, text } = await scene.http.post(mfaLogin, { challengeToken, code, ...more });
    if (data === undefined) throw new Error(text);
    scene.nextStep();
    return data;
  };

  it('MFA-14 are for those whose address is verified', async () => {
    const { token } = await scene.service.person();
    const { status, code } = await scene.http.post(`${factors}/totp`, {}, { token });
    expect([status, code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  });

  it('MFA-12 are replaced only by who shows the one that there is', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    // Fresh by the password only.
    expect((await http.post(`${factors}/totp`, {}, { token: person.token })).code).toBe('STEP_UP_REQUIRED');
    const { data } = await http.post(stepUp, { code: scene.code(person.secret) }, { token: person.token });
    const token = data.accessToken;
    const begun = await http.post(`${factors}/totp`, { name: 'Tablet' }, { token });
    expect(begun.status).toBe(201);
    const wrong = { id: begun.data.id, code: scene.code(person.secret) };
    expect((await http.post(`${factors}/totp/confirm`, wrong, { token })).code).toBe('INVALID_CREDENTIALS');
    const right = { id: begun.data.id, code: scene.code(begun.data.secret) };
    expect((await http.post(`${factors}/totp/confirm`, right, { token })).data).toEqual({
      recoveryCodes: [],
    });
    expect((await http.delete(`${factors}/${person.factorId}`, { token })).status).toBe(204);
    expect((await http.delete(`${factors}/${person.factorId}`, { token })).code).toBe('FACTOR_NOT_FOUND');
    const { data: listed } = await http.get(factors, { token });
    expect(listed).toMatchObject({ factors: [{ id: begun.data.id, name: 'Tablet' }], recoveryCodesLeft: 10 });
    expect(
      (await http.post(`${factors}/recovery-codes`, undefined, { token })).data.recoveryCodes,
    ).toHaveLength(10);
    expect((await http.delete(`${factors}/${begun.data.id}`, { token })).status).toBe(204);
    expect((await scene.logIn(person)).status).toBe(200);
    expect((await http.post(`${factors}/recovery-codes`, undefined, { token })).status).toBe(404);
  });

  it('are reset by those who administer accounts, with a trace, and sessions end', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    const root = await scene.service.root();
    const url = `/api/v1/users/${person.user.id}/mfa`;
    expect((await http.delete(url)).status).toBe(401);
    expect((await http.delete(url, { token: (await scene.service.person()).token })).status).toBe(403);
    expect((await http.delete(url, { token: root.token })).status).toBe(204);
    expect((await http.get('/api/v1/me', { token: person.token })).code).toBe('SESSION_REVOKED');
    expect((await scene.logIn(person)).status).toBe(200);
    await scene.service.drainEvents();
    const audit = await http.get(`/api/v1/audit?action=mfa.reset_by_admin&target=${person.user.id}`, {
      token: root.token,
    });
    expect(audit.data).toMatchObject([{ actorId: root.user.id, targetId: person.user.id }]);
    expect(
      (await http.delete(`/api/v1/users/${root.user.id.slice(0, -1)}/mfa`, { token: root.token })).status,
    ).toBe(422);
  });

  it('MFA-13 are not asked for on a device that is remembered, until the password is changed', async () => {
    const { http } = scene;
    const person = await scene.enrolled();
    const { accessToken, deviceToken } = await signIn(person, { rememberDevice: true });
    const remembered = await scene.logIn(person, { deviceToken });
    expect(remembered.status).toBe(200);
    const withoutProof = await http.delete(`${factors}/${person.factorId}`, {
      token: remembered.data.accessToken,
    });
    expect(withoutProof.code).toBe('STEP_UP_REQUIRED');
    const other = await scene.enrolled();
    expect((await scene.logIn(other, { deviceToken })).code).toBe('MFA_REQUIRED');
    const newPassword = 'another long phrase';
    const change = { currentPassword: password, newPassword };
    expect((await http.post('/api/v1/me/password', change, { token: accessToken })).status).toBe(204);
    const credentials = { email: person.user.email, password: newPassword, deviceToken };
    expect((await http.post(login, credentials)).code).toBe('MFA_REQUIRED');
  });

  it('go with the account', async () => {
    const person = await scene.enrolled();
    await signIn(person, { rememberDevice: true });
    await scene.challenge(person);
    const root = await scene.service.root();
    expect((await scene.http.delete(`/api/v1/users/${person.user.id}`, { token: root.token })).status).toBe(
      204,
    );
    for (const table of ['mfa_factors', 'mfa_recovery_codes', 'mfa_challenges', 'mfa_trusted_devices']) {
      expect(await scene.sql(`SELECT FROM ${table} WHERE user_id = '${person.user.id}'`)).toEqual([]);
    }
  });
});

describe.each(databaseTargets)(
  'roles that have to have a second factor, over HTTP, on the %s PostgreSQL',
  (target) => {
    let scene: MfaScene;
    beforeAll(async () => {
      scene = await MfaScene.start({ target });
      await scene.service.verify(await scene.service.root());
    });
    afterAll(() => scene?.service.stop());

    it('sign in again when they get the role, and have none', async () => {
      const strict = await MfaScene.start({ target, env: { MFA_REQUIRED_ROLES: 'moderator' } });
      try {
        const { http, service } = strict;
        const [plain, enrolled] = [await strict.verifiedPerson(), await strict.enrolled()];
        const { token: admin } = await service.root();
        for (const { user } of [plain, enrolled]) {
          const granted = await http.patch(
            `/api/v1/users/${user.id}`,
            { roles: ['moderator'] },
            { token: admin },
          );
          expect(granted.status).toBe(200);
        }
        await service.drainEvents();
        const { refreshToken } = plain;
        expect((await http.get('/api/v1/users', { token: plain.token })).code).toBe('SESSION_REVOKED');
        expect((await http.post('/api/v1/auth/refresh', { refreshToken })).status).toBe(401);
        expect((await strict.logIn(plain)).code).toBe('MFA_ENROLLMENT_REQUIRED');
        expect((await http.get('/api/v1/users', { token: enrolled.token })).status).toBe(200);
      } finally {
        await strict.service.stop();
      }
    });

    it('get no tokens for sessions of before the setting, and sign in again', async () => {
      const person = await scene.verifiedPerson();
      const { token: admin } = await scene.service.root();
      const path = `/api/v1/users/${person.user.id}`;
      expect((await scene.http.patch(path, { roles: ['moderator'] }, { token: admin })).status).toBe(200);
      await scene.service.drainEvents();
      const strict = await MfaScene.start({
        target,
        database: scene.service.database,
        env: { MFA_REQUIRED_ROLES: 'moderator' },
      });
      try {
        const refused = await strict.http.post('/api/v1/auth/refresh', { refreshToken: person.refreshToken });
        expect([refused.status, refused.code]).toEqual([401, 'MFA_ENROLLMENT_REQUIRED']);
        expect(refused.body.error).not.toHaveProperty('challenge');
        const stepUp = await strict.http.post('/api/v1/auth/step-up', { password }, { token: person.token });
        expect([stepUp.status, stepUp.code]).toEqual([401, 'MFA_ENROLLMENT_REQUIRED']);
        const again = await strict.logIn(person);
        expect(again.body.error.challenge.token).toMatch(/^ghc_/);
      } finally {
        await strict.service.stop();
      }
    });

    it('enrol it where they sign in', async () => {
      const strict = await MfaScene.start({
        target,
        database: scene.service.database,
        env: { MFA_REQUIRED_ROLES: 'admin' },
      });
      try {
        const { http } = strict;
        const refused = await http.post(login, { username: 'root', password });
        expect([refused.status, refused.code]).toEqual([401, 'MFA_ENROLLMENT_REQUIRED']);
        const challengeToken = refused.body.error.challenge.token;
        expect((await http.post(mfaLogin, { challengeToken, code: '123456' })).code).toBe('CHALLENGE_FAILED');
        expect((await http.get('/api/v1/me', { token: challengeToken })).status).toBe(401);
        const early = await http.post(enroll, { challengeToken, code: '123456' });
        expect([early.status, early.code]).toEqual([404, 'FACTOR_NOT_FOUND']);
        const begun = await http.post(enroll, { challengeToken });
        expect(begun.status).toBe(201);
        const code = strict.code(begun.data.secret);
        const enrolled = await http.post(enroll, { challengeToken, code });
        expect([enrolled.status, enrolled.data.recoveryCodes.length]).toEqual([200, 10]);
        expect((await http.get('/api/v1/users', { token: enrolled.data.accessToken })).status).toBe(200);
        expect((await http.post(enroll, { challengeToken, code })).code).toBe('CHALLENGE_FAILED');
        expect((await http.post(login, { username: 'root', password })).code).toBe('MFA_REQUIRED');
      } finally {
        await strict.service.stop();
      }
    });
  },
);
