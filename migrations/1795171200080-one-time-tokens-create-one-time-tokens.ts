import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOneTimeTokens1795171200080 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE one_time_tokens (
        user_id uuid NOT NULL,
        purpose text COLLATE "C" NOT NULL,
        slot text COLLATE "C" NOT NULL,
        hash text COLLATE "C" NOT NULL,
        email text,
        binding text,
        number bigint GENERATED ALWAYS AS IDENTITY,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT one_time_tokens_pkey PRIMARY KEY (user_id, purpose, slot),
        CONSTRAINT one_time_tokens_hash_key UNIQUE (hash),
        CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE one_time_tokens');
  }
}
