"""What can be refused: every error carries a sentence for a person, by its key in the catalog."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, runtime_checkable

from board.words.catalog import FALLBACK, say


@runtime_checkable
class Said(Protocol):
    """What is said in the reader's language."""

    def say(self, language: str) -> str: ...


class DeskError(Exception):
    """The root of every refusal. Its text is in English; edges that know who reads it use `say`.

    A parameter that can be said itself, like a refusal, is said in the same language.
    """

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def say(self, language: str) -> str:
        params = {
            name: value.say(language) if isinstance(value, Said) else value
            for name, value in self.params.items()
        }
        return say(language, self.key, **params)

    def __str__(self) -> str:
        return self.say(FALLBACK)


class NotFound(DeskError):
    """There is no such thing."""


class NotAllowed(DeskError):
    """This person may not do that."""


class Invalid(DeskError):
    """What was given cannot be used; `wrong` says of each field, like `entities.0.url`, what is wrong with it.

    `details` are what the caller needs to give it right.
    """

    def __init__(
        self,
        key: str,
        field: str | None = None,
        /,
        *,
        wrong: Mapping[str, DeskError | str] | None = None,
        details: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        super().__init__(key, **params)
        self.details: Mapping[str, object] = details or {}
        self.wrong: Mapping[str, DeskError | str] = wrong or (
            {field: DeskError(key, **params)} if field else {}
        )


class Conflict(DeskError):
    """It stands otherwise than the caller believed; `details` says how it stands."""

    def __init__(self, key: str, details: Mapping[str, object] | None = None, /, **params: object) -> None:
        super().__init__(key, **params)
        self.details: Mapping[str, object] = details or {}


class Unavailable(DeskError):
    """Something the desk needs is not there right now."""


Kind = TypeVar("Kind", bound=DeskError)
_WRITTEN = '{"key": '


def written(refused: DeskError) -> str:
    """As a row keeps it, or another process is told; `read` makes it a refusal again."""
    return json.dumps(_plain(refused), ensure_ascii=False)


def read(kind: type[Kind], text: str) -> Kind:
    found: Mapping[str, Any] = json.loads(text)
    return kind(found["key"], **{name: _refusal(each) for name, each in found["params"].items()})


def say_written(language: str, text: str | None) -> str | None:
    """What a row keeps as a reason; Telegram's own sentences, and those of older desks, are said as they stand."""
    is_ours = text is not None and text.startswith(_WRITTEN)
    return read(DeskError, text).say(language) if text is not None and is_ours else text


def _plain(value: object) -> object:
    if isinstance(value, DeskError):
        return {"key": value.key, "params": {name: _plain(each) for name, each in value.params.items()}}
    return value if isinstance(value, int) else str(value)


def _refusal(value: object) -> object:
    return read(DeskError, json.dumps(value)) if isinstance(value, dict) else value
