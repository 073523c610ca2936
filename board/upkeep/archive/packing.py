"""How a copy is packed: which files go in, under which names, and in as many archives as Telegram asks for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from board.upkeep.archive.contents import Stored

MOST_BYTES = 49_000_000
"""Of one archive in a chat: a bot may send 50 MB, of which the form around it takes some."""
MOST_ARCHIVES = 8
"""In a chat; what does not fit is the oldest."""

_FOR_DOCUMENTS = 4_000_000
"""Room in the first one for what is written about the files."""
_AROUND = 1024
"""What an archive keeps beside the bytes of a file, at most: its name, twice, and numbers."""
_LONGEST_NAME = 56
"""In letters; in bytes, which file systems count, four times as much."""
_LONGEST_SUFFIX = 16
_FORBIDDEN = '<>:"/\\|?*'


class Missing(StrEnum):
    """Why a file is named and not there."""

    NOT_HERE = "not_here"
    """It was never fetched, or is gone."""
    TOO_BIG = "too_big"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class Packed:
    """Where each file is in the archives, or why it is not; which files each archive has."""

    places: Mapping[int, str | Missing]
    archives: Sequence[Sequence[Stored]]
    is_limited: bool


def plan(files: Sequence[Stored], exists: Callable[[str], bool], most_bytes: int | None) -> Packed:
    """Without `most_bytes` everything is in one archive."""
    places: dict[int, str | Missing] = {}
    archives: list[list[Stored]] = [[]]
    room = [most_bytes - _FOR_DOCUMENTS if most_bytes else None]
    for file in files:
        if file.sha256 is None or not exists(file.sha256):
            places[file.id] = Missing.NOT_HERE
            continue
        size = (file.size_bytes or 0) + _AROUND
        if most_bytes is not None and size > most_bytes:
            places[file.id] = Missing.TOO_BIG
            continue
        into = next((place for place, left in enumerate(room) if left is None or size <= left), None)
        if into is None and len(archives) < MOST_ARCHIVES:
            into = len(archives)
            archives.append([])
            room.append(most_bytes)
        if into is None:
            places[file.id] = Missing.NO_ROOM
            continue
        left = room[into]
        room[into] = None if left is None else left - size
        archives[into].append(file)
        places[file.id] = path_of(file)
    return Packed(places, archives, most_bytes is not None)


def path_of(file: Stored) -> str:
    """Within the archive: by its number no other's, and nothing that any system reads as a path or a device."""
    return f"files/{file.id}-{_plain(file.name)}"


def pack(
    folder: Path, documents: Sequence[Path], packed: Packed, blob: Callable[[str], Path], at: datetime
) -> list[Path]:
    """Write the archives; each has its own name in the folder. The documents come first, alone if they are long."""
    made: list[Path] = []
    first = folder / "0.zip"
    with ZipFile(first, "w") as archive:
        for document in documents:
            _add(archive, document, document.name, at, ZIP_DEFLATED)
    made.append(first)
    has_room = not packed.is_limited or first.stat().st_size <= _FOR_DOCUMENTS
    for place, files in enumerate(packed.archives):
        if not files:
            continue
        into = first if has_room and place == 0 else folder / f"{place + 1}.zip"
        if into != first:
            made.append(into)
        with ZipFile(into, "a") as archive:
            for file in files:
                assert file.sha256 is not None
                _add(archive, blob(file.sha256), path_of(file), at, ZIP_STORED)
    return made


def _add(archive: ZipFile, source: Path, name: str, at: datetime, how: int) -> None:
    """In pieces; what is gone by now is left out."""
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type, info.external_attr = how, 0o600 << 16
    try:
        opened = source.open("rb")
    except FileNotFoundError:
        return
    info.file_size = source.stat().st_size
    with opened, archive.open(info, "w") as written:
        copyfileobj(opened, written)


def _plain(name: str) -> str:
    """Without what a file system forbids, and without letters that turn or hide others."""
    level = unicodedata.normalize("NFC", name)
    shown = "".join(_letters(level)).strip(" .") or "file"
    stem, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        return shown[:_LONGEST_NAME].rstrip(" .")
    return f"{stem[: _LONGEST_NAME - len(suffix) - 1].rstrip(' .')}.{suffix}"


def _letters(name: str) -> Iterator[str]:
    for letter in name:
        if letter in _FORBIDDEN:
            yield "_"
        elif letter.isprintable():
            yield letter
