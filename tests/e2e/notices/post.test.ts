import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { databaseTargets } from '#testing/test-database.js';
import { gatehouse } from '../contract/support/gatehouse.js';

interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

describe.each(databaseTargets)(
  'the post, by the service’s own jobs and templates, on the %s PostgreSQL',
  (target) => {
    const service = gatehouse({ target, env: { PASSWORDLESS: 'true', REGISTRATION_CONCEALS: 'true' } });

    /** Newest first. */
    const lettersTo = async (address: string): Promise<readonly Letter[]> => {
      await service().drainEvents();
      await service().drainJobs();
      await service().drainJobs();
      const path = `/dev/mailbox?to=${encodeURIComponent(address)}`;
      return (await service().http.get(path, { headers: { accept: 'application/json' } })).body;
    };
    const tokenIn = ({ text }: Letter): string => /#token=(\S+)/.exec(text)?.[1] ?? '';

    it('leads from registration to sign-in, and to the receipt of the deletion', async () => {
      const { http } = service();
      const account = { email: 'grace@example.com', username: 'grace', password };
      expect((await http.post('/api/v1/auth/register', account)).status).toBe(202);
      const [finish] = await lettersTo(account.email);
      expect(finish).toMatchObject({ subject: 'Finish your registration' });
      expect(finish?.text).toContain('1 day');
      const verified = await http.post('/api/v1/auth/email/verify', { token: tokenIn(finish as Letter) });
      expect(verified.data).toMatchObject({ username: 'grace', emailVerifiedAt: expect.any(String) });

      await http.post('/api/v1/auth/register', { ...account, username: 'hopper' });
      expect((await lettersTo(account.email))[0]).toMatchObject({ subject: 'You have an account already' });

      const asked = await http.post('/api/v1/auth/code', { email: account.email });
      const [letter] = await lettersTo(account.email);
      expect(letter?.text).toContain('10 minutes');
      const code = /^ *(\d{6})$/m.exec(letter?.text ?? '')?.[1];
      expect(letter?.html).toContain(code);
      const complete = { challengeToken: asked.data.challengeToken, code };
      const signedIn = await http.post('/api/v1/auth/code/complete', complete);
      expect(signedIn.status).toBe(200);

      const { accessToken: token } = signedIn.data;
      await http.patch('/api/v1/me', { locale: 'de' }, { token });
      const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0 <a href=//evil>' };
      await http.post('/api/v1/auth/login', { email: account.email, password }, { headers });
      const [device] = await lettersTo(account.email);
      expect(device).toMatchObject({ subject: 'Eine neue Anmeldung bei Ihrem Konto' });
      expect(device?.text).toContain('Firefox, Windows');
      expect(device?.html).not.toContain('evil');

      expect((await http.delete('/api/v1/me', { body: { password }, token })).status).toBe(204);
      const [receipt] = await lettersTo(account.email);
      expect(receipt).toMatchObject({ subject: 'Ihr Konto wurde gelöscht' });
      expect(receipt?.text).toContain('grace');
    });
  },
);
