#!/bin/sh
# Resolves the dependencies anew and writes the lock files: hashes, no hosts.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
"$uv" lock --quiet --upgrade

export_lock() {
    "$uv" export --quiet --frozen --no-emit-project --no-header --no-annotate "$@"
}

# What a lock names beyond requirements.lock.
beyond_the_desk() {
    awk 'NR == FNR { known[$0]; next } /^[^ ]/ { is_new = !($0 in known) } is_new' requirements.lock -
}

# A desk hears with its processor; PyTorch, whose builds differ by machine, is left to tools/voice.py.
without_gpu=$(sed -nE 's/^name = "((nvidia|cuda|triton).*)"$/--prune \1/p' uv.lock)

export_lock >requirements.lock
export_lock --group dev >tools/requirements-dev.lock
export_lock --only-group setup >tools/requirements-setup.lock
# shellcheck disable=SC2086 # one word each
export_lock --extra voice --no-emit-package torch $without_gpu | beyond_the_desk >tools/requirements-voice.lock
export_lock --extra voice-faster | beyond_the_desk >tools/requirements-voice-faster.lock
