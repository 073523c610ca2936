"""Typed words that the bot understands: menu words, wordings of buttons, the three emoji, a bare thanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from board.talk.thanks import Phrase, Vocabulary, bare_thanks, phrase
from board.tickets.ratings import SCORES
from board.words.catalog import in_every_language

EMOJI_OF = {score: emoji for emoji, score in SCORES.items()}
_VARIATION_SELECTOR = "\ufe0f"
_NOT_WORDS = re.compile(r"[\W_]+")


class MenuWord(StrEnum):
    TICKETS = "tickets"
    NEW = "new"
    PROFILE = "profile"


def plain(text: str) -> str:
    """A text in the form in which typed answers are compared: without case, ё, punctuation and emoji."""
    return _NOT_WORDS.sub(" ", text.casefold().replace("ё", "е")).strip()


def squeezed(text: str) -> str:
    """As `plain`, without spaces: numbers are written with and without."""
    return plain(text).replace(" ", "")


def wordings(key: str, **params: object) -> tuple[str, ...]:
    """A button's text and what else people type for it, older texts too, in every language."""
    return tuple(
        wording.format(**params)
        for name in (key, f"{key}.typed", f"{key}.older")
        for text in in_every_language(name)
        if text != name  # not in the catalogs
        for wording in text.splitlines()
    )


def _menu_words() -> dict[str, MenuWord]:
    return {plain(wording): word for word in MenuWord for wording in wordings(f"menu.{word}")}


def _phrases(key: str) -> tuple[Phrase, ...]:
    return tuple(phrase(line) for text in in_every_language(key) for line in text.splitlines())


_MENU = _menu_words()
_YES = frozenset(map(plain, wordings("account.confirm.yes")))
_NO = frozenset(map(plain, wordings("account.confirm.no")))
_THANKS = Vocabulary(
    _phrases("thanks.phrases"),
    _phrases("thanks.beside"),
    frozenset("".join(in_every_language("thanks.emoji"))),
)


def menu_word(text: str) -> MenuWord | None:
    """The menu button this text is, in any language and any wording it ever had."""
    return _MENU.get(plain(text))


def is_wording(text: str, key: str, /, **params: object) -> bool:
    """Whether the text is a button's, in any language."""
    return plain(text) in {plain(wording.format(**params)) for wording in in_every_language(key)}


def yes_or_no(text: str) -> bool | None:
    said = plain(text)
    if said in _YES or said in _NO:
        return said in _YES
    return None


def score(text: str) -> int | None:
    """The rating a text is, when it is one of the three emoji alone."""
    return SCORES.get(text.strip().replace(_VARIATION_SELECTOR, ""))


def thanked(text: str) -> Sequence[str] | None:
    """None if the text is more than a thanks; else those of its words that must be the agent's name.

    Checked in all languages, because people may thank in any.
    """
    return bare_thanks(text, _THANKS)
