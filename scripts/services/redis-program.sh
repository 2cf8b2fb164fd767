# The Redis server, for tests that end it.
variable=TEST_REDIS_PROGRAM
package=redis-server
program=/usr/bin/redis-server
