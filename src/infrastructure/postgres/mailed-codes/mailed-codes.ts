import {
  type CodeOwner,
  codeLifetimeSeconds,
  type MailedCode,
  type MailedCodes,
  maxTries,
  type NewChallenge,
} from '#application/mailed-codes/mailed-codes.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

/** What TypeORM gives for a statement that changes rows: those returned, and how many were changed. */
type Changed<Row> = readonly [rows: readonly Row[], count: number];

export class TypeOrmMailedCodes implements MailedCodes {
  constructor(private readonly database: Database) {}

  async open({ hash, sealedAddress }: NewChallenge): Promise<void> {
    const parameters = [hash, sealedAddress, maxTries, codeLifetimeSeconds];
    await this.database.write((manager) => manager.query(insertChallenge, parameters));
  }

  async find(challengeHash: string): Promise<Pick<NewChallenge, 'sealedAddress'> | null> {
    const [row]: NewChallenge[] = await this.database.read((manager) =>
      manager.query(selectAlive, [challengeHash]),
    );
    return row ?? null;
  }

  async arm(
    challengeHash: string,
    { userId, accountDigest, codeDigest, linkHash }: MailedCode,
  ): Promise<boolean> {
    const parameters = [challengeHash, userId, accountDigest, codeDigest, linkHash];
    const [, armed]: Changed<never> = await this.database.write((manager) =>
      manager.query(armOnce, parameters),
    );
    if (armed === 0) return false;
    await this.database.write((manager) => manager.query(disarmOthers, [challengeHash, userId]));
    return true;
  }

  async takeTry(challengeHash: string): Promise<{ readonly codeDigest: string | null } | null> {
    const [[row]]: Changed<{ codeDigest: string | null }> = await this.database.standalone((manager) =>
      manager.query(countTry, [challengeHash]),
    );
    return row ?? null;
  }

  consume(challengeHash: string, codeDigest: string): Promise<CodeOwner | null> {
    return this.#consume(deleteByCode, [challengeHash, codeDigest]);
  }

  consumeLink(linkHash: string): Promise<CodeOwner | null> {
    return this.#consume(deleteByLink, [linkHash]);
  }

  async #consume(statement: string, parameters: readonly string[]): Promise<CodeOwner | null> {
    const [[row]]: Changed<CodeOwner> = await this.database.write((manager) =>
      manager.query(statement, [...parameters]),
    );
    return row ?? null;
  }
}

const insertChallenge = `
  INSERT INTO mailed_codes (challenge_hash, sealed_address, tries_left, expires_at)
  VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))`;

const selectAlive = `
  SELECT sealed_address AS "sealedAddress" FROM mailed_codes
  WHERE challenge_hash = $1 AND tries_left > 0 AND expires_at > clock_timestamp()`;

const armOnce = `
  UPDATE mailed_codes SET user_id = $2, account_digest = $3, code_digest = $4, link_hash = $5
  WHERE challenge_hash = $1 AND user_id IS NULL AND expires_at > clock_timestamp()`;

const disarmOthers = `
  UPDATE mailed_codes SET code_digest = NULL, link_hash = NULL
  WHERE user_id = $2 AND challenge_hash <> $1 AND code_digest IS NOT NULL`;

const countTry = `
  UPDATE mailed_codes SET tries_left = tries_left - 1
  WHERE challenge_hash = $1 AND tries_left > 0 AND expires_at > clock_timestamp()
  RETURNING code_digest AS "codeDigest"`;

const owner = 'RETURNING user_id AS "userId", account_digest AS "accountDigest"';

const deleteByCode = `
  DELETE FROM mailed_codes
  WHERE challenge_hash = $1 AND code_digest = $2 AND expires_at > clock_timestamp() ${owner}`;

const deleteByLink = `
  DELETE FROM mailed_codes WHERE link_hash = $1 AND expires_at > clock_timestamp() ${owner}`;

export function mailedCodeRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'mailed_codes', 'challenge_hash', [
    'expires_at <= now() - make_interval(secs => $1)',
  ]);
}
