import type { StoredEvent } from '#application/events/stored-event.js';
import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import { LeaseLostError, processEnded } from '#infrastructure/events/event-failures.js';
import type {
  DueLetter,
  Failure,
  Lease,
  SubscriptionStore,
  Turn,
} from '#infrastructure/events/subscription-store.js';
import type { Database } from '../database.js';
import * as statements from './subscription-statements.js';

/**
 * Each method is one statement, which commits by itself outside a unit of work. An owner is another one at each
 * claim: as long as the row has it nobody else had a turn, even if the lease has run out.
 */
export class TypeOrmSubscriptionStore implements SubscriptionStore {
  constructor(private readonly database: Database) {}

  async register(subscriptions: readonly Subscription[]): Promise<void> {
    const rows = subscriptions.map(({ name, start }) => ({ name, start }));
    await this.#query(statements.register, [JSON.stringify(rows)]);
  }

  async due(subscriptions: readonly Subscription[]): Promise<readonly string[]> {
    const given = subscriptions.map((each) => ({ name: each.name, events: eventNamesOf(each) }));
    const rows = await this.#query<{ name: string }>(statements.due, [JSON.stringify(given)]);
    return rows.map(({ name }) => name);
  }

  async claim(subscription: Subscription, lease: Lease): Promise<Turn | null> {
    const parameters = [
      subscription.name,
      eventNamesOf(subscription),
      lease.owner,
      lease.milliseconds,
      processEnded,
    ];
    // Not again when the connection is lost: it would look as if somebody else had it.
    const [rows]: [Turn[], number] = await this.database.standalone((manager) =>
      manager.query(statements.claim, parameters),
    );
    return rows[0] ?? null;
  }

  async read(
    subscription: Subscription,
    after: number,
    end: number,
    limit: number,
  ): Promise<readonly StoredEvent[]> {
    const names = eventNamesOf(subscription);
    return names === null
      ? this.#query(statements.readAll, [after, end, limit])
      : this.#query(statements.readNamed, [after, end, limit, names]);
  }

  async hold({ subscription, owner }: Lease): Promise<void> {
    const rows: unknown[] = await this.database.write((manager) =>
      manager.query(statements.hold, [subscription, owner]),
    );
    if (rows.length === 0) throw new LeaseLostError();
  }

  renew(lease: Lease): Promise<void> {
    return this.#update(statements.renew, lease, [lease.milliseconds]);
  }

  release(lease: Lease): Promise<void> {
    return this.#update(statements.release, lease, []);
  }

  move(lease: Lease, position: number): Promise<void> {
    return this.#update(statements.move, lease, [lease.milliseconds, position]);
  }

  finish(lease: Lease, position: number): Promise<void> {
    return this.#update(statements.finish, lease, [position]);
  }

  postpone(lease: Lease, { attempts, error }: Failure, delayMs: number): Promise<void> {
    return this.#update(statements.postpone, lease, [attempts, error, delayMs]);
  }

  async park(lease: Lease, { position }: StoredEvent, { attempts, error }: Failure): Promise<void> {
    const parameters = [lease.subscription, lease.owner, lease.milliseconds, position, attempts, error];
    const parked = await this.#query(statements.park, parameters);
    if (parked.length === 0) throw new LeaseLostError();
  }

  async dueLetters(subscription: string, limit: number): Promise<readonly DueLetter[]> {
    const parameters = [subscription, limit];
    const rows = await this.#query<StoredEvent & { attempts: number }>(statements.dueLetters, parameters);
    return rows.map(({ attempts, ...event }) => ({ event, attempts }));
  }

  async settle(subscription: string, position: number): Promise<void> {
    await this.#query(statements.settle, [subscription, position]);
  }

  async keep(subscription: string, position: number, { attempts, error }: Failure): Promise<void> {
    await this.#query(statements.keep, [subscription, position, attempts, error]);
  }

  async #update(statement: string, { subscription, owner }: Lease, others: unknown[]): Promise<void> {
    const [, count]: [unknown, number] = await this.database.read((manager) =>
      manager.query(statement, [subscription, owner, ...others]),
    );
    if (count === 0) throw new LeaseLostError();
  }

  /** In the unit of work that runs, or at once; each of these may be done twice. */
  #query<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.read((manager) => manager.query(statement, parameters));
  }
}
