import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { countedHashing } from './support/counting-hasher.js';

const hashing = countedHashing();

describe('attacks on passwords', () => {
  let service: E2eService;

  beforeAll(async () => {
    service = await E2eService.start({ features: [hashing.feature] });
  });

  beforeEach(() => hashing.asked.splice(0));

  afterAll(() => service?.stop());

  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: unknown, token?: string) =>
    service.http.post(`/api/v1${path}`, body, { token });
  const postRaw = (path: string, rawBody: string, token?: string) =>
    service.http.post(`/api/v1${path}`, undefined, { rawBody, token, headers: json });
  /** What may differ between two answers that say the same. */
  const essence = ({ status, body, headers }: Reply) => ({
    status,
    error: body.error,
    headers: [...headers.keys()].filter((name) => !['date', 'x-request-id'].includes(name)),
    challenge: headers.get('www-authenticate'),
    length: headers.get('content-length'),
  });

  it('PWD-03: a NUL byte cuts no password, because no password has one', async () => {
    const { user, token } = await service.person();
    hashing.asked.splice(0);
    const secret = 'abcdefgh\0SECRETSECRET';
    const account = { email: 'nul@example.com', username: 'nul' };
    const answers = [
      await post('/auth/register', { ...account, password: secret }),
      await post('/me/password', { currentPassword: password, newPassword: secret }, token),
      await post('/auth/login', { email: user.email, password: `${password}\0other` }),
      await post('/auth/login', { email: user.email, password: '\0' }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    expect(hashing.asked).toEqual([]);
    expect((await post('/auth/login', { email: user.email, password })).status).toBe(200);
  });

  it('PWD-04: lone surrogates, which would collide, are refused in every string', async () => {
    const { token } = await service.person();
    const bodies: readonly (readonly [string, string])[] = [
      ['/auth/register', '{"email":"s@example.com","username":"surrogate","password":"\\ud800abcdefgh"}'],
      ['/auth/register', '{"email":"s\\udc00@example.com","username":"surrogate","password":"abcdefghijk"}'],
      ['/auth/register', '{"email":"s@example.com","username":"surro\\ud801","password":"abcdefghijk"}'],
      ['/auth/login', '{"email":"s@example.com","password":"\\ud801"}'],
      ['/auth/login', '{"username":"\\udfff","password":"abcdefghijk"}'],
      ['/auth/refresh', '{"refreshToken":"\\ud800"}'],
      ['/me/password', `{"currentPassword":"${password}","newPassword":"\\udc00\\ud800abcdefgh"}`],
    ];
    for (const [path, body] of bodies) {
      expect(await postRaw(path, body, token), body).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    }
  });

  it('PWD-04: bytes that are not UTF-8 become no replacement characters', async () => {
    const rawBody = Buffer.concat([
      Buffer.from('{"email":"s@example.com","password":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const answer = await service.http.post('/api/v1/auth/login', undefined, { rawBody, headers: json });
    expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('PWD-06: a long password is refused before it costs anything', async () => {
    const { user, token } = await service.person();
    hashing.asked.splice(0);
    const megabyte = 'x'.repeat(1_048_576);
    const flood = Array.from({ length: 20 }, () =>
      post('/auth/login', { email: user.email, password: megabyte }),
    );
    for (const answer of await Promise.all(flood)) expect(answer.status).toBe(413);
    for (const secret of ['x'.repeat(1025), 'é'.repeat(513), '\u{1f600}'.repeat(257), 'x'.repeat(60_000)]) {
      const account = { email: 'long@example.com', username: 'long', password: secret };
      const answers = [
        await post('/auth/register', account),
        await post('/auth/login', { email: user.email, password: secret }),
        await post('/me/password', { currentPassword: password, newPassword: secret }, token),
        await post('/me/password', { currentPassword: secret, newPassword: 'another good phrase' }, token),
      ];
      for (const answer of answers) expect(answer.status).toBe(422);
    }
    expect(hashing.asked).toEqual([]);
  });

  it('PWD-09: who does not exist is answered like who does, after the same work', async () => {
    const { user } = await service.person();
    const root = await service.root();
    const gone = await service.person();
    const off = await service.person();
    await service.http.delete(`/api/v1/users/${gone.user.id}`, { token: root.token });
    await service.http.patch(`/api/v1/users/${off.user.id}`, { isActive: false }, { token: root.token });
    const wrong = async (identifier: object) => {
      hashing.asked.splice(0);
      const answer = await post('/auth/login', { ...identifier, password: 'a wrong password' });
      return { ...essence(answer), work: hashing.asked.length };
    };
    const known = await wrong({ email: user.email });
    expect(known).toMatchObject({ status: 401, error: { code: 'INVALID_CREDENTIALS' }, work: 1 });
    for (const identifier of [
      { username: user.username },
      { email: 'nobody@example.com' },
      { username: 'nobody' },
      { email: 'not an address' },
      { username: '!' },
      { email: gone.user.email },
      { email: off.user.email },
    ]) {
      expect(await wrong(identifier), JSON.stringify(identifier)).toEqual(known);
    }
  });

  it('PWD-09: a lockout tells nothing about who exists either', async () => {
    const { user } = await service.person();
    const outcomes = async (email: string) => {
      const answers: Reply[] = [];
      for (let attempt = 0; attempt < 12; attempt += 1) {
        answers.push(await post('/auth/login', { email, password: 'a wrong password' }));
      }
      return answers.map(({ status, code }) => `${status} ${code}`);
    };
    expect(await outcomes('nobody.at.all@example.com')).toEqual(await outcomes(user.email));
  });

  it('PWD-14: nothing but the current password changes the password', async () => {
    const { user, token } = await service.person();
    const other = await service.logIn(user.email);
    const newPassword = 'another good phrase';
    const refused = [
      await service.http.patch('/api/v1/me', { password: newPassword }, { token }),
      await service.http.patch('/api/v1/me', { passwordHash: 'x' }, { token }),
      await post('/me/password', { newPassword }, token),
      await post('/me/password', { currentPassword: null, newPassword }, token),
      await post('/me/password', { currentPassword: '', newPassword }, token),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    const wrong = await post('/me/password', { currentPassword: 'a wrong password', newPassword }, token);
    expect(wrong).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect((await service.http.get('/api/v1/me', { token: other.token })).status).toBe(200);

    expect((await post('/me/password', { currentPassword: password, newPassword }, token)).status).toBe(204);
    expect((await service.http.get('/api/v1/me', { token })).status).toBe(200);
    expect((await service.http.get('/api/v1/me', { token: other.token })).code).toBe('SESSION_REVOKED');
    expect((await post('/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
    expect((await post('/auth/login', { email: user.email, password })).status).toBe(401);
    expect((await post('/auth/login', { email: user.email, password: newPassword })).status).toBe(200);
  });

  it('PWD-14: an administrator sets nobody’s password', async () => {
    const { user } = await service.person();
    const { token } = await service.root();
    const path = `/api/v1/users/${user.id}`;
    const body = { email: user.email, username: user.username, roles: ['user'], isActive: true };
    expect((await service.http.patch(path, { password: 'chosen by root' }, { token })).status).toBe(422);
    expect((await service.http.put(path, { ...body, password: 'chosen by root' }, { token })).status).toBe(
      422,
    );
  });
});
