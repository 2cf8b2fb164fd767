import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was handled is on record in one place for all brokers. */
export class RabbitmqHandOverInboxMessages1795171200161 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'INSERT INTO handled_messages (id, handled_at) SELECT id, handled_at FROM inbox_messages ON CONFLICT DO NOTHING',
    );
    await queryRunner.query('DROP TABLE inbox_messages');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE inbox_messages (
        id text COLLATE "C" NOT NULL,
        handled_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT inbox_messages_pkey PRIMARY KEY (id),
        CONSTRAINT inbox_messages_id_check CHECK (length(id) <= 600)
      )`);
    await queryRunner.query('CREATE INDEX inbox_messages_handled_at_idx ON inbox_messages (handled_at)');
    await queryRunner.query(
      'INSERT INTO inbox_messages (id, handled_at) SELECT id, handled_at FROM handled_messages',
    );
  }
}
