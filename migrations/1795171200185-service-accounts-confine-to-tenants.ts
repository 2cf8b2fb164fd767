import type { MigrationInterface, QueryRunner } from 'typeorm';

const scope = "(NULLIF(current_setting('gatehouse.tenant_id', true), ''))::uuid";

/**
 * Service accounts of tenants, kept apart by the database. Which tenant a key belongs to is known only once it was
 * looked up, so accounts can be read outside of all scopes, where those of no tenant are, too; in the scope of a tenant
 * there are its own alone. Written are those of a tenant in its scope, those of none outside.
 */
export class ServiceAccountsConfineToTenants1795171200185 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE service_accounts ADD CONSTRAINT service_accounts_tenant_id_fkey
        FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE`);
    await queryRunner.query(
      'CREATE INDEX service_accounts_tenant_id_idx ON service_accounts (tenant_id, id)',
    );
    await queryRunner.query(
      'ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    );
    await queryRunner.query(`
      CREATE POLICY service_accounts_read ON service_accounts FOR SELECT
        USING (${scope} IS NULL OR tenant_id = ${scope})`);
    const own = `tenant_id IS NOT DISTINCT FROM ${scope}`;
    await queryRunner.query(
      `CREATE POLICY service_accounts_add ON service_accounts FOR INSERT WITH CHECK (${own})`,
    );
    await queryRunner.query(
      `CREATE POLICY service_accounts_change ON service_accounts FOR UPDATE USING (${own}) WITH CHECK (${own})`,
    );
    await queryRunner.query(
      `CREATE POLICY service_accounts_remove ON service_accounts FOR DELETE USING (${own})`,
    );
    // In the scope of a tenant, the keys of its accounts alone: those of users are nobody's business there.
    await queryRunner.query('ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY');
    await queryRunner.query(`
      CREATE POLICY api_keys_tenant ON api_keys USING (
        ${scope} IS NULL
        OR EXISTS (SELECT FROM service_accounts WHERE service_accounts.id = service_account_id))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP POLICY api_keys_tenant ON api_keys');
    await queryRunner.query('ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY');
    for (const name of ['read', 'add', 'change', 'remove']) {
      await queryRunner.query(`DROP POLICY service_accounts_${name} ON service_accounts`);
    }
    await queryRunner.query(
      'ALTER TABLE service_accounts NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY',
    );
    await queryRunner.query('DROP INDEX service_accounts_tenant_id_idx');
    await queryRunner.query('ALTER TABLE service_accounts DROP CONSTRAINT service_accounts_tenant_id_fkey');
  }
}
