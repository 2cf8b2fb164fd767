import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLoginAttempts1795171200006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE login_attempts (
        key text COLLATE "C" NOT NULL,
        count integer NOT NULL,
        resets_at timestamptz(3) NOT NULL,
        CONSTRAINT login_attempts_pkey PRIMARY KEY (key),
        CONSTRAINT login_attempts_count_check CHECK (count >= 0)
      ) WITH (fillfactor = 80)`);
    await queryRunner.query('CREATE INDEX login_attempts_resets_at_idx ON login_attempts (resets_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE login_attempts');
  }
}
