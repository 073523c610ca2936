"""The child's side: `python -m voice.hearing ENGINE MODEL PATH`, one JSON line in and two out for each recording.

In: `{"file": path, "languages": [codes]}`. Out, once: `{"ready": true}` or `{"unavailable": refusal}`. Then for
each: `{"seconds": length}` before it listens, and `{"segments": […], "language": code, "is_clear": bool}`, or
instead of either `{"refused": refusal}`, or `{"unreadable": refusal}` when its bytes can't be had. Whatever else
goes wrong ends the process, and its parent notices.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from board.errors import Unavailable, written
from board.store.sound import limit
from voice import weights
from voice.hearing import activity, engines, judging, sentences, sound
from voice.hearing.engines import Engine
from voice.hearing.judging import Guess
from voice.hearing.sound import Sound
from voice.refusals import FileUnreadable, Unhearable
from voice.weights import Weights

_NICENESS = 10
"""A tenth of the desk's share if both want the processor. With 15 it may get nothing for minutes on a busy machine."""
_CPU_SECONDS = 60
_CPU_FACTOR = 10
"""The base model takes half of the recording's length, medium four times. Short ones cost as much as half a minute."""
_MOST_MEMORY_BYTES = 1024 * 1024 * 1024
_SIZE = Path("/proc/self/statm")
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")


def main() -> None:
    answers = _keep_answers_apart()
    requests = _read_until_the_parent_ends()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the desk, which then ends this process
    os.nice(_NICENESS)
    os.environ.update(dict.fromkeys(_OFFLINE, "1"), OMP_NUM_THREADS="1")
    engine, model, path = sys.argv[1:]
    assert engine in weights.ENGINES, engine
    found = Weights(engine, model, Path(path))
    try:
        weights.verify(found)
    except Unavailable as error:
        _say(answers, {"unavailable": written(error)})
        return
    ear = engines.load(found)
    _limit_memory()
    _say(answers, {"ready": True})
    while True:
        request = json.loads(requests.get())
        try:
            _allow()
            recording = sound.decode(Path(request["file"]))
            _allow(recording.seconds)
            _say(answers, {"seconds": recording.seconds})
            _say(answers, _hear(ear, recording, request["languages"]))
        except Unhearable as error:
            _say(answers, {"refused": written(error)})
        except FileUnreadable as error:
            _say(answers, {"unreadable": written(error)})


def _limit_memory() -> None:
    """Limit the memory for a recording, on top of the model; past it, this process ends and not the desk."""
    try:
        pages = int(_SIZE.read_text(encoding="ascii").split()[0])
    except OSError:  # only on Linux
        return
    limit(resource.RLIMIT_AS, pages * resource.getpagesize() + _MOST_MEMORY_BYTES)


def _allow(seconds: float = 0) -> None:
    """Limit the processor time for a recording of this length; past it, the system ends this process with SIGXCPU.

    Not time by the clock: beside a busy desk the same work may take ten times as long.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = used.ru_utime + used.ru_stime + _CPU_SECONDS + _CPU_FACTOR * seconds
    limit(resource.RLIMIT_CPU, math.ceil(most))


def _hear(ear: Engine, recording: Sound, languages: list[str]) -> Mapping[str, Any]:
    speech = activity.stretches(recording.samples)
    if not speech:
        return _answer((), None, is_clear=True)
    heard = ear.listen(recording.samples, activity.clips(speech), languages)
    verdict = judging.judge(
        [guess for guess in heard.guesses if activity.is_spoken(guess.start, guess.end, speech)],
        recording.seconds,
        language_probability=heard.probability,
        is_whole=recording.is_whole,
    )
    said = sentences.split(verdict.guesses, recording.samples)
    return _answer(said, heard.language, is_clear=verdict.is_clear)


def _answer(said: Sequence[Guess], language: str | None, *, is_clear: bool) -> Mapping[str, Any]:
    segments = [
        {"start": round(guess.start, 2), "end": round(guess.end, 2), "text": guess.text.strip()}
        for guess in said
    ]
    return {"segments": segments, "language": language if segments else None, "is_clear": is_clear}


def _keep_answers_apart() -> TextIO:
    """Send what libraries print, also from C, to standard error, so that it never gets among the answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _read_until_the_parent_ends() -> SimpleQueue[bytes]:
    """End this process, whatever it is doing, when standard input ends: then the parent has ended, or was killed."""
    requests: SimpleQueue[bytes] = SimpleQueue()

    def read() -> None:
        # Unbuffered: Python aborts at its end if a thread still waits in a buffered stream.
        with open(sys.stdin.fileno(), "rb", buffering=0) as lines:
            for line in lines:
                requests.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return requests


def _say(answers: TextIO, answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


if __name__ == "__main__":
    main()
