#!/bin/sh
# Finds a Python that fits ($PYTHON, if one is named), makes .venv with it, and hands over to tools/setup.py.
set -eu
cd "$(dirname "$0")/.."

fits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.14 python3.11; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

install_python() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        return 1
    fi
    echo "Installing Python."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update </dev/null
    for version in 3 3.13 3.12 3.11; do
        apt-get -qq install -y --no-install-recommends "python$version" "python$version-venv" </dev/null >/dev/null || continue
        if find_python >/dev/null; then
            return
        fi
    done
    return 1
}

# The note says whose .venv it is: one that was moved, copied or half made is made anew.
if [ "$(cat .venv/.checkout 2>/dev/null)" != "$PWD" ] || ! fits .venv/bin/python; then
    find_python >/dev/null || install_python >&2 || {
        echo "Lanedesk needs Python 3.11 to 3.14 with venv (Debian, Ubuntu: apt install python3-venv; macOS: Homebrew's python)." >&2
        exit 1
    }
    rm -rf .venv
    # Ctrl-C is no error to tell of.
    "$(find_python)" -c 'import signal, venv; signal.signal(signal.SIGINT, signal.SIG_DFL); venv.main([".venv"])'
    echo "$PWD" >.venv/.checkout
fi

exec .venv/bin/python tools/setup.py "$@"
