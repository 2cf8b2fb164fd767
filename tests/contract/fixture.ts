import { afterEach, beforeEach } from 'vitest';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { type RequestContext, systemContext } from '#application/shared/request-context.js';
import type { Session } from '#domain/sessions/session.js';
import type { User } from '#domain/users/user.js';
import type { Adapters, AdapterTarget } from './adapters.js';

/** Nobody's, so that it reads everything. */
const reader: Subscription = {
  name: 'reader',
  description: 'Reads in tests.',
  events: 'all',
  start: 'beginning',
  isTransactional: false,
  handle: async () => {},
};

export interface Fixture {
  readonly adapters: Adapters;
  run<T>(work: () => Promise<T>, context?: RequestContext): Promise<T>;
  addUser(user: User): Promise<User>;
  addSession(session: Session): Promise<Session>;
  /** The events that have been committed, in order, each of them once. */
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
      const { subscriptionStore: store } = current();
      await store.register([reader]);
      const lease = { subscription: reader.name, owner: 'test', milliseconds: 60_000 };
      const turn = await store.claim(reader, lease);
      if (turn === null) return [];
      const events = await store.read(reader, turn.position, turn.end, 10_000);
      await store.finish(lease, turn.end);
      return events;
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
