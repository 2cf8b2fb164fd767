import { setTimeout as delay } from 'node:timers/promises';
import type { Gatehouse, Session } from '../gatehouse.ts';
import type { Lab } from '../lab.ts';
import { atMost } from '../report/results.ts';
import { spread } from '../statistics.ts';

const limitMs = 1000;
export const atATime = 16;

export function record({ results }: Lab, what: string, milliseconds: readonly number[]): void {
  const { max, min } = spread(milliseconds);
  results.find('instances', `${what}, slowest`, 'ms', { median: max, min, max }, atMost(limitMs));
}

export async function sessionsToEnd(lab: Lab, one: Gatehouse): Promise<Session[]> {
  return one.signInAll((await lab.mainEmails()).slice(0, lab.options.logouts));
}

/**
 * For each logout, how long after its answer the other instance still took the token.
 * @param overMs the time that the logouts are spread over; 0: one after the other.
 */
export async function logOutAll(
  sessions: readonly Session[],
  one: Gatehouse,
  other: Gatehouse,
  overMs = 0,
): Promise<number[]> {
  const begin = performance.now();
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < sessions.length; index = next++) {
      const due = begin + (index * overMs) / sessions.length;
      if (due > performance.now()) await delay(due - performance.now());
      times.push(await logOut(one, other, sessions[index] as Session));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return times;
}

async function logOut(one: Gatehouse, other: Gatehouse, { accessToken: token }: Session): Promise<number> {
  const before = await other.call('GET', '/api/v1/me', { token });
  if (before.status !== 200) throw new Error(`A good token got ${before.status}`);
  const { status } = await one.call('POST', '/api/v1/auth/logout', { token });
  if (status !== 204) throw new Error(`A logout got ${status}`);
  const acknowledged = performance.now();
  for (;;) {
    const asked = performance.now();
    const answer = await other.call('GET', '/api/v1/me', { token });
    // A request may have been answered as late as it was asked, not as late as its answer came.
    if (answer.status === 401) return Math.max(0, asked - acknowledged);
    if (answer.status !== 200) throw new Error(`A token of a session that ended got ${answer.status}`);
    if (asked - acknowledged > 30_000) return Number.POSITIVE_INFINITY;
    await delay(2);
  }
}
