"""Installs what turns sound into words, for a processor alone: never a build for CUDA, which is gigabytes."""

import argparse
import contextlib
import fcntl
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, TypedDict

from tools.setup import ROOT, install, quiet_uv

PROJECT = ROOT / "pyproject.toml"
LOCKS = {
    "openai": ROOT / "tools" / "requirements-voice.lock",
    "faster": ROOT / "tools" / "requirements-voice-faster.lock",
}
NAMES = {"openai": "openai-whisper", "faster": "faster-whisper"}
_STANDS_IN = {"openai": ("openai", "faster"), "faster": ("faster",)}
_GPU = re.compile(r"(nvidia|cuda|triton|pytorch[_-]triton)", re.IGNORECASE)
_LOOKING_SECONDS = 30
_RESOLVING_SECONDS = 120
_DOWNLOADING_SECONDS = 1800


class Report(TypedDict):
    """What pip answers to --report, version 1, as far as it is asked here."""

    install: list[dict[str, Any]]


class NoWords(Exception):
    """No engine can be installed; the text says why."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=tuple(LOCKS), help="which one is wanted")
    try:
        install_engine(parser.parse_args().engine)
    except NoWords as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def install_engine(wanted: str) -> None:
    """Install the wanted engine, or the one that stands in for it; quiet and quick when it is there."""
    reasons = []
    for engine in _STANDS_IN[wanted]:
        if _is_current(engine):
            return
        print(f"Installing {NAMES[engine]}.", flush=True)
        try:
            with _alone():
                _install(engine)
        except (NoWords, PermissionError) as reason:
            reasons.append(str(reason))
            print(f"{reason}.", flush=True)
        else:
            return
    raise NoWords(f"{'; '.join(reasons)}: is there a network?")


def cpu_torch(report: Report) -> str | None:
    """The torch that pip would install, as a requirement with its hash, if it is one for a processor alone."""
    named = {entry["metadata"]["name"].lower(): entry for entry in report["install"]}
    if "torch" not in named:
        return None
    build = named["torch"]["metadata"]["version"].partition("+")[2]
    if build != "cpu" and (build or any(map(_GPU.match, named))):
        return None
    download = named["torch"]["download_info"]
    return f"torch @ {download['url']}#sha256={download['archive_info']['hashes']['sha256']}"


def _install(engine: str) -> None:
    if engine == "openai" and not _is_whole("torch"):
        _install_torch(_pinned_torch())
    try:
        install("--no-deps", "--require-hashes", "-r", LOCKS[engine])
    except subprocess.CalledProcessError:
        raise NoWords(f"{NAMES[engine]} can't be downloaded") from None
    _stamp(engine).write_text(_digest(engine))


def _install_torch(pinned: str) -> None:
    """What pip finds is taken if it is for a processor, else uv looks where such builds are kept."""
    report = _report(pinned)
    if requirement := report and cpu_torch(report):
        arguments = ["--no-deps", "--force-reinstall", requirement]
    elif _uv(_LOOKING_SECONDS, "--dry-run", "--torch-backend=cpu", "--no-deps", pinned):
        arguments = ["--no-deps", "--force-reinstall", "--torch-backend=cpu", pinned]
    else:
        raise NoWords("no PyTorch for a processor alone is to be had here")
    if not _uv(_DOWNLOADING_SECONDS, *arguments):
        raise NoWords("PyTorch can't be downloaded")


def _report(requirement: str) -> Report | None:
    """What pip would install for this, as if nothing were there yet."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        quick = ("--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=15")
        command = ("install", *quick, "--dry-run", "--ignore-installed", f"--report={report}", requirement)
        try:
            _run_quietly([sys.executable, "-m", "pip", *command], _RESOLVING_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        loaded: Report = json.loads(report.read_bytes())
        return loaded


def _uv(seconds: float, *arguments: str) -> bool:
    command, environment = quiet_uv()
    try:
        _run_quietly([*command, *arguments], seconds, environment)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return True


def _run_quietly(command: list[str], seconds: float, environment: dict[str, str] | None = None) -> None:
    subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=seconds,
    )


def _pinned_torch() -> str:
    """As the extra `voice` says it; the lock leaves it out, for each kind of machine has a build of its own."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extra: list[str] = project["optional-dependencies"]["voice"]
    return next(requirement for requirement in extra if requirement.startswith("torch=="))


def _is_whole(name: str) -> bool:
    """Installers leave their name last, so a package they were stopped at lacks it."""
    try:
        return metadata.distribution(name).read_text("INSTALLER") is not None
    except metadata.PackageNotFoundError:
        return False


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two installers in one environment would undo each other's work."""
    with (Path(sys.prefix) / ".voice.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(engine: str) -> bool:
    stamp = _stamp(engine)
    return stamp.exists() and stamp.read_text() == _digest(engine)


def _stamp(engine: str) -> Path:
    return Path(sys.prefix) / f".installed-voice-{engine}"


def _digest(engine: str) -> str:
    return hashlib.sha256(LOCKS[engine].read_bytes() + _pinned_torch().encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
