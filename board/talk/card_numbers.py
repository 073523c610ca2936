"""Pure: what looks like the number of a bank card in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORTEST, _LONGEST = 13, 19
# Groups of digits with one space or dash between; a plus before them is a phone's.
_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[ \u00a0\u2009\u202f-]?\d)+(?!\w)", re.ASCII)
_BETWEEN = re.compile(r"\D+")


def card_numbers(text: str) -> set[str]:
    """Digits of whole groups that pass the check of Luhn (ISO/IEC 7812-1), whatever groups stand beside them."""
    return {number for found in _DIGITS.finditer(text) for number in _within(found[0]) if _passes(number)}


def _within(found: str) -> Iterator[str]:
    if found.startswith("+"):
        return
    groups = _BETWEEN.split(found)
    for start in range(len(groups)):
        number = ""
        for group in groups[start : start + _LONGEST]:
            number += group
            if len(number) > _LONGEST:
                break
            if len(number) >= _SHORTEST and not number.startswith("0"):
                yield number


def _passes(number: str) -> bool:
    doubled = [int(each) * 2 for each in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(each // 10 + each % 10 for each in doubled)) % 10 == 0
