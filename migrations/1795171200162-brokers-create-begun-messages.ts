import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages whose handling has begun, by consumer and place, so that one that ends the process does so a bounded number of times. */
export class BrokersCreateBegunMessages1795171200162 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE begun_messages (
        id text COLLATE "C" NOT NULL,
        times integer NOT NULL DEFAULT 1,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT begun_messages_pkey PRIMARY KEY (id),
        CONSTRAINT begun_messages_id_check CHECK (length(id) <= 600),
        CONSTRAINT begun_messages_times_check CHECK (times > 0)
      )`);
    await queryRunner.query('CREATE INDEX begun_messages_begun_at_idx ON begun_messages (begun_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE begun_messages');
  }
}
