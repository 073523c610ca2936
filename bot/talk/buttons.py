"""Buttons: what each does, what stands on it in every language, and what else people type for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from board.desk.texts import in_language
from board.values import Json
from board.words.catalog import LANGUAGES, say
from bot.talk.taps import Tap, pack
from bot.talk.typed import squeezed, wordings

Markup: TypeAlias = dict[str, Json]

_SHOWN_LENGTH = 64
"""More does not fit on a phone, and a keyboard has a limit of bytes."""


@dataclass(frozen=True)
class Button:
    tap: Tap
    texts: Mapping[str, str]
    """By language."""
    typed: Sequence[str] = ()
    older: Sequence[str] = ()
    """What stood on it before, if no button has that on it now."""
    short: Sequence[str] = ()
    """Typed for it too, where they fit no other button."""
    gone: Sequence[str] = ()
    """What stood on a button that is on no keyboard any more, if nothing else is meant."""


Rows: TypeAlias = Sequence[Sequence[Button]]


def said(tap: Tap, key: str, **params: object) -> Button:
    """With a sentence of the catalogs on it."""
    return Button(tap, {code: say(code, key, **params) for code in LANGUAGES}, wordings(key, **params))


def signed(tap: Tap, sign: str, typed: Sequence[str] = ()) -> Button:
    """With the same on it in every language."""
    return Button(tap, dict.fromkeys(LANGUAGES, sign), typed)


def topic(tap: Tap, names: Mapping[str, str], emoji: str = "", older: Sequence[str] = ()) -> Button:
    texts = {code: f"{emoji} {in_language(dict(names), code)}".strip() for code in LANGUAGES}
    return Button(tap, texts, tuple(names.values()), older, _first_words(names))


def topic_gone(tap: Tap, names: Mapping[str, str], older: Sequence[str]) -> Button:
    """Of a topic that is not offered any more: only typed, or on old keyboards."""
    return Button(tap, {}, gone=(*names.values(), *older))


def ticket(tap: Tap, number: int, names: Mapping[str, str]) -> Button:
    texts = {
        code: say(code, "tickets.button", number=number, topic=in_language(dict(names), code))
        for code in LANGUAGES
    }
    return Button(tap, texts, (str(number),), short=(*names.values(), *_first_words(names)))


def drawn(language: str, rows: Rows) -> Markup:
    """As the Bot API takes them."""
    return {"inline_keyboard": [[_drawn(language, button) for button in row] for row in rows]}


def meant(rows: Rows, text: str) -> Tap | None:
    """What a typed text does: what the button does that it names, in any language. None if that is none, or several."""
    wanted = squeezed(text)
    buttons = [button for row in rows for button in row]
    for wordings_of in (_exact, _older, _short, _gone):
        named = {button.tap for button in buttons if wanted and wanted in map(squeezed, wordings_of(button))}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _exact(button: Button) -> Iterable[str]:
    return (*button.texts.values(), *button.typed)


def _older(button: Button) -> Iterable[str]:
    return button.older


def _short(button: Button) -> Iterable[str]:
    return button.short


def _gone(button: Button) -> Iterable[str]:
    return button.gone


def _first_words(names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name.split()[0] for name in names.values() if name.split())


def _drawn(language: str, button: Button) -> Json:
    text = in_language(dict(button.texts), language)
    shown = text if len(text) <= _SHOWN_LENGTH else f"{text[: _SHOWN_LENGTH - 1].rstrip()}…"
    return {"text": shown, "callback_data": pack(button.tap)}
