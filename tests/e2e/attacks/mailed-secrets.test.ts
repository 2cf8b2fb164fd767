import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eService, password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { startLoggedService } from './support/logged-service.js';
import { everythingStored, rowsOf } from './support/rows.js';

const newPassword = 'a phrase that nobody has used';

/** Jobs that are done are deleted at once: this keeps what they were like. */
const keepJobs = `
  CREATE TABLE public.jobs_seen (job jsonb NOT NULL);
  GRANT SELECT ON public.jobs_seen TO PUBLIC;
  CREATE FUNCTION public.keep_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN INSERT INTO public.jobs_seen VALUES (to_jsonb(NEW)); RETURN NULL; END $$;
  CREATE TRIGGER keep_job AFTER INSERT OR UPDATE ON gatehouse_jobs.job
    FOR EACH ROW EXECUTE FUNCTION public.keep_job()`;

/** As they are made and sent by the service itself: through its queue, its templates and its mail. */
describe('secrets that are mailed, or shown once', () => {
  let service: E2eService;
  let logged: () => string;

  beforeAll(async () => {
    ({ service, logged } = await startLoggedService([], {
      PASSWORDLESS: 'true',
      REGISTRATION_CONCEALS: 'true',
    }));
    await execute(service.database.adminUrl, keepJobs);
  });
  afterAll(() => service?.stop());

  const post = async (path: string, body: unknown, token?: string) => {
    const reply = await service.http.post(`/api/v1${path}`, body, { token });
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`);
    return reply.data;
  };

  /** The text of the last message to somebody. */
  async function mailTo(email: string): Promise<string> {
    await service.drainEvents();
    await service.drainJobs();
    await service.drainJobs();
    const headers = { accept: 'application/json' };
    const { body } = await service.http.get(`/dev/mailbox?to=${encodeURIComponent(email)}`, { headers });
    return body[0].text;
  }
  const linkTo = async (email: string) => /#token=(\S+)/.exec(await mailTo(email))?.[1] as string;

  /** What a careless client does with one: to the wrong route, into the address, spoilt. */
  async function mislay(secret: string): Promise<void> {
    await service.http.get(`/api/v1/me?token=${secret}`, { token: secret });
    await service.http.post('/api/v1/auth/refresh', { refreshToken: secret, extra: secret });
    await service.http.post('/api/v1/auth/email/verify', { token: `${secret}x` });
    await service.http.post(`/api/v1/auth/code/complete`, { challengeToken: secret, code: secret });
    await service.http.post('/api/v1/auth/email/verify', undefined, {
      rawBody: `{"token":"${secret}"`,
      headers: { 'content-type': 'application/json' },
    });
  }

  /** All that is kept but the messages of the development mailbox: events, audit entries and jobs among it. */
  async function everythingKept(): Promise<string> {
    await service.drainEvents();
    await service.drainJobs();
    await rowsOf(service.database, 'DELETE FROM dev_mailbox');
    return everythingStored(service.database);
  }

  async function expectKeptFrom(secrets: readonly string[]): Promise<void> {
    for (const secret of secrets) await mislay(secret);
    const kept = await everythingKept();
    const tables = ['audit_entries', 'events', 'mail_messages', 'jobs_seen'];
    // A failed expectation would print it all.
    for (const table of tables) expect(kept.includes(`${table}: `), table).toBe(true);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(40);
      const part = secret.slice(-24);
      const lines = `${kept}\n${logged()}`.split('\n');
      expect(lines.filter((line) => line.includes(part))).toEqual([]);
    }
  }

  /** Somebody new, signed in. */
  async function finished(name: string): Promise<{ readonly link: string; readonly token: string }> {
    const account = { email: `${name}@example.com`, username: name, password };
    await post('/auth/register', account);
    const link = await linkTo(account.email);
    await post('/auth/email/verify', { token: link });
    return { link, token: (await service.logIn(account.email)).token };
  }

  it('PWD-15, RST-16: a link that finishes a registration, used or not, is kept nowhere', async () => {
    const { link } = await finished('finisher');
    const left = { email: 'left@example.com', username: 'left-alone', password };
    await post('/auth/register', left);
    await expectKeptFrom([link, await linkTo(left.email)]);
  });

  it('PWD-15, RST-16: nor is a mailed code, its link or its challenge', async () => {
    await finished('coder');
    const email = 'coder@example.com';
    const secrets: string[] = [];
    const codes: string[] = [];
    for (const isUsed of [true, false]) {
      const { challengeToken } = await post('/auth/code', { email });
      const text = await mailTo(email);
      const code = /^ *(\d{6})$/m.exec(text)?.[1] as string;
      secrets.push(challengeToken, /#token=(\S+)/.exec(text)?.[1] as string);
      codes.push(code);
      if (isUsed) await post('/auth/code/complete', { challengeToken, code });
    }
    await expectKeptFrom(secrets);
    const lines = `${await everythingKept()}\n${logged()}`.split('\n');
    for (const code of codes) {
      // Those of a fraction of a second, or in the middle of a digest, are others.
      const alone = new RegExp(`(?<![\\w.+/-])${code}(?![\\w+/-])`);
      expect(lines.filter((line) => alone.test(line))).toEqual([]);
    }
  });

  it('PWD-15, RST-16: nor is an invitation to an account or into a tenant', async () => {
    const root = await service.root();
    await post('/users', { email: 'invited@example.com', username: 'invited' }, root.token);
    const account = await linkTo('invited@example.com');
    await post('/auth/password/reset', { token: account, newPassword });
    await post('/users', { email: 'not-come@example.com', username: 'not-come' }, root.token);
    const unused = await linkTo('not-come@example.com');

    const { token } = await finished('member');
    const tenant = await post('/tenants', { name: 'Canaries' }, root.token);
    const invite = async (email: string) => {
      await post(`/tenants/${tenant.id}/invitations`, { email, roles: ['member'] }, root.token);
      return linkTo(email);
    };
    const invitation = await invite('member@example.com');
    await post('/invitations/accept', { token: invitation }, token);
    await expectKeptFrom([account, unused, invitation, await invite('nobody@example.com')]);
  });

  it('PWD-15: nor is a key of a person or of a program, in use, replaced or revoked', async () => {
    const { token } = await finished('key-holder');
    const mine = await post('/me/keys', { name: 'mine', permissions: [] }, token);
    const root = await service.root();
    const program = await post('/service-accounts', { name: 'program', permissions: [] }, root.token);
    const path = `/service-accounts/${program.id}/keys`;
    const first = await post(path, { name: 'first' }, root.token);
    const second = await post(`${path}/${first.id}/rotate`, { overlapSeconds: 60 }, root.token);
    for (const { key } of [mine, first, second]) await post('/auth/token', {}, key);
    await service.http.delete(`/api/v1/me/keys/${mine.id}`, { token });
    await expectKeptFrom([mine, first, second].map(({ key }) => key));
  });
});
