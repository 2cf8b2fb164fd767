# pgbouncer in front of the PostgreSQL at TEST_DATABASE_URL, with transaction pooling, for every role of it.
variable=TEST_PGBOUNCER_URL
package=pgbouncer
program=/usr/sbin/pgbouncer

launch() {
  local user password host
  [[ ${TEST_DATABASE_URL:-} =~ ^postgres(ql)?://([^:@/]+)(:([^@/]*))?@([^:/?]+)(:([0-9]+))?(/[^?]*)? ]] || return
  user=${BASH_REMATCH[2]} password=${BASH_REMATCH[4]} host=${BASH_REMATCH[5]}
  url=postgres://$user@127.0.0.1:$port${BASH_REMATCH[8]}
  printf '"%s" "%s"\n' "$user" "$password" >"$dir/users"
  cat >"$dir/pgbouncer.ini" <<INI
[databases]
* = host=$host port=${BASH_REMATCH[7]:-5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
pool_mode = transaction
server_reset_query = DISCARD ALL
server_reset_query_always = 1
auth_type = trust
auth_file = $dir/users
auth_user = $user
stats_users = $user
auth_query = SELECT usename, coalesce(passwd, '') FROM pg_shadow WHERE usename = \$1
max_client_conn = 300
INI
  run "$binary" "$dir/pgbouncer.ini"
}
