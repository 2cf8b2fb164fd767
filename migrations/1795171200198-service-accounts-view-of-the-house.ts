import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The service accounts of no tenant. Outside of all scopes those of tenants can be read, too, by whoever looks up one of
 * them or its key; what lists those of the house asks here, where there is no condition to be forgotten.
 */
export class ServiceAccountsViewOfTheHouse1795171200198 implements MigrationInterface {
  readonly compatibleSince = 1795171200185;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE VIEW house_service_accounts WITH (security_invoker = true) AS
      SELECT id, name, permissions, tenant_id, is_active, created_by, created_at, updated_at, version
      FROM service_accounts WHERE tenant_id IS NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW house_service_accounts');
  }
}
