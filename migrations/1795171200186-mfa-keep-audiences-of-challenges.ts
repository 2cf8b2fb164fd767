import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of the access token that a sign-in was begun for. */
export class MfaKeepAudiencesOfChallenges1795171200186 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE mfa_challenges ADD COLUMN audience text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE mfa_challenges DROP COLUMN audience');
  }
}
