#!/usr/bin/env bash
# Sets up what the tests need and runs every one of them.
#
#   tests/run.sh [arguments of cargo test]      e.g. tests/run.sh -p loop-tests --test it chat
#
# A Docker engine and the base image are made sure of. A PostgreSQL server is
# started for this run only, in a directory that is removed at the end; with
# LOOP_TEST_POSTGRES_URL set, that server is used instead. What is missing is
# installed on Debian and Ubuntu as root; elsewhere this says what to install.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cluster=
image_home=
postgres_user=

say() { printf 'tests: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The directory of PostgreSQL's own programs. What PATH has may be wrappers
# that pick another version or user.
postgres_programs() {
  local programs
  for programs in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5nr) \
    /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    if [ -x "$programs/initdb" ] && [ -x "$programs/pg_ctl" ] && [ -x "$programs/postgres" ]; then
      printf '%s' "$programs"
      return 0
    fi
  done
  local found
  found=$(command -v initdb 2>/dev/null) && [ -x "$(dirname "$found")/postgres" ] && dirname "$found"
}

install_postgres() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "PostgreSQL's server programs are missing; install them (Debian: apt-get install postgresql; macOS: brew install postgresql), or set LOOP_TEST_POSTGRES_URL"
  fi
  say "installing postgresql"
  apt-get update -qq </dev/null >&2
  # Without this the package starts a server of its own on the usual port.
  mkdir -p /etc/postgresql-common/createcluster.d
  [ -e /etc/postgresql-common/createcluster.d/loop-tests.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/loop-tests.conf
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql </dev/null >/dev/null
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ -z "$postgres_user" ]; then
    "$@"
  else
    setpriv --reuid "$postgres_user" --regid "$(id -g "$postgres_user")" --clear-groups \
      env HOME="$cluster" PATH="$PATH" "$@"
  fi
}

choose_postgres_user() {
  [ "$(id -u)" = 0 ] || return 0
  if id postgres >/dev/null 2>&1; then postgres_user=postgres; else postgres_user=nobody; fi
}

free_port() {
  local port
  for port in $(shuf -i 20000-32000 -n 50 2>/dev/null || jot -r 50 20000 32000); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s' "$port"
      return 0
    fi
  done
  die "no free port found"
}

start_postgres() {
  local programs port tries
  programs=$(postgres_programs) || { install_postgres && programs=$(postgres_programs); } ||
    die "PostgreSQL was installed, but its programs were not found"
  choose_postgres_user
  # Another user's server must be able to enter the directory above.
  local parent=${TMPDIR:-/tmp}
  if [ -n "$postgres_user" ]; then parent=/tmp; fi
  cluster=$(mktemp -d "$parent/loop-tests-postgres.XXXXXX")
  chmod 700 "$cluster"
  if [ -n "$postgres_user" ]; then chown "$postgres_user:$(id -g "$postgres_user")" "$cluster"; fi
  pg_ctl=$programs/pg_ctl
  cd "$cluster"
  as_postgres "$programs/initdb" --pgdata="$cluster/data" --username=loop --auth=trust --encoding=UTF8 \
    --locale=C --no-sync >"$cluster/initdb.log" 2>&1 </dev/null ||
    { cat "$cluster/initdb.log" >&2; die "initdb failed"; }
  # Another program may take the port between the look and the start.
  for tries in 1 2 3; do
    port=$(free_port)
    if as_postgres "$pg_ctl" start --pgdata="$cluster/data" --wait --timeout=60 --silent --log="$cluster/server.log" \
      --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200" \
      >/dev/null 2>&1 </dev/null; then
      export LOOP_TEST_POSTGRES_URL="postgres://loop@127.0.0.1:$port/postgres"
      say "PostgreSQL ($programs) on port $port"
      cd "$repo"
      return 0
    fi
    say "PostgreSQL did not start on port $port (try $tries of 3)"
  done
  cat "$cluster/server.log" >&2 || true
  die "PostgreSQL did not start"
}

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [ -n "$image_home" ]; then rm -rf "$image_home"; fi
  if [ -n "$cluster" ]; then
    cd /
    if [ -f "$cluster/data/postmaster.pid" ]; then
      as_postgres "$pg_ctl" stop --pgdata="$cluster/data" --mode=immediate --silent >/dev/null 2>&1 </dev/null || true
    fi
    rm -rf "$cluster"
  fi
  exit "$status"
}

case "${1:-}" in
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac

if ! command -v cargo >/dev/null 2>&1; then
  [ -x "${HOME:-}/.cargo/bin/cargo" ] || die "cargo is missing; install Rust (https://rustup.rs)"
  PATH=$HOME/.cargo/bin:$PATH
fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

cd "$repo"
# An engine that these tests started, they may also restart.
timeout 5 docker version >/dev/null 2>&1 || export LOOP_TEST_RESTART_ENGINE=1
deploy/engine.sh
container/base.sh
if [ -n "${LOOP_TEST_POSTGRES_URL:-}" ]; then
  say "using the PostgreSQL server of LOOP_TEST_POSTGRES_URL"
else
  start_postgres
fi
say "building"
cargo build --workspace --all-targets --locked </dev/null
deploy/mcp.sh --dev >/dev/null
say "building the agent image"
image_home=$(mktemp -d)
echo '{ platform: "local" }' >"$image_home/config.json"
LOOP_HOME=$image_home "${CARGO_TARGET_DIR:-target}/debug/loopd" image build >&2 </dev/null
say "running the tests"
cargo test --workspace --locked "$@" </dev/null
say "passed"
