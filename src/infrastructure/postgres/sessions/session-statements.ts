import type { SessionState } from '#domain/sessions/session.js';
import { columnName, columnsOf, columnType, selectList } from '../columns.js';
import { sessionSchema } from './schema.js';

/** In the order of the parameters of `insertSession`. */
export const allColumns = columnsOf(sessionSchema);

/** The subquery sees the table as it was before. */
export const insertSession = `
  INSERT INTO sessions AS added (${allColumns.map((column) => columnName(sessionSchema, column))})
  VALUES (${allColumns.map((_, index) => `$${index + 1}`)})
  RETURNING 1 + (
    SELECT count(*)::integer FROM sessions
    WHERE user_id = added.user_id AND ended_at IS NULL AND idle_expires_at > added.created_at
  ) AS alive`;

/** Its columns are those of the session, since names that both tables have are the subquery's. */
export const selectWithOwner = `
  SELECT session.*, users.roles AS "ownerRoles", users.is_active AS "ownerIsActive",
    users.has_second_factor AS "ownerHasSecondFactor"
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

export const updateProof = `
  UPDATE sessions SET version = version + 1, amr = $3, authenticated_at = $4
  WHERE id = $1 AND version = $2`;

/** What else may change in the life of a session, after what finds it; in the order of the parameters. */
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
] as const satisfies readonly (keyof SessionState)[];

const changed = changedColumns.map((column) => columnName(sessionSchema, column));
const arrays = changedColumns.map((column, index) => `$${index + 1}::${columnType(sessionSchema, column)}[]`);

/** Each parameter has the values of one column. */
export const updateChanged = `
  UPDATE sessions SET version = sessions.version + 1,
    ${changed.slice(2).map((column) => `${column} = changed.${column}`)}
  FROM unnest(${arrays}) AS changed (${changed})
  WHERE sessions.id = changed.id AND sessions.version = changed.version`;
