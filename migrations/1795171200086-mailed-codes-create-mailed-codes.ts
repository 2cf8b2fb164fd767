import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailedCodesCreateMailedCodes1795171200086 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mailed_codes (
        challenge_hash text COLLATE "C" NOT NULL,
        sealed_address text NOT NULL,
        tries_left integer NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        user_id uuid,
        account_digest text,
        code_digest text,
        link_hash text COLLATE "C",
        CONSTRAINT mailed_codes_pkey PRIMARY KEY (challenge_hash),
        CONSTRAINT mailed_codes_link_hash_key UNIQUE (link_hash),
        CONSTRAINT mailed_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT mailed_codes_tries_left_check CHECK (tries_left >= 0),
        CONSTRAINT mailed_codes_armed_check CHECK ((user_id IS NULL) = (account_digest IS NULL)),
        CONSTRAINT mailed_codes_code_check CHECK (
          (code_digest IS NULL) = (link_hash IS NULL) AND (code_digest IS NULL OR user_id IS NOT NULL)
        )
      )`);
    await queryRunner.query('CREATE INDEX mailed_codes_expires_at_idx ON mailed_codes (expires_at)');
    await queryRunner.query('CREATE INDEX mailed_codes_user_id_idx ON mailed_codes (user_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mailed_codes');
  }
}
