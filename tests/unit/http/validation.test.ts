import { describe, expect, it } from 'vitest';
import { signedIn, testApp } from './support/app.js';

const register = { method: 'POST', url: '/api/v1/auth/register' } as const;
const account = { email: 'ada@example.com', username: 'ada', password: 'correct horse battery' };

function nested(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

async function send(body: string | object | undefined, headers: Record<string, string> = {}) {
  const test = await testApp();
  const payload = typeof body === 'object' ? JSON.stringify(body) : body;
  const response = await test.app.inject({
    ...register,
    headers: { 'content-type': 'application/json', ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  const { error } = response.statusCode === 201 ? { error: undefined } : response.json();
  return { status: response.statusCode, error, calls: test.useCases.registerUser.calls };
}

describe('a body', () => {
  it('reaches the use case as it was sent', async () => {
    const { status, calls } = await send(account);
    expect(status).toBe(201);
    expect({ ...(calls[0]?.input as object) }).toStrictEqual(account);
  });

  it('is refused with one detail per field', async () => {
    const { status, error } = await send({ email: 5, password: null, roles: ['admin'] });
    expect(status).toBe(422);
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.details).toEqual([
      { field: 'email', message: 'must be a string' },
      { field: 'username', message: 'is required' },
      { field: 'password', message: 'must be a string' },
      { field: 'roles', message: 'is not a known property' },
    ]);
  });

  it('is refused with all that is wrong: missing, unknown and ill-formed fields, and the length of a password', async () => {
    const { status, error } = await send({ email: 'x', password: 'short', extra: 1 });
    expect(status).toBe(422);
    expect(error.details).toEqual([
      { field: 'username', message: 'is required' },
      { field: 'extra', message: 'is not a known property' },
      { field: 'email', message: 'must be an email address, such as name@example.com' },
      { field: 'password', message: 'must have at least 8 characters' },
    ]);
  });

  it.each([
    ['a number for text', { ...account, username: 123 }],
    ['a boolean for text', { ...account, username: true }],
    ['an array for text (REG-10)', { ...account, email: ['a@b.io', 'c@d.io'] }],
    ['an operator for text (INP-13)', { ...account, email: { $ne: '' } }],
    ['a raw expression for text (INP-13)', { ...account, email: { _type: 'raw', value: '1=1' } }],
    ['null for text (INP-14)', { ...account, email: null }],
    ['text beyond its bound', { ...account, username: 'a'.repeat(129) }],
    ['variation selectors beyond the bound (INP-15)', { ...account, username: `a${'\ufe0f'.repeat(200)}` }],
    ['a NUL character (INP-10)', { ...account, username: 'a\u0000b' }],
    ['a lone surrogate', { ...account, username: 'a\ud800' }],
    ['an array', [account]],
    ['a string', '"text"'],
    ['a number', '5'],
    ['null', 'null'],
    ['no body', undefined],
    ['an empty body', ''],
    ['a method name of objects', { ...account, hasOwnProperty: 'x', toString: 'y', valueOf: 'z' }],
    ['a constructor inside', { ...account, email: { constructor: 5 } }],
  ])('with %s is 422 and reaches nothing', async (_name, body) => {
    const { status, error, calls } = await send(body);
    expect(status).toBe(422);
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.details.length).toBeGreaterThan(0);
    expect(calls).toHaveLength(0);
  });

  it('says which string holds what it must not', async () => {
    const { error } = await send({ ...account, username: 'a\u0000b', email: { deep: ['\udc00'] } });
    expect(error.details).toEqual(
      expect.arrayContaining([
        { field: 'username', message: 'must not contain the NUL character' },
        { field: 'email.deep.0', message: 'must be well-formed Unicode' },
      ]),
    );
  });

  it.each([9, 100, 5_000])('of %i levels is refused before anything recurses (INP-06)', async (levels) => {
    const { status, error } = await send({ ...account, extra: nested(levels) });
    expect(status).toBe(422);
    expect(error.details[0].message).toBe('must not nest deeper than 8 levels');
  });

  it.each([
    ['properties', Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`k${index}`, 1]))],
    ['elements', { ...account, roles: Array.from({ length: 9_000 }, () => 'user') }],
  ])('with thousands of %s is refused early (INP-07)', async (_name, body) => {
    const { status, error } = await send(body);
    expect(status).toBe(422);
    expect(error.details).toHaveLength(1);
    expect(error.details[0].message).toBe('must not hold more than 200 values');
  });

  it('tells of no more than twenty fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 1]));
    expect((await send(many)).error.details).toHaveLength(20);
  });

  it('repeats unknown names cut and printable only (INP-25)', async () => {
    const { error } = await send({ ...account, [`a\u001b[31m${'b'.repeat(500)}`]: 1 });
    expect(error.details[0].field).toMatch(/^a\ufffd\[31mb{58}$/);
  });

  it.each([
    ['bad JSON', '{"email":'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ])('with %s cannot be read: 400', async (_name, body) => {
    const { status, error } = await send(body);
    expect(status).toBe(400);
    expect(error.code).toBe('BAD_REQUEST');
  });

  it('that is not UTF-8 cannot be read: 400', async () => {
    const test = await testApp();
    const response = await test.app.inject({
      ...register,
      headers: { 'content-type': 'application/json' },
      payload: Buffer.from('{"email":"\xff"}', 'latin1'),
    });
    expect(response.statusCode).toBe(400);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['multipart/form-data; boundary=x', {}],
    ['application/json; charset=utf-16', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['nonsense', {}],
  ])('of type %s %o is 415 (SES-09, ASVS 3.5.2)', async (type, more) => {
    const { status, error } = await send(JSON.stringify(account), { 'content-type': type, ...more });
    expect(status).toBe(415);
    expect(error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('without a type is 415', async () => {
    const { app } = await testApp();
    const response = await app.inject({ ...register, payload: JSON.stringify(account), headers: {} });
    expect(response.statusCode).toBe(415);
  });

  it('beyond the limit is 413', async () => {
    const { status, error } = await send({ ...account, password: 'a'.repeat(70_000) });
    expect(status).toBe(413);
    expect(error.code).toBe('PAYLOAD_TOO_LARGE');
  });
});

describe('a route without a body', () => {
  it.each([
    ['nothing', undefined, 204],
    ['an empty body', '', 204],
    ['an empty object', '{}', 204],
    ['anything else', '{"all":true}', 422],
    ['an array', '[]', 422],
  ])('given %s', async (_name, payload, status) => {
    const { app } = await testApp();
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/logout',
      headers: { ...signedIn, 'content-type': 'application/json' },
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode).toBe(status);
  });
});

describe('an optional body property', () => {
  const patch = { method: 'PATCH', url: '/api/v1/me', headers: signedIn } as const;

  it('is absent when it was not sent', async () => {
    const test = await testApp();
    await test.app.inject({ ...patch, payload: { username: 'ada' } });
    expect(test.useCases.changeMyAccount.lastInput).toStrictEqual({
      username: 'ada',
      expectedVersions: null,
    });
  });

  it('is not null', async () => {
    const { app } = await testApp();
    expect((await app.inject({ ...patch, payload: { username: null } })).statusCode).toBe(422);
  });

  it.each([
    [{ isActive: false }, 200],
    [{ roles: ['user'] }, 200],
    [{ isActive: null }, 422],
    [{ username: 5 }, 422],
    [{ id: 'x' }, 422],
  ])('is any of PUT where PATCH has the same: %j', async (payload, status) => {
    const test = await testApp();
    const response = await test.app.inject({ ...patch, url: '/api/v1/users/x', payload });
    expect(response.statusCode).toBe(status);
    if (status === 200) {
      const expected = { ...payload, id: 'x', expectedVersions: null };
      expect(test.useCases.changeUser.lastInput).toStrictEqual(expected);
    }
  });

  it('does not make the body optional', async () => {
    const { app } = await testApp();
    const response = await app.inject(patch);
    expect(response.json().error.details).toEqual([{ field: 'body', message: 'is required' }]);
  });
});

describe('a path parameter', () => {
  it.each(['%00', '%2e%2e%2fadmin', '%F0%9F%98%80'])('%s stays one (AUT-11, INP-10)', async (id) => {
    const test = await testApp();
    const response = await test.app.inject({ url: `/api/v1/users/${id}`, headers: signedIn });
    const seen = test.useCases.showUser.calls.map(({ input }) => (input as { id: string }).id);
    expect(seen).toEqual(id === '%00' ? [] : [decodeURIComponent(id)]);
    expect(response.statusCode).toBe(id === '%00' ? 422 : 200);
  });

  it.each(['/api/v1/users/%zz', `/api/v1/users/${'a'.repeat(200)}`])(
    '%s cannot be read: 400',
    async (url) => {
      const { app } = await testApp();
      const response = await app.inject({ url, headers: signedIn });
      expect(response.statusCode).toBe(400);
      expect(response.json().error.code).toBe('BAD_REQUEST');
      expect(response.headers['x-request-id']).toBeDefined();
    },
  );
});
