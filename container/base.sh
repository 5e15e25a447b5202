#!/usr/bin/env bash
# Makes sure that the base image of the agent image is on this machine.
#
#   1. it is here already: nothing to do
#   2. an image registry is reachable: docker pull
#   3. otherwise it is made from Debian packages (needs root on Debian or Ubuntu,
#      uses mmdebstrap) and tagged under the same name, so that the Dockerfile
#      is the same everywhere
#
# Safe to run again. Environment: BASE_IMAGE (debian:bookworm-slim), SUITE
# (bookworm), PULL_TIMEOUT (60 seconds), FORCE_BASE=1 makes it anew from packages.
set -euo pipefail
umask 022

BASE_IMAGE=${BASE_IMAGE:-debian:bookworm-slim}
SUITE=${SUITE:-bookworm}
PULL_TIMEOUT=${PULL_TIMEOUT:-60}

say() { printf 'base image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

ensure_mmdebstrap() {
  command -v mmdebstrap >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 ||
    die "no registry answers and this is no Debian machine; run 'docker pull $BASE_IMAGE' where one does, or 'docker load' a copy"
  say "installing mmdebstrap"
  apt-get update -qq </dev/null >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap </dev/null >/dev/null
}

# What dpkg leaves out, as in the official slim image.
write_slim_options() {
  printf '%s\n' \
    'path-exclude=/usr/share/man/*' \
    'path-exclude=/usr/share/doc/*' \
    'path-include=/usr/share/doc/*/copyright' \
    'path-exclude=/usr/share/info/*' \
    'path-exclude=/usr/share/lintian/*' \
    'path-exclude=/usr/share/locale/*' \
    'path-exclude=/usr/share/groff/*' >"$1"
}

make_from_packages() {
  [ "$(id -u)" = 0 ] || die "no registry answers, and making $BASE_IMAGE from packages needs root: sudo $0"
  ensure_mmdebstrap
  local bundle=/etc/ssl/certs/ca-certificates.crt
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  write_slim_options "$work/slim"
  # Certificates that this machine's owner added (a company gateway's, say) go
  # into the image too; the ca-certificates package merges them when installed.
  mkdir "$work/ca"
  cp /usr/local/share/ca-certificates/*.crt "$work/ca/" 2>/dev/null || true
  say "making $BASE_IMAGE from Debian packages (half a minute or more)"
  # shellcheck disable=SC2016  # $1 is mmdebstrap's, not ours
  mmdebstrap --quiet --variant=apt \
    --dpkgopt="$work/slim" \
    --aptopt='Acquire::Languages "none"' \
    --aptopt='Acquire::Retries "3"' \
    --customize-hook='mkdir -p "$1/usr/local/share/ca-certificates"' \
    --customize-hook="sync-in $work/ca /usr/local/share/ca-certificates" \
    "$SUITE" "$work/base.tar" </dev/null >&2
  set -- -c 'CMD ["bash"]' -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  if ls "$work/ca"/*.crt >/dev/null 2>&1; then
    # Programs with a certificate list of their own are pointed at the merged one.
    local name
    for name in NODE_EXTRA_CA_CERTS SSL_CERT_FILE REQUESTS_CA_BUNDLE PIP_CERT GIT_SSL_CAINFO; do
      set -- "$@" -c "ENV $name=$bundle"
    done
  fi
  docker import "$@" "$work/base.tar" "$BASE_IMAGE" >/dev/null
  say "$BASE_IMAGE made"
}

command -v docker >/dev/null 2>&1 || die "the docker client is missing; run deploy/engine.sh first"

if [ -z "${FORCE_BASE:-}" ]; then
  if docker image inspect "$BASE_IMAGE" >/dev/null 2>&1; then
    say "$BASE_IMAGE is here"
    exit 0
  fi
  say "pulling $BASE_IMAGE (at most $PULL_TIMEOUT s)"
  if timeout "$PULL_TIMEOUT" docker pull --quiet "$BASE_IMAGE" </dev/null >/dev/null 2>&1; then
    say "$BASE_IMAGE pulled"
    exit 0
  fi
  say "no registry answered"
fi
make_from_packages
