import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the export of what is kept about somebody. */
export class MailIndexRecipients1795171200191 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX mail_messages_recipient_idx ON mail_messages (recipient, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX mail_messages_recipient_idx');
  }
}
