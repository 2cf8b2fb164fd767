# PostgreSQL, Debian's newest. Nothing that is written here has to outlive a crash.
variable=TEST_DATABASE_URL
package=postgresql
program='/usr/lib/postgresql/*/bin/postgres'
# An immediate shutdown, whoever is connected.
stop_signal=QUIT

launch() {
  url=postgres://postgres@127.0.0.1:$port/postgres
  (cd "$dir" && "${as_nobody[@]}" "${binary%/*}/initdb" --pgdata="$dir/data" --auth=trust --username=postgres \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync) >"$dir.log" 2>&1 || { cat "$dir.log" >&2 && return 1; }
  run "$binary" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off
}

is_ready() {
  "${binary%/*}/pg_isready" --quiet --host=127.0.0.1 --port="$port"
}
