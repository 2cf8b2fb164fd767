import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages on their way out. What they are filled in with is encrypted, and gone when they are over. */
export class MailCreateMailMessages1795171200070 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE mail_messages (
        id uuid NOT NULL,
        message_id text NOT NULL,
        recipient text NOT NULL,
        locale text,
        template text NOT NULL,
        data_encrypted text,
        state text NOT NULL DEFAULT 'waiting',
        attempts integer NOT NULL DEFAULT 0,
        claimed_until timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        ended_at timestamptz(3),
        CONSTRAINT mail_messages_pkey PRIMARY KEY (id),
        CONSTRAINT mail_messages_state_check CHECK (state IN ('waiting', 'sent', 'refused')),
        CONSTRAINT mail_messages_attempts_check CHECK (attempts >= 0),
        CONSTRAINT mail_messages_data_check CHECK ((state = 'waiting') = (data_encrypted IS NOT NULL)),
        CONSTRAINT mail_messages_end_check CHECK ((state = 'waiting') = (ended_at IS NULL))
      )`);
    await queryRunner.query('CREATE INDEX mail_messages_created_at_idx ON mail_messages (created_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mail_messages');
  }
}
