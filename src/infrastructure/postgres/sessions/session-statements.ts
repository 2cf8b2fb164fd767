import { selectList } from '../columns.js';
import { type SessionRow, sessionSchema } from './schema.js';

/** In the order of the parameters of `insertSession`. */
export const allColumns = Object.keys(sessionSchema.options.columns) as (keyof SessionRow)[];

/** The subquery sees the table as it was before. */
export const insertSession = `
  INSERT INTO sessions AS added (${allColumns.map((column) => sessionSchema.options.columns[column]?.name ?? column).join(', ')})
  VALUES (${allColumns.map((_, index) => `$${index + 1}`).join(', ')})
  RETURNING 1 + (
    SELECT count(*)::integer FROM sessions
    WHERE user_id = added.user_id AND ended_at IS NULL AND idle_expires_at > added.created_at
  ) AS alive`;

/** Its columns are those of the session, since names that both tables have are the subquery's. */
export const selectWithOwner = `
  SELECT session.*, users.roles AS "ownerRoles", users.is_active AS "ownerIsActive"
  FROM (SELECT ${selectList(sessionSchema, allColumns)} FROM sessions WHERE id = $1) AS session
  JOIN users ON users.id = session."userId"`;

export const updateRotated = `
  UPDATE sessions SET
    version = version + 1,
    token_hash = $3,
    spent_token_hash = $4,
    rotated_at = $5,
    last_used_at = $6,
    idle_expires_at = $7
  WHERE id = $1 AND version = $2`;

/** What may change in the life of a session, after what finds it; in the order of the parameters. */
export const changedColumns = [
  'id',
  'version',
  'tokenHash',
  'spentTokenHash',
  'rotatedAt',
  'lastUsedAt',
  'idleExpiresAt',
  'endedAt',
  'endReason',
] as const satisfies readonly (keyof SessionRow)[];

export const updateAll = `
  UPDATE sessions SET
    version = sessions.version + 1,
    token_hash = changed.token_hash,
    spent_token_hash = changed.spent_token_hash,
    rotated_at = changed.rotated_at,
    last_used_at = changed.last_used_at,
    idle_expires_at = changed.idle_expires_at,
    ended_at = changed.ended_at,
    end_reason = changed.end_reason
  FROM unnest(
    $1::uuid[], $2::integer[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::timestamptz[], $9::text[]
  ) AS changed (
    id, version, token_hash, spent_token_hash, rotated_at, last_used_at, idle_expires_at, ended_at, end_reason
  )
  WHERE sessions.id = changed.id AND sessions.version = changed.version`;
