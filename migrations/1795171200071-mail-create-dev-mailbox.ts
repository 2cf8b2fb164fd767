import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What would have been mailed, in development. In production it stays empty. */
export class MailCreateDevMailbox1795171200071 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE dev_mailbox (
        id uuid NOT NULL,
        recipient text NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        html text NOT NULL,
        sent_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT dev_mailbox_pkey PRIMARY KEY (id)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE dev_mailbox');
  }
}
