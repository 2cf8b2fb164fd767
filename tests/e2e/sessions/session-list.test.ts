import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import {
  aSession,
  expectNoContent,
  expectSuccess,
  faultyFields,
  outcome,
} from '../contract/support/shapes.js';

const path = '/api/v1/me/sessions';
const idOf = ({ token }: { token: string }) => decodeJwt(token).sid as string;

describe('/api/v1/me/sessions', () => {
  onOneDatabase(
    (service, { clock }) => {
      const list = ({ token }: SignedIn) => service().http.get(path, { token });
      const ids = async (session: SignedIn) => (await list(session)).data.map(({ id }: { id: string }) => id);

      it('shows where one is signed in, latest use first', async () => {
        const first = await service().person();
        clock.advance(60);
        const headers = { 'user-agent': 'Telephone/1.0' };
        const { email } = first.user;
        const { data: second } = await service().http.post(
          '/api/v1/auth/login',
          { email, password },
          { headers },
        );
        const times = { createdAt: clock.now().toISOString(), lastUsedAt: clock.now().toISOString() };
        const other = aSession({
          ...times,
          id: idOf({ token: second.accessToken }),
          userAgent: 'Telephone/1.0',
        });
        const mine = aSession({ id: idOf(first), isCurrent: true });
        expectSuccess(await list(first), 200, [other, mine]);

        clock.advance(60);
        await service().http.post('/api/v1/auth/refresh', { refreshToken: first.refreshToken });
        expectSuccess(await list(first), 200, [{ ...mine, lastUsedAt: clock.now().toISOString() }, other]);
        const reply = await service().http.get(path, { token: second.accessToken });
        expectSuccess(reply, 200, [
          { ...mine, isCurrent: false },
          { ...other, isCurrent: true },
        ]);
      });

      it('shows nobody else’s', async () => {
        const [one, other] = [await service().person(), await service().person()];
        expect(await ids(one)).toEqual([idOf(one)]);
        expect(await ids(other)).toEqual([idOf(other)]);
      });

      it('ends one of them', async () => {
        const first = await service().person();
        const second = await service().logIn(first.user.email);
        const third = await service().logIn(first.user.email);
        expectNoContent(await service().http.delete(`${path}/${idOf(second)}`, { token: first.token }));
        expect(outcome(await list(second))).toEqual([401, 'SESSION_REVOKED']);
        expect((await ids(first)).sort()).toEqual([idOf(first), idOf(third)].sort());
        const again = await service().http.delete(`${path}/${idOf(second)}`, { token: first.token });
        expect(outcome(again)).toEqual([404, 'SESSION_NOT_FOUND']);
      });

      it('ends the one that asks', async () => {
        const { token } = await service().person();
        expectNoContent(await service().http.delete(`${path}/${idOf({ token })}`, { token }));
        expect(outcome(await service().http.get(path, { token }))).toEqual([401, 'SESSION_REVOKED']);
      });

      it('ends all the others', async () => {
        const first = await service().person();
        const others = [await service().logIn(first.user.email), await service().logIn(first.user.email)];
        expectNoContent(await service().http.delete(path, { token: first.token }));
        expect(await ids(first)).toEqual([idOf(first)]);
        for (const other of others) expect(outcome(await list(other))).toEqual([401, 'SESSION_REVOKED']);
        expectNoContent(await service().http.delete(path, { token: first.token }));
      });

      it('ends nobody else’s, and does not tell that it is there', async () => {
        const [one, root] = [await service().person(), await service().root()];
        const reply = await service().http.delete(`${path}/${idOf(one)}`, { token: root.token });
        expect(outcome(reply)).toEqual([404, 'SESSION_NOT_FOUND']);
        expect((await list(one)).status).toBe(200);
        const malformed = await service().http.delete(`${path}/42`, { token: root.token });
        expect(faultyFields(malformed)).toEqual(['id']);
      });

      it('says when each of them ends', async () => {
        const one = await service().person();
        const { data } = await list(one);
        const idleSeconds = (Date.parse(data[0].expiresAt) - clock.now().getTime()) / 1000;
        expect(idleSeconds).toBe(1_209_600);
      });
    },
    (clock) => ({ clock }),
  );
});
