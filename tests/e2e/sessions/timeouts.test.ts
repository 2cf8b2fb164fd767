import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const idle = 1000;
const absolute = 2500;
const access = 300;

describe('a session', () => {
  onOneDatabase(
    (service, { clock }) => {
      const refresh = (refreshToken: string) => service().http.post('/api/v1/auth/refresh', { refreshToken });
      const me = (token: string) => service().http.get('/api/v1/me', { token });

      it('has access tokens that expire', async () => {
        const { token, refreshToken } = await service().person();
        clock.advance(access - 1);
        expect((await me(token)).status).toBe(200);
        clock.advance(1);
        const expired = await me(token);
        expect(outcome(expired)).toEqual([401, 'TOKEN_EXPIRED']);
        expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"');
        const { data } = await refresh(refreshToken);
        expect((await me(data.accessToken)).status).toBe(200);
      });

      it('ends when it is not refreshed for long', async () => {
        const { user, refreshToken } = await service().person();
        clock.advance(idle - 1);
        const { status, data } = await refresh(refreshToken);
        expect([status, data.refreshExpiresIn, data.expiresIn]).toEqual([200, idle, access]);
        clock.advance(idle);
        expect(outcome(await refresh(data.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
        const { token } = await service().logIn(user.email);
        const { data: sessions } = await service().http.get('/api/v1/me/sessions', { token });
        expect(sessions).toHaveLength(1);
      });

      it('ends in the end, however often it is refreshed, and its access token no later', async () => {
        const { token, refreshToken } = await service().person();
        const issuedAt = decodeJwt(token).iat as number;
        let tokens = { refreshToken };
        for (const seconds of [900, 900]) {
          clock.advance(seconds);
          const reply = await refresh(tokens.refreshToken);
          expect([reply.status, reply.data.expiresIn]).toEqual([200, access]);
          tokens = reply.data;
        }
        clock.advance(absolute - 1800 - 100);
        const { status, data } = await refresh(tokens.refreshToken);
        expect([status, data.refreshExpiresIn, data.expiresIn]).toEqual([200, 100, 100]);
        expect(decodeJwt(data.accessToken).exp).toBe(issuedAt + absolute);
        clock.advance(99);
        expect((await me(data.accessToken)).status).toBe(200);
        clock.advance(1);
        expect(outcome(await me(data.accessToken))).toEqual([401, 'TOKEN_EXPIRED']);
        expect(outcome(await refresh(data.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
      });

      it('makes room when a user has too many: the one used longest ago goes', async () => {
        const first = await service().person();
        const sessions = [first];
        for (let count = 0; count < 3; count += 1) {
          clock.advance(1);
          sessions.push(await service().logIn(first.user.email));
        }
        const statuses = await Promise.all(sessions.map(async ({ token }) => (await me(token)).status));
        expect(statuses).toEqual([401, 200, 200, 200]);
      });
    },
    (clock) => ({
      clock,
      env: {
        ACCESS_TOKEN_SECONDS: `${access}`,
        SESSION_IDLE_SECONDS: `${idle}`,
        SESSION_ABSOLUTE_SECONDS: `${absolute}`,
        SESSIONS_PER_USER: '3',
      },
    }),
  );
});
