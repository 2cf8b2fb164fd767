import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import type { SignedIn } from '#testing/e2e-service.js';
import { onOneDatabase } from '../contract/support/gatehouse.js';

const requests = 1000;
const atOnce = 16;
const env = {
  DATABASE_POOL_SIZE: '2',
  DATABASE_STATEMENT_TIMEOUT_MS: '1000',
  MAX_TENANTS_PER_USER: '10',
  RATE_LIMIT_TENANTS: '0',
  RATE_LIMIT_INVITATIONS: '0',
  MAILS_PER_MAILBOX_AND_HOUR: '1000',
};

describe('two tenants on two connections', () => {
  onOneDatabase(
    (service) => {
      interface Side {
        readonly owner: SignedIn;
        readonly id: string;
        /** In whatever belongs to it, and in nothing else. */
        readonly mark: string;
      }

      async function aSide(mark: string): Promise<Side> {
        const owner = await service().person();
        const { data } = await service().http.post(
          '/api/v1/tenants',
          { name: mark, metadata: { mark } },
          owner,
        );
        await service().http.post(`/api/v1/tenants/${data.id}/roles`, { name: mark, permissions: [] }, owner);
        return { owner, id: data.id, mark };
      }

      it('see nothing of each other over 1,000 mixed requests, and leave nothing on a connection', {
        timeout: 180_000,
      }, async () => {
        const sides = [await aSide('left'), await aSide('right')] as const;
        const marks = sides.flatMap(({ mark, id, owner }) => [mark, id, owner.user.id, owner.user.email]);
        const foreign = ({ mark, id, owner }: Side) => {
          const own: readonly string[] = [mark, id, owner.user.id, owner.user.email];
          return marks.filter((each) => !own.includes(each));
        };
        const outcomes = new Map<string, number>();
        const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        const ask = async (side: Side, method: string, path: string, body?: object) => {
          const options = { token: side.owner.token, ...(body && { body }) };
          const reply = await service().http.request(method, `/api/v1/tenants/${path}`, options);
          note(`${reply.status} ${reply.code ?? ''}`.trim());
          for (const each of foreign(side)) expect(reply.text).not.toContain(each);
        };
        /** The client goes away while the request is on its way, or at work. */
        const breakOff = async ({ owner, id, mark }: Side) => {
          const ending = new AbortController();
          const headers = { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' };
          const url = `${service().http.baseUrl}/api/v1/tenants/${id}`;
          const body = JSON.stringify({ metadata: { mark } });
          const asked = fetch(url, { method: 'PATCH', headers, body, signal: ending.signal });
          // An answer to somebody else comes first: by then it has been sent.
          await fetch(`${service().http.baseUrl}/health/live`);
          ending.abort();
          await asked.then(
            () => note('answered'),
            () => note('broken off'),
          );
        };
        const operations: readonly ((own: Side, other: Side, index: number) => Promise<unknown>)[] = [
          (own) => ask(own, 'GET', own.id),
          (own) => ask(own, 'GET', `${own.id}/members`),
          (own) => ask(own, 'GET', `${own.id}/roles`),
          (own) => ask(own, 'GET', `${own.id}/invitations`),
          (own) => ask(own, 'GET', `${own.id}/export`),
          (own) => ask(own, 'PATCH', own.id, { metadata: { mark: own.mark } }),
          (own, _, index) =>
            ask(own, 'POST', `${own.id}/invitations`, {
              email: `${own.mark}${index % 40}@example.org`,
              roles: [own.mark],
            }),
          // Errors, within a transaction too.
          (own, other) => ask(own, 'GET', `${other.id.toUpperCase()}/members`),
          (own, other) => ask(own, 'PATCH', other.id, { metadata: {} }),
          (own) => ask(own, 'POST', `${own.id}/roles`, { name: own.mark, permissions: [] }),
          (own) => ask(own, 'DELETE', `${own.id}/members/${own.owner.user.id}`),
          breakOff,
        ];
        let next = 0;
        const work = async () => {
          for (let index = next++; index < requests; index = next++) {
            const [own, other] = index % 2 === 0 ? sides : [sides[1], sides[0]];
            await operations[Math.floor(index / 2) % operations.length]?.(own, other, index);
          }
        };
        // What is locked by somebody else takes longer than is allowed, in the middle of the others.
        const timeOut = async ({ owner, id }: Side) => {
          const blocker = new pg.Client({ connectionString: service().database.adminUrl });
          await blocker.connect();
          try {
            await blocker.query('BEGIN');
            await blocker.query('SELECT FROM tenants WHERE id = $1 FOR UPDATE', [id]);
            const reply = await service().http.patch(`/api/v1/tenants/${id}`, { metadata: {} }, owner);
            expect([reply.status, reply.code]).toEqual([503, 'OVERLOADED']);
            note('timed out');
          } finally {
            await blocker.end();
          }
        };
        await Promise.all([
          ...Array.from({ length: atOnce }, work),
          timeOut(sides[0]).then(() => timeOut(sides[1])),
        ]);

        const told = Object.fromEntries(outcomes);
        expect(Object.keys(told)).toEqual(
          expect.arrayContaining([
            '200',
            '201',
            '404 TENANT_NOT_FOUND',
            '409 ROLE_TAKEN',
            '409 LAST_OWNER',
            'broken off',
            'timed out',
          ]),
        );
        expect(Object.keys(told).filter((outcome) => outcome.startsWith('500'))).toEqual([]);
        // On both connections at once.
        const { dataSource } = await service().service.container.get(postgresTokens.database);
        const runners = [1, 2].map(() => dataSource.createQueryRunner());
        const kept = await Promise.all(
          runners.map((runner) =>
            runner.query(
              `SELECT nullif(current_setting('gatehouse.tenant_id', true), '') AS tenant,
                 (SELECT count(*)::int FROM tenant_members) AS members`,
            ),
          ),
        );
        await Promise.all(runners.map((runner) => runner.release()));
        expect(kept).toEqual(runners.map(() => [{ tenant: null, members: 0 }]));
        for (const side of sides) {
          const { data } = await service().http.get(`/api/v1/tenants/${side.id}/members`, side.owner);
          expect(data.map(({ userId }: { userId: string }) => userId)).toEqual([side.owner.user.id]);
        }
      });
    },
    () => ({ env }),
  );
});
