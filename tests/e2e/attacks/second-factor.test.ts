import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { Mailroom } from '../../support/mailroom.js';
import { totpCode, wrongTotpCode } from '../../support/totp.js';
import { startLoggedService } from './support/logged-service.js';
import { everythingStored } from './support/rows.js';

const newPassword = 'a phrase that nobody has used';

describe('attacks on the second factor from beside', () => {
  const mailroom = new Mailroom();
  let service: E2eService;
  let logged: () => string;

  beforeAll(async () => {
    ({ service, logged } = await startLoggedService([mailroom.feature]));
  });
  afterAll(() => service?.stop());

  const post = (path: string, body: unknown, token?: string) =>
    service.http.post(`/api/v1${path}`, body, { token });
  const mailed = async ({ user }: SignedIn, mail: string) => {
    await mailroom.deliver(service.service.container);
    return mailroom.token(user.email, mail);
  };
  const enrolled = async () => {
    const person = await service.person();
    await post('/auth/email/verify', { token: await mailed(person, 'verify-email') });
    const { data: begun } = await post('/me/mfa/totp', {}, person.token);
    const code = totpCode(begun.secret, new Date());
    const { data } = await post('/me/mfa/totp/confirm', { id: begun.id, code }, person.token);
    return { person, secret: begun.secret as string, recoveryCodes: data.recoveryCodes as string[] };
  };

  it('RST-07 a reset of the password signs nobody in, and leaves the second factor', async () => {
    const { person, recoveryCodes } = await enrolled();
    const { email } = person.user;
    await post('/auth/password/forgot', { email });
    const token = await mailed(person, 'reset-password');
    const reset = await post('/auth/password/reset', { token, newPassword });
    expect([reset.status, reset.text]).toEqual([204, '']);
    const login = await post('/auth/login', { email, password: newPassword });
    expect([login.status, login.code]).toEqual([401, 'MFA_REQUIRED']);
    const challengeToken = login.body.error.challenge.token;
    expect((await post('/auth/refresh', { refreshToken: challengeToken })).status).toBe(401);
    const [recoveryCode] = recoveryCodes;
    expect((await post('/auth/mfa', { challengeToken, recoveryCode })).status).toBe(200);
  });

  it('a challenge of the password before the reset is over with it', async () => {
    const { person, recoveryCodes } = await enrolled();
    const { email } = person.user;
    const { body } = await post('/auth/login', { email, password });
    await post('/auth/password/forgot', { email });
    await post('/auth/password/reset', { token: await mailed(person, 'reset-password'), newPassword });
    const [recoveryCode] = recoveryCodes;
    const answer = { challengeToken: body.error.challenge.token, recoveryCode };
    expect((await post('/auth/mfa', answer)).code).toBe('CHALLENGE_FAILED');
  });

  it('neither codes nor tokens nor secrets are found in a log, event, audit entry or other row', async () => {
    const { person, secret, recoveryCodes } = await enrolled();
    const challenge = async () => {
      const { body } = await post('/auth/login', { email: person.user.email, password });
      return body.error.challenge.token as string;
    };
    const challenges = [await challenge(), await challenge()];
    const wrong = wrongTotpCode(secret, new Date());
    const [recoveryCode = '', wrongRecoveryCode = '0000-1111-2222-3333'] = recoveryCodes.slice(0, 1);
    await post('/auth/mfa', { challengeToken: challenges[0], code: wrong });
    await post('/auth/mfa', { challengeToken: challenges[0], recoveryCode: wrongRecoveryCode });
    await post('/auth/mfa', { challengeToken: challenges[1], recoveryCode });
    await post('/auth/mfa', { challengeToken: challenges[0], code: recoveryCode });
    await post('/auth/step-up', { code: wrong }, person.token);
    await post('/auth/login', { email: person.user.email, password, deviceToken: `ghd_${secret}` });
    await service.drainEvents();
    const kept = logged() + (await everythingStored(service.database));
    for (const known of [secret, ...challenges, ...recoveryCodes, wrongRecoveryCode]) {
      expect(kept).not.toContain(known);
      expect(kept).not.toContain(known.replaceAll('-', ''));
    }
    expect(kept).toContain('mfa.recovery_code_used');
  });
});
