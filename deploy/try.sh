#!/usr/bin/env bash
# deploy/try.sh: builds everything, starts loop in a home of its own, lets you chat.
#
#   deploy/try.sh                     chat in this terminal; leave with Ctrl-D
#   deploy/try.sh --once "question"   ask one question, print the answer, stop
#
# With ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN set the real model answers;
# without either a stand-in does, which repeats what it is told.
#
# The daemon and the stand-in are stopped at the end; the Docker engine is left
# running. Environment: LOOP_TRY_HOME (default ~/.loop-try): the home of this
# trial, kept from one time to the next; remove it when done with trying.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=${LOOP_TRY_HOME:-${HOME:?HOME is not set}/.loop-try}
target=${CARGO_TARGET_DIR:-$repo/target}
case $target in /*) ;; *) target=$repo/$target ;; esac
once=
question=
loopd_pid=
model_pid=
loop_mcp=
ask_pid=
started_pid=

say() { printf 'try: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
usage() { sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

refuse() {
  say "$1"
  usage >&2
  exit 2
}

read_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) usage; exit 0 ;;
      --once)
        [ $# -ge 2 ] && [ -n "$2" ] || refuse "--once needs a question"
        [ -z "$once" ] || refuse "--once was given twice"
        once=1
        question=$2
        shift 2
        ;;
      --once=*) set -- --once "${1#--once=}" "${@:2}" ;;
      *) refuse "unknown argument $1" ;;
    esac
  done
}

# Asks a process of ours to end, and makes sure that it did.
stop() { # stop PID SECONDS
  [ -n "$1" ] || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  local waited=0
  while kill -0 "$1" 2>/dev/null; do
    if [ "$waited" -ge $(($2 * 10)) ]; then
      say "process $1 did not stop; killing it"
      kill -KILL "$1" 2>/dev/null || true
      break
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  wait "$1" 2>/dev/null || true
}

# In a process group of its own: Ctrl-C in the chat is for the chat.
start_in_background() { # start_in_background LOG COMMAND...
  local log=$1
  shift
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  started_pid=$!
  set +m
}

# Agent containers outlive the daemon on purpose; this trial's are known by what they mount.
remove_containers() {
  local ids
  ids=$(docker ps -aq --no-trunc 2>/dev/null) || return 0
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086  # a list of ids
  docker inspect -f '{{$id := .Id}}{{range .Mounts}}{{$id}} {{.Source}}/{{"\n"}}{{end}}' $ids 2>/dev/null |
    awk -v home="$home/" 'index(substr($0, length($1) + 2), home) == 1 { print $1 }' | sort -u |
    while read -r id; do docker rm -f "$id" >/dev/null 2>&1 || true; done
}

clean_up() {
  local status=$?
  trap - EXIT
  # A second Ctrl-C must not leave half of it running.
  trap '' INT TERM HUP
  stop "$ask_pid" 2
  stop "$loopd_pid" 30
  stop "$model_pid" 5
  if [ -n "$loopd_pid" ]; then remove_containers; fi
  rm -f "$home/standin-model.port"
  exit "$status"
}

build() {
  if ! command -v cargo >/dev/null 2>&1; then
    if [ -x "$HOME/.cargo/bin/cargo" ]; then
      PATH=$HOME/.cargo/bin:$PATH
    else
      die "cargo is missing; install Rust (https://rustup.rs), then run this again"
    fi
  fi
  say "building loopd, loopctl and loop-mcp (some minutes the first time)"
  cargo_build -p loopd -p loopctl
  loop_mcp=$(CARGO_TARGET_DIR=$target "$repo/deploy/mcp.sh" --dev) ||
    if [ "$(uname -s)" = Linux ]; then die "the build failed; see above"; else loop_mcp=; fi
  if [ -n "$standin" ]; then cargo_build -p loop-tests --bin standin-model; fi
  PATH=$target/debug:$PATH
}

cargo_build() {
  (cd "$repo" && CARGO_TARGET_DIR=$target cargo build --locked "$@") </dev/null >&2 ||
    die "the build failed; see above"
}

start_standin() {
  say "no ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN: a stand-in answers, which repeats what it is told"
  rm -f "$home/standin-model.port"
  start_in_background "$home/standin-model.log" standin-model --port-file "$home/standin-model.port"
  model_pid=$started_pid
  local tries=0
  while [ ! -s "$home/standin-model.port" ]; do
    kill -0 "$model_pid" 2>/dev/null || die "the stand-in did not start: $(cat "$home/standin-model.log")"
    [ "$tries" -lt 200 ] || die "the stand-in did not start within 10 s"
    tries=$((tries + 1))
    sleep 0.05
  done
}

credentials() {
  if [ -n "${CLAUDE_CODE_OAUTH_TOKEN:-}" ]; then
    echo '  claude_code_oauth_token: { env: "CLAUDE_CODE_OAUTH_TOKEN" },'
  elif [ -n "${ANTHROPIC_API_KEY:-}" ]; then
    echo '  anthropic_api_key: { env: "ANTHROPIC_API_KEY" },'
  else
    printf '  anthropic_base_url: "http://127.0.0.1:%s",\n' "$(cat "$home/standin-model.port")"
    echo '  anthropic_api_key: "stand-in",'
  fi
}

write_config() {
  {
    echo '// Written by deploy/try.sh at every start.'
    echo '{'
    echo '  platform: "local",'
    echo '  api_addr: "", // the socket only'
    if [ -n "$once" ]; then echo '  container_keep_alive_sec: 0,'; fi
    credentials
    echo '}'
  } >"$home/config.json.partial"
  chmod 600 "$home/config.json.partial"
  mv "$home/config.json.partial" "$home/config.json"
}

start_daemon() {
  api="unix:$home/run/api.sock"
  if loopctl --api-url "$api" status >/dev/null 2>&1; then
    die "a daemon runs in $home already; stop it, or set LOOP_TRY_HOME to another directory"
  fi
  say "starting the daemon (log $home/serve.log)"
  start_in_background "$home/serve.log" loopd serve ${loop_mcp:+--loop-mcp "$loop_mcp"}
  loopd_pid=$started_pid
  if ! loopctl --api-url "$api" status --wait 60 >/dev/null 2>"$home/status.log"; then
    cat "$home/status.log" >&2
    tail -n 20 "$home/serve.log" >&2
    die "the daemon did not come up"
  fi
}

read_arguments "$@"
standin=
[ -n "${ANTHROPIC_API_KEY:-}${CLAUDE_CODE_OAUTH_TOKEN:-}" ] || standin=1

"$repo/deploy/engine.sh" >&2
"$repo/container/base.sh" >&2
build

umask 077
mkdir -p "$home"
chmod 700 "$home"
home=$(cd "$home" && pwd -P)
# The operating system limits the length of a socket's path.
[ ${#home} -le 80 ] || die "$home is too long a path; set LOOP_TRY_HOME to a shorter one"
export LOOP_HOME=$home
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

[ -z "$standin" ] || start_standin
write_config
say "building the agent image (a minute or two the first time)"
loopd image build </dev/null >&2 || die "the agent image could not be built; see above"
start_daemon
if [ -n "$once" ]; then
  # Waited for rather than run in the foreground, so that a signal ends it at once.
  loopctl --api-url "$api" ask -- "$question" </dev/null &
  ask_pid=$!
  status=0
  wait "$ask_pid" || status=$?
  ask_pid=
  exit "$status"
else
  # The chat decides what Ctrl-C means.
  trap : INT
  loopctl --api-url "$api" chat
fi
