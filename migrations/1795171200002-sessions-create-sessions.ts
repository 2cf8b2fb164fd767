import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a rotation changes (tokens, times of use, the idle limit) is in no index, so that the update stays
 * within its page; the fill factor keeps room for it.
 */
export class CreateSessions1795171200002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE sessions (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        token_hash text NOT NULL,
        spent_token_hash text,
        rotated_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3) NOT NULL,
        idle_expires_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        ip text NOT NULL,
        network text NOT NULL,
        user_agent text,
        ended_at timestamptz(3),
        end_reason text,
        version integer NOT NULL,
        CONSTRAINT sessions_pkey PRIMARY KEY (id),
        CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT sessions_limits_check CHECK (idle_expires_at <= expires_at),
        CONSTRAINT sessions_end_check CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
        CONSTRAINT sessions_rotation_check CHECK ((rotated_at IS NULL) = (spent_token_hash IS NULL)),
        CONSTRAINT sessions_version_check CHECK (version > 0)
      ) WITH (fillfactor = 80)`);
    await queryRunner.query('CREATE INDEX sessions_user_id_idx ON sessions (user_id, network)');
    await queryRunner.query('CREATE INDEX sessions_alive_idx ON sessions (user_id) WHERE ended_at IS NULL');
    await queryRunner.query(
      'CREATE INDEX sessions_ended_at_idx ON sessions (ended_at) WHERE ended_at IS NOT NULL',
    );
    await queryRunner.query('CREATE INDEX sessions_expires_at_idx ON sessions (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sessions');
  }
}
