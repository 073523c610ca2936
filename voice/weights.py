"""Which weights are used, where they are, and whether they are still as installed."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from board.errors import Unavailable

if TYPE_CHECKING:  # the child process reads no settings
    from board.settings import Settings

Engine = Literal["openai", "faster"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

MODELS = (
    "tiny.en",
    "tiny",
    "base.en",
    "base",
    "small.en",
    "small",
    "medium.en",
    "medium",
    "large-v1",
    "large-v2",
    "large-v3",
    "large",
    "large-v3-turbo",
    "turbo",
)
"""Whisper's own names, which both engines know."""

PACKAGES: dict[Engine, str] = {"openai": "openai-whisper", "faster": "faster-whisper"}
_MODULES: dict[Engine, tuple[str, ...]] = {
    "openai": ("whisper", "torch"),
    "faster": ("faster_whisper", "ctranslate2"),
}
_MANIFEST = "SHA256SUMS"
_MODEL_FILE = "model.bin"
"""The files of a folder in CTranslate2's format."""


@dataclass(frozen=True)
class Weights:
    """What to load with which engine: a checkpoint for openai, a folder for faster."""

    engine: Engine
    model: str
    path: Path


def find(settings: Settings) -> Weights:
    """Find the weights to use, without importing an engine or reading them.

    If the configured engine is not installed, the other is used if it has weights of the same model.
    Raises ``Unavailable`` with what to do.
    """
    if settings.whisper_engine == "off":
        raise Unavailable("refused.voice.off")
    if settings.whisper_model not in MODELS:
        own = given(settings.whisper_engine, settings.whisper_model)
        if not has_packages(own.engine):
            raise Unavailable("refused.voice.no_package", package=PACKAGES[own.engine])
        return own
    engine = installed_engine(settings.whisper_engine)
    if engine is None:
        raise Unavailable("refused.voice.no_package", package=PACKAGES[settings.whisper_engine])
    weights = place(settings.data_dir, engine, settings.whisper_model)
    if not is_installed(weights):
        raise Unavailable("refused.voice.no_weights", model=weights.model)
    return weights


def given(engine: Engine, model: str) -> Weights:
    """The operator's own weights. Only checked for being a file or folder, as the engine needs.

    Raises ``Unavailable`` if they can't be loaded from this path.
    """
    path = Path(model)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
        if is_folder == (engine == "faster"):
            (path / _MODEL_FILE if is_folder else path).open("rb").close()
    except OSError as error:
        raise _not_given(path, error) from error
    if is_folder != (engine == "faster"):
        key = "refused.voice.needs_folder" if engine == "faster" else "refused.voice.needs_file"
        raise Unavailable(key, path=path, engine=engine)
    return Weights(engine, path.name.removesuffix(".pt"), path)


def place(data_dir: Path, engine: Engine, model: str) -> Weights:
    """Where the weights of a named model belong, whether installed or not."""
    place = data_dir / "models" / engine / model
    return Weights(engine, model, place / f"{model}.pt" if engine == "openai" else place)


def folder(weights: Weights) -> Path:
    """The folder with all that is installed for a named model."""
    return weights.path.parent if weights.engine == "openai" else weights.path


def installed_engine(wanted: Engine) -> Engine | None:
    """The wanted engine if it is installed, else the other."""
    return next((engine for engine in (wanted, *ENGINES) if has_packages(engine)), None)


def has_packages(engine: Engine) -> bool:
    """Whether it can be imported. A removed package may leave an empty folder, which Python takes for a module."""
    specs = map(importlib.util.find_spec, _MODULES[engine])
    return all(spec is not None and spec.origin is not None for spec in specs)


def is_installed(weights: Weights) -> bool:
    """Whether the folder has its manifest: it is moved into place in one step, so then all is there.

    Raises ``Unavailable`` if the folder can't be read.
    """
    try:
        _manifest(weights).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(weights, error) from error
    return True


def verify(weights: Weights) -> None:
    """Read the weights and compare them with their manifest. Weights given by a path have none.

    Raises ``Unavailable`` if a file is missing, differs or can't be read.
    """
    if not _is_named(weights) or not is_installed(weights):
        return
    place = folder(weights)
    try:
        listed = _read_manifest(place / _MANIFEST)
        is_whole = all(_sha256(place / name) == digest for name, digest in listed.items())
    except OSError as error:
        raise _unreadable(weights, error) from error
    if not is_whole or _loaded(weights) not in listed:
        raise Unavailable("refused.voice.damaged", model=weights.model)


def write_manifest(place: Path) -> None:
    """Write the hashes of a folder's files, as `sha256sum --check` reads them."""
    lines = [f"{_sha256(file)}  {file.name}\n" for file in sorted(place.iterdir()) if file.name != _MANIFEST]
    (place / _MANIFEST).write_text("".join(lines), encoding="utf-8")


def _not_given(path: Path, error: OSError) -> Unavailable:
    if not isinstance(error, FileNotFoundError):
        return Unavailable("refused.voice.path_unreadable", path=path, error=error.strerror)
    if os.path.lexists(path):
        return Unavailable("refused.voice.path_missing", path=path, file=os.path.realpath(error.filename))
    return Unavailable("refused.voice.no_path", path=path)


def _is_named(weights: Weights) -> bool:
    """Whether they were installed by name: an operator's own folder may hold a SHA256SUMS of its own."""
    return folder(weights).parts[-3:] == ("models", weights.engine, weights.model)


def _loaded(weights: Weights) -> str:
    return weights.path.name if weights.engine == "openai" else _MODEL_FILE


def _unreadable(weights: Weights, error: OSError) -> Unavailable:
    return Unavailable(
        "refused.voice.unreadable", model=weights.model, error=error.strerror, file=error.filename
    )


def _manifest(weights: Weights) -> Path:
    return folder(weights) / _MANIFEST


def _read_manifest(manifest: Path) -> dict[str, str]:
    """Hashes by name. A malformed line gives a name that no file has."""
    lines = manifest.read_text(encoding="utf-8", errors="replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _sha256(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return None
