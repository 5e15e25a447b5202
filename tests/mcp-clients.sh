#!/usr/bin/env bash
# Tries loop-mcp with the official MCP clients, against a daemon of its own.
#
#   tests/mcp-clients.sh
#
# 1. The Python SDK (PyPI `mcp`), by both of its lifecycles: `initialize`
#    (2025-11-25) and `server/discover` (2026-07-28). It checks every answer
#    against the tool's output schema.
# 2. The inspector's command line (npm `@modelcontextprotocol/inspector`).
# 3. The conformance suite (npm `@modelcontextprotocol/conformance`). It tests
#    servers over HTTP only, so a gateway (npm `supergateway`) stands between;
#    of its scenarios those apply that a server with tools and nothing else can
#    pass. The others call tools of the suite's own example server
#    (`test_simple_text`, ...), or want resources, prompts, completion, logging
#    or sampling, which loop-mcp does not offer and says so: -32601.
#
# Needs Python 3, npm, and PyPI and the npm registry; not part of the gate.
# Environment: MCP_CLIENTS_DIR keeps what was installed for the next time.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$repo/target}
work=$(mktemp -d)
tools=${MCP_CLIENTS_DIR:-$work/clients}
loopd_pid=
gateway_pid=

say() { printf 'mcp-clients: %s\n' "$*" >&2; }

clean_up() {
  local status=$?
  trap - EXIT
  for pid in $gateway_pid $loopd_pid; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

install_clients() {
  mkdir -p "$tools"
  [ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet 'mcp>=2.3,<3'
  # Node 22 as a package: the suite needs it, and a machine may have an older one.
  (cd "$tools" && npm install --no-fund --no-audit --loglevel=error \
    node@22 @modelcontextprotocol/inspector@2.12.0 @modelcontextprotocol/conformance@0.1.16 supergateway@3) >&2
  PATH=$tools/node_modules/node/bin:$tools/node_modules/.bin:$PATH
}

start_daemon() {
  say "building"
  (cd "$repo" && cargo build --locked -p loopd -p loopctl -p loop-mcp) </dev/null >&2
  PATH=$target/debug:$PATH
  export LOOP_HOME=$work/home
  mkdir -m 700 "$LOOP_HOME"
  echo '{ platform: "local", api_addr: "", anthropic_api_key: "none" }' >"$LOOP_HOME/config.json"
  chmod 600 "$LOOP_HOME/config.json"
  loopd serve </dev/null >"$work/loopd.log" 2>&1 &
  loopd_pid=$!
  loopctl --api-url "unix:$LOOP_HOME/run/api.sock" status --wait 60 >/dev/null
  mkdir "$work/shop"
}

# Clients hand on little of their environment.
server=(loop-mcp --dir "$work/shop" --api-url "unix:$work/home/run/api.sock")

python_sdk() {
  say "the Python SDK"
  "$tools/venv/bin/python" "$repo/tests/mcp_client.py" "${server[@]}"
}

inspector() {
  say "the inspector"
  local cli=(mcp-inspector --cli)
  "${cli[@]}" "${server[@]}" --method tools/list >"$work/tools.json"
  "${cli[@]}" "${server[@]}" --method tools/call --tool-name schedule_task --tool-arg type=cron \
    --tool-arg 'schedule=0 9 * * 1-5' --tool-arg 'prompt=Look at the logs.' >"$work/task.json"
  "${cli[@]}" "${server[@]}" --method tools/call --tool-name list_tasks >"$work/list.json"
  "$tools/venv/bin/python" - "$work" <<'PY'
import json, pathlib, sys
work = pathlib.Path(sys.argv[1])
read = lambda name: json.loads((work / name).read_text())
names = [tool["name"] for tool in read("tools.json")["tools"]]
task, listed = read("task.json"), read("list.json")
assert "schedule_task" in names, names
assert not task.get("isError"), task
assert task["structuredContent"]["id"] in [item["id"] for item in listed["structuredContent"]["items"]], listed
print(f"inspector: {len(names)} tools, scheduled and listed task {task['structuredContent']['id']}")
PY
}

conformance_suite() {
  say "the conformance suite"
  local port scenario tries=0
  port=$("$tools/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  supergateway --stdio "${server[*]}" --outputTransport streamableHttp --stateful --port "$port" \
    </dev/null >"$work/gateway.log" 2>&1 &
  gateway_pid=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    [ "$tries" -lt 300 ] && kill -0 "$gateway_pid" || { cat "$work/gateway.log" >&2; return 1; }
    tries=$((tries + 1))
    sleep 0.1
  done
  for scenario in server-initialize ping tools-list; do
    conformance server --url "http://127.0.0.1:$port/mcp" --scenario "$scenario" --output-dir "$work/conformance"
  done
}

install_clients
start_daemon
python_sdk
inspector
conformance_suite
say "all of it works"
