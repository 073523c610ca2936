"""Installs an engine that turns sound into words, for a processor: never a build for CUDA, which is gigabytes."""

import argparse
import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, TypedDict

from tools.setup import ROOT, quiet_uv

PROJECT = ROOT / "pyproject.toml"
LOCKS = {
    "openai": ROOT / "tools" / "requirements-voice.lock",
    "faster": ROOT / "tools" / "requirements-voice-faster.lock",
}
NAMES = {"openai": "openai-whisper", "faster": "faster-whisper"}
_STANDS_IN = {"openai": ("openai", "faster"), "faster": ("faster",)}
_GPU = re.compile(r"(nvidia|cuda|triton|pytorch[_-]triton)", re.IGNORECASE)
_NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_TELLING = re.compile(
    r"^([^/,\n]+/__init__\.py|[^,\n]+\.(?:so|dylib|pyd)[.\d]*),[^,\n]*,(\d+)\r?$", re.MULTILINE
)
"""Files of a RECORD, with their sizes, that show a broken package; to look at all files takes too long."""
_LOOKING_SECONDS = 30
_RESOLVING_SECONDS = 120
_DOWNLOADING_SECONDS = 1800


class Report(TypedDict):
    """The part of pip's --report (version 1) that is read here."""

    install: list[dict[str, Any]]


class NoWords(Exception):
    """No engine can be installed; the text says why."""


class FullDisk(Exception):
    """The disk is full, so another engine would not fit either; the text says where."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=tuple(LOCKS), help="which one is wanted")
    try:
        install_engine(parser.parse_args().engine)
    except (NoWords, FullDisk) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def install_engine(wanted: str) -> None:
    """Install the wanted engine, or the one that stands in for it; if it is there already, quiet and quick."""
    reasons = []
    for engine in _STANDS_IN[wanted]:
        if _is_current(engine):
            return
        try:
            with _alone():
                if not _is_current(engine):  # as another process may have left it
                    print(f"Installing {NAMES[engine]}.", flush=True)
                    _install(engine)
        except OSError:
            reasons.append(f"{sys.prefix} can't be written")
        except NoWords as reason:
            reasons.append(str(reason))
        else:
            return
        print(f"{reasons[-1]}.", flush=True)
    raise NoWords(f"No engine can be installed: {'; '.join(reasons)}.")


def cpu_torch(report: Report) -> str | None:
    """The torch that pip would install, as a requirement, if it is one for a processor alone.

    With its hash, unless it comes from an index that knows none.
    """
    named = {entry["metadata"]["name"].lower(): entry for entry in report["install"]}
    if "torch" not in named:
        return None
    build = named["torch"]["metadata"]["version"].partition("+")[2]
    if build != "cpu" and (build or any(map(_GPU.match, named))):
        return None
    download = named["torch"]["download_info"]
    digest = download.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"torch @ {download['url']}" + (f"#sha256={digest}" if digest else "")


def _install(engine: str) -> None:
    if engine == "openai" and not _is_whole("torch"):
        _install_torch(_pinned_torch())
    if not _bring(*_force(engine), "--no-deps", "--require-hashes", "-r", str(LOCKS[engine])):
        raise NoWords(f"{NAMES[engine]} can't be downloaded (is there a network?)")
    _note(engine)


def _force(engine: str) -> tuple[str, ...]:
    """A broken package must be forced: to an installer it counts as installed."""
    return () if all(map(_is_whole, filter(_is_there, _named(engine)))) else ("--force-reinstall",)


def _note(engine: str) -> None:
    """Write the stamp: what was asked for, and which of its packages this kind of machine has."""
    torch = {"torch"} if engine == "openai" else set()
    there = sorted(filter(_is_there, _named(engine) | torch))
    _stamp(engine).write_text("\n".join((_digest(engine), *there)))


def _install_torch(pinned: str) -> None:
    """Take what pip finds if it is for a processor; else uv looks where such builds are kept."""
    report = _report(pinned)
    if requirement := report and cpu_torch(report):
        arguments = ["--no-deps", "--force-reinstall", requirement]
    elif _uv(_LOOKING_SECONDS, "--dry-run", "--torch-backend=cpu", "--no-deps", pinned):
        arguments = ["--no-deps", "--force-reinstall", "--torch-backend=cpu", pinned]
    else:
        raise NoWords("no PyTorch for a processor alone is to be had here")
    if not _uv(_DOWNLOADING_SECONDS, *arguments):
        raise NoWords("PyTorch can't be downloaded (is there a network?)")


def _report(requirement: str) -> Report | None:
    """What pip would install for this, as if nothing were there yet."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        quick = ("--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=15")
        command = ("install", *quick, "--dry-run", "--ignore-installed", f"--report={report}", requirement)
        if not _succeeds([sys.executable, "-m", "pip", *command], _RESOLVING_SECONDS):
            return None
        loaded: Report = json.loads(report.read_bytes())
        return loaded


def _bring(*arguments: str) -> bool:
    """By uv, in seconds; where it fails by pip, which also knows the mirrors and certificates of pip.conf."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return _uv(_DOWNLOADING_SECONDS, *arguments) or _succeeds([*pip, *arguments], _DOWNLOADING_SECONDS)


def _uv(seconds: float, *arguments: str) -> bool:
    command, environment = quiet_uv()
    return _succeeds([*command, *arguments], seconds, environment)


def _succeeds(command: list[str], seconds: float, environment: dict[str, str] | None = None) -> bool:
    """Whether the command ends well and in time, printing nothing; raises ``FullDisk``."""
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=seconds,
        )
    except subprocess.CalledProcessError as failure:
        if os.strerror(errno.ENOSPC).encode() in failure.stderr:
            raise FullDisk(f"The disk is full: {sys.prefix} needs more space.") from failure
        return False
    except subprocess.TimeoutExpired:
        return False
    return True


def _pinned_torch() -> str:
    """As the extra `voice` pins it; the lock leaves it out, because each kind of machine has its own build."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extra: list[str] = project["optional-dependencies"]["voice"]
    return next(requirement for requirement in extra if requirement.startswith("torch=="))


def _named(engine: str) -> set[str]:
    return set(_NAMED.findall(LOCKS[engine].read_text(encoding="utf-8")))


def _is_there(name: str) -> bool:
    return any(metadata.distributions(name=name))


def _is_whole(name: str) -> bool:
    """Installers write their name last, so a package without it was not finished; files may also be lost later."""
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    if package.read_text("INSTALLER") is None:
        return False
    place = str(package.locate_file(""))
    files = _TELLING.findall(package.read_text("RECORD") or "")
    return all(_size(os.path.join(place, file)) == int(size) for file, size in files)


def _size(file: str) -> int | None:
    try:
        return os.stat(file).st_size
    except OSError:
        return None


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two installers in one environment would undo each other's work."""
    with (Path(sys.prefix) / ".voice.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(engine: str) -> bool:
    """By the stamp this engine was installed, and its packages are still whole; imports nothing and takes 50 ms."""
    try:
        digest, *names = _stamp(engine).read_text().splitlines()
    except (OSError, ValueError):
        return False
    return digest == _digest(engine) and bool(names) and all(map(_is_whole, names))


def _stamp(engine: str) -> Path:
    return Path(sys.prefix) / f".installed-voice-{engine}"


def _digest(engine: str) -> str:
    return hashlib.sha256(LOCKS[engine].read_bytes() + _pinned_torch().encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
