#!/bin/sh
# Starts every agent container: secrets into the environment, a writable home,
# the agent's own programs first in PATH for its shells, then the command, which
# is the image's. See README.md.
set -eu

secrets=/run/loop/secrets

fail() {
  printf 'entrypoint: %s\n' "$1" >&2
  exit 78
}

# One NAME=VALUE a line; everything after the first "=" is the value, verbatim.
# Nothing is evaluated. The values never show up in "docker inspect".
if [ -r "$secrets" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '' | '#'*) continue ;;
      *=*) ;;
      *) fail "a line of $secrets is not NAME=VALUE" ;;
    esac
    name=${line%%=*}
    case $name in
      '' | [0-9]* | *[!A-Za-z0-9_]*) fail "a name in $secrets is not a valid variable name" ;;
    esac
    export "$name=${line#*=}"
  done <"$secrets"
  unset line name
fi

[ -n "${HOME:-}" ] || fail "HOME is not set; the runner mounts a writable directory and names it in HOME"
[ -d "$HOME" ] || mkdir -p "$HOME" 2>/dev/null ||
  fail "home $HOME does not exist and cannot be made; mount a writable directory there"
[ -w "$HOME" ] && [ -x "$HOME" ] ||
  fail "home $HOME is not writable by uid $(id -u) (gid $(id -g)); chown the mounted directory to it"

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
[ $# -gt 0 ] || fail "no command given"
# The command is the image's: what an agent leaves in its home is found by its
# own shells only, and never started in the command's place.
command=$(command -v -- "$1") || fail "there is no program $1 in this image"
shift
export PATH="$HOME/.local/bin:$HOME/bin:$PATH"
exec "$command" "$@"
