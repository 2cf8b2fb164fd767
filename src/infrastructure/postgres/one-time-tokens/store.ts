import type {
  KeptToken,
  NewOneTimeToken,
  OneTimeToken,
  OneTimeTokenStore,
} from '#application/one-time-tokens/one-time-token-store.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

/** The driver gives a bigint as text. */
type Row = Omit<OneTimeToken, 'number'> & { readonly number: string };

export class TypeOrmOneTimeTokenStore implements OneTimeTokenStore {
  constructor(private readonly database: Database) {}

  async put({ userId, purpose, slot, hash, email, binding, seconds }: NewOneTimeToken): Promise<void> {
    const parameters = [userId, purpose, slot, hash, email, binding, seconds];
    await this.database.write((manager) => manager.query(putToken, parameters));
  }

  async find(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null> {
    const rows: Row[] = await this.database.read((manager) => manager.query(findToken, [hash, purposes]));
    return tokenOf(rows);
  }

  listOf(userId: UserId): Promise<readonly KeptToken[]> {
    return this.database.read((manager) => manager.query(listTokens, [userId]));
  }

  take(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null> {
    return this.#delete(takeToken, [hash, purposes]);
  }

  withdraw(userId: UserId, purpose: string, slot: string): Promise<OneTimeToken | null> {
    return this.#delete(withdrawToken, [userId, purpose, slot]);
  }

  async discard(userId: UserId, bindings: readonly string[], unboundFrom: number | null): Promise<void> {
    await this.database.write((manager) => manager.query(discardTokens, [userId, bindings, unboundFrom]));
  }

  async #delete(statement: string, parameters: unknown[]): Promise<OneTimeToken | null> {
    const [rows]: [Row[], number] = await this.database.write((manager) =>
      manager.query(statement, parameters),
    );
    return tokenOf(rows);
  }
}

function tokenOf([row]: readonly Row[]): OneTimeToken | null {
  return row === undefined ? null : { ...row, number: Number(row.number) };
}

const columns = 'user_id AS "userId", purpose, email, binding, number, issued_at AS "issuedAt"';

/** `clock_timestamp()`, since a transaction may have waited for its locks. */
const isAlive = 'expires_at > clock_timestamp()';
const alive = `hash = $1 AND purpose = ANY ($2::text[]) AND ${isAlive}`;

const putToken = `
  INSERT INTO one_time_tokens (user_id, purpose, slot, hash, email, binding, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))
  ON CONFLICT (user_id, purpose, slot) DO UPDATE SET
    hash = excluded.hash, email = excluded.email, binding = excluded.binding, expires_at = excluded.expires_at,
    issued_at = CASE WHEN one_time_tokens.${isAlive} THEN one_time_tokens.issued_at ELSE clock_timestamp() END`;

const findToken = `SELECT ${columns} FROM one_time_tokens WHERE ${alive}`;

const listTokens = `
  SELECT purpose, email, issued_at AS "issuedAt", expires_at AS "expiresAt" FROM one_time_tokens
  WHERE user_id = $1 ORDER BY number`;

const takeToken = `DELETE FROM one_time_tokens WHERE ${alive} RETURNING ${columns}`;

const withdrawToken = `
  DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND slot = $3 AND ${isAlive} RETURNING ${columns}`;

const discardTokens = `
  DELETE FROM one_time_tokens WHERE user_id = $1 AND
    CASE WHEN binding IS NULL THEN number >= $3::bigint ELSE binding <> ALL ($2::text[]) END`;
