# PgBouncer, for tests that configure it or end it.
variable=TEST_PGBOUNCER_PROGRAM
package=pgbouncer
program=/usr/sbin/pgbouncer
