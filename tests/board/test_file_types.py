"""Sound is sound, however its type is spelled."""

from __future__ import annotations

import pytest

from board.talk.file_types import is_sound, plain_type
from board.values import Kind

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("mime", "name", "kind", "form"),
    [
        ("audio/ogg", "voice.ogg", Kind.VOICE, "audio/ogg"),
        ("audio/ogg; codecs=opus", "voice.ogg", Kind.VOICE, "audio/ogg"),
        ("AUDIO/OGG;CODECS=OPUS", "voice.ogg", Kind.VOICE, "audio/ogg"),
        ("audio/opus", "PTT-20261128-WA0001.opus", Kind.DOCUMENT, "audio/ogg"),
        ("application/ogg", "note.oga", Kind.DOCUMENT, "audio/ogg"),
        ("", "PTT-20261128-WA0001.opus", Kind.DOCUMENT, "audio/ogg"),
        ("application/octet-stream", "Recording.M4A", Kind.DOCUMENT, "audio/mp4"),
        ("audio/x-m4a", "memo.m4a", Kind.AUDIO, "audio/mp4"),
        ("audio/x-caf", "memo.caf", Kind.DOCUMENT, "audio/x-caf"),
        ("audio/amr", "call.amr", Kind.DOCUMENT, "audio/amr"),
        ("video/webm; codecs=opus", "voice.webm", Kind.VOICE, "audio/webm"),
        ("video/mp4", "note.mp4", Kind.AUDIO, "audio/mp4"),
    ],
)
def test_sound_has_one_form(mime: str, name: str, kind: Kind, form: str) -> None:
    assert plain_type(mime, name, kind) == form
    assert is_sound(form)


@pytest.mark.parametrize(
    ("mime", "name", "kind", "form"),
    [
        ("video/webm", "clip.webm", Kind.VIDEO, "video/webm"),
        ("video/mp4", "round.mp4", Kind.VIDEO_NOTE, "video/mp4"),
        ("application/pdf", "song.mp3", Kind.DOCUMENT, "application/pdf"),
        ("audio/x-mpegurl", "list.m3u", Kind.DOCUMENT, "audio/x-mpegurl"),
        ("", "list.bin", Kind.DOCUMENT, "application/octet-stream"),
        ("IMAGE/PNG", "screen.png", Kind.PHOTO, "image/png"),
    ],
)
def test_what_is_no_sound_stays_what_it_is(mime: str, name: str, kind: Kind, form: str) -> None:
    assert plain_type(mime, name, kind) == form
    assert not is_sound(form)
