import { expect, it } from 'vitest';
import { noticesTokens } from '#composition/features/notices.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import type { UserId } from '#domain/shared/ids.js';
import { aUserId } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aSession, openedAt } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import { times } from '../fixture.js';

describeOnEveryStore('Notices', {}, (store) => {
  const someone = async (at?: Date): Promise<UserId> => {
    const user = aUser(at === undefined ? {} : { at });
    const users = await store.get(usersTokens.repository);
    await store.run(() => users.add(user));
    return user.id;
  };
  const signedIn = async (
    userId: UserId,
    seconds: number,
    device: { network?: string; userAgent?: string | null } = {},
  ) => {
    const session = aSession({ userId, at: new Date(openedAt.getTime() + seconds * 1000), ...device });
    const sessions = await store.get(sessionsTokens.repository);
    await store.run(() => sessions.add(session));
    return session.id;
  };
  const newAmong = async (...ids: Awaited<ReturnType<typeof signedIn>>[]) =>
    [...(await (await store.get(noticesTokens.devices)).newAmong(ids))].sort();

  it('knows devices by network and program, each user for themselves', async () => {
    const [user, other] = [await someone(), await someone()];
    const first = await signedIn(user, 0);
    const again = await signedIn(user, 1);
    const elsewhere = await signedIn(user, 2, { network: '198.51.100.7' });
    const program = await signedIn(user, 3, { userAgent: 'Other/1.0' });
    const nameless = await signedIn(user, 4, { userAgent: null });
    const namelessAgain = await signedIn(user, 5, { userAgent: null });
    const others = await signedIn(other, 6, { network: '198.51.100.7' });
    expect(await newAmong(first, again, elsewhere, program, nameless, namelessAgain, others)).toEqual(
      [elsewhere, program, nameless].sort(),
    );
  });

  it('takes nothing that came later for known', async () => {
    const user = await someone();
    await signedIn(user, 0);
    const elsewhere = await signedIn(user, 1, { network: '198.51.100.7' });
    await signedIn(user, 2, { network: '198.51.100.7' });
    expect(await newAmong(elsewhere)).toEqual([elsewhere]);
  });

  it('takes the first session of an account for new when there may have been others', async () => {
    const user = await someone(new Date(openedAt.getTime() - 31 * 86_400_000));
    const first = await signedIn(user, 0);
    expect(await newAmong(first)).toEqual([first]);
  });

  it('knows nothing of sessions that are gone', async () => {
    expect(await newAmong()).toEqual([]);
    expect(await newAmong(aUserId() as never)).toEqual([]);
  });

  it('marks a notice once within its time, of many at once too', async () => {
    const marks = await store.get(noticesTokens.marks);
    const [user, other] = [await someone(), await someone()];
    const mark = (userId: UserId, notice = 'locked') => store.run(() => marks.mark(userId, notice, 86_400));
    const marked = await Promise.all(times(20, () => mark(user)));
    expect(marked.filter(Boolean)).toHaveLength(1);
    expect(await mark(user, 'another')).toBe(true);
    expect(await mark(other)).toBe(true);
    expect(await store.run(() => marks.mark(user, 'locked', 0))).toBe(true);
    await expect(marks.mark(user, 'locked', 0)).rejects.toThrow('unit of work');
  });
});
