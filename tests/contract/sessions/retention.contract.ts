import { expect, it } from 'vitest';
import { aSession } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { useAdapters } from '../fixture.js';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

export function sessionRetentionContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const removed = (seconds: number, limit = 10) =>
    fixture.adapters.sessionRetention.deleteOverFor(seconds, limit);

  it('deletes sessions that ended or passed their absolute limit so long ago', async () => {
    const { id: userId } = await fixture.addUser(aUser());
    const alive = await fixture.addSession(aSession({ userId, at: ago(10) }));
    const lifetimes = { idleSeconds: 100, absoluteSeconds: 100 };
    const expired = await fixture.addSession(aSession({ userId, at: ago(3_000), lifetimes }));
    const ended = await fixture.addSession(aSession({ userId, at: ago(3_000) }));
    ended.revoke('logout', ago(2_000));
    await fixture.run(() => fixture.adapters.sessions.save(ended));
    expect(await removed(5_000)).toBe(0);
    expect(await removed(1_000, 1)).toBe(1);
    expect(await removed(1_000)).toBe(1);
    expect(await removed(0)).toBe(0);
    expect(await fixture.adapters.sessions.findById(alive.id)).not.toBeNull();
    expect(await fixture.adapters.sessions.findById(expired.id)).toBeNull();
    expect(await fixture.adapters.sessions.findById(ended.id)).toBeNull();
  });
}
