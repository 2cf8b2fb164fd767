import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import { takeApart } from './support/forgery.js';
import { countOf } from './support/rows.js';

const maxSessions = 4;

describe('attacks on sessions', () => {
  const clock = new FakeClock();
  let service: E2eService;

  beforeAll(async () => {
    service = await E2eService.start({ clock, env: { SESSIONS_PER_USER: `${maxSessions}` } });
  });

  afterAll(() => service?.stop());

  const refresh = (refreshToken: string) => service.http.post('/api/v1/auth/refresh', { refreshToken });
  const me = (token: string) => service.http.get('/api/v1/me', { token });

  it('SES-01: a spent refresh token ends the session that it was stolen from', async () => {
    const { user, refreshToken: first } = await service.person();
    const untouched = await service.logIn(user.email);
    const { data: second } = await refresh(first);
    const { data: third } = await refresh(second.refreshToken);
    expect(await refresh(first)).toMatchObject({ status: 401, code: 'REFRESH_TOKEN_REUSED' });
    expect((await refresh(third.refreshToken)).status).toBe(401);
    expect(await me(third.accessToken)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
    expect((await me(untouched.token)).status).toBe(200);
    await service.drainEvents();
    const alarms = `audit_entries WHERE action LIKE '%reuse%' AND target_id = '${user.id}'`;
    expect(await countOf(service.database, alarms)).toBe(1);
  });

  it('SES-01: a made-up token ends nobody’s session', async () => {
    const { token, refreshToken } = await service.person();
    const last = refreshToken.at(-1) === 'A' ? 'B' : 'A';
    for (const guess of [refreshToken.slice(0, -1) + last, `${refreshToken}A`, 'ghr_x', '', token]) {
      expect(await refresh(guess), guess).toMatchObject({ status: 401, code: 'REFRESH_TOKEN_INVALID' });
    }
    expect((await me(token)).status).toBe(200);
  });

  it('SES-03: an honest retry, and tabs that refresh at once, get the same usable token', async () => {
    const { token, refreshToken } = await service.person();
    const tabs = await Promise.all(Array.from({ length: 6 }, () => refresh(refreshToken)));
    clock.advance(600);
    const answers = [...tabs, await refresh(refreshToken)];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const successors = new Set(answers.map(({ data }) => data.refreshToken));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect((await refresh(successor)).status).toBe(200);
    expect((await me(token)).status).toBe(200);
  });

  it('SES-06: a login takes no session from its caller, but opens one of its own', async () => {
    const attacker = await service.person();
    const victim = await service.person();
    const { sid } = takeApart(attacker.token).claims;
    const login = { email: victim.user.email, password };
    const planted = await service.http.post('/api/v1/auth/login', login, {
      token: attacker.token,
      headers: { cookie: `session=${sid}; sid=${sid}`, 'x-session-id': `${sid}` },
    });
    const opened = takeApart(planted.data.accessToken).claims.sid;
    expect(opened).not.toBe(sid);
    expect(planted.headers.get('set-cookie')).toBeNull();
    for (const extra of [{ sid }, { sessionId: sid }, { refreshToken: attacker.refreshToken }]) {
      expect((await service.http.post('/api/v1/auth/login', { ...login, ...extra })).status).toBe(422);
    }
    expect((await me(attacker.token)).data.id).toBe(attacker.user.id);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'SES-09: content of type %j, which a foreign page can send unasked, is refused',
    async (type) => {
      const { token, refreshToken } = await service.person();
      const bodies = [
        ['/api/v1/auth/refresh', { refreshToken }],
        ['/api/v1/auth/logout', {}],
        ['/api/v1/auth/logout-all', {}],
      ] as const;
      for (const [path, body] of bodies) {
        const answer = await service.http.post(path, undefined, {
          token,
          rawBody: Buffer.from(JSON.stringify(body)),
          headers: { 'content-type': type, origin: 'https://evil.example' },
        });
        expect(answer).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
      expect((await me(token)).status).toBe(200);
    },
  );

  it('SES-11: sessions of one user are bounded, and the one used longest ago makes room', async () => {
    const first = await service.person();
    const later: string[] = [];
    for (let index = 0; index < maxSessions + 2; index += 1) {
      clock.advance(1);
      later.push((await service.logIn(first.user.email)).token);
    }
    expect(await me(first.token)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
    expect((await refresh(first.refreshToken)).status).toBe(401);
    const statuses = await Promise.all(later.map(async (token) => (await me(token)).status));
    expect(statuses).toEqual([401, 401, ...Array.from({ length: maxSessions }, () => 200)]);
    const alive = 'sessions WHERE ended_at IS NULL AND user_id = $1';
    expect(await countOf(service.database, alive, [first.user.id])).toBe(maxSessions);
  });

  it('SES-11: logins at the same moment do not get past the bound', async () => {
    const { user } = await service.person();
    await Promise.all(Array.from({ length: 12 }, () => service.logIn(user.email)));
    const alive = 'sessions WHERE ended_at IS NULL AND user_id = $1';
    expect(await countOf(service.database, alive, [user.id])).toBe(maxSessions);
  });
});
