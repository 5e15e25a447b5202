#!/usr/bin/env bash
# Makes sure that a Docker engine answers. Does nothing when one does.
#
# On Debian or Ubuntu, as root, it installs docker.io where missing and starts
# dockerd in the background; elsewhere it says what to do and exits with 1.
# Safe to run again. Environment: DOCKER_HOST, DOCKERD_LOG
# (/var/log/loop-dockerd.log), ENGINE_WAIT (seconds to wait for it: 60).
set -euo pipefail

DOCKERD_LOG=${DOCKERD_LOG:-/var/log/loop-dockerd.log}
ENGINE_WAIT=${ENGINE_WAIT:-60}
pid_file=/var/run/docker.pid

say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

answers() {
  command -v docker >/dev/null 2>&1 &&
    timeout 10 docker version --format '{{.Server.APIVersion}}' >/dev/null 2>&1
}

is_debian() { command -v apt-get >/dev/null 2>&1; }

# Why nothing answers, when it is neither missing nor stopped.
explain_and_exit() {
  case "$(uname -s)" in
    Darwin) die "no Docker engine answers; install and start Docker Desktop, OrbStack or Colima, then run this again" ;;
  esac
  if [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
    die "you may not use the Docker engine; run 'sudo usermod -aG docker $(id -un)', log in again, then run this again"
  fi
  if is_debian; then
    die "no Docker engine answers; run 'sudo $0', or install one yourself: sudo apt-get install docker.io && sudo systemctl start docker"
  fi
  die "no Docker engine answers; install Docker Engine (https://docs.docker.com/engine/install/), start it, then run this again"
}

install_package() { # install_package PROGRAM PACKAGE...
  command -v "$1" >/dev/null 2>&1 && return 0
  shift
  say "installing $*"
  [ -n "${updated:-}" ] || apt-get update -qq </dev/null >&2
  updated=1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

uplink_mtu() {
  local device mtu
  device=$(ip -o route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
  mtu=$(cat "/sys/class/net/${device:-lo}/mtu" 2>/dev/null || echo 1500)
  if [ "$mtu" -gt 1500 ]; then mtu=1500; fi
  printf '%s' "$mtu"
}

# An engine that died leaves its pid file behind, and the next one refuses to start.
remove_stale_pid_file() {
  [ -f "$pid_file" ] || return 0
  if [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" != dockerd ]; then rm -f "$pid_file"; fi
}

start_with_systemd() {
  [ -d /run/systemd/system ] || return 1
  say "starting docker.service"
  systemctl start docker
}

start_detached() {
  if [ ! -d /sys/fs/cgroup/memory ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
    install_package cgroupfs-mount cgroupfs-mount && cgroupfs-mount || true
  fi
  remove_stale_pid_file
  local mtu
  mtu=$(uplink_mtu)
  say "starting dockerd (mtu $mtu, log $DOCKERD_LOG)"
  setsid nohup dockerd --mtu "$mtu" >>"$DOCKERD_LOG" 2>&1 </dev/null &
  started=$!
}

wait_until_it_answers() {
  local end=$((SECONDS + ENGINE_WAIT))
  while [ "$SECONDS" -lt "$end" ]; do
    if answers; then return 0; fi
    if [ -n "${started:-}" ] && ! kill -0 "$started" 2>/dev/null; then break; fi
    sleep 0.3
  done
  if [ -n "${started:-}" ]; then tail -n 20 "$DOCKERD_LOG" >&2 || true; fi
  die "the Docker engine did not come up within $ENGINE_WAIT s"
}

case "${1:-}" in
  '') ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) say "unknown argument $1"; exit 2 ;;
esac

if answers; then
  say "ready"
  exit 0
fi
if [ -n "${DOCKER_HOST:-}" ]; then die "no engine answers at DOCKER_HOST=$DOCKER_HOST"; fi
if [ "$(id -u)" != 0 ] || ! is_debian; then explain_and_exit; fi

install_package dockerd docker.io iptables
# Debian's package starts the engine by itself where systemd runs.
answers || start_with_systemd || start_detached
wait_until_it_answers
say "ready"
