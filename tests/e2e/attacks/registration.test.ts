import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { countOf } from './support/rows.js';

describe('attacks on registration and identity', () => {
  let service: E2eService;

  beforeAll(async () => {
    service = await E2eService.start();
  });

  afterAll(() => service?.stop());

  const register = (email: unknown, username: unknown = 'attacker', secret: unknown = password) =>
    service.http.post('/api/v1/auth/register', { email, username, password: secret });
  const logIn = (identifier: object, secret = password) =>
    service.http.post('/api/v1/auth/login', { ...identifier, password: secret });
  const accounts = (email: string) => countOf(service.database, 'users WHERE email = $1', [email]);

  it('REG-02: spellings of one address that differ in case make one account, also in parallel', async () => {
    const spellings = ['Alice@Example.com', 'alice@example.com', 'ALICE@EXAMPLE.COM', 'aLiCe@eXaMpLe.CoM'];
    const answers = await Promise.all(spellings.map((email, index) => register(email, `alice${index}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.filter(({ code }) => code === 'EMAIL_TAKEN')).toHaveLength(3);
    expect(await accounts('alice@example.com')).toBe(1);
    for (const email of spellings) expect((await logIn({ email })).data.user.email).toBe('alice@example.com');
  });

  it('REG-02: the same goes for usernames', async () => {
    const answers = await Promise.all(
      ['Cased', 'cased', 'CASED'].map((username, index) => register(`cased${index}@example.com`, username)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each([
    'victim＠corp.example',
    'evil@evil.example＠corp.example',
    'victim@corp＠evil.example',
    'victim@corp．example',
    'ｖictim@corp.example',
    'victim@corp.example。',
  ])('REG-03: %j becomes no address by normalisation', async (email) => {
    const before = await countOf(service.database, 'users');
    expect(await register(email, 'fullwidth')).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    expect(await countOf(service.database, 'users')).toBe(before);
  });

  it('REG-04: look-alike letters never lead to the account of somebody else', async () => {
    expect((await register('mike@ex.example', 'mike')).status).toBe(201);
    expect((await register('kiss@ex.example', 'kiss')).status).toBe(201);
    const lookAlikes = [
      'mıke@ex.example',
      'mİke@ex.example',
      'mi\u212ae@ex.example',
      'miKe\u0307@ex.example',
    ];
    const others = [
      'ki\u017fs@ex.example',
      'kiß@ex.example',
      '\u212aiss@ex.example',
      'kiss\u200b@ex.example',
    ];
    for (const email of [...lookAlikes, ...others]) {
      expect(await logIn({ email }), email).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
      expect(await logIn({ username: email.split('@')[0] }), email).toMatchObject({ status: 401 });
    }
    const taken = await Promise.all(lookAlikes.map((email, index) => register(email, `alike${index}`)));
    for (const { status, data } of taken) {
      expect([201, 422]).toContain(status);
      if (status === 201) expect(data.email).not.toBe('mike@ex.example');
    }
    expect(await accounts('mike@ex.example')).toBe(1);
    expect((await logIn({ email: 'MIKE@EX.EXAMPLE' })).data.user.username).toBe('mike');
  });

  it('REG-08: no username can pass for an address', async () => {
    const victim = await service.person();
    const { email } = victim.user;
    for (const username of [
      email,
      email.toUpperCase(),
      email.replace('@', '＠'),
      `@${victim.user.username}`,
    ]) {
      expect((await register('shadow@evil.example', username)).status, username).toBe(422);
    }
    expect(await logIn({ username: email })).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await logIn({ email: victim.user.username })).toMatchObject({ status: 401 });
    expect(await logIn({ email, username: victim.user.username })).toMatchObject({ status: 422 });
    expect((await logIn({ email })).data.user.id).toBe(victim.user.id);
  });

  it.each([
    'attacker@a.example,victim@b.example',
    'attacker@a.example;victim@b.example',
    'attacker@a.example victim@b.example',
    'attacker@a.example\u2028victim@b.example',
    '<attacker@a.example>',
    'Attacker <attacker@a.example>',
    '"attacker@a.example,"@b.example',
    'attacker@[127.0.0.1]',
    ['attacker@a.example', 'victim@b.example'],
    { 0: 'attacker@a.example' },
  ])('REG-10: %j is not one address', async (email) => {
    expect(await register(email)).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
  });

  it.each([
    'a@b.example\r\nRCPT TO:<e@a.example>',
    'a@b.example\nBcc: evil@a.example',
    'a\r@b.example',
    'a%0d%0a@b.example\u0085',
    '\ta@b.example',
  ])('REG-11: %j cannot end a line anywhere', async (email) => {
    expect(await register(email)).toMatchObject({ status: 422 });
    expect(await register('crlf@b.example', email)).toMatchObject({ status: 422 });
  });

  it.each([
    '<a href=//evil>click</a>',
    '{{7*7}}',
    '$' + '{7*7}',
    'http://evil.example',
    '<%=7*7%>',
    '%s%o%j',
  ])('REG-12: %j is no username, so that it reaches no template', async (username) => {
    expect(await register('template@b.example', username)).toMatchObject({ status: 422 });
  });

  it('RST-14: of two who claim the same new address at once one gets it, the other 409', async () => {
    const [one, two] = [await service.person(), await service.person()];
    const { token } = await service.root();
    const claim = ({ user }: SignedIn) =>
      service.http.patch(`/api/v1/users/${user.id}`, { email: 'Wanted@example.com' }, { token });
    const answers = await Promise.all([claim(one), claim(two)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('EMAIL_TAKEN');
    expect(await accounts('wanted@example.com')).toBe(1);
  });
});
