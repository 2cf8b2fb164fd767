# Redis, in memory only.
variable=TEST_REDIS_URL
package=redis-server
program=/usr/bin/redis-server

launch() {
  url=redis://127.0.0.1:$port
  run "$binary" --bind 127.0.0.1 --port "$port" --dir "$dir" --save '' --appendonly no
}
