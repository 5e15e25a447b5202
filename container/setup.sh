#!/bin/sh
# Your own additions to the agent image. Runs as root, once, while the image is
# built; empty by default. Edit ~/.loop/container/setup.sh and the image is
# rebuilt before the next run. The build stops if a command here fails.
#
# Examples:
#   apt-get update && apt-get install -y --no-install-recommends python3 python3-venv nodejs npm
#   curl -fsSL https://go.dev/dl/go1.25.0.linux-amd64.tar.gz | tar -xz -C /usr/local
#   git config --system user.name "Loop agent"
#
# Put programs in /usr/local/bin: nothing under the home directory is kept,
# since the agent's home is mounted over it at run time.
set -eu
