# HAProxy, a load balancer in front of several instances.
variable=TEST_HAPROXY_PROGRAM
package=haproxy
program=/usr/sbin/haproxy
