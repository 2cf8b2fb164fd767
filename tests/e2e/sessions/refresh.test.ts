import { describe, expect, it } from 'vitest';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

describe('a refresh token', () => {
  onOneDatabase(
    (service, { clock }) => {
      const refresh = (refreshToken: string) => service().http.post('/api/v1/auth/refresh', { refreshToken });
      const me = (token: string) => service().http.get('/api/v1/me', { token });

      it('that is used fifty times at once leaves the session alive, with one successor', async () => {
        const { refreshToken } = await service().person();
        const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
        expect(replies.map(outcome)).toEqual(Array(50).fill([200, undefined]));
        const successors = new Set<string>(replies.map(({ data }) => data.refreshToken));
        expect(successors.size).toBe(1);
        for (const { data } of replies.slice(0, 3)) expect((await me(data.accessToken)).status).toBe(200);
        const [successor = ''] = successors;
        const next = await refresh(successor);
        expect(next.status).toBe(200);
        expect(successors.has(next.data.refreshToken)).toBe(false);
      });

      it('gets the same successor for as long as nobody has used that, since the answer may have been lost', async () => {
        const { refreshToken } = await service().person();
        const first = await refresh(refreshToken);
        for (const seconds of [0, 15, 61, 86_400]) {
          clock.advance(seconds);
          const again = await refresh(refreshToken);
          expect([again.status, again.data.refreshToken]).toEqual([200, first.data.refreshToken]);
        }
        expect((await refresh(first.data.refreshToken)).status).toBe(200);
      });

      it('is taken for stolen once its successor has been used', async () => {
        const { refreshToken } = await service().person();
        const { data } = await refresh(refreshToken);
        const next = await refresh(data.refreshToken);
        expect(outcome(await refresh(refreshToken))).toEqual([401, 'REFRESH_TOKEN_REUSED']);
        expect(outcome(await refresh(next.data.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
        expect(outcome(await me(next.data.accessToken))).toEqual([401, 'SESSION_REVOKED']);
      });

      it('that is older than the last one ends the session at once, on record', async () => {
        const { user, token, refreshToken } = await service().person();
        const other = await service().logIn(user.email);
        const second = await refresh(refreshToken);
        const third = await refresh(second.data.refreshToken);
        const headers = { 'x-request-id': 'thief-1' };
        const stolen = await service().http.post('/api/v1/auth/refresh', { refreshToken }, { headers });
        expect(outcome(stolen)).toEqual([401, 'REFRESH_TOKEN_REUSED']);
        expect(stolen.headers.get('www-authenticate')).toMatch(/^Bearer/);
        for (const accessToken of [token, second.data.accessToken, third.data.accessToken]) {
          expect(outcome(await me(accessToken))).toEqual([401, 'SESSION_REVOKED']);
        }
        expect(outcome(await refresh(third.data.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
        expect((await me(other.token)).status).toBe(200);

        await service().drainEvents();
        const root = await service().root();
        const entries = await service().http.get('/api/v1/audit?limit=100', { token: root.token });
        const ofThief = entries.data.filter(
          ({ requestId }: { requestId: string }) => requestId === 'thief-1',
        );
        const subjectId = expect.any(String);
        expect(ofThief).toHaveLength(2);
        expect(ofThief).toEqual(
          expect.arrayContaining([
            expect.objectContaining({
              action: 'session.refresh_token_reused',
              targetId: user.id,
              details: { subjectId },
            }),
            expect.objectContaining({
              action: 'session.revoked',
              targetId: user.id,
              details: { subjectId, reason: 'refresh_token_reused' },
            }),
          ]),
        );
      });

      it('that was stolen is refused to all who send it at once', async () => {
        const { refreshToken } = await service().person();
        const second = await refresh(refreshToken);
        await refresh(second.data.refreshToken);
        const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
        const codes = replies.map(({ code }) => code).sort();
        expect(codes).toEqual([...Array(9).fill('REFRESH_TOKEN_INVALID'), 'REFRESH_TOKEN_REUSED']);
      });

      it.each([
        ['nothing', () => ''],
        ['a word', () => 'token'],
        ['an access token', ({ token }: { token: string }) => token],
        [
          'a token with another end',
          ({ refreshToken }: { refreshToken: string }) => `${refreshToken.slice(0, -4)}AAAA`,
        ],
        [
          'a token with another middle',
          ({ refreshToken }: { refreshToken: string }) =>
            `${refreshToken.slice(0, 40)}AAAA${refreshToken.slice(44)}`,
        ],
      ])('made of %s ends nothing', async (_what, forge) => {
        const person = await service().person();
        expect(outcome(await refresh(forge(person)))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
        expect((await me(person.token)).status).toBe(200);
        expect((await refresh(person.refreshToken)).status).toBe(200);
      });
    },
    (clock) => ({ clock }),
  );
});
