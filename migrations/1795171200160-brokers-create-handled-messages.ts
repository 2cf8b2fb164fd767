import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages of brokers that were handled, by consumer and id, so that each has its effect once. */
export class BrokersCreateHandledMessages1795171200160 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE handled_messages (
        id text COLLATE "C" NOT NULL,
        handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT handled_messages_pkey PRIMARY KEY (id),
        CONSTRAINT handled_messages_id_check CHECK (length(id) <= 600)
      )`);
    await queryRunner.query('CREATE INDEX handled_messages_handled_at_idx ON handled_messages (handled_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE handled_messages');
  }
}
