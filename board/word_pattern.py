"""A pattern for whole words, which takes no longer than the word is long, whatever people write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from board.errors import Invalid

LONGEST_WORD = 40


@dataclass(frozen=True)
class WordPattern:
    """RE2's syntax, which is Python's but for look-around and back-references. Its letters and digits are ASCII."""

    source: str

    def fits(self, word: str) -> bool:
        """Whether it matches in full; a longer word than any account number never does."""
        return len(word) <= LONGEST_WORD and _compiled(self.source).fullmatch(word) is not None


def word_pattern(source: str) -> WordPattern:
    """Raises ``Invalid``, with what to do, for what can't be told in a time that grows with the word alone."""
    try:
        _compiled(source)
    except re2.error as error:
        why = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise Invalid("refused.env.pattern", why=why) from None
    return WordPattern(source)


@cache
def _compiled(source: str) -> Any:
    options = re2.Options()
    options.log_errors = False  # they are ours to tell
    return re2.compile(source, options)
