#!/usr/bin/env bash
# The real services that the tests use, each described by the file of its name in this folder. On Debian they are
# installed when they are missing; elsewhere they have to be.
#
#   services.sh          starts them, prints their URLs as variables to export, and stops them on Ctrl-C
#   services.sh start    starts them and prints; what runs already is only printed
#   services.sh stop     stops them
#
# With names behind, `start` starts those alone: services.sh start rabbitmq kafka
#
# A service whose variable is set already is used as it is. The others listen on free ports of 127.0.0.1, with their
# data in a temporary folder, and never as root.
#
# Programs that tests start themselves are only installed, and their variables carry their paths.
#
# To add a service: its name in `services`, and <name>.sh with
#   variable    what carries its URL
#   package     of Debian, or several
#   program     a pattern of its path; the last that matches becomes $binary
#   launch      sets `url` and calls `run` once, with the program in the foreground; $port is free, $dir its own folder
# and where the defaults in `describe` will not do, `stop_signal` and `is_ready`. What no package has is fetched by
# `fetch`; then `is_installed` tells whether the packages that it needs are there. To add a program: its name in
# `programs`, and <name>.sh with the first three.
set -uo pipefail

# Slow ones first. A service may use the variables of those before it.
services=(kafka rabbitmq postgres redis pgbouncer)
programs=(kafka-program rabbitmq-program redis-program pgbouncer-program haproxy nginx caddy chromium libfaketime)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Of this checkout. Not below TMPDIR, which may be closed to others.
state=/tmp/gatehouse-services-$(printf '%s' "$here" | cksum | cut -d ' ' -f 1)
as_nobody=()
[ "$(id -u)" != 0 ] || as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)

describe() {
  name=$1
  dir=$state/$name
  stop_signal=TERM
  is_ready() { accepts "$port"; }
  is_installed() { [ -n "$binary" ]; }
  fetch() { :; }
  # shellcheck source=/dev/null
  source "$here/$name.sh"
  find_binary
}

find_binary() {
  binary=$(compgen -G "$program" | sort -V | tail -n 1) || true
}

accepts() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Below the ports that the system gives away itself.
free_port() {
  local candidate=$((20000 + RANDOM % 12000))
  while accepts "$candidate"; do candidate=$((candidate + 1)); done
  echo "$candidate"
}

# In a session of its own, so that Ctrl-C reaches this script alone.
run() {
  (cd "$dir" && exec setsid "${as_nobody[@]}" env HOME="$dir" "$@") </dev/null >"$dir.log" 2>&1 &
  echo $! >"$dir.pid"
}

is_running() {
  [ -s "$dir.pid" ] && kill -0 "$(cat "$dir.pid")" 2>/dev/null
}

# All in one go. Debian starts what it installs; here it shall not.
install_missing() {
  local missing=() sudo=
  for name in "${services[@]}" "${programs[@]}"; do
    describe "$name"
    # shellcheck disable=SC2206
    [ -n "${!variable:-}" ] || is_installed || missing+=($package)
  done
  [ ${#missing[@]} != 0 ] || return 0
  echo "Installing ${missing[*]}" >&2
  [ "$(id -u)" = 0 ] || sudo=sudo
  # shellcheck disable=SC2016
  $sudo sh -c '
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap "rm -f $policy" EXIT
      printf "#!/bin/sh\nexit 101\n" >$policy && chmod +x $policy
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1' sh "${missing[@]}" ||
    echo "Could not install ${missing[*]}" >&2
}

fetch_one() {
  [ -n "${!variable:-}" ] || fetch || echo "$name: could not be fetched" >&2
  find_binary
}

start_one() {
  [ -z "${!variable:-}" ] || { echo "$variable is set: using that $name" >&2 && return; }
  if ! is_running; then
    [ -n "$binary" ] || { echo "$name: there is no $program" >&2 && return 1; }
    port=$(free_port)
    mkdir -p "$dir" && { [ ${#as_nobody[@]} = 0 ] || chown nobody:nogroup "$dir"; }
    launch || { echo "$name: could not be started" >&2 && return 1; }
    printf 'url=%s port=%s\n' "$url" "$port" >"$dir.env"
  fi
  # shellcheck source=/dev/null
  source "$dir.env"
  export "$variable=$url"
}

locate_one() {
  [ -z "${!variable:-}" ] || return 0
  [ -n "$binary" ] || { echo "$name: there is no $program" >&2 && return 1; }
  export "$variable=$binary"
}

await_one() {
  [ -s "$dir.env" ] || return 0
  # shellcheck source=/dev/null
  source "$dir.env"
  until is_ready; do
    is_running || { echo "$name ended:" >&2 && tail -n 20 "$dir.log" >&2 && return 1; }
    sleep 0.1
  done
}

start() {
  local failures=0
  mkdir -p -m 711 "$state"
  install_missing
  for name in "${services[@]}"; do describe "$name" && fetch_one && start_one || failures=1; done
  for name in "${programs[@]}"; do describe "$name" && fetch_one && locate_one || failures=1; done
  for name in "${services[@]}"; do describe "$name" && await_one || failures=1; done
  for name in "${services[@]}" "${programs[@]}"; do describe "$name" && [ -z "${!variable:-}" ] || echo "export $variable=${!variable}"; done
  return $failures
}

# Kills those that do not end within ten seconds, and what they leave behind.
stop() {
  for name in "${services[@]}"; do
    describe "$name"
    ! is_running || kill -s "$stop_signal" "$(cat "$dir.pid")"
  done
  for name in "${services[@]}"; do
    describe "$name"
    for ((tenths = 0; tenths < 100; tenths++)); do is_running && sleep 0.1 || break; done
    [ ! -s "$dir.pid" ] || kill -s KILL -- "-$(cat "$dir.pid")" 2>/dev/null
  done
  rm -rf "$state"
}

case ${1:-} in
  start)
    for name in "${@:2}"; do
      [[ " ${services[*]} " == *" $name "* ]] || { echo "There is no service $name, but ${services[*]}" >&2 && exit 2; }
    done
    if [ $# -gt 1 ]; then services=("${@:2}") programs=(); fi
    start
    ;;
  stop) stop ;;
  '')
    trap stop EXIT
    trap exit INT TERM HUP
    start || exit
    echo '# They run until Ctrl-C, or `npm run services -- stop`.'
    while [ -d "$state" ]; do sleep 1; done
    ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
esac
