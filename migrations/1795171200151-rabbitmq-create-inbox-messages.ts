import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that were handled, by queue and id, so that each has its effect once. */
export class RabbitmqCreateInboxMessages1795171200151 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE inbox_messages (
        id text COLLATE "C" NOT NULL,
        handled_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT inbox_messages_pkey PRIMARY KEY (id),
        CONSTRAINT inbox_messages_id_check CHECK (length(id) <= 600)
      )`);
    await queryRunner.query('CREATE INDEX inbox_messages_handled_at_idx ON inbox_messages (handled_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE inbox_messages');
  }
}
