import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { StatementCounter } from '../../support/statement-counter.js';
import { isTrusted, me } from './support.js';

describe('statements that a request costs', () => {
  const counter = new StatementCounter();
  let service: E2eService;
  let person: SignedIn;
  const heard = new Set<string>();
  /** The hint of a login comes back to its instance, too, which then forgets the account once more. */
  const hinted = () => vi.waitUntil(() => heard.delete(person.user.id), { timeout: 60_000 });
  beforeAll(async () => {
    const env = {
      // Otherwise their own statements would be counted.
      EVENTS_ENABLED: 'false',
      JOBS_ENABLED: 'false',
      WEBHOOKS_ENABLED: 'false',
      SESSIONS_PER_USER: '20',
      // A late sign of life must not cost statements.
      CACHE_CHANNEL_TIMEOUT_MS: '60000',
    };
    service = await E2eService.start({ env, features: [counter.feature] });
    await vi.waitUntil(() => isTrusted(service), { timeout: 60_000 });
    const notifications = await service.service.container.get(postgresTokens.notifications);
    await notifications.subscribe('gatehouse_accounts', (accounts) => {
      for (const account of accounts?.split(' ') ?? []) heard.add(account);
    });
    person = await service.person();
    await hinted();
  });
  afterAll(() => service.stop());

  const show = async () => {
    expect((await service.http.get(me, { token: person.token })).status).toBe(200);
  };
  const logIn = async () => {
    person = await service.logIn(person.user.email);
  };
  const refresh = async () => {
    const { refreshToken } = person;
    const { status, data } = await service.http.post('/api/v1/auth/refresh', { refreshToken });
    expect(status).toBe(200);
    person = { ...person, token: data.accessToken, refreshToken: data.refreshToken };
  };

  it('me: two cold, none warm', async () => {
    expect(await counter.during(show)).toHaveLength(2);
    expect(await counter.during(show)).toEqual([]);
  });

  it('refresh: two, and none for the next me', async () => {
    expect(await counter.during(refresh)).toHaveLength(2);
    expect(await counter.during(show)).toEqual([]);
  });

  it('an honest retry of a refresh: one', async () => {
    const before = person;
    await refresh();
    person = before;
    expect(await counter.during(refresh)).toHaveLength(1);
  });

  it('login: three around the hash, and six that open the session', async () => {
    const statements = await counter.during(logIn);
    expect(statements.map((statement) => /^\w+/.exec(statement)?.[0])).toEqual([
      ...['SELECT', 'WITH', 'WITH'],
      ...['START', 'UPDATE', 'INSERT', 'INSERT', 'INSERT', 'COMMIT'],
    ]);
    await hinted();
    // The session is new, and a login changes what is shown of the account.
    expect(await counter.during(show)).toHaveLength(2);
  });

  it('a refused login: six, with its failure counted and its entry in the audit log', async () => {
    const { email } = person.user;
    const attempt = { email, password: `not ${password}` };
    const refused = () => service.http.post('/api/v1/auth/login', attempt);
    expect(await counter.during(refused)).toHaveLength(6);
  });
});
