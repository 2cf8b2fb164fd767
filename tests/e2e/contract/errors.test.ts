import { describe, expect, it } from 'vitest';
import { builtInFeatures } from '#composition/features.js';
import type { Reply } from '#testing/http-client.js';
import { isOfContract } from './support/contract-features.js';
import { failingService, failures, secretCause } from './support/failures.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { aTime, someText } from './support/shapes.js';

const requestId = 'contract.test-1';
const someChallenge = expect.objectContaining({ token: someText, expiresIn: expect.any(Number) });

function checkHeaders({ headers }: Reply, status: number, code: string): void {
  expect(headers.get('x-request-id')).toBe(requestId);
  const challenge = headers.get('www-authenticate');
  if (status === 401)
    expect(challenge).toMatch(
      /^Bearer( error="(invalid_token", error_description="[^"]+"|insufficient_user_authentication", max_age=600))?$/,
    );
  else expect(challenge).toBeNull();
  const isTokenFault = ['TOKEN_EXPIRED', 'SESSION_REVOKED'].includes(code);
  if (isTokenFault) expect(challenge).toContain('error="invalid_token"');
  expect(headers.get('allow')).toBe(status === 405 ? 'GET, HEAD, PATCH, DELETE' : null);
  if (status === 429 || status === 503) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  else expect(headers.get('retry-after')).toBeNull();
  if (status === 429) {
    expect(headers.get('ratelimit')).toMatch(/^"\w+";r=\d+;t=\d+$/);
    expect(headers.get('ratelimit-policy')).toMatch(/^"\w+";q=\d+;w=\d+$/);
  }
}

describe('every failure', () => {
  it('is in the contract', () => {
    const errors = builtInFeatures
      .filter(isOfContract)
      .flatMap(({ errors = [] }) => errors)
      // Comes before there is a request that could say what it prefers: tests/unit/http/raw-http.test.ts.
      .filter(({ code }) => code !== 'HEADERS_TOO_LARGE');
    expect(failures.map(({ code }) => code).sort()).toEqual(errors.map(({ code }) => code).sort());
  });

  onEveryDatabase((service) => {
    it.each(failures)(
      '$status $code comes in the envelope',
      async ({ status, code, fields, hasChallenge, provoke }) => {
        const reply = await provoke(service(), { 'x-request-id': requestId });
        expect(reply.status).toBe(status);
        expect(reply.body).toEqual({
          success: false,
          error: {
            code,
            message: someText,
            details: fields.map((field) => ({ field, message: someText })),
            ...(hasChallenge && { challenge: someChallenge }),
          },
          meta: { timestamp: aTime, requestId },
        });
        expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
        checkHeaders(reply, status, code);
      },
    );

    it.each(failures)(
      '$status $code comes as a problem',
      async ({ status, code, fields, hasChallenge, provoke }) => {
        const accept = 'application/json;q=0.5, application/problem+json';
        const reply = await provoke(service(), { 'x-request-id': requestId, accept });
        expect(reply.status).toBe(status);
        expect(reply.body).toEqual({
          type: `/errors/${code}`,
          title: someText,
          status,
          detail: someText,
          instance: expect.stringMatching(/^\/api\/v1\/[^?]+$/),
          code,
          errors: fields.map((field) => ({ pointer: `#/${field}`, detail: someText })),
          requestId,
          ...(hasChallenge && { challenge: someChallenge }),
        });
        expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
        checkHeaders(reply, status, code);
      },
    );

    it('of ours says nothing of its cause', async () => {
      for (const code of ['INTERNAL_ERROR', 'UNAVAILABLE']) {
        const failure = failures.find((known) => known.code === code);
        const reply = await failure?.provoke(service(), {});
        expect(reply?.text).not.toContain(secretCause);
      }
    });

    it('tells how long to wait', async () => {
      const overloaded = failures.find(({ code }) => code === 'OVERLOADED');
      const reply = await overloaded?.provoke(service(), {});
      expect(reply?.headers.get('retry-after')).toBe('7');
    });

    it.each([
      ['application/problem+json', true],
      ['application/problem+json, application/json;q=0.9', true],
      ['application/problem+json, */*;q=0.1', true],
      ['application/json, application/problem+json;q=0.9', false],
      ['application/json, application/problem+json', false],
      ['*/*', false],
      ['text/html', false],
      ['', false],
    ])('with Accept: %s is a problem: %s', async (accept, isProblem) => {
      const { body, headers } = await service().http.get('/api/v1/me', { headers: { accept } });
      expect(headers.get('content-type')).toContain(isProblem ? 'problem+json' : 'application/json');
      expect('success' in body).toBe(!isProblem);
      expect(headers.get('vary')?.toLowerCase()).toContain('accept');
    });
  }, failingService);
});
