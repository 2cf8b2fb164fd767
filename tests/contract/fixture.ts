import { afterEach, beforeEach } from 'vitest';
import type { StoredEvent } from '#application/shared/outbox.js';
import { type RequestContext, systemContext } from '#application/shared/request-context.js';
import type { Session } from '#domain/sessions/session.js';
import type { User } from '#domain/users/user.js';
import type { Adapters, AdapterTarget } from './adapters.js';

const farFuture = new Date('2999-01-01T00:00:00.000Z');
const fartherFuture = new Date('2999-01-02T00:00:00.000Z');

export interface Fixture {
  readonly adapters: Adapters;
  run<T>(work: () => Promise<T>, context?: RequestContext): Promise<T>;
  addUser(user: User): Promise<User>;
  addSession(session: Session): Promise<Session>;
  /** The events that have been committed, in order. Claims them, so that they are returned once. */
  takeEvents(): Promise<readonly StoredEvent[]>;
}

/** Adapters on an empty store, for each test of the suite. */
export function useAdapters(open: AdapterTarget['open']): Fixture {
  let adapters: Adapters | undefined;
  beforeEach(async () => {
    adapters = await open();
  });
  afterEach(async () => {
    await adapters?.close();
    adapters = undefined;
  });
  const current = () => {
    if (adapters === undefined) throw new Error('There are adapters only within a test');
    return adapters;
  };
  const run: Fixture['run'] = (work, context = systemContext) => current().unitOfWork.run(context, work);
  return {
    get adapters() {
      return current();
    },
    run,
    addUser: async (user) => {
      await run(() => current().users.add(user));
      return user;
    },
    addSession: async (session) => {
      await run(() => current().sessions.add(session));
      return session;
    },
    takeEvents: async () => {
      const claimed = await current().outboxStore.claim(10_000, farFuture, fartherFuture);
      return claimed.map(({ event }) => event);
    },
  };
}

/** How many of the settled promises were fulfilled, and the codes with which the others were rejected. */
export function outcomes(results: readonly PromiseSettledResult<unknown>[]): {
  fulfilled: number;
  codes: string[];
} {
  const rejected = results.filter((result) => result.status === 'rejected');
  return {
    fulfilled: results.length - rejected.length,
    codes: rejected.map(({ reason }) => (reason as { code?: string }).code ?? String(reason)),
  };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
