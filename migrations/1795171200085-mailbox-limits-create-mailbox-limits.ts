import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailboxLimitsCreateMailboxLimits1795171200085 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mailbox_limits (
        mailbox text COLLATE "C" NOT NULL,
        count integer NOT NULL,
        resets_at timestamptz(3) NOT NULL,
        CONSTRAINT mailbox_limits_pkey PRIMARY KEY (mailbox),
        CONSTRAINT mailbox_limits_count_check CHECK (count > 0)
      )`);
    await queryRunner.query('CREATE INDEX mailbox_limits_resets_at_idx ON mailbox_limits (resets_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mailbox_limits');
  }
}
