import type { SealedFactor, SealedSecrets } from '#application/mfa/sealed-secrets.js';
import { recoveryCodeUsed } from '#domain/mfa/events.js';
import { type FactorId, SecondFactors, type TotpFactor } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserId } from '#domain/shared/ids.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';

export class PostgresSecondFactorsRepository implements SecondFactorsRepository, SealedSecrets {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async find(userId: UserId): Promise<SecondFactors> {
    const [row]: { factors: StoredFactor[]; left: number }[] = await this.database.read((manager) =>
      manager.query(selectFactors, [userId]),
    );
    const { factors, left } = row as { factors: StoredFactor[]; left: number };
    return SecondFactors.rehydrate({
      userId,
      factors: factors.map(({ createdAt, confirmedAt, lastUsedAt, ...factor }) => ({
        ...factor,
        createdAt: new Date(createdAt),
        confirmedAt: dateOf(confirmedAt),
        lastUsedAt: dateOf(lastUsedAt),
      })),
      recoveryCodesLeft: left,
    });
  }

  async save(secondFactors: SecondFactors): Promise<void> {
    const { userId, factors } = secondFactors.state;
    const { newRecoveryCodes } = secondFactors;
    await this.database.write(async (manager) => {
      await manager.query(deleteOthers, [userId, factors.map(({ id }) => id)]);
      if (factors.length > 0) {
        await manager.query(storeFactors, [
          userId,
          ...columns.map((column) => factors.map((each) => each[column])),
        ]);
      }
      if (newRecoveryCodes === null) return;
      await manager.query('DELETE FROM mfa_recovery_codes WHERE user_id = $1', [userId]);
      if (newRecoveryCodes.length > 0) await manager.query(insertCodes, [userId, newRecoveryCodes]);
    });
    await this.events.append(secondFactors.pullEvents());
  }

  async spendStep(id: FactorId, step: number, at: Date): Promise<boolean> {
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(spendStep, [id, step, at]),
    );
    return updated === 1;
  }

  async spendRecoveryCode(userId: UserId, digest: string, at: Date): Promise<boolean> {
    const [spent]: { left: number }[] = await this.database.write((manager) =>
      manager.query(spendCode, [userId, digest]),
    );
    if (spent === undefined) return false;
    await this.events.append([recoveryCodeUsed(userId, { userId, left: spent.left }, at)]);
    return true;
  }

  list(after: string | null, limit: number): Promise<readonly SealedFactor[]> {
    return this.database.read((manager) => manager.query(selectSealed, [after, limit]));
  }

  async replace({ id, sealedSecret }: SealedFactor): Promise<void> {
    await this.database.write((manager) =>
      manager.query('UPDATE mfa_factors SET sealed_secret = $2 WHERE id = $1', [id, sealedSecret]),
    );
  }
}

/** As it comes in JSON. */
type StoredFactor = Omit<TotpFactor, 'createdAt' | 'confirmedAt' | 'lastUsedAt'> & {
  readonly createdAt: string;
  readonly confirmedAt: string | null;
  readonly lastUsedAt: string | null;
};

function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

/** In one statement, so that factors and codes are those of one moment. */
const selectFactors = `
  SELECT
    coalesce((
      SELECT json_agg(json_build_object(
        'id', id, 'type', type, 'name', name, 'sealedSecret', sealed_secret, 'createdAt', created_at,
        'confirmedAt', confirmed_at, 'lastUsedAt', last_used_at, 'lastStep', last_step
      ) ORDER BY id)
      FROM mfa_factors WHERE user_id = $1
    ), '[]') AS factors,
    (SELECT count(*)::integer FROM mfa_recovery_codes WHERE user_id = $1) AS left`;

const deleteOthers = 'DELETE FROM mfa_factors WHERE user_id = $1 AND id <> ALL ($2::uuid[])';

/** In the order of the parameters of `storeFactors`, after the user. */
const columns = [
  'id',
  'type',
  'name',
  'sealedSecret',
  'createdAt',
  'confirmedAt',
  'lastUsedAt',
  'lastStep',
] as const satisfies readonly (keyof TotpFactor)[];

/** What was used in the meantime stays. */
const storeFactors = `
  INSERT INTO mfa_factors AS stored
    (user_id, id, type, name, sealed_secret, created_at, confirmed_at, last_used_at, last_step)
  SELECT $1::uuid, * FROM unnest(
    $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::integer[]
  )
  ON CONFLICT (id) DO UPDATE SET
    confirmed_at = excluded.confirmed_at,
    last_step = coalesce(stored.last_step, excluded.last_step)`;

const insertCodes = 'INSERT INTO mfa_recovery_codes (user_id, digest) SELECT $1::uuid, unnest($2::text[])';

const spendStep = `
  UPDATE mfa_factors SET last_step = $2, last_used_at = $3
  WHERE id = $1 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $2)`;

const selectSealed = `
  SELECT id, user_id AS "userId", sealed_secret AS "sealedSecret" FROM mfa_factors
  WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`;

/** The count is of what there was before. */
const spendCode = `
  WITH spent AS (DELETE FROM mfa_recovery_codes WHERE user_id = $1 AND digest = $2 RETURNING digest)
  SELECT (SELECT count(*)::integer FROM mfa_recovery_codes WHERE user_id = $1) - 1 AS left FROM spent`;
