import { expect, it } from 'vitest';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aSession, openedAt } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';

describeOnEveryStore('SessionHistory', {}, (store) => {
  it('gives all sessions of a user, and of nobody else, page by page', async () => {
    const [user, other] = [aUser(), aUser()];
    const users = await store.get(usersTokens.repository);
    const sessions = await store.get(sessionsTokens.repository);
    const mine = [1, 2, 3].map((second) =>
      aSession({ userId: user.id, at: new Date(openedAt.getTime() + second * 1000) }),
    );
    const [ended] = mine;
    await store.run(async () => {
      for (const each of [user, other]) await users.add(each);
      for (const each of [...mine, aSession({ userId: other.id })]) await sessions.add(each);
      ended?.revoke('logout', openedAt);
      await sessions.save(...mine.slice(0, 1));
    });
    const history = await store.get(sessionsTokens.history);
    const first = await history.listByUser(user.id, null, 2);
    const second = await history.listByUser(user.id, first.nextCursor, 2);
    expect(second.nextCursor).toBeNull();
    const items = [...first.items, ...second.items];
    expect(items.map(({ id }) => id)).toEqual(mine.map(({ id }) => id).sort());
    const {
      userId: _u,
      tokenHash: _t,
      spentTokenHash: _s,
      rotatedAt: _r,
      version: _v,
      ...kept
    } = ended?.state ?? {
      userId: user.id,
      tokenHash: '',
      spentTokenHash: null,
      rotatedAt: null,
      version: 1,
    };
    expect(items.find(({ id }) => id === ended?.id)).toEqual(kept);
  });
});
