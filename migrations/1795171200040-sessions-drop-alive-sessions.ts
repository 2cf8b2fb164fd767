import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session is counted with the others of its user when it is added, in a transaction that holds the user's row. */
export class SessionsDropAliveSessions1795171200040 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION alive_sessions(uuid, timestamptz)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
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
}
