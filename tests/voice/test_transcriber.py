"""The process that listens: ended when idle, with its parent, and when it hangs; started again when needed."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from board.errors import Unavailable
from tests.bot.machinery import until
from tests.voice.speech import LONG, opus, silence
from voice.refusals import Unhearable
from voice.transcriber import BrokeOff, Transcriber
from voice.weights import Weights

pytestmark = [pytest.mark.usefixtures("speech"), pytest.mark.xdist_group("alone")]

_OTHERS_LIMITS = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="not run: this system shows no other process's limits"
)


@pytest.fixture
async def transcriber(faster: Weights) -> AsyncIterator[Transcriber]:
    transcriber = Transcriber(idle_seconds=0)
    yield transcriber
    await transcriber.end()


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    file = tmp_path / "nothing"
    file.write_bytes(opus(silence(1)))
    return file


async def test_a_child_ends_when_idle(transcriber: Transcriber, faster: Weights, nothing: Path) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    child = transcriber.pid
    assert child is not None
    await transcriber.end_if_idle()

    assert transcriber.pid is None
    assert not _is_running(child)


@_OTHERS_LIMITS
async def test_a_child_has_so_much_memory_and_no_more(
    transcriber: Transcriber, faster: Weights, nothing: Path
) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    assert transcriber.pid is not None
    most, _ = resource.prlimit(transcriber.pid, resource.RLIMIT_AS)
    assert 1024**3 < most < 4 * 1024**3


@_OTHERS_LIMITS
async def test_a_recording_that_takes_too_much_memory_breaks_off_alone(
    transcriber: Transcriber, faster: Weights, nothing: Path
) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    assert transcriber.pid is not None
    resource.prlimit(transcriber.pid, resource.RLIMIT_AS, (0, 0))

    with pytest.raises((BrokeOff, Unhearable)):
        await transcriber.hear(faster, LONG.path, ["en"])
    await transcriber.hear(faster, nothing, ["ru"])


@_OTHERS_LIMITS
async def test_an_operator_may_allow_less_of_the_processor(
    transcriber: Transcriber, faster: Weights, nothing: Path
) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    child = transcriber.pid
    assert child is not None
    resource.prlimit(child, resource.RLIMIT_CPU, (50, 50))

    await transcriber.hear(faster, nothing, ["ru"])
    assert transcriber.pid == child


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param(signal.SIGKILL, "broke off in the middle", id="killed"),
        pytest.param(signal.SIGXCPU, "took too long", id="out of processor time"),
    ],
)
async def test_a_child_that_ends_in_the_middle_is_told_from_a_refusal(
    transcriber: Transcriber, faster: Weights, nothing: Path, number: signal.Signals, sentence: str
) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    child = transcriber.pid
    assert child is not None
    os.kill(child, signal.SIGSTOP)
    hearing = asyncio.create_task(transcriber.hear(faster, LONG.path, ["en"]))
    await asyncio.sleep(0)
    os.kill(child, number)
    os.kill(child, signal.SIGCONT)

    with pytest.raises(BrokeOff, match=sentence):
        await hearing
    assert transcriber.pid is None


async def test_a_child_that_hangs_is_ended(transcriber: Transcriber, faster: Weights, nothing: Path) -> None:
    await transcriber.hear(faster, nothing, ["ru"])
    assert transcriber.pid is not None
    os.kill(transcriber.pid, signal.SIGSTOP)
    transcriber.patience_seconds = 0

    with pytest.raises(BrokeOff, match="too long"):
        await transcriber.hear(faster, nothing, ["ru"])
    assert transcriber.pid is None


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="not run: no /proc here")
async def test_a_child_knows_no_secret_of_the_desk(
    transcriber: Transcriber, faster: Weights, nothing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANEDESK_BOT_TOKEN", "LANEDESK_DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    await transcriber.hear(faster, nothing, ["ru"])

    known = _environment(transcriber.pid)

    assert b"PATH=" in known
    assert b"secret" not in known


async def test_weights_that_cannot_be_loaded_are_no_fault_of_the_recording(
    transcriber: Transcriber, faster: Weights, nothing: Path, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match="can't load the model base"):
        await transcriber.hear(replace(faster, path=tmp_path), nothing, ["ru"])


async def test_weights_that_were_changed_are_not_used(
    transcriber: Transcriber, faster: Weights, nothing: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "models" / "faster" / "base"
    changed.mkdir(parents=True)
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
        (changed / name).symlink_to(faster.path / name)
    (changed / "SHA256SUMS").write_text(f"{'0' * 64}  config.json\n")
    with pytest.raises(Unavailable, match="damaged"):
        await transcriber.hear(replace(faster, path=changed), nothing, ["ru"])


async def test_the_child_ends_with_a_parent_that_was_killed(faster: Weights) -> None:
    """Even in the middle of a recording."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PARENT, faster.engine, faster.model, str(faster.path), str(LONG.path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    while not (line := await parent.stdout.readline()).startswith(b"child "):
        assert line, "the parent ended"
    child = int(line.split()[1])
    parent.kill()
    await parent.wait()

    async def ended() -> bool:
        return not _is_running(child)

    await until(ended)


_PARENT = """
import asyncio, sys
from pathlib import Path
from voice.transcriber import Transcriber
from voice.weights import Weights

async def main():
    transcriber = Transcriber()
    engine, model, path, recording = sys.argv[1:]
    hearing = asyncio.create_task(transcriber.hear(Weights(engine, model, Path(path)), Path(recording), ["en"]))
    while transcriber.pid is None:
        await asyncio.sleep(0.01)
    print("child", transcriber.pid, flush=True)
    await hearing

asyncio.run(main())
"""


def _environment(pid: int | None) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def _is_running(pid: int) -> bool:
    """A zombie does not run: where nobody reaps them, children of a dead parent stay as zombies."""
    try:
        os.kill(pid, 0)
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no /proc, or gone in between
        return not Path("/proc").exists()
