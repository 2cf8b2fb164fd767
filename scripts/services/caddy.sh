# Caddy, a proxy that gets its certificates by itself.
variable=TEST_CADDY_PROGRAM
package=caddy
program=/usr/bin/caddy
