#!/usr/bin/env bash
# Holds the stand-in chat servers against the platforms' own SDKs: what these
# can use as if it were the real thing is faithful enough for our tests.
#
#   tests/chat-sdks.sh
#
# Slack: slack_bolt (PyPI) and @slack/bolt (npm) connect to the stand-in, hear
# a mention, acknowledge it, answer in its thread, edit the answer, react,
# upload a file, answer a command and a button in private, and come back after
# their socket was renewed.
#
# Discord: discord.py (PyPI) connects, registers a command, hears a mention,
# answers, edits, reacts, opens and renames a thread, uploads a file, reads the
# history, answers a command and a button in private, waits where it is limited,
# and goes on with its session when it is asked to reconnect.
#
# Nothing that they do may count as a violation.
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

install() {
  mkdir -p "$tools"
  [ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet 'slack_bolt>=1.30,<2' 'discord.py>=2.7,<3'
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

base() { printf '%s' "${api_url%%/api*}"; }
act() { curl -fsS -X POST -d "$1" "$(base)/__do"; }
tell() { curl -fsS "$(base)/__$1"; }
has_socket() { [ "$(tell sockets)" -ge 1 ]; }
reads_in() { tell "transcript?channel=$1" | grep -qF -- "$2"; }
reads() { reads_in ops "$1"; }
saw() { tell private | grep -qF -- "$1"; }
was_called() { tell calls | grep -qF -- "\"method\":\"$1\""; }
is_acked() { grep -q '"acked":true' <<<"$1"; }

has_connection() { [ "$(tell connections)" -ge 1 ]; }
has_command() { tell commands | grep -qF '"status"'; }
has_gone_on() { [ "$(tell sessions)" = '[1,1]' ]; }
is_answered() { grep -q '"answered_us":[0-9]' <<<"$1"; }

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

# discord <name> <command...>: one SDK's app against a stand-in of its own.
discord() {
  local name=$1 answered id
  shift
  "$target/debug/standin-discord" >"$work/$name.server" 2>"$work/$name-server.log" &
  server_pid=$!
  until_true "the stand-in" test -s "$work/$name.server"
  read -r api_url bot_token app_id <"$work/$name.server"
  "$@" "$api_url" "$bot_token" "$app_id" >"$work/$name.log" 2>&1 &
  client_pid=$!
  until_true "$name: a connection" has_connection
  until_true "$name: the command" has_command

  act '{"do":"mention","channel":"ops","who":"ann","text":"ping, in a thread"}' >/dev/null
  until_true "$name: the edited answer" reads 'loop: pong, changed'
  until_true "$name: the thread" reads '[another name]'
  until_true "$name: what is in the thread" reads 'loop: in the thread'
  until_true "$name: the file" reads '<a.txt>'
  until_true "$name: the history" reads 'loop: read 3'

  answered=$(act '{"do":"slash","channel":"ops","who":"ann","text":"status","arguments":{}}')
  is_answered "$answered" || die "$name: the command was not answered: $answered"
  say "$name: command answered: $answered"
  until_true "$name: the private answer" saw 'done: status'
  until_true "$name: the further answer" saw 'and more'

  id=$(tell 'messages?channel=ops' | python3 -c 'import json,sys
print(next(m["id"] for m in json.load(sys.stdin) if "[Stop]" in m["shown"]))')
  answered=$(act "{\"do\":\"press\",\"channel\":\"ops\",\"who\":\"ann\",\"id\":\"$id\",\"text\":\"Stop\"}")
  is_answered "$answered" || die "$name: the button was not answered: $answered"
  until_true "$name: the answer to the button" saw 'stopped'

  act '{"do":"reconnect"}' >/dev/null
  until_true "$name: the session that goes on" has_gone_on
  act '{"do":"mention","channel":"other","who":"ann","text":"still there?"}' >/dev/null
  until_true "$name: an answer after that" reads_in other 'loop: pong, changed'

  [ "$(tell violations)" = '[]' ] || die "$name: violations: $(tell violations)"
  say "$name: works against the stand-in, without a violation"
  stop_all
}

say "building"
(cd "$repo" && cargo build --locked -p loop-tests --bins) </dev/null >&2
say "installing"
install
slack slack_bolt-python "$tools/venv/bin/python" "$repo/tests/sdks/slack_app.py"
NODE_PATH=$tools/node_modules slack slack_bolt-js "$tools/node_modules/.bin/node" "$repo/tests/sdks/slack_app.js"
discord discord.py "$tools/venv/bin/python" "$repo/tests/sdks/discord_app.py"
