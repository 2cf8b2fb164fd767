import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is spent at each use, the time step, is in no index, so that the update stays within its page. */
export class CreateSecondFactors1795171200090 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mfa_factors (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        type text NOT NULL,
        name text,
        sealed_secret text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        confirmed_at timestamptz(3),
        last_used_at timestamptz(3),
        last_step integer,
        CONSTRAINT mfa_factors_pkey PRIMARY KEY (id),
        CONSTRAINT mfa_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT mfa_factors_type_check CHECK (type = 'totp'),
        CONSTRAINT mfa_factors_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
      ) WITH (fillfactor = 80)`);
    await queryRunner.query('CREATE INDEX mfa_factors_user_id_idx ON mfa_factors (user_id)');
    await queryRunner.query(
      'CREATE UNIQUE INDEX mfa_factors_pending_key ON mfa_factors (user_id) WHERE confirmed_at IS NULL',
    );
    await queryRunner.query(`
      CREATE TABLE mfa_recovery_codes (
        user_id uuid NOT NULL,
        digest text COLLATE "C" NOT NULL,
        CONSTRAINT mfa_recovery_codes_pkey PRIMARY KEY (user_id, digest),
        CONSTRAINT mfa_recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  }

  /** Without the factors nobody is asked for one. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mfa_recovery_codes');
    await queryRunner.query('DROP TABLE mfa_factors');
    await queryRunner.query('UPDATE users SET has_second_factor = false WHERE has_second_factor');
  }
}
