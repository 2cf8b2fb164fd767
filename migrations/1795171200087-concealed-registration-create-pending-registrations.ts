import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The addresses of those who may have no account, for a day. */
export class ConcealedRegistrationCreatePendingRegistrations1795171200087 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE pending_registrations (
        id uuid NOT NULL,
        email text COLLATE "C" NOT NULL,
        username text COLLATE "C" NOT NULL,
        password_hash text NOT NULL,
        token_hash text COLLATE "C",
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pending_registrations_pkey PRIMARY KEY (id),
        CONSTRAINT pending_registrations_token_hash_key UNIQUE (token_hash)
      )`);
    await queryRunner.query(
      'CREATE INDEX pending_registrations_expires_at_idx ON pending_registrations (expires_at)',
    );
    await queryRunner.query(
      'CREATE INDEX pending_registrations_email_idx ON pending_registrations (email) WHERE token_hash IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE pending_registrations');
  }
}
