"""Pure: a file's type in one form, judged by what it is and not by how its sender's program spells it."""

from __future__ import annotations

from pathlib import PurePath

from board.values import Kind

ANYTHING = "application/octet-stream"

_NO_TYPE = frozenset(("", ANYTHING, "binary/octet-stream", "application/unknown"))
_SPELLINGS = {
    "audio/ogg": (
        *("audio/opus", "audio/x-opus", "audio/x-opus+ogg", "audio/vorbis", "audio/x-ogg"),
        *("audio/speex", "application/ogg", "application/x-ogg"),
    ),
    "audio/mpeg": ("audio/mp3", "audio/x-mp3", "audio/x-mpeg", "audio/mpeg3", "audio/x-mpeg-3", "audio/mpg"),
    "audio/mp4": ("audio/m4a", "audio/x-m4a", "audio/x-mp4", "audio/mp4a-latm", "audio/x-m4b"),
    "audio/wav": ("audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"),
    "audio/aac": ("audio/x-aac", "audio/aacp", "audio/x-hx-aac-adts"),
    "audio/flac": ("audio/x-flac", "application/x-flac"),
    "audio/amr": ("audio/x-amr", "audio/amr-wb"),
    "audio/aiff": ("audio/x-aiff",),
    "audio/x-caf": ("audio/caf", "audio/x-core-audio"),
}
_ONE_FORM = {spelled: form for form, spellings in _SPELLINGS.items() for spelled in spellings}
_BY_ENDING = {
    **dict.fromkeys((".ogg", ".oga", ".opus"), "audio/ogg"),
    **dict.fromkeys((".m4a", ".m4b"), "audio/mp4"),
    **dict.fromkeys((".aif", ".aiff"), "audio/aiff"),
    **{f".{ending}": f"audio/{ending}" for ending in ("wav", "aac", "flac", "amr")},
    ".mp3": "audio/mpeg",
    ".caf": "audio/x-caf",
    ".weba": "audio/webm",
}
_SOUND_IN = {
    "video/webm": "audio/webm",
    "video/ogg": "audio/ogg",
    "video/mp4": "audio/mp4",
    "video/3gpp": "audio/3gpp",
}
"""Containers that may hold sound alone, as they do when it is sent as voice or music."""
SOUNDS = frozenset((*_SPELLINGS, *_SOUND_IN.values()))


def plain_type(mime: str, name: str, kind: Kind) -> str:
    """In lower case and without parameters; by the name's ending where the sender gave none."""
    said = mime.partition(";")[0].strip().lower()
    known = _ONE_FORM.get(said, said)
    if kind in (Kind.VOICE, Kind.AUDIO):
        known = _SOUND_IN.get(known, known)
    if known not in _NO_TYPE:
        return known
    return _BY_ENDING.get(PurePath(name.lower()).suffix, ANYTHING)


def is_sound(mime: str) -> bool:
    """Of a type in its one form: whether it is played, and put into words."""
    return mime in SOUNDS
