import { beforeEach, describe, expect, it } from 'vitest';
import { EventCatalogue } from '#application/events/event-catalogue.js';
import { systemContext } from '#application/shared/request-context.js';
import * as sessionEvents from '#domain/sessions/events.js';
import type { UserId } from '#domain/shared/ids.js';
import * as userEvents from '#domain/users/events.js';
import { AccountCache } from '#infrastructure/cache/account-cache.js';
import { AccountInvalidation } from '#infrastructure/cache/account-invalidation.js';
import { MemoryCacheLevel } from '#infrastructure/cache/memory-cache-level.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { CurrentTransaction } from '#infrastructure/shared/transaction.js';
import { aSessionId, aUserId } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';

class RecordingChannel extends MemoryInvalidationChannel {
  readonly published: UserId[][] = [];
  readonly hinted: UserId[][] = [];

  override async publish(accounts: readonly UserId[]): Promise<void> {
    this.published.push([...accounts]);
  }

  override hint(accounts: readonly UserId[]): void {
    if (accounts.length > 0) this.hinted.push([...accounts]);
  }
}

const ours = [...Object.values(userEvents), ...Object.values(sessionEvents)];
const definitions = new EventCatalogue(ours);
const at = new Date('2026-01-02T03:04:05.678Z');
describe('events that affect accounts', () => {
  const [owner, other] = [aUserId(), aUserId()];
  const renamed = userEvents.userRenamed(owner, { from: 'a', to: 'b' }, at);
  const revoked = sessionEvents.sessionRevoked(aSessionId(), { userId: other, reason: 'logout' }, at);
  const loggedIn = userEvents.userLoggedIn(owner, { sessionId: aSessionId() }, at);
  let unitOfWork: MemoryUnitOfWork;
  let channel: RecordingChannel;
  let cache: AccountCache;
  let invalidation: AccountInvalidation;
  beforeEach(async () => {
    unitOfWork = new MemoryUnitOfWork(new MemoryDatabase(), silentLogger);
    channel = new RecordingChannel();
    const memory = new MemoryCacheLevel(10, 60_000);
    cache = new AccountCache(memory, null, channel, new CurrentTransaction(), silentLogger);
    invalidation = new AccountInvalidation(cache, channel, unitOfWork, definitions);
    for (const account of [owner, other]) await read(account, 'before');
  });
  const read = (account: UserId, now: string) =>
    cache.read({ owner: account, slot: 'view', source: async () => now });
  const remembered = async () => [await read(owner, 'after'), await read(other, 'after')];
  const run = (work: () => Promise<void>) => unitOfWork.run(systemContext, work);

  it('have them forgotten when the unit of work has ended, and announced within it', async () => {
    await run(async () => {
      await invalidation.appended([renamed, revoked]);
      expect(channel.published).toEqual([[owner, other]]);
      expect(await remembered()).toEqual(['before', 'before']);
    });
    expect(await remembered()).toEqual(['after', 'after']);
  });

  it('have them forgotten when it failed, since nobody knows what a lost connection has left', async () => {
    const failed = run(async () => {
      await invalidation.appended([renamed]);
      throw new Error('lost');
    });
    await expect(failed).rejects.toThrow('lost');
    expect(await remembered()).toEqual(['after', 'before']);
  });

  it('are told later where they are hints, and forgotten here at once', async () => {
    await run(async () => {
      await invalidation.appended([loggedIn]);
      expect(channel.hinted).toEqual([]);
    });
    expect(channel.hinted).toEqual([[owner]]);
    expect(channel.published).toEqual([]);
    expect(await remembered()).toEqual(['after', 'before']);
  });

  it('tell nothing where they affect nobody', async () => {
    const registered = userEvents.userRegistered(owner, { email: 'a@b.c', username: 'a', roles: [] }, at);
    const opened = sessionEvents.sessionOpened(aSessionId(), { userId: owner }, at);
    await run(() => invalidation.appended([registered, opened]));
    expect([channel.published, channel.hinted]).toEqual([[], []]);
    expect(await remembered()).toEqual(['before', 'before']);
  });

  it('are all of accounts and sessions but those of which nobody can have asked', () => {
    const event = { ...renamed, subjectId: owner, payload: { userId: owner } };
    const nobody = ours.filter(({ affects }) => affects(event).length === 0);
    expect(nobody.map(({ eventName }) => eventName)).toEqual(['user.registered', 'session.opened']);
    const hints = ours.filter(({ isHint }) => isHint);
    expect(hints.map(({ eventName }) => eventName)).toEqual(['user.logged_in']);
  });
});
