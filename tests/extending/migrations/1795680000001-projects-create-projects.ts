import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Row-level security is put on by the migrator, since the manifest lists the table as one of tenants. */
export class CreateProjects implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE projects (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        name text COLLATE "C" NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        version integer NOT NULL,
        CONSTRAINT projects_pkey PRIMARY KEY (id),
        CONSTRAINT projects_name_key UNIQUE (tenant_id, name),
        CONSTRAINT projects_version_check CHECK (version > 0)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE projects');
  }
}
