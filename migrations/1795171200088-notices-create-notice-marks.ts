import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NoticesCreateNoticeMarks1795171200088 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notice_marks (
        user_id uuid NOT NULL,
        notice text COLLATE "C" NOT NULL,
        marked_at timestamptz(3) NOT NULL,
        CONSTRAINT notice_marks_pkey PRIMARY KEY (user_id, notice),
        CONSTRAINT notice_marks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notice_marks');
  }
}
