import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attempts that are being looked at, apart from the failures. The default is for instances of the release before,
 * which count an attempt as a failure until it is taken back.
 */
export class AuthPendingAttempts1795171200041 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE login_attempts
        ADD COLUMN pending integer NOT NULL DEFAULT 0,
        ADD CONSTRAINT login_attempts_pending_check CHECK (pending >= 0)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE login_attempts DROP COLUMN pending');
  }
}
