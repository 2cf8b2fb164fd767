import {
  type PendingRegistration,
  type PendingRegistrations,
  registrationLifetimeSeconds,
} from '#application/concealed-registration/pending-registrations.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { UserId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

interface RegistrationRow extends PendingRegistration {
  readonly tokenHash: string | null;
  readonly expiresAt: Date;
}

const registrationTable = defineMemoryTable<RegistrationRow>('pending registrations');

export class MemoryPendingRegistrations implements PendingRegistrations {
  readonly #registrations: MemoryTable<RegistrationRow>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#registrations = database.table(registrationTable);
  }

  async add(registration: PendingRegistration): Promise<void> {
    const expiresAt = new Date(this.clock.now().getTime() + registrationLifetimeSeconds * 1000);
    this.database.write(() =>
      this.#registrations.set(registration.id, { ...registration, tokenHash: null, expiresAt }),
    );
  }

  async findNew(id: UserId): Promise<PendingRegistration | null> {
    this.database.transaction.require();
    const row = this.#registrations.get(id);
    return row?.tokenHash === null && row.expiresAt > this.clock.now() ? registrationOf(row) : null;
  }

  async arm({ id, email }: PendingRegistration, tokenHash: string): Promise<void> {
    this.database.write(() => {
      this.#registrations.deleteWhere((other) => other.tokenHash !== null && other.email.equals(email));
      const row = this.#registrations.get(id);
      if (row !== undefined) this.#registrations.set(id, { ...row, tokenHash });
    });
  }

  async remove(id: UserId): Promise<void> {
    this.database.write(() => this.#registrations.delete(id));
  }

  async consume(tokenHash: string): Promise<PendingRegistration | null> {
    return this.database.write(() => {
      const now = this.clock.now();
      const [row] = this.#registrations.where((each) => each.tokenHash === tokenHash && each.expiresAt > now);
      if (row === undefined) return null;
      this.#registrations.delete(row.id);
      return registrationOf(row);
    });
  }
}

function registrationOf({ id, email, username, passwordHash }: RegistrationRow): PendingRegistration {
  return { id, email, username, passwordHash };
}

export function registrationRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(registrationTable),
    clock,
    ({ expiresAt }, before) => expiresAt <= before,
  );
}
