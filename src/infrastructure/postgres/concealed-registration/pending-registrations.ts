import {
  type PendingRegistration,
  type PendingRegistrations,
  registrationLifetimeSeconds,
} from '#application/concealed-registration/pending-registrations.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { Username } from '#domain/users/username.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

interface RegistrationRow {
  readonly id: UserId;
  readonly email: string;
  readonly username: string;
  readonly passwordHash: string;
}

export class TypeOrmPendingRegistrations implements PendingRegistrations {
  constructor(private readonly database: Database) {}

  async add({ id, email, username, passwordHash }: PendingRegistration): Promise<void> {
    const parameters = [id, email.value, username.value, passwordHash.encoded, registrationLifetimeSeconds];
    await this.database.write((manager) => manager.query(insertRegistration, parameters));
  }

  async findNew(id: UserId): Promise<PendingRegistration | null> {
    const [row]: RegistrationRow[] = await this.database.write((manager) => manager.query(lockNew, [id]));
    return registrationOf(row);
  }

  async arm({ id, email }: PendingRegistration, tokenHash: string): Promise<void> {
    await this.database.write((manager) => manager.query(deleteArmed, [email.value]));
    await this.database.write((manager) => manager.query(giveToken, [id, tokenHash]));
  }

  async remove(id: UserId): Promise<void> {
    await this.database.write((manager) => manager.query(deleteById, [id]));
  }

  async consume(tokenHash: string): Promise<PendingRegistration | null> {
    const [[row]]: [RegistrationRow[], number] = await this.database.write((manager) =>
      manager.query(deleteByToken, [tokenHash]),
    );
    return registrationOf(row);
  }
}

function registrationOf(row: RegistrationRow | undefined): PendingRegistration | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    email: Email.rehydrate(row.email),
    username: Username.rehydrate(row.username),
    passwordHash: new PasswordHash(row.passwordHash),
  };
}

const columns = 'id, email, username, password_hash AS "passwordHash"';

const insertRegistration = `
  INSERT INTO pending_registrations (id, email, username, password_hash, expires_at)
  VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))`;

const lockNew = `
  SELECT ${columns} FROM pending_registrations
  WHERE id = $1 AND token_hash IS NULL AND expires_at > clock_timestamp() FOR UPDATE`;

const deleteArmed = 'DELETE FROM pending_registrations WHERE email = $1 AND token_hash IS NOT NULL';

const giveToken = 'UPDATE pending_registrations SET token_hash = $2 WHERE id = $1';

const deleteById = 'DELETE FROM pending_registrations WHERE id = $1';

const deleteByToken = `
  DELETE FROM pending_registrations WHERE token_hash = $1 AND expires_at > clock_timestamp()
  RETURNING ${columns}`;

export function registrationRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'pending_registrations', 'id', [
    'expires_at <= now() - make_interval(secs => $1)',
  ]);
}
