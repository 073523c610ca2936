"""Recordings of customers and their words, which the tests give, since no engine runs here."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import av

from board.talk import transcripts
from board.talk.transcripts import Heard, Segment
from board.values import DESK, FileId
from tests.browser.people import Case
from tests.tones import opus as tone

VOICE = tone((2, 0.8), (2, 0.3))
SECONDS = 4


async def spoken(case: Case, kind: str = "voice", data: bytes = VOICE) -> FileId:
    """Returns once the desk has the recording and waits for its words."""
    await case.stored(await case.person.file(kind, data, duration=SECONDS))
    ticket = await case.desk.until(f"tickets/{case.number}", _has_recording)
    comment = ticket["comments"][-1]
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.await_words(tx, comment["id"])
    return FileId(comment["files"][0]["id"])


async def hear(
    case: Case, file: FileId, *sentences: str, is_clear: bool = True, language: str = "en"
) -> None:
    """Writes down these sentences, a second and a half each; none means silence."""
    segments = [Segment(1.5 * at, 1.5 * at + 1.5, text) for at, text in enumerate(sentences)]
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.heard(tx, file, Heard(segments, language, is_clear))


async def begin(case: Case, file: FileId) -> None:
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.begin(tx, file)


async def wait(case: Case, file: FileId, reason: str) -> None:
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.wait(tx, file, reason)


async def fail(case: Case, file: FileId, reason: str) -> None:
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.failed(tx, file, reason)


async def refuse(case: Case, file: FileId, reason: str) -> None:
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.refused(tx, file, reason)


async def listen_no_longer(case: Case) -> None:
    """The desk stops waiting for words."""
    async with case.desk.database.transaction(DESK) as tx:
        await transcripts.await_no_longer(tx)


def round_video(seconds: int = SECONDS) -> bytes:
    """A grey round video, in a codec that every Chromium plays."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("libvpx-vp9", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5 * seconds):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode())
    return written.getvalue()


def _has_recording(ticket: Any) -> bool:
    files = ticket["comments"][-1]["files"] if ticket["comments"] else []
    return bool(files) and files[0]["state"] == "stored"
