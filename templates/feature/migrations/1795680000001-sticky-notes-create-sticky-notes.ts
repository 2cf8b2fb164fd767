import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStickyNotes1795680000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE sticky_notes (
        id uuid NOT NULL,
        owner_id uuid NOT NULL,
        text text COLLATE "C" NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT sticky_notes_pkey PRIMARY KEY (id),
        CONSTRAINT sticky_notes_owner_id_text_key UNIQUE (owner_id, text)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sticky_notes');
  }
}
