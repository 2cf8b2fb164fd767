import { describe, expect, it } from 'vitest';
import type { ApiKeyId, ServiceAccountId, SessionId, UserId } from '#domain/shared/ids.js';
import { codeOf } from '../../support/failures.js';
import { AccessTokenFixture, subject } from '../support/access-token-fixture.js';

const someId = '01890a5d-ac96-774b-bcce-b302099a8059';
const key = { kind: 'key', ownerId: someId as ServiceAccountId, keyId: someId as ApiKeyId } as const;
const impersonation = {
  kind: 'impersonation',
  userId: subject.userId,
  impersonatorId: someId as UserId,
  sessionId: someId as SessionId,
} as const;

describe('an access token', () => {
  const fixture = new AccessTokenFixture();
  const end = () => new Date(fixture.clock.now().getTime() + 1e9);

  it.each([key, impersonation])('of the kind $kind is read as what it was made for', async (holder) => {
    const { token } = await fixture.tokens.sign({ ...holder, roles: [] }, end());
    expect(await fixture.tokens.verify(token)).toMatchObject(holder);
  });

  it('for another audience is refused here', async () => {
    const { token } = await fixture.tokens.sign(subject, end(), 'https://billing.example.com');
    expect(await codeOf(fixture.tokens.verify(token))).toBe('UNAUTHENTICATED');
  });

  it.each([
    { key_id: someId },
    { key_id: 'x', sid: undefined, auth_time: undefined },
    { key_id: someId, sid: undefined },
    { act: { sub: someId } },
    { act: { sub: 'x' }, auth_time: undefined },
    { act: { sub: someId, act: { sub: someId } }, auth_time: undefined },
    { act: someId, auth_time: undefined },
    { act: null, auth_time: undefined },
    { sid: undefined },
    { permissions: 'users:read' },
    { aud: ['https://api.example.com'] },
  ])('that mixes the kinds, or has them in another form, is none: %j', async (claims) => {
    expect(await codeOf(fixture.tokens.verify(await fixture.forge(claims)))).toBe('UNAUTHENTICATED');
  });
});
