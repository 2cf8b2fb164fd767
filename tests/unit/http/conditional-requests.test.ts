import { describe, expect, it } from 'vitest';
import { AppError } from '#domain/shared/app-error.js';
import { expectedVersions } from '#presentation/http/v1/shared/if-match.js';
import { signedIn, testApp } from './support/app.js';

const of = (value: string) => expectedVersions({ 'if-match': value });

describe('If-Match', () => {
  it.each([
    ['"3"', [3]],
    ['"3","4"', [3, 4]],
    [' "3" ,\t"4" ', [3, 4]],
    [',, "3",', [3]],
    ['W/"3"', [3]],
    ['W/"3", "4"', [3, 4]],
    ['"abc"', []],
    ['"a,b"', []],
    ['"03"', []],
    ['"0"', []],
    ['"3.0"', []],
    ['""', []],
  ])('%s accepts %j', (value, versions) => {
    expect(of(value)).toEqual(versions);
  });

  it('absent or * accepts any version', () => {
    expect(expectedVersions({})).toBeNull();
    expect(of('*')).toBeNull();
  });

  it.each([
    '3',
    '',
    ' ',
    ',',
    '"3',
    '3"',
    '"3" "4"',
    '"3";"4"',
    'w/"3"',
    '*, "3"',
    'W/*',
    '"3"x',
    '"\u0001"',
    `"${'1'.repeat(2000)}"`,
  ])('%j is malformed', (value) => {
    const attempt = () => of(value);
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow('If-Match');
  });

  it.each([
    ['PATCH', '/api/v1/me', 'changeMyAccount', { username: 'ada' }],
    ['PATCH', '/api/v1/users/x', 'changeUser', { isActive: false }],
    [
      'PUT',
      '/api/v1/users/x',
      'changeUser',
      { email: 'a@b.io', username: 'ada', roles: ['user'], isActive: true },
    ],
  ] as const)('of %s %s reaches the use case', async (method, url, useCase, payload) => {
    const test = await testApp();
    const response = await test.app.inject({
      method,
      url,
      payload,
      headers: { ...signedIn, 'if-match': '"2"' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers.etag).toBe('"3"');
    expect(test.useCases[useCase].lastInput).toMatchObject({ ...payload, expectedVersions: [2] });
  });

  it('that is malformed is 400', async () => {
    const { app } = await testApp();
    const response = await app.inject({
      method: 'PATCH',
      url: '/api/v1/me',
      payload: {},
      headers: { ...signedIn, 'if-match': '3' },
    });
    expect(response.statusCode).toBe(400);
    expect(response.json().error.code).toBe('BAD_REQUEST');
  });
});
