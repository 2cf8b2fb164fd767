import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { Mailroom } from '../../support/mailroom.js';
import { outcome } from '../contract/support/shapes.js';
import { startLoggedService } from './support/logged-service.js';
import { countOf, everythingStored, rowsOf } from './support/rows.js';

const newPassword = 'a phrase that nobody has used';

describe('attacks on the life of an account', () => {
  const mailroom = new Mailroom();
  let service: E2eService;
  let logged: () => string;

  beforeAll(async () => {
    ({ service, logged } = await startLoggedService([mailroom.feature], { TRUSTED_PROXIES: 'loopback' }));
  });
  afterAll(() => service?.stop());

  const post = (path: string, body: unknown, token?: string) =>
    service.http.post(`/api/v1${path}`, body, { token });
  const deliver = () => mailroom.deliver(service.service.container);
  const token = async (email: string, mail: string) => {
    await deliver();
    return mailroom.token(email, mail);
  };
  const forgot = async (email: string) => {
    await post('/auth/password/forgot', { email });
    await deliver();
  };
  const resetLink = async ({ user }: SignedIn) => {
    await forgot(user.email);
    return mailroom.token(user.email, 'reset-password');
  };
  const reset = (link: string, typed = newPassword) =>
    post('/auth/password/reset', { token: link, newPassword: typed });
  const changeLink = async (who: SignedIn, email: string) => {
    await post('/me/email', { email }, who.token);
    return token(email, 'change-email');
  };

  it.each(['reset-password', 'verify-email', 'change-email', 'email-changed'])(
    'a link of %s is good once, of fifty uses at once',
    async (mail) => {
      const ada = await service.person();
      const email = `parallel-${ada.user.username}@example.com`;
      const [change, link] = await (async () => {
        if (mail === 'verify-email') return [null, await token(ada.user.email, mail)];
        if (mail === 'reset-password') return [null, await resetLink(ada)];
        const first = await changeLink(ada, email);
        if (mail === 'change-email') return [null, first];
        await post('/auth/email/change', { token: first });
        return [first, await token(ada.user.email, mail)];
      })();
      const use = {
        'reset-password': () => reset(link),
        'verify-email': () => post('/auth/email/verify', { token: link }),
        'change-email': () => post('/auth/email/change', { token: link }),
        'email-changed': () => post('/auth/email/revert', { token: link }),
      }[mail] as () => ReturnType<typeof reset>;
      const replies = await Promise.all(Array.from({ length: 50 }, use));
      expect(replies.filter(({ status }) => status < 300)).toHaveLength(1);
      expect(replies.filter(({ code }) => code === 'TOKEN_INVALID')).toHaveLength(49);
      const events = await countOf(
        service.database,
        `events WHERE subject_id = $1 AND name ~ 'password_changed|email_verified|email_changed'`,
        [ada.user.id],
      );
      expect(events).toBeLessThanOrEqual(change === null ? 2 : 3);
    },
  );

  it('a link is good for its purpose only', async () => {
    const ada = await service.person();
    const links = {
      '/auth/email/verify': await token(ada.user.email, 'verify-email'),
      '/auth/password/reset': await resetLink(ada),
      '/auth/email/change': await changeLink(ada, `other-${ada.user.username}@example.com`),
    };
    for (const [from, link] of Object.entries(links)) {
      for (const path of [...Object.keys(links), '/auth/email/revert']) {
        if (path === from) continue;
        const body = path === '/auth/password/reset' ? { token: link, newPassword } : { token: link };
        expect(outcome(await post(path, body))).toEqual([401, 'TOKEN_INVALID']);
      }
    }
    expect((await post('/auth/email/verify', { token: links['/auth/email/verify'] })).status).toBe(200);
    expect((await service.http.get('/api/v1/me', { token: links['/auth/password/reset'] })).status).toBe(401);
  });

  it('a link dies with the next of its kind, and with the address and password that it was made for', async () => {
    const ada = await service.person();
    const replaced = await resetLink(ada);
    const last = await resetLink(ada);
    expect(outcome(await reset(replaced))).toEqual([401, 'TOKEN_INVALID']);
    const move = await changeLink(ada, `dead-${ada.user.username}@example.com`);
    const change = { currentPassword: password, newPassword };
    expect((await post('/me/password', change, ada.token)).status).toBe(204);
    expect(outcome(await reset(last))).toEqual([401, 'TOKEN_INVALID']);
    expect(outcome(await post('/auth/email/change', { token: move }))).toEqual([401, 'TOKEN_INVALID']);
  });

  it('a link and a change of the address at once: never both by the link of the old one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, root] = [await service.person(), await service.root()];
      const link = await resetLink(ada);
      const email = `race-${ada.user.username}@example.com`;
      const [changed, used] = await Promise.all([
        service.http.patch(`/api/v1/users/${ada.user.id}`, { email }, { token: root.token }),
        reset(link),
      ]);
      expect(changed.status).toBe(200);
      const events = await rowsOf(
        service.database,
        `SELECT name FROM events WHERE subject_id = $1 AND name IN ('user.email_changed', 'user.password_changed')
         ORDER BY position`,
        [ada.user.id],
      );
      const order = events.map(({ name }) => name);
      expect(order).toEqual(
        used.status === 204 ? ['user.password_changed', 'user.email_changed'] : ['user.email_changed'],
      );
    }
  });

  it('AUT-04: a moderator cannot give accounts another address, to reset their password', async () => {
    const [ada, moderator] = [await service.person(), await service.person('moderator')];
    const email = `mine-${moderator.user.username}@example.com`;
    const path = `/api/v1/users/${ada.user.id}`;
    for (const reply of [
      await service.http.patch(path, { email }, { token: moderator.token }),
      await service.http.put(
        path,
        { email, username: ada.user.username, roles: ['user'], isActive: true },
        { token: moderator.token },
      ),
    ]) {
      expect(outcome(reply)).toEqual([403, 'FORBIDDEN']);
    }
    await forgot(email);
    expect(mailroom.to(email)).toEqual([]);
  });

  it('REG-04, REG-10: mail goes to the address of an account, whatever is typed', async () => {
    const account = { email: 'mike@ex.example', username: 'mike-of-ex', password };
    expect((await post('/auth/register', account)).status).toBe(201);
    await deliver();
    const before = mailroom.sent.length;
    const typed = ['m\u0131ke@ex.example', 'mi\u212ae@ex.example', 'mike@ex.example,evil@ex.example'];
    for (const email of typed) {
      await post('/auth/password/forgot', { email });
      await post('/auth/email/verification', { email });
    }
    await deliver();
    expect(mailroom.sent.slice(before).map(({ to }) => to)).toEqual([]);
    await forgot('MIKE@ex.example');
    expect(mailroom.sent.at(-1)).toMatchObject({ to: 'mike@ex.example', mail: 'reset-password' });
  });

  it('RST-09: 500 requests, however spelt and from wherever, make at most five mails to one mailbox', async () => {
    const host = 'mailbox.example';
    const addresses = [`mailbomb@${host}`, `mail.bomb@${host}`, `mailbomb+1@${host}`];
    for (const [index, email] of addresses.entries()) {
      const account = { email, username: `mailbomb${index}`, password };
      expect((await post('/auth/register', account)).status).toBe(201);
    }
    await deliver();
    const spellings = [
      ...addresses,
      ...addresses.map((address) => address.toUpperCase()),
      `m.a.i.l.b.o.m.b@${host}`,
      `mailbomb+2@${host}`,
      `nobody@${host}`,
    ];
    // A space and letters that only look alike make no address of anybody: refused, whoever has an account.
    const noAddresses = [
      `mailbomb@${host} `,
      ` mailbomb@${host}`,
      `mailbomb\u200b@${host}`,
      `\uff4dailbomb@${host}`,
    ];
    const typed = [...spellings, ...noAddresses];
    const ask = (index: number) => {
      const path = index % 2 === 0 ? '/auth/password/forgot' : '/auth/email/verification';
      const headers = { 'x-forwarded-for': `198.51.100.${index % 250}` };
      return service.http.post(`/api/v1${path}`, { email: typed[index % typed.length] }, { headers });
    };
    for (let sent = 0; sent < 500; sent += 50) {
      const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(sent + index)));
      for (const [index, { status, data }] of replies.entries()) {
        const isAddress = (sent + index) % typed.length < spellings.length;
        expect([status, data]).toEqual(isAddress ? [202, null] : [422, undefined]);
      }
      await deliver();
    }
    expect(mailroom.sent.filter(({ to }) => to.endsWith(host))).toHaveLength(5);
  });

  it('RST-09: who registers a foreign address and takes another one cannot do so over and over', async () => {
    const email = 'bombed@example.com';
    const registered = (round: number) =>
      post('/auth/register', { email, username: `bomber${round}`, password });
    expect((await registered(0)).status).toBe(201);
    const link = await changeLink(await service.logIn(email), 'bomber@example.com');
    expect((await post('/auth/email/change', { token: link })).status).toBe(200);
    expect(outcome(await registered(1))).toEqual([409, 'EMAIL_TAKEN']);
    await deliver();
    expect(mailroom.to(email).map(({ mail }) => mail)).toEqual(['verify-email', 'email-changed']);
    // Whose address it is has the account by that.
    const way = mailroom.token(email, 'email-changed');
    expect((await post('/auth/email/revert', { token: way })).status).toBe(204);
  });

  it('RST-11, INP-28: following a link does nothing', async () => {
    const ada = await service.person();
    const link = await token(ada.user.email, 'verify-email');
    for (const method of ['GET', 'HEAD', 'GET']) {
      for (const path of ['verify', 'change', 'revert']) {
        const reply = await service.http.request(method, `/api/v1/auth/email/${path}?token=${link}`);
        expect(reply.status).toBe(405);
      }
    }
    const withQuery = await service.http.post(`/api/v1/auth/email/verify?token=${link}`);
    expect(withQuery.status).toBeGreaterThanOrEqual(400);
    expect((await post('/auth/email/verify', { token: link })).status).toBe(200);
  });

  it('RST-13: whoever holds a session has an address only until the owner sees the notice', async () => {
    const ada = await service.person();
    const email = `thief-${ada.user.username}@example.com`;
    await post('/auth/email/change', { token: await changeLink(ada, email) });
    const way = await token(ada.user.email, 'email-changed');
    const thief = await service.logIn(email);
    await post('/me/password', { currentPassword: password, newPassword }, thief.token);
    await post('/auth/email/change', { token: await changeLink(thief, `second-${email}`) });
    const theirs = await token(email, 'email-changed');
    expect((await post('/auth/email/revert', { token: way })).status).toBe(204);
    expect(outcome(await post('/auth/email/revert', { token: theirs }))).toEqual([401, 'TOKEN_INVALID']);
    expect((await service.http.get('/api/v1/me', { token: thief.token })).code).toBe('SESSION_REVOKED');
    const typed = { email: ada.user.email, password: newPassword };
    expect(outcome(await post('/auth/login', typed))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await reset(await token(ada.user.email, 'email-reverted'))).status).toBe(204);
    expect((await post('/auth/login', typed)).status).toBe(200);
  });

  it.each(['an administrator', 'the owner'])(
    'RST-13: once %s has given an account its address back, the thief has no way to have it again',
    async (who) => {
      const ada = await service.person();
      const email = `undone-${ada.user.username}@example.com`;
      await post('/auth/email/change', { token: await changeLink(ada, email) });
      const way = await token(ada.user.email, 'email-changed');
      if (who === 'the owner') {
        await post('/auth/email/change', { token: await changeLink(ada, ada.user.email) });
      } else {
        const change = { email: ada.user.email };
        const { token: admin } = await service.root();
        const given = await service.http.patch(`/api/v1/users/${ada.user.id}`, change, { token: admin });
        expect(given.status).toBe(200);
        await service.drainEvents();
      }
      await deliver();
      expect(mailroom.to(email).map(({ mail }) => mail)).not.toContain('email-changed');
      expect(outcome(await post('/auth/email/revert', { token: way }))).toEqual([401, 'TOKEN_INVALID']);
      const me = await service.http.get('/api/v1/me', { token: ada.token });
      expect(me.data.email).toBe(ada.user.email);
    },
  );

  it('RST-16: no link is found in a log, an event, an audit entry or any other row', async () => {
    const ada = await service.person();
    const links = [await token(ada.user.email, 'verify-email'), await resetLink(ada)];
    links.push(await changeLink(ada, `canary-${ada.user.username}@example.com`));
    await post('/auth/email/change', { token: links[2] });
    links.push(await token(ada.user.email, 'email-changed'));
    const kept = await everythingStored(service.database);
    for (const link of links) {
      await service.http.get(`/api/v1/me?token=${link}`);
      await post('/auth/email/verify', { token: link, extra: link });
      await service.http.post('/api/v1/auth/email/verify', undefined, {
        rawBody: `{"token":"${link}"`,
        headers: { 'content-type': 'application/json' },
      });
    }
    await post('/auth/email/revert', { token: links[3] });
    links.push(await token(ada.user.email, 'email-reverted'));
    const stored = await everythingStored(service.database);
    expect(stored).toContain('one_time_tokens: ');
    for (const link of links) {
      const part = link.slice(-24);
      for (const text of [kept, stored, logged(), mailroom.payloads.join()]) expect(text).not.toContain(part);
    }
  });
});
