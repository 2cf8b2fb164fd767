import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How and when the owner of a session proved who they are. Until now there were passwords only, at the beginning. */
export class AddSessionAuthentication1795171200021 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE sessions ADD COLUMN amr text[] NOT NULL DEFAULT '{pwd}'`);
    await queryRunner.query('ALTER TABLE sessions ALTER COLUMN amr DROP DEFAULT');
    await queryRunner.query('ALTER TABLE sessions ADD COLUMN authenticated_at timestamptz(3)');
    await queryRunner.query('UPDATE sessions SET authenticated_at = created_at');
    await queryRunner.query('ALTER TABLE sessions ALTER COLUMN authenticated_at SET NOT NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sessions DROP COLUMN authenticated_at');
    await queryRunner.query('ALTER TABLE sessions DROP COLUMN amr');
  }
}
