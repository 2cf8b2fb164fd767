# nginx, a proxy that compresses.
variable=TEST_NGINX_PROGRAM
package=nginx
program=/usr/sbin/nginx
