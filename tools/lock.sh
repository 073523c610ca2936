#!/bin/sh
# Resolves the dependencies anew and writes the lock files: hashes, no hosts.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
"$uv" lock --quiet --upgrade

export_lock() {
    "$uv" export --quiet --frozen --no-emit-project --no-header --no-annotate "$@"
}

export_lock >requirements.lock
export_lock --group dev >tools/requirements-dev.lock
export_lock --only-group setup >tools/requirements-setup.lock
