#!/usr/bin/env bash
# Holds the stand-in chat servers against the platforms' own SDKs: what these
# can use as if it were the real thing is faithful enough for our tests.
#
#   tests/chat-sdks.sh
#
# Slack: slack_bolt (PyPI) and @slack/bolt (npm) connect to the stand-in, hear
# a mention, acknowledge it, answer in its thread, edit the answer, react,
# upload a file, answer a command and a button in private, and come back after
# their socket was renewed. Nothing that they do may count as a violation.
#
# Needs Python 3, npm, curl, and PyPI and the npm registry; not part of the
# gate. Environment: CHAT_SDKS_DIR keeps what was installed for the next time.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$repo/target}
work=$(mktemp -d)
tools=${CHAT_SDKS_DIR:-$work/sdks}
server_pid=
client_pid=

say() { printf 'chat-sdks: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

stop_all() {
  local pid
  for pid in $client_pid $server_pid; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  client_pid=
  server_pid=
}

clean_up() {
  local status=$?
  trap - EXIT
  stop_all
  [ "$status" = 0 ] || tail -n 30 "$work"/*.log >&2 || true
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

install_slack() {
  mkdir -p "$tools"
  [ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet 'slack_bolt>=1.30,<2'
  (cd "$tools" && npm install --no-fund --no-audit --loglevel=error node@22 @slack/bolt@4) >&2
}

# until_true <what> <command...>: tries for half a minute.
until_true() {
  local what=$1 tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || die "$what: never came"
    sleep 0.2
  done
}

base() { printf '%s' "${api_url%/api}"; }
act() { curl -fsS -X POST -d "$1" "$(base)/__do"; }
tell() { curl -fsS "$(base)/__$1"; }
has_socket() { [ "$(tell sockets)" -ge 1 ]; }
reads() { tell 'transcript?channel=ops' | grep -qF -- "$1"; }
saw() { tell private | grep -qF -- "$1"; }
was_called() { tell calls | grep -qF -- "\"method\":\"$1\""; }
is_acked() { grep -q '"acked":true' <<<"$1"; }

# slack <name> <command...>: one SDK's app against a stand-in of its own.
slack() {
  local name=$1 acked ts
  shift
  "$target/debug/standin-slack" >"$work/$name.server" 2>"$work/$name-server.log" &
  server_pid=$!
  until_true "the stand-in" test -s "$work/$name.server"
  read -r api_url bot_token app_token <"$work/$name.server"
  "$@" "$api_url" "$bot_token" "$app_token" >"$work/$name.log" 2>&1 &
  client_pid=$!
  until_true "$name: a socket" has_socket

  acked=$(act '{"do":"mention","channel":"ops","who":"ann","text":"ping"}')
  is_acked "$acked" || die "$name: the mention was not acknowledged: $acked"
  say "$name: mention acknowledged: $acked"
  until_true "$name: the edited answer" reads 'loop: pong, changed'
  until_true "$name: the reaction" was_called reactions.add
  until_true "$name: the file" reads '<a.txt>'

  acked=$(act '{"do":"slash","channel":"ops","who":"ann","text":"status"}')
  is_acked "$acked" || die "$name: the command was not acknowledged: $acked"
  until_true "$name: the private answer" saw 'done: status'

  ts=$(tell calls | python3 -c 'import json,sys
print(next(c["answer"]["ts"] for c in json.load(sys.stdin) if c["method"] == "chat.update"))')
  acked=$(act "{\"do\":\"press\",\"channel\":\"ops\",\"who\":\"ann\",\"ts\":\"$ts\",\"text\":\"Stop\"}")
  is_acked "$acked" || die "$name: the button was not acknowledged: $acked"
  until_true "$name: the answer to the button" saw 'stopped'

  act '{"do":"disconnect","text":"refresh_requested"}' >/dev/null
  until_true "$name: a new socket" has_socket
  acked=$(act '{"do":"mention","channel":"ops","who":"ann","text":"still there?"}')
  is_acked "$acked" || die "$name: nothing was acknowledged on the new socket: $acked"
  say "$name: after a renewal: $acked"

  [ "$(tell violations)" = '[]' ] || die "$name: violations: $(tell violations)"
  say "$name: works against the stand-in, without a violation"
  stop_all
}

say "building"
(cd "$repo" && cargo build --locked -p loop-tests --bins) </dev/null >&2
say "installing"
install_slack
slack slack_bolt-python "$tools/venv/bin/python" "$repo/tests/sdks/slack_app.py"
NODE_PATH=$tools/node_modules slack slack_bolt-js "$tools/node_modules/.bin/node" "$repo/tests/sdks/slack_app.js"
