import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that Redis has done: each has its row until then, and Redis only its id. Empty where PostgreSQL does them. */
export class JobsCreateJobOutbox1795171200061 implements MigrationInterface {
  readonly compatibleSince = 1795171200060;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE job_outbox (
        id uuid NOT NULL,
        queue text NOT NULL,
        payload jsonb NOT NULL,
        priority integer NOT NULL,
        max_attempts integer NOT NULL,
        first_retry_seconds integer NOT NULL,
        max_retry_seconds integer NOT NULL,
        unique_key text,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        run_at timestamptz(3) NOT NULL,
        relayed_at timestamptz(3),
        attempts integer NOT NULL DEFAULT 0,
        failed_at timestamptz(3),
        last_error text,
        CONSTRAINT job_outbox_pkey PRIMARY KEY (id),
        CONSTRAINT job_outbox_max_attempts_check CHECK (max_attempts > 0),
        CONSTRAINT job_outbox_last_error_check CHECK (length(last_error) <= 500)
      )`);
    await queryRunner.query(`
      CREATE UNIQUE INDEX job_outbox_unique_key_idx ON job_outbox (queue, unique_key)
      WHERE unique_key IS NOT NULL AND failed_at IS NULL`);
    await queryRunner.query(`
      CREATE INDEX job_outbox_unrelayed_idx ON job_outbox (queue, id) WHERE relayed_at IS NULL AND failed_at IS NULL`);
    await queryRunner.query(
      'CREATE INDEX job_outbox_failed_at_idx ON job_outbox (failed_at) WHERE failed_at IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE job_outbox');
  }
}
