import type {
  CountedDay,
  CurrentGeneration,
  SignInActivity,
} from '#application/activity/sign-in-activity.js';
import type { Day } from '#domain/activity/day-range.js';
import type { Database } from '../database.js';

export class TypeOrmSignInActivity implements SignInActivity {
  constructor(private readonly database: Database) {}

  async current(): Promise<CurrentGeneration> {
    const [head] = await this.database.read((manager) => manager.query(selectHead));
    return head;
  }

  async hold(): Promise<CurrentGeneration> {
    const [head] = await this.#write(`${selectHead} FOR NO KEY UPDATE`);
    return head;
  }

  async add(generation: number, days: readonly CountedDay[]): Promise<void> {
    if (days.length > 0) await this.#write(addDays, [generation, JSON.stringify(days)]);
  }

  async move(first: number, last: number): Promise<void> {
    await this.#write(moveHead, [first, last]);
  }

  async begin(): Promise<number> {
    const [[{ building }]] = await this.#write(beginGeneration);
    await this.#forgetOthers();
    return building;
  }

  async publish(generation: number, keptThrough: Day | null): Promise<void> {
    const [{ building, former }] = await this.#write(selectGenerations);
    if (building !== generation) throw new Error('Another rebuild has begun since');
    if (keptThrough !== null) {
      for (const statement of removeDays) await this.#write(statement, [generation, keptThrough]);
      for (const statement of copyDays) await this.#write(statement, [generation, keptThrough, former]);
    }
    await this.#write('UPDATE sign_in_activity_head SET generation = $1', [generation]);
    await this.#forgetOthers();
  }

  async #forgetOthers(): Promise<void> {
    for (const table of ['sign_in_activity', 'sign_in_devices']) {
      await this.#write(
        `DELETE FROM ${table} WHERE generation <> (SELECT generation FROM sign_in_activity_head)`,
      );
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: each statement has an answer of its own.
  #write(statement: string, parameters: unknown[] = []): Promise<any> {
    return this.database.write((manager) => manager.query(statement, parameters));
  }
}

const selectHead = `
  SELECT generation, position::float8 AS position, first_position::float8 AS "firstPosition" FROM sign_in_activity_head`;

const selectGenerations = `
  SELECT building, generation AS former FROM sign_in_activity_head FOR NO KEY UPDATE`;

const moveHead = `
  UPDATE sign_in_activity_head SET position = $2, first_position = coalesce(first_position, $1)`;

const beginGeneration = `UPDATE sign_in_activity_head SET building = building + 1 RETURNING building`;

/** Users who are gone have no counts; those who are there stay until the end, since a foreign key asks for them. */
const addDays = `
  WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($2::jsonb)
      AS given ("userId" uuid, day date, "signIns" integer, lockouts integer, "userAgents" text[])
  ), present AS MATERIALIZED (
    SELECT id FROM users WHERE id IN (SELECT "userId" FROM given) ORDER BY id FOR KEY SHARE
  ), devices AS (
    INSERT INTO sign_in_devices (generation, user_id, day, device)
    SELECT DISTINCT $1::integer, id, day, sha256(convert_to(device, 'UTF8'))
    FROM given JOIN present ON id = "userId", unnest("userAgents") AS device
    ON CONFLICT DO NOTHING
  )
  INSERT INTO sign_in_activity AS stored (generation, user_id, day, sign_ins, lockouts)
  SELECT $1::integer, id, day, "signIns", lockouts FROM given JOIN present ON id = "userId"
  ON CONFLICT (generation, user_id, day) DO UPDATE
    SET sign_ins = stored.sign_ins + excluded.sign_ins, lockouts = stored.lockouts + excluded.lockouts`;

const removeDays = [
  'DELETE FROM sign_in_devices WHERE generation = $1 AND day <= $2',
  'DELETE FROM sign_in_activity WHERE generation = $1 AND day <= $2',
];

const copyDays = [
  `INSERT INTO sign_in_activity (generation, user_id, day, sign_ins, lockouts)
    SELECT $1::integer, user_id, day, sign_ins, lockouts FROM sign_in_activity WHERE generation = $3 AND day <= $2`,
  `INSERT INTO sign_in_devices (generation, user_id, day, device)
    SELECT $1::integer, user_id, day, device FROM sign_in_devices WHERE generation = $3 AND day <= $2`,
];
