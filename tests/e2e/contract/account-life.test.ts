import { describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import type { FakeClock } from '#testing/fake-clock.js';
import { Mailroom } from '../../support/mailroom.js';
import { rowsOf } from '../attacks/support/rows.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { expectNoContent, outcome } from './support/shapes.js';

const auth = '/api/v1/auth';
const newPassword = 'a phrase that nobody has used';
const unknownToken = `ght_${'a'.repeat(43)}`;
let made: Mailroom;

const withMailroom =
  (env: Record<string, string> = {}) =>
  (clock: FakeClock) => {
    made = new Mailroom();
    return { clock, env, features: [made.feature] };
  };

describe('the life of an account', () => {
  onEveryDatabase((service, { clock }) => {
    const mailroom = made;
    const deliver = () => mailroom.deliver(service().service.container);
    const post = (path: string, body: unknown, token?: string) =>
      service().http.post(`/api/v1${path}`, body, { token });
    const logIn = (email: string, typed = password) => post('/auth/login', { email, password: typed });
    const token = async (email: string, mail: string) => {
      await deliver();
      return mailroom.token(email, mail);
    };
    /** As if so much time had passed for the database. */
    const pass = (seconds: number) =>
      rowsOf(
        service().database,
        'UPDATE one_time_tokens SET expires_at = expires_at - make_interval(secs => $1)',
        [seconds],
      );
    const me = async ({ token: bearer }: SignedIn) =>
      (await service().http.get('/api/v1/me', { token: bearer })).data;
    const requestChange = async (who: SignedIn, email: string) => {
      expect((await post('/me/email', { email }, who.token)).status).toBe(202);
      return token(email, 'change-email');
    };
    const expectAccepted = (reply: { status: number; body: { data: unknown } }) =>
      expect([reply.status, reply.body.data]).toEqual([202, null]);

    it('begins with a link that verifies the address', async () => {
      const ada = await service().person();
      expect((await me(ada)).emailVerifiedAt).toBeNull();
      const link = await token(ada.user.email, 'verify-email');
      const reply = await post('/auth/email/verify', { token: link });
      expect([reply.status, reply.data.id]).toEqual([200, ada.user.id]);
      expect(reply.data.emailVerifiedAt).toBe(clock.now().toISOString());
      expect(reply.headers.get('etag')).toBe('"2"');
      expect((await me(ada)).emailVerifiedAt).toBe(reply.data.emailVerifiedAt);
      expect(outcome(await post('/auth/email/verify', { token: link }))).toEqual([401, 'TOKEN_INVALID']);
    });

    it('sends that link again to who asks for it', async () => {
      const ada = await service().person();
      const first = await token(ada.user.email, 'verify-email');
      for (const email of [ada.user.email.toUpperCase(), 'nobody@example.com']) {
        expectAccepted(await post('/auth/email/verification', { email }));
      }
      const second = await token(ada.user.email, 'verify-email');
      expect(outcome(await post('/auth/email/verify', { token: first }))).toEqual([401, 'TOKEN_INVALID']);
      expect((await post('/auth/email/verify', { token: second })).status).toBe(200);
      expect(mailroom.to('nobody@example.com')).toEqual([]);
    });

    it('survives a forgotten password', async () => {
      const ada = await service().person();
      for (const email of [ada.user.email, 'nobody@example.com']) {
        expectAccepted(await post('/auth/password/forgot', { email }));
      }
      const link = await token(ada.user.email, 'reset-password');
      const reset = (typed: string) => post('/auth/password/reset', { token: link, newPassword: typed });
      const weak = await reset('password');
      expect(outcome(weak)).toEqual([422, 'WEAK_PASSWORD']);
      expect(weak.body.error.details[0].field).toBe('newPassword');
      expectNoContent(await reset(newPassword));
      expect(outcome(await reset('another long phrase of ours'))).toEqual([401, 'TOKEN_INVALID']);
      const old = await service().http.get('/api/v1/me', { token: ada.token });
      expect(outcome(old)).toEqual([401, 'SESSION_REVOKED']);
      const refreshed = await post('/auth/refresh', { refreshToken: ada.refreshToken });
      expect(outcome(refreshed)).toEqual([401, 'REFRESH_TOKEN_INVALID']);
      expect(outcome(await logIn(ada.user.email))).toEqual([401, 'INVALID_CREDENTIALS']);
      expect((await logIn(ada.user.email, newPassword)).data.user.emailVerifiedAt).not.toBeNull();
    });

    it('moves to another address, and back', async () => {
      const ada = await service().person();
      const email = `moved-${ada.user.username}@example.com`;
      const link = await requestChange(ada, email);
      expect((await me(ada)).email).toBe(ada.user.email);
      const changed = await post('/auth/email/change', { token: link });
      expect([changed.status, changed.data.email]).toEqual([200, email]);
      expect(changed.data.emailVerifiedAt).toBe(clock.now().toISOString());
      expect(changed.headers.get('etag')).toBe('"2"');
      expect((await me(ada)).email).toBe(email);
      const way = await token(ada.user.email, 'email-changed');
      expectNoContent(await post('/auth/email/revert', { token: way }));
      expect(outcome(await post('/auth/email/revert', { token: way }))).toEqual([401, 'TOKEN_INVALID']);
      expect(outcome(await service().http.get('/api/v1/me', { token: ada.token }))).toEqual([
        401,
        'SESSION_REVOKED',
      ]);
      for (const known of [email, ada.user.email]) {
        expect(outcome(await logIn(known))).toEqual([401, 'INVALID_CREDENTIALS']);
      }
      const again = await token(ada.user.email, 'email-reverted');
      expectNoContent(await post('/auth/password/reset', { token: again, newPassword }));
      expect((await logIn(ada.user.email, newPassword)).status).toBe(200);
    });

    it('moves to no address that somebody has', async () => {
      const [ada, eve] = [await service().person(), await service().person()];
      expectAccepted(await post('/me/email', { email: eve.user.email }, ada.token));
      await deliver();
      expect(mailroom.to(eve.user.email).map(({ mail }) => mail)).toEqual(['verify-email']);
      const email = `both-${ada.user.username}@example.com`;
      const links = [await requestChange(ada, email), await requestChange(eve, email)];
      const replies = await Promise.all(links.map((link) => post('/auth/email/change', { token: link })));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(replies.map(({ code }) => code)).toContain('EMAIL_TAKEN');
    });

    it('goes back to an address that nobody else can have meanwhile', async () => {
      const [ada, eve] = [await service().person(), await service().person()];
      await post('/auth/email/change', {
        token: await requestChange(ada, `away-${ada.user.username}@example.com`),
      });
      const way = await token(ada.user.email, 'email-changed');
      const theirs = await requestChange(eve, ada.user.email);
      expect(outcome(await post('/auth/email/change', { token: theirs }))).toEqual([409, 'EMAIL_TAKEN']);
      const again = { email: ada.user.email, username: `again-${ada.user.username}`, password };
      expect(outcome(await post('/auth/register', again))).toEqual([409, 'EMAIL_TAKEN']);
      expectNoContent(await post('/auth/email/revert', { token: way }));
    });

    it('is begun by administrators, who know the password only until its owner does', async () => {
      const root = await service().root();
      const account = {
        email: 'invited@example.com',
        username: 'invited',
        password: 'the given horse battery',
      };
      expect((await post('/users', account, root.token)).status).toBe(201);
      const refused = await logIn(account.email, account.password);
      expect(outcome(refused)).toEqual([401, 'PASSWORD_CHANGE_REQUIRED']);
      const { challenge } = refused.body.error;
      expect(challenge).toEqual({ token: expect.stringMatching(/^ght_[\w-]{43}$/), expiresIn: 900 });
      const reset = (typed: string) =>
        post('/auth/password/reset', { token: challenge.token, newPassword: typed });
      expect(outcome(await reset(account.password))).toEqual([422, 'WEAK_PASSWORD']);
      expectNoContent(await reset(newPassword));
      expect((await logIn(account.email, newPassword)).data.user.emailVerifiedAt).toBeNull();
    });

    it('is begun by administrators without a password, which its owner sets by a link', async () => {
      const root = await service().root();
      const account = { email: 'invitee@example.com', username: 'invitee' };
      expect((await post('/users', account, root.token)).status).toBe(201);
      const link = await token(account.email, 'set-password');
      await pass(7 * 86_400 - 60);
      expectNoContent(await post('/auth/password/reset', { token: link, newPassword }));
      expect((await logIn(account.email, newPassword)).data.user.emailVerifiedAt).not.toBeNull();
    });

    it('is told to the old address when an administrator changes it', async () => {
      const [ada, root] = [await service().person(), await service().root()];
      await post('/auth/password/forgot', { email: ada.user.email });
      const link = await token(ada.user.email, 'reset-password');
      const email = `given-${ada.user.username}@example.com`;
      const changed = await service().http.patch(
        `/api/v1/users/${ada.user.id}`,
        { email },
        { token: root.token },
      );
      expect([changed.status, changed.data.emailVerifiedAt]).toEqual([200, null]);
      expect(outcome(await post('/auth/password/reset', { token: link, newPassword }))).toEqual([
        401,
        'TOKEN_INVALID',
      ]);
      const way = await token(ada.user.email, 'email-changed');
      expectNoContent(await post('/auth/email/revert', { token: way }));
      await deliver();
      expect(mailroom.to(ada.user.email).map(({ mail }) => mail)).toContain('email-reverted');
    });

    it.each([
      ['verify-email', '/auth/email/verify', 172_800],
      ['reset-password', '/auth/password/reset', 3_600],
      ['change-email', '/auth/email/change', 86_400],
      ['email-changed', '/auth/email/revert', 604_800],
    ])('has links of %s for %s that work for %i seconds', async (mail, path, seconds) => {
      const ada = await service().person();
      const email = `late-${ada.user.username}@example.com`;
      await post('/auth/password/forgot', { email: ada.user.email });
      await deliver();
      if (mail === 'change-email' || mail === 'email-changed') {
        const link = await requestChange(ada, email);
        if (mail === 'email-changed') await post('/auth/email/change', { token: link });
      }
      const link = await token(mail === 'change-email' ? email : ada.user.email, mail);
      await pass(seconds);
      const body = path.endsWith('reset') ? { token: link, newPassword } : { token: link };
      expect(outcome(await post(path, body))).toEqual([401, 'TOKEN_INVALID']);
      await pass(-60);
      expect((await post(path, body)).status).toBeLessThan(300);
    });

    it.each(['/auth/email/verify', '/auth/email/change', '/auth/email/revert', '/auth/password/reset'])(
      'takes no rubbish for a link: %s',
      async (path) => {
        const more = path.endsWith('reset') ? { newPassword } : {};
        for (const typed of [unknownToken, '', 'token', `#token=${unknownToken}`]) {
          const reply = await post(path, { token: typed, ...more });
          expect(outcome(reply)).toEqual([401, 'TOKEN_INVALID']);
          expect(reply.headers.get('www-authenticate')).toBe('Bearer');
        }
        for (const typed of [null, 4711, [unknownToken], { $ne: '' }, 'x'.repeat(257), '\ud800']) {
          expect(outcome(await post(path, { token: typed, ...more }))).toEqual([422, 'VALIDATION_ERROR']);
        }
        expect(outcome(await post(path, more))).toEqual([422, 'VALIDATION_ERROR']);
      },
    );

    it.each(['/auth/email/verification', '/auth/password/forgot', '/me/email'])(
      'takes no rubbish for an address: %s',
      async (path) => {
        const { token: bearer } = await service().person();
        for (const email of [
          '',
          'ada',
          'a@b.example,c@d.example',
          ['ada@example.com'],
          null,
          'a@b.example\r\n',
        ]) {
          const reply = await post(path, { email }, bearer);
          expect(outcome(reply)).toEqual([422, 'VALIDATION_ERROR']);
          expect(reply.body.error.details[0].field).toBe('email');
        }
      },
    );

    it('needs a sign-in for a change of address, and a fresh one', async () => {
      const email = 'fresh@example.com';
      expect(outcome(await post('/me/email', { email }))).toEqual([401, 'UNAUTHENTICATED']);
      const ada = await service().person();
      clock.advance(601);
      const stale = await post('/me/email', { email }, ada.token);
      expect(outcome(stale)).toEqual([401, 'STEP_UP_REQUIRED']);
      expect(stale.headers.get('www-authenticate')).toContain('max_age=600');
    });
  }, withMailroom());
});

describe('where addresses have to be verified', () => {
  onEveryDatabase(
    (service) => {
      const mailroom = made;
      const account = { email: 'ada@example.com', username: 'ada', password };

      it('nobody signs in before, which only those who know the password are told', async () => {
        const { http } = service();
        expect((await http.post(`${auth}/register`, account)).status).toBe(201);
        const logIn = (typed: string) =>
          http.post(`${auth}/login`, { email: account.email, password: typed });
        expect(outcome(await logIn('a wrong password'))).toEqual([401, 'INVALID_CREDENTIALS']);
        expect(outcome(await logIn(password))).toEqual([403, 'EMAIL_NOT_VERIFIED']);
        await mailroom.deliver(service().service.container);
        await http.post(`${auth}/email/verify`, { token: mailroom.token(account.email, 'verify-email') });
        expect((await logIn(password)).status).toBe(200);
      });

      it('but for the first administrator', async () => {
        expect((await service().root()).user).toMatchObject({ emailVerifiedAt: expect.any(String) });
      });
    },
    withMailroom({ EMAIL_VERIFICATION: 'required' }),
  );
});

describe('requests for mail', () => {
  onEveryDatabase(
    (service) => {
      it('are limited by client', async () => {
        const ask = (path: string) => service().http.post(`${auth}${path}`, { email: 'nobody@example.com' });
        expect((await ask('/password/forgot')).status).toBe(202);
        expect((await ask('/email/verification')).status).toBe(202);
        const limited = await ask('/password/forgot');
        expect(outcome(limited)).toEqual([429, 'RATE_LIMITED']);
        expect(limited.headers.get('retry-after')).toMatch(/^\d+$/);
      });
    },
    withMailroom({ RATE_LIMIT_MAIL: '2/3600' }),
  );
});
