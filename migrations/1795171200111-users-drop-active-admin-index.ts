import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever administers is found by any roles now, with the index of all roles. */
export class UsersDropActiveAdminIndex1795171200111 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX users_active_admin_idx');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX users_active_admin_idx ON users (id) WHERE is_active AND roles @> '{admin}'::text[]`,
    );
  }
}
