import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs with rights of their own, and the keys of them and of users. */
export class ServiceAccountsCreateServiceAccounts1795171200130 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE service_accounts (
        id uuid NOT NULL,
        name text NOT NULL,
        permissions text[] NOT NULL,
        tenant_id uuid,
        is_active boolean NOT NULL,
        created_by uuid,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        version integer NOT NULL,
        CONSTRAINT service_accounts_pkey PRIMARY KEY (id),
        CONSTRAINT service_accounts_version_check CHECK (version > 0)
      )`);
    await queryRunner.query(`
      CREATE TABLE api_keys (
        id uuid NOT NULL,
        service_account_id uuid,
        user_id uuid,
        name text NOT NULL,
        permissions text[],
        secret_hash bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3),
        CONSTRAINT api_keys_pkey PRIMARY KEY (id),
        CONSTRAINT api_keys_service_account_id_fkey
          FOREIGN KEY (service_account_id) REFERENCES service_accounts (id) ON DELETE CASCADE,
        CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT api_keys_owner_check CHECK ((service_account_id IS NULL) <> (user_id IS NULL)),
        CONSTRAINT api_keys_permissions_check CHECK ((permissions IS NULL) = (user_id IS NULL)),
        CONSTRAINT api_keys_secret_hash_check CHECK (octet_length(secret_hash) = 32)
      )`);
    await queryRunner.query(
      `CREATE INDEX api_keys_service_account_id_idx ON api_keys (service_account_id, id)
       WHERE service_account_id IS NOT NULL`,
    );
    await queryRunner.query(
      'CREATE INDEX api_keys_user_id_idx ON api_keys (user_id, id) WHERE user_id IS NOT NULL',
    );
    await queryRunner.query(
      'CREATE INDEX api_keys_revoked_at_idx ON api_keys (revoked_at) WHERE revoked_at IS NOT NULL',
    );
    await queryRunner.query(
      'CREATE INDEX api_keys_expires_at_idx ON api_keys (expires_at) WHERE expires_at IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE api_keys');
    await queryRunner.query('DROP TABLE service_accounts');
  }
}
