"""Which weights turn sound into words, where they lie, and whether they still are what was installed."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from board.errors import Unavailable

if TYPE_CHECKING:  # the process that listens reads no settings
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
_INSTALL = "run `lanedesk voice install`"


@dataclass(frozen=True)
class Weights:
    """What to load, and by which engine: a checkpoint for openai, a folder for faster."""

    engine: Engine
    model: str
    path: Path


def find(settings: Settings) -> Weights:
    """The weights to use, found without importing an engine or reading them.

    Where the configured engine is not installed, the other one stands in if it has weights of the same model.
    Raises ``Unavailable`` with what to do.
    """
    if settings.whisper_engine == "off":
        raise Unavailable("Voice stays without words: LANEDESK_WHISPER_ENGINE is off.")
    if settings.whisper_model not in MODELS:
        return _given(settings.whisper_engine, settings.whisper_model)
    engine = installed_engine(settings.whisper_engine)
    if engine is None:
        raise Unavailable(f"The package {PACKAGES[settings.whisper_engine]} is not installed: {_INSTALL}.")
    weights = place(settings.data_dir, engine, settings.whisper_model)
    if not is_installed(weights):
        raise Unavailable(f"There are no weights for the model {weights.model}: {_INSTALL}.")
    return weights


def place(data_dir: Path, engine: Engine, model: str) -> Weights:
    """Where the weights of a named model belong, there or not."""
    place = data_dir / "models" / engine / model
    return Weights(engine, model, place / f"{model}.pt" if engine == "openai" else place)


def folder(weights: Weights) -> Path:
    """All that was installed for a named model."""
    return weights.path.parent if weights.engine == "openai" else weights.path


def installed_engine(wanted: Engine) -> Engine | None:
    """The wanted one, or the one that stands in for it."""
    return next((engine for engine in (wanted, *ENGINES) if has_packages(engine)), None)


def has_packages(engine: Engine) -> bool:
    return all(importlib.util.find_spec(module) for module in _MODULES[engine])


def is_installed(weights: Weights) -> bool:
    """A folder gets its place in one step, manifest and all, so the manifest stands for the rest."""
    return _manifest(weights).exists()


def verify(weights: Weights) -> None:
    """Read the weights and compare them with their manifest; those given by a path have none.

    Raises ``Unavailable`` if a file is missing or differs.
    """
    manifest = _manifest(weights)
    if not manifest.exists():
        return
    for line in manifest.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if _sha256(manifest.parent / name) != digest:
            raise Unavailable(f"The weights of the model {weights.model} are damaged: {_INSTALL}.")


def write_manifest(place: Path) -> None:
    """Note what the files of a folder are, as `sha256sum --check` reads it."""
    lines = [f"{_sha256(file)}  {file.name}\n" for file in sorted(place.iterdir()) if file.name != _MANIFEST]
    (place / _MANIFEST).write_text("".join(lines), encoding="utf-8")


def _given(engine: Engine, model: str) -> Weights:
    """The operator's own weights: what they are decides nothing but whether they fit the engine."""
    path = Path(model)
    if not path.exists():
        raise Unavailable(
            f"LANEDESK_WHISPER_MODEL is “{model}”, neither a Whisper model's name nor a path to weights."
        )
    if path.is_dir() != (engine == "faster"):
        form = "a folder" if engine == "faster" else "a .pt file"
        raise Unavailable(f"LANEDESK_WHISPER_MODEL is {path}, but the engine {engine} takes {form}.")
    if not has_packages(engine):
        raise Unavailable(f"The package {PACKAGES[engine]} is not installed: {_INSTALL}.")
    return Weights(engine, path.name.removesuffix(".pt"), path)


def _manifest(weights: Weights) -> Path:
    return folder(weights) / _MANIFEST


def _sha256(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None
