import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts a user's sessions that are alive. VOLATILE, so that it sees what was committed while the statement
 * that calls it waited for a lock; a subquery would see what was there when that statement began.
 */
export class CreateAliveSessions1795171200020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION alive_sessions(owner uuid, moment timestamptz) RETURNS integer
      LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        RETURN (
          SELECT count(*) FROM sessions
          WHERE user_id = owner AND ended_at IS NULL AND idle_expires_at > moment
        );
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION alive_sessions(uuid, timestamptz)');
  }
}
