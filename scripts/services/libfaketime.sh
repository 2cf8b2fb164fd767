# The library that gives one process a clock of its own.
variable=TEST_LIBFAKETIME
package=libfaketime
program='/usr/lib/*/faketime/libfaketimeMT.so.1'
