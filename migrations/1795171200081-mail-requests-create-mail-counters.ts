import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMailCounters1795171200081 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mail_counters (
        mailbox text COLLATE "C" NOT NULL,
        counted_at timestamptz(3)[] NOT NULL,
        forget_at timestamptz(3) NOT NULL,
        CONSTRAINT mail_counters_pkey PRIMARY KEY (mailbox)
      )`);
    await queryRunner.query('CREATE INDEX mail_counters_forget_at_idx ON mail_counters (forget_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mail_counters');
  }
}
