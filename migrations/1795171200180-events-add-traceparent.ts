import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace that an event belongs to, as its request named it. */
export class EventsAddTraceparent1795171200180 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE events ADD COLUMN traceparent text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE events DROP COLUMN traceparent');
  }
}
