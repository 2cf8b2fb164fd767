import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { onEveryDatabase } from './support/gatehouse.js';
import { anId, aRequestId, aTime } from './support/shapes.js';

const issuer = 'https://gatehouse.test';
const rules = { issuer, audience: issuer, typ: 'at+jwt', algorithms: ['ES256'] };

describe('what is open to anyone', () => {
  onEveryDatabase((service) => {
    it('/.well-known/jwks.json holds public keys only', async () => {
      const { status, body, headers } = await service().http.get('/.well-known/jwks.json');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('application/json');
      expect(Object.keys(body)).toEqual(['keys']);
      expect(body.keys.length).toBeGreaterThan(0);
      for (const key of body.keys) {
        expect(key).toEqual({
          kty: 'EC',
          crv: 'P-256',
          alg: 'ES256',
          use: 'sig',
          kid: expect.any(String),
          x: expect.any(String),
          y: expect.any(String),
        });
      }
    });

    it('another service verifies an access token with them, offline', async () => {
      const { user, token } = await service().person('moderator');
      const keys = createLocalJWKSet((await service().http.get('/.well-known/jwks.json')).body);
      const { payload, protectedHeader } = await jwtVerify(token, keys, rules);
      expect(payload).toEqual({
        iss: issuer,
        aud: issuer,
        sub: user.id,
        sid: anId,
        jti: anId,
        client_id: 'gatehouse',
        iat: expect.any(Number),
        exp: (payload.iat as number) + 900,
        auth_time: expect.any(Number),
        amr: ['pwd'],
        roles: ['moderator'],
      });
      expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: decodeProtectedHeader(token).kid });
      const [header, , signature] = token.split('.');
      const raised = Buffer.from(JSON.stringify({ ...payload, roles: ['admin'] })).toString('base64url');
      const forgery = jwtVerify(`${header}.${raised}.${signature}`, keys, rules);
      await expect(forgery).rejects.toThrow(errors.JWSSignatureVerificationFailed);
    });

    it('/openapi.json is an OpenAPI 3.1 document', async () => {
      const { status, body, headers } = await service().http.get('/openapi.json');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('application/json');
      expect(body.openapi).toMatch(/^3\.1\.\d+$/);
      expect(Object.keys(body.components.schemas)).toEqual(
        expect.arrayContaining(['User', 'Tokens', 'Session', 'AuditEntry', 'Failure', 'Problem']),
      );
      const operations = Object.values<object>(body.paths).flatMap((path) =>
        Object.values<{ operationId: string; responses: object }>(path as never),
      );
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it.each(['login', 'mfa', 'mfa/enroll'])(
      '/openapi.json tells what policies of signing in refuse: %s',
      async (path) => {
        const { paths } = (await service().http.get('/openapi.json')).body;
        const { responses } = paths[`/api/v1/auth/${path}`].post;
        const codesOf = (status: number) =>
          Object.keys(responses[status].content['application/json'].examples);
        expect(codesOf(401)).toEqual(
          expect.arrayContaining([
            'INVALID_CREDENTIALS',
            'MFA_REQUIRED',
            'MFA_ENROLLMENT_REQUIRED',
            'PASSWORD_CHANGE_REQUIRED',
          ]),
        );
        expect(codesOf(403)).toEqual(['ACCOUNT_INACTIVE', 'EMAIL_NOT_VERIFIED']);
      },
    );

    it('/docs is a page, whose parts are there', async () => {
      const { status, text, headers } = await service().http.get('/docs');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/html');
      const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part as string);
      expect(parts.length).toBeGreaterThan(2);
      for (const part of parts) {
        const path = new URL(part, `${service().http.baseUrl}/docs`).pathname;
        expect([path, (await service().http.get(path)).status]).toEqual([path, 200]);
      }
    });

    it('/health/live and /health/ready answer', async () => {
      const meta = { timestamp: aTime, requestId: aRequestId };
      const live = await service().http.get('/health/live');
      expect([live.status, live.body]).toEqual([200, { success: true, data: { status: 'up' }, meta }]);
      const ready = await service().http.get('/health/ready');
      const data = { status: 'up', checks: { database: 'up' } };
      expect([ready.status, ready.body]).toEqual([200, { success: true, data, meta }]);
    });
  });
});
