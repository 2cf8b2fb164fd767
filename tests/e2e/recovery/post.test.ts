import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { everythingStored, rowsOf } from '../attacks/support/rows.js';
import { onEveryDatabase } from '../contract/support/gatehouse.js';

const newPassword = 'a phrase that nobody has used';

/** From the request to the message and back, through the queue and the mail of the service itself. */
describe('the post', () => {
  onEveryDatabase((service) => {
    const post = (path: string, body: unknown) => service().http.post(`/api/v1/auth${path}`, body);

    /** The tokens of all links that were mailed to somebody, the newest first. */
    async function tokensOf(email: string): Promise<readonly string[]> {
      await service().drainEvents();
      await service().drainJobs();
      const { body } = await service().http.get(`/dev/mailbox?to=${encodeURIComponent(email)}`, {
        headers: { accept: 'application/json' },
      });
      const messages: readonly { text: string; html: string }[] = body;
      return messages.map(({ text, html }) => {
        const [, token = ''] = /http\S+\/account\/[a-z-]+#token=(\S+)/.exec(text) ?? [];
        expect(html).toContain(token);
        return token;
      });
    }

    it('brings links that verify an address and set another password, and keeps none of them', async () => {
      const { user } = await service().person();
      const [verification = ''] = await tokensOf(user.email);
      expect((await post('/email/verify', { token: verification })).status).toBe(200);
      await post('/password/forgot', { email: user.email });
      const [reset = ''] = await tokensOf(user.email);
      expect((await post('/password/reset', { token: reset, newPassword })).status).toBe(204);
      expect((await post('/login', { email: user.email, password })).code).toBe('INVALID_CREDENTIALS');
      expect((await post('/login', { email: user.email, password: newPassword })).status).toBe(200);

      await rowsOf(service().database, 'DELETE FROM dev_mailbox');
      const jobs = await rowsOf(
        service().database,
        'SELECT row_to_json(job)::text AS text FROM gatehouse_jobs.job',
      );
      const stored = [await everythingStored(service().database), ...jobs.map(({ text }) => text)].join('\n');
      for (const token of [verification, reset]) expect(stored).not.toContain(token.slice(-24));
    });

    it('brings an invitation', async () => {
      const root = await service().root();
      const account = { email: 'invited@example.com', username: 'invited' };
      await service().http.post('/api/v1/users', account, { token: root.token });
      const [token = ''] = await tokensOf(account.email);
      expect((await post('/password/reset', { token, newPassword })).status).toBe(204);
    });
  });
});
