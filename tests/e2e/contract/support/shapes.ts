import { expect } from 'vitest';
import type { Reply } from '#testing/http-client.js';

export const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const anId = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);
export const someText = expect.stringMatching(/./);
export const aRequestId = expect.stringMatching(/^[\w.-]{1,128}$/);

/** `user` of the contract; what is given must be equal, the rest have the right form. */
export function aUser(known: object = {}) {
  return {
    id: anId,
    email: someText,
    emailVerifiedAt: null,
    username: someText,
    displayName: null,
    locale: null,
    metadata: {},
    roles: ['user'],
    isActive: true,
    createdAt: aTime,
    updatedAt: aTime,
    lastLoginAt: null,
    ...known,
  };
}

/** `tokens` of the contract, with the default lifetimes. */
export function someTokens(known: object = {}) {
  return {
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    refreshToken: someText,
    tokenType: 'Bearer',
    expiresIn: 900,
    refreshExpiresIn: 1_209_600,
    ...known,
  };
}

export function aSession(known: object = {}) {
  return {
    id: anId,
    createdAt: aTime,
    lastUsedAt: aTime,
    expiresAt: aTime,
    ip: '127.0.0.1',
    userAgent: 'node',
    isCurrent: false,
    ...known,
  };
}

/** The envelope of a success that is no list. */
export function expectSuccess(reply: Reply, status: 200 | 201 | 202, data: unknown): void {
  expect(reply.body).toEqual({ success: true, data, meta: { timestamp: aTime, requestId: aRequestId } });
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(reply.headers.get('x-request-id')).toBe(reply.body.meta.requestId);
}

export function expectNoContent(reply: Reply): void {
  expect([reply.status, reply.text]).toEqual([204, '']);
  expect(reply.headers.get('x-request-id')).toEqual(aRequestId);
}

/** Several fields at once: which ones the answer complains about. */
export function faultyFields(reply: Reply): string[] {
  expect([reply.status, reply.code]).toEqual([422, 'VALIDATION_ERROR']);
  const details: { field: string; message: string }[] = reply.body.error.details;
  expect(details.every(({ message }) => message.length > 0)).toBe(true);
  return details.map(({ field }) => field).sort();
}

export function outcome({ status, code }: Reply): [number, string | undefined] {
  return [status, code];
}
