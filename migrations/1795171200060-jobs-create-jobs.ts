import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of another Gatehouse in the same database there is one too. */
async function schemaOfJobs(queryRunner: QueryRunner): Promise<string> {
  const [{ schema }] = await queryRunner.query(`
    SELECT 'gatehouse_jobs' || CASE current_schema() WHEN 'public' THEN ''
      ELSE '_' || left(regexp_replace(lower(current_schema()), '[^a-z0-9_]', '_', 'g'), 32) END AS "schema"`);
  return schema;
}

/**
 * The tables of pg-boss, and when each schedule was due last. What another version of pg-boss expects is a migration of
 * its own, with `getMigrationPlans`.
 */
export class JobsCreateJobs1795171200060 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Migrations are loaded whenever the service starts; the library only here.
    const { getConstructionPlans } = await import('pg-boss');
    const schema = await schemaOfJobs(queryRunner);
    // Its BEGIN and COMMIT would end the transaction of the migration.
    const [, statements] = /^\s*BEGIN;(.*)COMMIT;\s*$/s.exec(getConstructionPlans(schema)) ?? [];
    if (statements === undefined) throw new Error('pg-boss no longer makes its tables in one transaction');
    await queryRunner.query(statements);
    await queryRunner.query(`
      CREATE TABLE job_schedules (
        name text NOT NULL,
        last_at timestamptz(3) NOT NULL,
        CONSTRAINT job_schedules_pkey PRIMARY KEY (name)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE job_schedules');
    await queryRunner.query(`DROP SCHEMA ${await schemaOfJobs(queryRunner)} CASCADE`);
  }
}
