import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMfaChallenges1795171200091 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mfa_challenges (
        digest text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        user_id uuid NOT NULL,
        password_version integer NOT NULL,
        amr text[] NOT NULL,
        tries_left integer NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT mfa_challenges_pkey PRIMARY KEY (digest),
        CONSTRAINT mfa_challenges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT mfa_challenges_kind_check CHECK (kind IN ('mfa', 'mfa_enrollment')),
        CONSTRAINT mfa_challenges_tries_left_check CHECK (tries_left >= 0)
      )`);
    await queryRunner.query('CREATE INDEX mfa_challenges_user_id_idx ON mfa_challenges (user_id)');
    await queryRunner.query('CREATE INDEX mfa_challenges_expires_at_idx ON mfa_challenges (expires_at)');
    await queryRunner.query(`
      CREATE TABLE mfa_trusted_devices (
        digest text COLLATE "C" NOT NULL,
        user_id uuid NOT NULL,
        password_version integer NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT mfa_trusted_devices_pkey PRIMARY KEY (digest),
        CONSTRAINT mfa_trusted_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX mfa_trusted_devices_user_id_idx ON mfa_trusted_devices (user_id)');
    await queryRunner.query(
      'CREATE INDEX mfa_trusted_devices_expires_at_idx ON mfa_trusted_devices (expires_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mfa_trusted_devices');
    await queryRunner.query('DROP TABLE mfa_challenges');
  }
}
