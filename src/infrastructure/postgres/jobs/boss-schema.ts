/** Of pg-boss's tables, in the database of ours: an application beside us may have one named `jobs` or `pgboss`. */
export const bossSchema = 'gatehouse_jobs';

/**
 * The version of pg-boss's tables that our migrations make and our own statements are written for. A pg-boss that
 * expects another one needs a migration with its `getMigrationPlans`, and this number.
 */
export const bossSchemaVersion = 46;

/** Every job: we have no partitions. */
export const jobsTable = `${bossSchema}.job_common`;
