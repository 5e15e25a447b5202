#!/usr/bin/env bash
# deploy/mcp.sh: builds loop-mcp so that it runs in every Linux container of
# this machine's architecture (linked statically), and prints its path.
#
#   deploy/mcp.sh          small: what an installation ships
#   deploy/mcp.sh --dev    quick to build: for tests and deploy/try.sh
#
# On another system than Linux, build it on Linux (or in a container) and name
# it with `loopd serve --loop-mcp`.
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$repo/target}
case $target in /*) ;; *) target=$PWD/$target ;; esac

profile=small
case "${1:-}" in
  '') ;;
  --dev) profile=dev ;;
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  *) echo "mcp: unknown argument $1" >&2; exit 2 ;;
esac
if [ "$(uname -s)" != Linux ]; then
  echo "mcp: $(uname -s) cannot link programs for Linux containers; see --help" >&2
  exit 1
fi
triple=$(uname -m)-unknown-linux-gnu
# With --target the flag does not reach build scripts and macros.
(cd "$repo" && CARGO_TARGET_DIR=$target RUSTFLAGS="-C target-feature=+crt-static" \
  cargo build --locked --profile "$profile" --target "$triple" -p loop-mcp) </dev/null >&2
case $profile in dev) dir=debug ;; *) dir=$profile ;; esac
echo "$target/$triple/$dir/loop-mcp"
