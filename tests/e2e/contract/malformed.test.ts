import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { contractRoutes } from './support/contract-routes.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { faultyFields, outcome } from './support/shapes.js';

const login = '/api/v1/auth/login';
const json = { 'content-type': 'application/json' };
const credentials = JSON.stringify({ email: 'root@gatehouse.test', password });
const changing = contractRoutes.filter(({ method }) => method !== 'GET');
/** What each body must have, so that the unknown property is all that is wrong. */
const required: Record<string, object> = {
  'POST /api/v1/auth/register': { email: 'a@example.com', username: 'somebody', password },
  'POST /api/v1/auth/login': { email: 'a@example.com', password },
  'POST /api/v1/auth/refresh': { refreshToken: 'x' },
  'POST /api/v1/auth/email/verification': { email: 'a@example.com' },
  'POST /api/v1/auth/email/verify': { token: 'x' },
  'POST /api/v1/auth/password/forgot': { email: 'a@example.com' },
  'POST /api/v1/auth/password/reset': { token: 'x', newPassword: 'another long phrase' },
  'POST /api/v1/me/email': { email: 'a@example.com' },
  'POST /api/v1/auth/email/change': { token: 'x' },
  'POST /api/v1/auth/email/revert': { token: 'x' },
  'POST /api/v1/auth/mfa': { challengeToken: 'x' },
  'POST /api/v1/auth/mfa/enroll': { challengeToken: 'x' },
  'POST /api/v1/me/mfa/totp/confirm': { id: '01900000-0000-7000-8000-000000000000', code: '123456' },
  'DELETE /api/v1/me': { password },
  'POST /api/v1/me/password': { currentPassword: password, newPassword: 'another long phrase' },
  'POST /api/v1/users': { email: 'a@example.com', username: 'somebody', password },
  'POST /api/v1/permissions': { name: 'a:b', description: 'x' },
  'POST /api/v1/roles': { name: 'a', permissions: [] },
  'PUT /api/v1/users/:id': { email: 'a@example.com', username: 'somebody', roles: ['user'], isActive: true },
};

describe('requests that are not as they should be', () => {
  onEveryDatabase(
    (service) => {
      it.each(changing)('$method $path refuses unknown properties of the body', async ({ method, path }) => {
        const { token } = await service().root();
        const { user } = await service().person();
        const body = { ...required[`${method} ${path}`], isSuperuser: true };
        const reply = await service().http.request(method, path.replace(':id', user.id), { token, body });
        expect(faultyFields(reply)).toEqual(['isSuperuser']);
      });

      it.each(changing)('$method $path refuses what is not JSON', async ({ method, path }) => {
        const { token } = await service().root();
        const url = path.replace(':id', '01900000-0000-7000-8000-000000000000');
        const send = (rawBody: string, type: string) =>
          service().http.request(method, url, { token, rawBody, headers: { 'content-type': type } });
        expect(outcome(await send('a=b', 'application/x-www-form-urlencoded'))).toEqual([
          415,
          'UNSUPPORTED_MEDIA_TYPE',
        ]);
        expect(outcome(await send('{"a":', 'application/json'))).toEqual([400, 'BAD_REQUEST']);
        const long = JSON.stringify({ text: 'x'.repeat(70_000) });
        expect(outcome(await send(long, 'application/json'))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      });

      it.each([
        ['text/plain', 415],
        ['application/xml', 415],
        ['multipart/form-data; boundary=x', 415],
        ['application/json; charset=utf-16', 415],
        ['application/json; charset=UTF-8', 200],
        ['application/json', 200],
      ])('content of type %s: %i', async (type, status) => {
        const headers = { 'content-type': type };
        const reply = await service().http.post(login, undefined, { rawBody: credentials, headers });
        expect(reply.status).toBe(status);
      });

      it.each([
        ['no JSON', 'nothing'],
        ['half an object', '{"email":"a@example.com"'],
        ['something after it', '{} {}'],
        ['a trailing comma', '{"email":"a@example.com",}'],
        ['a prototype', '{"__proto__":{"isAdmin":true}}'],
        ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
      ])('%s cannot be read', async (_what, rawBody) => {
        const reply = await service().http.post(login, undefined, { rawBody, headers: json });
        expect(outcome(reply)).toEqual([400, 'BAD_REQUEST']);
      });

      it('content that is compressed is not taken', async () => {
        const headers = { ...json, 'content-encoding': 'gzip' };
        const reply = await service().http.post(login, undefined, {
          rawBody: gzipSync(credentials),
          headers,
        });
        expect(outcome(reply)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      });

      it.each(['[]', '"text"', '1', 'true'])('%s is no object', async (rawBody) => {
        const reply = await service().http.post(login, undefined, { rawBody, headers: json });
        expect(faultyFields(reply)).toEqual(['body']);
      });

      it.each([
        '/api',
        '/api/v1',
        '/api/v2/me',
        '/api/v1/nothing',
        '/api/v1/users/a/b/c',
        '/robots.txt',
        '/.env',
      ])('there is nothing at %s', async (path) => {
        for (const method of ['GET', 'POST', 'DELETE']) {
          expect(outcome(await service().http.request(method, path))).toEqual([404, 'NOT_FOUND']);
        }
      });

      it('a well-formed X-Request-Id comes back, in the header and in the body', async () => {
        for (const path of [
          '/api/v1/me',
          '/api/v1/nothing',
          '/health/live',
          '/.well-known/jwks.json',
          '/docs',
        ]) {
          const { headers, body } = await service().http.get(path, {
            headers: { 'x-request-id': 'From-client_1.2' },
          });
          expect([path, headers.get('x-request-id')]).toEqual([path, 'From-client_1.2']);
          if (body?.meta !== undefined) expect(body.meta.requestId).toBe('From-client_1.2');
        }
      });

      it.each(['with spaces', 'semi;colon', 'a'.repeat(129), ''])(
        'another one is made instead of %s',
        async (sent) => {
          const seen = new Set<string>();
          for (let count = 0; count < 2; count += 1) {
            const { headers, body } = await service().http.get('/health/live', {
              headers: { 'x-request-id': sent },
            });
            const id = headers.get('x-request-id') as string;
            expect(id).toMatch(/^[\w.-]{1,128}$/);
            expect(body.meta.requestId).toBe(id);
            seen.add(id);
          }
          expect([seen.size, seen.has(sent)]).toEqual([2, false]);
        },
      );
    },
    () => ({ env: { BODY_LIMIT_BYTES: '65536' } }),
  );
});
