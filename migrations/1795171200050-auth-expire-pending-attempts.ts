import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Until when the pending attempts count, so that those of a process that was killed do not fill a counter whose window
 * is long. The default is for instances of the release before, whose attempts count for as long as their window.
 */
export class AuthExpirePendingAttempts1795171200050 implements MigrationInterface {
  readonly compatibleSince = 1795171200041;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE login_attempts
        ADD COLUMN pending_until timestamptz(3) NOT NULL DEFAULT 'infinity'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE login_attempts DROP COLUMN pending_until');
  }
}
