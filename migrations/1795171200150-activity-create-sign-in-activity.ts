import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts by user and day, in generations, and a head of one row that says which generation is read. */
export class ActivityCreateSignInActivity1795171200150 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sign_in_activity_head, sign_in_devices, sign_in_activity');
    // Whoever makes them again counts again.
    await queryRunner.query("DELETE FROM event_subscriptions WHERE name = 'sign-in-activity'");
  }
}

const statements = [
  `CREATE TABLE sign_in_activity_head (
    id integer NOT NULL DEFAULT 1,
    generation integer NOT NULL,
    building integer NOT NULL,
    position bigint NOT NULL,
    first_position bigint,
    CONSTRAINT sign_in_activity_head_pkey PRIMARY KEY (id),
    CONSTRAINT sign_in_activity_head_id_check CHECK (id = 1),
    CONSTRAINT sign_in_activity_head_building_check CHECK (building >= generation)
  )`,
  'INSERT INTO sign_in_activity_head (generation, building, position) VALUES (1, 1, 0)',
  `CREATE TABLE sign_in_activity (
    generation integer NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    sign_ins integer NOT NULL,
    lockouts integer NOT NULL,
    CONSTRAINT sign_in_activity_pkey PRIMARY KEY (generation, user_id, day),
    CONSTRAINT sign_in_activity_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT sign_in_activity_counts_check CHECK (sign_ins >= 0 AND lockouts >= 0)
  )`,
  'CREATE INDEX sign_in_activity_user_id_idx ON sign_in_activity (user_id)',
  'CREATE INDEX sign_in_activity_day_idx ON sign_in_activity (generation, day)',
  `CREATE TABLE sign_in_devices (
    generation integer NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    device bytea NOT NULL,
    CONSTRAINT sign_in_devices_pkey PRIMARY KEY (generation, user_id, day, device),
    CONSTRAINT sign_in_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX sign_in_devices_user_id_idx ON sign_in_devices (user_id)',
];
