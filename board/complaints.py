"""What pydantic finds wrong with what came from outside, as refusals of ours in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import ErrorDetails, PydanticCustomError

from board.errors import DeskError
from board.words.catalog import say

_KEYS = {
    "missing": "refused.field.missing",
    "extra_forbidden": "refused.field.extra",
    "model_type": "refused.field.object",
    "model_attributes_type": "refused.field.object",
    "dataclass_type": "refused.field.object",
    "dict_type": "refused.field.object",
    "none_required": "refused.field.nothing",
    "string_type": "refused.field.string",
    "string_sub_type": "refused.field.string",
    "string_unicode": "refused.field.string",
    "string_too_short": "refused.field.string_short",
    "string_too_long": "refused.field.string_long",
    "string_pattern_mismatch": "refused.field.pattern",
    "bool_type": "refused.field.bool",
    "bool_parsing": "refused.field.bool_unread",
    "int_type": "refused.field.int",
    "int_parsing": "refused.field.int_unread",
    "int_parsing_size": "refused.field.int_big",
    "int_from_float": "refused.field.int_fraction",
    "float_type": "refused.field.number",
    "float_parsing": "refused.field.number_unread",
    "finite_number": "refused.field.finite",
    "greater_than": "refused.field.more_than",
    "greater_than_equal": "refused.field.at_least",
    "less_than": "refused.field.less_than",
    "less_than_equal": "refused.field.at_most",
    "list_type": "refused.field.list",
    "tuple_type": "refused.field.list",
    "set_type": "refused.field.list",
    "frozen_set_type": "refused.field.list",
    "too_short": "refused.field.few",
    "too_long": "refused.field.many",
    "literal_error": "refused.field.choice",
    "enum": "refused.field.choice",
    "date_type": "refused.field.date",
    "date_parsing": "refused.field.date",
    "date_from_datetime_parsing": "refused.field.date",
    "date_from_datetime_inexact": "refused.field.date",
    "time_type": "refused.field.time",
    "time_parsing": "refused.field.time",
    "datetime_type": "refused.field.moment",
    "datetime_parsing": "refused.field.moment",
    "datetime_object_invalid": "refused.field.moment",
    "datetime_from_date_parsing": "refused.field.moment",
    "timezone_aware": "refused.field.zone",
}
"""By pydantic's type of error. In English its own words."""
_OF_WORDS = {"too_short": "string_too_short", "too_long": "string_too_long"}
_OTHER = "refused.field.other"
_NUMBERS = ("min_length", "max_length")
"""What the plural of a sentence goes by."""


def wrong(refused: DeskError) -> PydanticCustomError:
    """For a validator to raise: the same refusal, with the name of its field."""
    return PydanticCustomError(refused.key, "{key}", {"key": refused.key, **refused.params})


def complaint(found: ErrorDetails) -> DeskError:
    """Without what was given, which could be a secret."""
    given = found.get("ctx", {})
    if given.get("key") == found["type"]:
        return DeskError(found["type"], **{name: value for name, value in given.items() if name != "key"})
    params = {"n" if name in _NUMBERS else name: _shown(value) for name, value in given.items()}
    return DeskError(_KEYS.get(_kind(found), _OTHER), **params)


def _kind(found: ErrorDetails) -> str:
    """Its type; behind a check of ours, pydantic only knows that words are a value with a length."""
    kind = found["type"]
    return _OF_WORDS.get(kind, kind) if found.get("ctx", {}).get("field_type") == "Value" else kind


class Listed(DeskError):
    """Refusals in one line, each after the name of what it is about."""

    def __init__(self, parts: Sequence[tuple[str | DeskError, str | DeskError]]) -> None:
        super().__init__("refused.named")
        self.parts = parts

    def say(self, language: str) -> str:
        return "; ".join(self._line(language, *part) for part in self.parts)

    def _line(self, language: str, name: str | DeskError, refused: str | DeskError) -> str:
        said = _said(language, refused)
        return say(language, self.key, name=_said(language, name), refused=said) if name else said


class _Choice(DeskError):
    """“'a', 'b' or 'c'”, as pydantic says it."""

    def __init__(self, choices: str) -> None:
        super().__init__("refused.field.or")
        self.choices = choices

    def say(self, language: str) -> str:
        *others, last = self.choices.rsplit(" or ", 1)
        return say(language, self.key, others=others[0], last=last) if others else last


def _said(language: str, part: str | DeskError) -> str:
    return part.say(language) if isinstance(part, DeskError) else part


def _shown(value: object) -> object:
    return _Choice(value) if isinstance(value, str) else value
