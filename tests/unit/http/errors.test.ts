import { describe, expect, it } from 'vitest';
import { overloaded } from '#application/shared/errors.js';
import { forbidden } from '#domain/access/errors.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import { AppError } from '#domain/shared/app-error.js';
import { versionConflict } from '#domain/shared/errors.js';
import { invalidField } from '#domain/shared/validation.js';
import { emailTaken, userNotFound } from '#domain/users/errors.js';
import { prefersProblem } from '#presentation/http/errors/error-body.js';
import { statusOf } from '#presentation/http/errors/http-errors.js';
import { invalidTokenChallenge } from '#presentation/http/plugins/authentication.js';
import { errorDefinitions } from '../../support/error-definitions.js';
import { signedIn, testApp } from './support/app.js';
import { now } from './support/fakes.js';

async function failWith(error: unknown, headers: Record<string, string> = {}) {
  const test = await testApp();
  test.useCases.showMyAccount.answer = () => {
    throw error;
  };
  const response = await test.app.inject({
    url: '/api/v1/me?token=secret',
    headers: { ...signedIn, 'x-request-id': 'r-1', ...headers },
  });
  return { response, lines: test.logger.lines };
}

describe('an error', () => {
  it.each([
    [invalidField('email', 'is odd'), 422],
    [invalidCredentials(), 401],
    [forbidden(), 403],
    [userNotFound(), 404],
    [emailTaken(), 409],
    [versionConflict(), 412],
    [loginLocked({ retryAfter: 7 }), 429],
    [overloaded(), 503],
    [new AppError('unheard_of', 'UNHEARD_OF', 'x'), 500],
  ])('%s is answered by its kind', async (error, status) => {
    const { response } = await failWith(error);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({
      success: false,
      error: { code: error.code, message: error.message, details: error.details },
      meta: { timestamp: now.toISOString(), requestId: 'r-1' },
    });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers.vary).toBe('Accept');
  });

  it('is an RFC 9457 problem for those who prefer it', async () => {
    const { response } = await failWith(invalidField('a/b.~c d', 'is odd'), {
      accept: 'application/problem+json, application/json;q=0.5',
    });
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.json()).toEqual({
      type: '/errors/VALIDATION_ERROR',
      title: 'The request is invalid.',
      status: 422,
      detail: 'The request is invalid.',
      instance: '/api/v1/me',
      code: 'VALIDATION_ERROR',
      errors: [{ pointer: '#/a~1b/~0c%20d', detail: 'is odd' }],
      requestId: 'r-1',
    });
  });

  it('says when to come back', async () => {
    expect((await failWith(loginLocked({ retryAfter: 6.2 }))).response.headers['retry-after']).toBe('7');
    expect((await failWith(overloaded())).response.headers['retry-after']).toBe('1');
  });

  it('of credentials is challenged without blaming the token', async () => {
    expect((await failWith(invalidCredentials())).response.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('an unknown error', () => {
  const cause = Object.assign(new Error('duplicate key value violates "users_email_key"'), {
    code: '23505',
    parameters: ['canary-password'],
  });

  it('is 500, tells the client nothing and the log enough (INP-26)', async () => {
    const { response, lines } = await failWith(new Error('query failed', { cause }));
    expect(response.statusCode).toBe(500);
    expect(response.json().error).toEqual({
      code: 'INTERNAL_ERROR',
      message: expect.stringContaining('Something went wrong'),
      details: [],
    });
    expect(response.body).not.toMatch(/users_email_key|query failed|stack|node_modules/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'error',
      fields: {
        requestId: 'r-1',
        method: 'GET',
        route: '/api/v1/me',
        error: { message: 'query failed', cause: { code: '23505' } },
      },
    });
    expect(JSON.stringify(lines)).not.toMatch(/canary-password|token=secret/);
  });

  it.each([
    ['a string', 'text'],
    ['undefined', undefined],
    ['an error with a status of its own', Object.assign(new Error('no such bucket'), { statusCode: 404 })],
  ])('may be %s', async (_name, error) => {
    expect((await failWith(error)).response.statusCode).toBe(500);
  });
});

describe('the error table', () => {
  it('has a status for every code that is defined', () => {
    for (const definition of errorDefinitions) {
      if (definition.code !== 'INTERNAL_ERROR')
        expect([definition.code, statusOf(definition)]).not.toContain(500);
    }
  });

  it('challenges with a well-formed header for every code', () => {
    for (const definition of errorDefinitions) {
      expect(invalidTokenChallenge(definition())).toMatch(
        /^Bearer error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]+"$/,
      );
    }
  });
});

describe('negotiation', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['application/*', false],
    ['text/html', false],
    ['application/problem+json', true],
    ['Application/Problem+JSON', true],
    ['application/problem+json, application/json', false],
    ['application/json, application/problem+json', false],
    ['application/problem+json, application/json;q=0.9', true],
    ['application/problem+json;q=0.5, application/json;q=0.9', false],
    ['application/problem+json, */*;q=0.1', true],
    ['application/problem+json;q=0, */*', false],
    ['application/problem+json;q=', true],
    [',,,problem+json', false],
  ])('of %s prefers the problem: %s', (accept, expected) => {
    expect(prefersProblem(accept)).toBe(expected);
  });
});

describe('what does not exist', () => {
  it.each([
    ['GET', '/nope'],
    ['POST', '/nope'],
    ['TRACE', '/nope'],
    ['GET', '/api/v1/me/'],
    ['GET', '/API/v1/me'],
    ['GET', '//api/v1/me'],
    ['GET', '/.git/HEAD'],
    ['GET', '/openapi.json'],
    ['GET', '/docs'],
    ['GET', '/api/v1/users/'],
    ['POST', '/api/v1/users//sessions'],
  ])('%s %s is 404 and has no effect (INP-28, ASVS 4.1.4)', async (method, url) => {
    const test = await testApp();
    const response = await test.app.inject({ method: method as 'GET', url, headers: signedIn });
    expect(response.statusCode).toBe(404);
    expect(response.headers).not.toHaveProperty('allow');
    expect(response.json().error.code).toBe('NOT_FOUND');
    expect(test.authenticator.tokens).toHaveLength(0);
  });

  it.each([
    ['PUT', '/api/v1/me', 'GET, HEAD, PATCH, DELETE'],
    ['POST', '/api/v1/me?a=b', 'GET, HEAD, PATCH, DELETE'],
    ['OPTIONS', '/api/v1/me', 'GET, HEAD, PATCH, DELETE'],
    ['TRACE', '/api/v1/me', 'GET, HEAD, PATCH, DELETE'],
    ['PROPFIND', '/api/v1/me', 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/api/v1/auth/logout', 'POST'],
    ['HEAD', '/api/v1/auth/logout', 'POST'],
    ['POST', '/api/v1/users/x', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('%s %s is 405, tells what does, and has no effect (RFC 9110 §15.5.6)', async (method, url, allowed) => {
    const test = await testApp();
    const response = await test.app.inject({ method: method as 'GET', url, headers: signedIn });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allowed);
    if (method === 'HEAD') expect(response.body).toBe('');
    else expect(response.json().error.code).toBe('METHOD_NOT_ALLOWED');
    expect(Object.values(test.useCases).flatMap(({ calls }) => calls)).toEqual([]);
    expect(test.authenticator.tokens).toHaveLength(0);
  });

  it('cannot be reached by overriding the method', async () => {
    const test = await testApp();
    const headers = { ...signedIn, 'x-http-method-override': 'DELETE' };
    await test.app.inject({ url: '/api/v1/me', headers });
    expect(test.useCases.deleteMyAccount.calls).toHaveLength(0);
    expect(test.useCases.showMyAccount.calls).toHaveLength(1);
  });
});
