import { describe, expect, it } from 'vitest';
import { type ReadableLog } from '#application/activity/rebuild-activity.js';
import { systemContext } from '#application/shared/request-context.js';
import { activityTokens } from '#composition/features/activity.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { DayRange } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';
import { User } from '#domain/users/user.js';
import { aSessionId } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aUser } from '../../support/builders/user.js';

const at = (day: string, time = '12:00:00') => new Date(`${day}T${time}Z`);

describeOnEveryStore('SignInActivity', {}, (store) => {
  const repository = () => store.get(usersTokens.repository);
  const drain = async () => (await store.get(eventsTokens.runner)).drain();
  const rebuild = async () => (await store.get(activityTokens.rebuildActivity)).execute(systemContext);
  const someone = async (): Promise<User> => {
    const user = aUser();
    const users = await repository();
    await store.run(() => users.add(user));
    return user;
  };
  const signIn = async ({ id, state }: User, when: Date, userAgent: string | null = 'test') => {
    const [users, unitOfWork] = [await repository(), await store.get(platform.unitOfWork)];
    const user = User.rehydrate({ ...state, id });
    user.recordLogin(aSessionId(), when);
    await unitOfWork.run({ ...systemContext, userAgent }, async () => {
      expect(await users.saveLogin(user, state.passwordHash)).toBe(true);
    });
  };
  const lock = async (id: UserId) =>
    (await store.get(authTokens.lockoutAlerts)).raise(id, { ...systemContext, userAgent: 'guesser' });
  const range = (from: string, to: string) => DayRange.parse(from, to, at(to));
  const ofUser = async ({ id }: { id: UserId }, from: string, to: string) =>
    (await store.get(activityTokens.queries)).ofUser(id, range(from, to));
  const totals = async (from: string, to: string) =>
    (await store.get(activityTokens.queries)).totals(range(from, to));

  it('counts sign-ins, user agents and lockouts by user and UTC day', async () => {
    const [ada, grace] = [await someone(), await someone()];
    await signIn(ada, at('2025-01-01', '23:59:59.999'));
    await signIn(ada, at('2025-01-02', '00:00:00'), 'Firefox');
    await signIn(ada, at('2025-01-02', '10:00:00'), 'Firefox');
    await signIn(ada, at('2025-01-02', '11:00:00'), 'curl');
    await signIn(ada, at('2025-01-02', '12:00:00'), null);
    await signIn(grace, at('2025-01-02'));
    await signIn(ada, at('2025-01-04'));
    await lock(ada.id);
    await drain();
    expect(await ofUser(ada, '2025-01-01', '2025-01-03')).toEqual([
      { day: '2025-01-01', signIns: 1, lockouts: 0, devices: 1 },
      { day: '2025-01-02', signIns: 4, lockouts: 0, devices: 2 },
    ]);
    expect(await totals('2025-01-01', '2025-01-02')).toEqual([
      { day: '2025-01-01', signIns: 1, lockouts: 0, users: 1 },
      { day: '2025-01-02', signIns: 5, lockouts: 0, users: 2 },
    ]);
    const today = (await store.get(platform.clock)).now().toISOString().slice(0, 10);
    expect(await ofUser(ada, today, today)).toEqual([{ day: today, signIns: 0, lockouts: 1, devices: 0 }]);
  });

  it('counts nothing twice when its subscription is made to begin anew', async () => {
    const ada = await someone();
    for (const _ of Array(3)) await signIn(ada, at('2025-02-01'));
    await drain();
    const replay = await store.get(eventsTokens.replaySubscription);
    await replay.execute({ subscription: 'sign-in-activity', since: null }, systemContext);
    await drain();
    expect(await ofUser(ada, '2025-02-01', '2025-02-01')).toMatchObject([{ signIns: 3 }]);
  });

  it('forgets those who are gone, and does not count them when it is rebuilt', async () => {
    const [ada, grace] = [await someone(), await someone()];
    for (const user of [ada, grace]) await signIn(user, at('2025-03-01'));
    await drain();
    const users = await repository();
    await store.run(async () => users.remove((await users.findById(ada.id)) as User));
    expect(await totals('2025-03-01', '2025-03-01')).toMatchObject([{ signIns: 1, users: 1 }]);
    await rebuild();
    expect(await ofUser(ada, '2025-03-01', '2025-03-01')).toEqual([]);
    expect(await totals('2025-03-01', '2025-03-01')).toMatchObject([{ signIns: 1, users: 1 }]);
  });

  it('does not fail for users who are gone before they are counted', async () => {
    const ada = await someone();
    await signIn(ada, at('2025-03-02'));
    const users = await repository();
    await store.run(async () => users.remove((await users.findById(ada.id)) as User));
    await drain();
    expect(await totals('2025-03-02', '2025-03-02')).toEqual([]);
  });

  it('is not changed by a transaction that fails', async () => {
    const ada = await someone();
    const signIns = await store.get(activityTokens.signIns);
    const day = { userId: ada.id, day: '2025-03-03', signIns: 1, lockouts: 0, userAgents: [] };
    const before = await signIns.current();
    await expect(
      store.run(async () => {
        const { generation } = await signIns.hold();
        await signIns.add(generation, [day]);
        await signIns.move(1, before.position + 1);
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await ofUser(ada, '2025-03-03', '2025-03-03')).toEqual([]);
    expect(await signIns.current()).toEqual(before);
    await expect(signIns.add(1, [day])).rejects.toThrow('unit of work');
  });

  describe('a rebuild', () => {
    it('puts right what was wrong', async () => {
      const ada = await someone();
      for (const _ of Array(4)) await signIn(ada, at('2025-04-01'));
      await drain();
      const signIns = await store.get(activityTokens.signIns);
      const wrong = { userId: ada.id, day: '2025-04-01', signIns: 7, lockouts: 2, userAgents: ['none'] };
      await store.run(async () => signIns.add((await signIns.hold()).generation, [wrong]));
      expect(await ofUser(ada, '2025-04-01', '2025-04-01')).toMatchObject([{ signIns: 11, devices: 2 }]);
      expect((await rebuild()).keptThrough).toBeNull();
      expect(await ofUser(ada, '2025-04-01', '2025-04-01')).toEqual([
        { day: '2025-04-01', signIns: 4, lockouts: 0, devices: 1 },
      ]);
    });

    it('comes to the same as the log while events arrive, and is never seen half done', async () => {
      const people = await Promise.all([someone(), someone(), someone()]);
      const day = '2025-05-01';
      const signInsOf = async () => (await totals(day, day))[0]?.signIns ?? 0;
      for (const _ of Array(20)) for (const user of people) await signIn(user, at(day));
      await drain();
      let isDone = false;
      let arrived = 60;
      const arriving = async (user: User) => {
        for (let count = 0; count < 30 || !isDone; count += 1) {
          await signIn(user, at(day));
          arrived += 1;
        }
      };
      const draining = async () => {
        while (!isDone) await drain();
      };
      const seen: number[] = [];
      const looking = async () => {
        while (!isDone) seen.push(await signInsOf());
      };
      const rebuilding = async () => {
        for (const _ of Array(5)) await rebuild();
        isDone = true;
      };
      await Promise.all([...people.map(arriving), draining(), looking(), rebuilding()]);
      await drain();
      expect(seen.length).toBeGreaterThan(0);
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(seen[0]).toBeGreaterThanOrEqual(60);
      const log: ReadableLog = await store.get(eventsTokens.subscriptionStore);
      const events = await log.read(await store.get(activityTokens.subscription), 0, 1e9, 1e6);
      const logged = events.filter(
        ({ subjectId, name }) => name === 'user.logged_in' && people.some(({ id }) => id === subjectId),
      );
      expect(logged).toHaveLength(arrived);
      expect(await signInsOf()).toBe(arrived);
    });

    it('gives way to another one that has begun since', async () => {
      const signIns = await store.get(activityTokens.signIns);
      const [first, second] = [
        await store.run(() => signIns.begin()),
        await store.run(() => signIns.begin()),
      ];
      await expect(store.run(() => signIns.publish(first, null))).rejects.toThrow('Another rebuild');
      const { position } = await signIns.current();
      await store.run(() => signIns.publish(second, '9999-12-31'));
      expect(await signIns.current()).toMatchObject({ generation: second, position });
    });

    it('keeps the days whose events the log no longer has', async () => {
      const ada = await someone();
      const signIns = await store.get(activityTokens.signIns);
      const old = { userId: ada.id, day: '2024-06-01', signIns: 3, lockouts: 1, userAgents: ['a', 'b'] };
      const young = { ...old, day: '2024-06-03' };
      const { generation } = await signIns.current();
      const building = await store.run(() => signIns.begin());
      await store.run(async () => {
        await signIns.add(generation, [old, young]);
        await signIns.add(building, [
          { ...old, signIns: 1, userAgents: ['a'] },
          { ...young, signIns: 2, userAgents: ['c'] },
        ]);
        await signIns.hold();
        await signIns.publish(building, '2024-06-01');
      });
      expect(await ofUser(ada, '2024-06-01', '2024-06-03')).toEqual([
        { day: '2024-06-01', signIns: 3, lockouts: 1, devices: 2 },
        { day: '2024-06-03', signIns: 2, lockouts: 1, devices: 1 },
      ]);
    });
  });
});
