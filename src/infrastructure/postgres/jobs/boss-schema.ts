/**
 * Where pg-boss's tables are, in the database of ours: an application beside us may have a schema named `jobs` or
 * `pgboss`, and another Gatehouse, in a schema of its own, has one for its jobs too.
 * @param ofTables the schema in which ours are.
 */
export function bossSchema(ofTables: string): string {
  if (ofTables === 'public') return 'gatehouse_jobs';
  // As the migration that makes it has it: no more than pg-boss takes for a name.
  return `gatehouse_jobs_${ofTables
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, '_')
    .slice(0, 32)}`;
}

/**
 * The version of pg-boss's tables that our migrations make and our own statements are written for. A pg-boss that
 * expects another one needs a migration with its `getMigrationPlans`, and this number.
 */
export const bossSchemaVersion = 46;

/** Every job: we have no partitions. */
export const jobsTable = (schema: string) => `${schema}.job_common`;
