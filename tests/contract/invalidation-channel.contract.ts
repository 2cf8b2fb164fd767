import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccountId } from '#domain/shared/ids.js';
import type {
  InvalidationChannel,
  InvalidationListener,
} from '#infrastructure/cache/invalidation-channel.js';
import { aUserId } from '#testing/ids.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

export const timeoutMs = 600;
export const deaf: InvalidationListener = { changed: () => undefined, missed: () => undefined };
const patiently = { timeout: 20_000, interval: 5 };

/** What instances share. */
export interface OpenNetwork<Joined = { readonly channel: InvalidationChannel }> {
  readonly unitOfWork: UnitOfWork;
  /** One more instance, with a channel that was not started. */
  join(): Promise<Joined>;
  /** Closes what the channels do not close themselves. */
  close(): Promise<void>;
}

/** With the way on which an instance hears of the others. */
export type ConnectedNetwork = OpenNetwork<{
  readonly channel: InvalidationChannel;
  readonly way: TcpProxy;
}>;

/** Of every channel. */
export function invalidationChannelContract(open: () => Promise<OpenNetwork>): void {
  let network: OpenNetwork;
  let channel: InvalidationChannel;
  beforeEach(async () => {
    network = await open();
    ({ channel } = await network.join());
  });
  afterEach(async () => {
    await channel.close();
    await network.close();
  });

  it('becomes trusted when it was started', async () => {
    channel.start(deaf);
    await expect.poll(() => channel.isTrusted(), patiently).toBe(true);
  });

  it('takes what is published, connected or not', async () => {
    for (const prepare of [() => undefined, () => channel.start(deaf)]) {
      prepare();
      channel.hint([aUserId()]);
      await network.unitOfWork.run(systemContext, () => channel.publish([aUserId()]));
    }
  });
}

/** Of those that reach other instances. */
export function connectedChannelContract(open: () => Promise<ConnectedNetwork>): void {
  let network: ConnectedNetwork;
  let joined: InvalidationChannel[];
  beforeEach(async () => {
    network = await open();
    joined = [];
  });
  afterEach(async () => {
    for (const channel of joined) await channel.close();
    await network.close();
  });

  const join = async () => {
    const { channel, way } = await network.join();
    joined.push(channel);
    const heard = { changes: [] as AccountId[], missed: 0 };
    const start = () =>
      channel.start({
        changed: (accounts) => void heard.changes.push(...accounts),
        missed: () => {
          heard.missed += 1;
        },
      });
    const becomes = (isTrusted: boolean) => expect.poll(() => channel.isTrusted(), patiently).toBe(isTrusted);
    /** Makes a change to accounts. */
    const changes = (...accounts: AccountId[]) =>
      network.unitOfWork.run(systemContext, () => channel.publish(accounts));
    const hears = (userId: AccountId) => expect.poll(() => heard.changes, patiently).toContain(userId);
    /** A hint may be lost; then it is given again. */
    const hearsHints = (from: InvalidationChannel, accounts: readonly AccountId[]) =>
      expect
        .poll(
          () => {
            const missing = accounts.filter((account) => !heard.changes.includes(account));
            from.hint(missing);
            return missing;
          },
          { ...patiently, interval: 500 },
        )
        .toEqual([]);
    return { channel, start, way, heard, changes, becomes, hears, hearsHints };
  };
  const joinStarted = async () => {
    const instance = await join();
    instance.start();
    await instance.becomes(true);
    return instance;
  };

  it('is trusted neither before its start nor after its end', async () => {
    const { channel, start, becomes } = await join();
    expect(channel.isTrusted()).toBe(false);
    start();
    await becomes(true);
    await channel.close();
    await becomes(false);
  });

  it('tells the others of changes', async () => {
    const [here, there, elsewhere] = [await joinStarted(), await joinStarted(), await joinStarted()];
    const [one, other] = [aUserId(), aUserId()];
    await here.changes(one);
    await there.changes(other);
    await Promise.all([there.hears(one), here.hears(other), elsewhere.hears(one), elsewhere.hears(other)]);
  });

  it('tells the others of many changes at once', async () => {
    const [here, there] = [await joinStarted(), await joinStarted()];
    const accounts = Array.from({ length: 1_000 }, aUserId);
    await here.changes(...accounts);
    await Promise.all(accounts.map(there.hears));
    expect(new Set(there.heard.changes)).toEqual(new Set(accounts));
  });

  it('tells the others what they are to know soon, outside transactions', async () => {
    const [here, there] = [await joinStarted(), await joinStarted()];
    const accounts = Array.from({ length: 300 }, aUserId);
    await there.hearsHints(here.channel, accounts);
    expect(new Set(there.heard.changes)).toEqual(new Set(accounts));
  });

  it('tells of the change that a transaction makes when that is committed', async () => {
    const [here, there, elsewhere] = [await joinStarted(), await joinStarted(), await joinStarted()];
    const [changed, later] = [aUserId(), aUserId()];
    await network.unitOfWork.run(systemContext, async () => {
      await here.channel.publish([changed]);
      await there.hearsHints(elsewhere.channel, [later]);
      expect(there.heard.changes).not.toContain(changed);
    });
    await there.hears(changed);
  });

  describe('that lost its connection', () => {
    it('is not trusted when the time-out is over, whatever was published meanwhile', async () => {
      const [here, there] = [await joinStarted(), await joinStarted()];
      there.way.shut();
      await here.changes(aUserId());
      const publishedAt = performance.now();
      let trustedAt = publishedAt;
      for (let now = publishedAt; there.channel.isTrusted(); now = performance.now()) {
        trustedAt = now;
        await nextTurn();
      }
      expect(trustedAt - publishedAt).toBeLessThanOrEqual(timeoutMs);
      expect(there.heard.changes).toEqual([]);
    });

    it('says that something may have been missed, and is trusted and told again', async () => {
      const [here, there] = [await joinStarted(), await joinStarted()];
      const { missed } = there.heard;
      there.way.shut();
      await there.becomes(false);
      expect(there.heard.missed).toBe(missed);
      there.way.open();
      await there.becomes(true);
      expect(there.heard.missed).toBeGreaterThan(missed);
      const userId = aUserId();
      await here.changes(userId);
      await there.hears(userId);
    });

    it('still tells of a change, when it is back at the latest', async () => {
      const [here, there] = [await joinStarted(), await joinStarted()];
      here.way.shut();
      await here.becomes(false);
      const userId = aUserId();
      await here.changes(userId);
      here.way.open();
      await there.hears(userId);
    });
  });
}
