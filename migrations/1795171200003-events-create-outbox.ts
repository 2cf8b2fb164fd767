import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few rows are undelivered at a time, so the partial index that the relay polls stays small. */
export class CreateOutbox1795171200003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE outbox (
        id uuid NOT NULL,
        name text NOT NULL,
        version integer NOT NULL,
        subject_id text NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        payload jsonb NOT NULL,
        actor_id uuid,
        ip text,
        user_agent text,
        request_id text,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz(3) NOT NULL,
        delivered_at timestamptz(3),
        parked_at timestamptz(3),
        last_error text,
        CONSTRAINT outbox_pkey PRIMARY KEY (id),
        CONSTRAINT outbox_version_check CHECK (version > 0),
        CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
        CONSTRAINT outbox_payload_check CHECK (jsonb_typeof(payload) = 'object'),
        CONSTRAINT outbox_end_check CHECK (delivered_at IS NULL OR parked_at IS NULL),
        CONSTRAINT outbox_last_error_check CHECK (length(last_error) <= 500)
      )`);
    await queryRunner.query(
      'CREATE INDEX outbox_pending_idx ON outbox (id) WHERE delivered_at IS NULL AND parked_at IS NULL',
    );
    await queryRunner.query(
      'CREATE INDEX outbox_delivered_at_idx ON outbox (delivered_at) WHERE delivered_at IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE outbox');
  }
}
