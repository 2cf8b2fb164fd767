import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tenants themselves belong to no tenant; what is theirs is confined by the migrator, since the manifest lists it.
 * `user_tenants` says which tenants somebody is in, without a scope: names, and nothing that is in one.
 */
export class TenantsCreateTenants1795171200120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE tenants (
        id uuid NOT NULL,
        name text NOT NULL,
        slug text COLLATE "C" NOT NULL,
        metadata jsonb NOT NULL,
        version integer NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        deleted_at timestamptz(3),
        CONSTRAINT tenants_pkey PRIMARY KEY (id),
        CONSTRAINT tenants_slug_key UNIQUE (slug),
        CONSTRAINT tenants_version_check CHECK (version > 0)
      )`);
    await queryRunner.query(
      'CREATE INDEX tenants_deleted_at_idx ON tenants (deleted_at) WHERE deleted_at IS NOT NULL',
    );
    await queryRunner.query(`
      CREATE TABLE tenant_members (
        tenant_id uuid NOT NULL,
        user_id uuid NOT NULL,
        roles text[] NOT NULL,
        joined_at timestamptz(3) NOT NULL,
        CONSTRAINT tenant_members_pkey PRIMARY KEY (tenant_id, user_id),
        CONSTRAINT tenant_members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE,
        CONSTRAINT tenant_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX tenant_members_user_id_idx ON tenant_members (user_id)');
    await queryRunner.query(`
      CREATE TABLE user_tenants (
        user_id uuid NOT NULL,
        tenant uuid NOT NULL,
        CONSTRAINT user_tenants_pkey PRIMARY KEY (user_id, tenant),
        CONSTRAINT user_tenants_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE,
        CONSTRAINT user_tenants_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants ON DELETE CASCADE
      )`);
    await queryRunner.query('CREATE INDEX user_tenants_tenant_idx ON user_tenants (tenant)');
    await queryRunner.query(`
      CREATE TABLE tenant_invitations (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        email text COLLATE "C" NOT NULL,
        roles text[] NOT NULL,
        token_hash text COLLATE "C" NOT NULL,
        invited_by uuid NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT tenant_invitations_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT tenant_invitations_email_key UNIQUE (tenant_id, email),
        CONSTRAINT tenant_invitations_token_hash_key UNIQUE (tenant_id, token_hash),
        CONSTRAINT tenant_invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE tenant_roles (
        tenant_id uuid NOT NULL,
        name text COLLATE "C" NOT NULL,
        description text,
        permissions text[] NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT tenant_roles_pkey PRIMARY KEY (tenant_id, name),
        CONSTRAINT tenant_roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE user_tenants, tenant_members, tenant_invitations, tenant_roles, tenants',
    );
  }
}
