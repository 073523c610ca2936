"""The desk's side of the process that listens: started for work, one recording at a time, ended when idle."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from board.errors import DeskError, Unavailable, read
from board.store.sound import bare_environment
from board.talk.transcripts import Heard, Segment
from voice.refusals import FileUnreadable, Unhearable
from voice.weights import Weights

log = structlog.get_logger()

IDLE_SECONDS = 60
PATIENCE_SECONDS = 600
"""By the clock, for a process that hangs. One that uses too much processor time ends itself earlier."""
PATIENCE_FACTOR = 12
"""More seconds of patience for each second of the recording."""
LONGEST_SECONDS = 3 * PATIENCE_SECONDS + PATIENCE_FACTOR * 301

_LONGEST_LINE = 4 * 1024**2
_TOO_LONG = "refused.recording.slow"


class BrokeOff(DeskError):
    """The process ended in the middle; another try may work."""


class Transcriber:
    """Holds at most one child process. Only one task may use it at a time."""

    def __init__(
        self, *, idle_seconds: float = IDLE_SECONDS, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._idle_seconds = idle_seconds
        self.patience_seconds = patience_seconds
        self._child: Process | None = None
        self._loaded: Weights | None = None
        self._idle_since = 0.0

    @property
    def pid(self) -> int | None:
        """The child's, once it has loaded its weights."""
        return self._child.pid if self._child is not None and self._loaded is not None else None

    async def hear(self, weights: Weights, path: Path, languages: Sequence[str]) -> Heard:
        """What is said, in one of `languages`, of which the speaker's own is first.

        Raises ``Unhearable``, ``FileUnreadable``, ``BrokeOff``; ``Unavailable`` when the process can't start or load
        the weights.
        """
        try:
            child = await self._ready(weights)
            await _send(child, _request(path, languages))
            seconds = float((await _answer(child, self.patience_seconds))["seconds"])
            answer = await _answer(child, self.patience_seconds + PATIENCE_FACTOR * seconds)
        except (Unhearable, FileUnreadable):
            raise
        except BaseException:
            await self.end()
            raise
        finally:
            self._idle_since = asyncio.get_running_loop().time()
        segments = [Segment(s["start"], s["end"], s["text"]) for s in answer["segments"]]
        return Heard(segments, answer["language"], answer["is_clear"], seconds)

    async def end_if_idle(self) -> None:
        """End the child some time after the last recording, to free its memory."""
        idle = asyncio.get_running_loop().time() - self._idle_since
        if self._child is not None and idle >= self._idle_seconds:
            await self.end()

    async def end(self) -> None:
        """End the child at once, whatever it is doing."""
        child, self._child, self._loaded = self._child, None, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
            log.info("listening process ended", pid=child.pid, code=child.returncode)

    async def _ready(self, weights: Weights) -> Process:
        if self._child is not None and (self._child.returncode is not None or self._loaded != weights):
            await self.end()
        if self._child is None:
            self._child = await _started(weights)
            await self._load(self._child, weights)
            self._loaded = weights
        return self._child

    async def _load(self, child: Process, weights: Weights) -> None:
        try:
            await _answer(child, self.patience_seconds)
        except BrokeOff as error:
            code = child.returncode
            log.warning(
                "listening process did not load", engine=weights.engine, model=weights.model, code=code
            )
            if code is not None and code < 0:
                raise Unavailable("refused.voice.killed") from error
            raise Unavailable("refused.voice.no_load", engine=weights.engine, model=weights.model) from error


async def _started(weights: Weights) -> Process:
    try:
        return await _start(weights)
    except OSError as error:  # no memory or file handle left, or the interpreter is being replaced
        raise Unavailable("refused.voice.no_start", error=error.strerror) from error


async def _start(weights: Weights) -> Process:
    # Its standard input is open as long as this process lives; so it knows when to end.
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "voice.hearing",
        weights.engine,
        weights.model,
        str(weights.path.absolute()),
        cwd=Path(__file__).parents[1],
        env=bare_environment(),
        stdin=PIPE,
        stdout=PIPE,
        limit=_LONGEST_LINE,
    )
    log.info("listening process started", pid=child.pid, engine=weights.engine, model=weights.model)
    return child


def _request(path: Path, languages: Sequence[str]) -> bytes:
    return json.dumps({"file": str(path.absolute()), "languages": list(languages)}).encode() + b"\n"


async def _send(child: Process, request: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(request)
    with suppress(ConnectionError):  # it has ended, as reading its answer will show
        await child.stdin.drain()


async def _answer(child: Process, seconds: float) -> Mapping[str, Any]:
    assert child.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            line = await child.stdout.readline()
    except TimeoutError:
        raise BrokeOff(_TOO_LONG) from None
    if not line.endswith(b"\n"):
        code = await child.wait()
        took_too_long = code == -signal.SIGXCPU
        raise BrokeOff(_TOO_LONG if took_too_long else "refused.recording.broke_off")
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        raise read(Unhearable, answer["refused"])
    if "unreadable" in answer:
        raise read(FileUnreadable, answer["unreadable"])
    if "unavailable" in answer:
        raise read(Unavailable, answer["unavailable"])
    return answer
