"""A contact's card (RFC 2426, RFC 6350): its fields as lines that a person can read."""

from __future__ import annotations

import quopri
import re

_FOLDED = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")
_ESCAPED = re.compile(r"\\(.)")
_NO_WORDS = frozenset(
    {"BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "PHOTO", "LOGO", "SOUND", "KEY", "N", "SORT-STRING"}
)


def lines(card: str, known: frozenset[str]) -> list[str]:
    """What the card says beside what is `known` already, each once."""
    found: dict[str, None] = {}
    for line in _unfolded(card):
        head, colon, value = line.partition(":")
        name, *parameters = head.upper().split(";")
        if not colon or name.rpartition(".")[2] in _NO_WORDS or "ENCODING=B" in parameters:
            continue
        said = _read(value, parameters)
        if said and _digits(said) not in map(_digits, known):
            found[said] = None
    return list(found)


def _unfolded(card: str) -> list[str]:
    if "QUOTED-PRINTABLE" in card.upper():
        card = _SOFT_BREAK.sub("", card)
    return _FOLDED.sub("", card).splitlines()


def _read(value: str, parameters: list[str]) -> str:
    if "ENCODING=QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    parts = [_ESCAPED.sub(_unescaped, part).strip() for part in re.split(r"(?<!\\);", value)]
    return ", ".join(filter(None, parts))


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def _digits(text: str) -> str:
    """A phone number in one form; another text as it is."""
    digits = re.sub(r"[^\d+]", "", text)
    return digits.lstrip("+") if len(digits) > 4 and not re.search(r"[^\W\d_]", text) else text.strip()
