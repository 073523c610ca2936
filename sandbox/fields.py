"""Fields of JSON objects, refused in the words of tdlib's JsonObject when they are of another type."""

from collections.abc import Mapping

from sandbox.errors import Refused, bad_request
from sandbox.store import Json

MOST = 2**63 - 1
"""Ids have 64 bits; nothing has a greater one, or a smaller one than its negative."""


def text_field(object: Mapping[str, object], name: str, place: str) -> str:
    """A required string; a number counts as one. `place` names what is being read, in Telegram's words."""
    if object.get(name) is None:
        raise _wrong(place, f'Can\'t find field "{name}"')
    return optional_text(object, name, place)


def optional_text(object: Mapping[str, object], name: str, place: str) -> str:
    value = object.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _wrong(place, f'Field "{name}" must be of type String')
    return str(value)


def number_field(object: Mapping[str, object], name: str, place: str) -> int:
    """A required number of 64 bits, which may stand in a string."""
    value = object.get(name)
    if value is None:
        raise _wrong(place, f'Can\'t find field "{name}"')
    number = as_number(value)
    if number is None:
        raise _wrong(place, f'Field "{name}" must be a Number')
    return number


def as_number(value: object) -> int | None:
    """None for what is no number; one that no id can be becomes the nearest that one could."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return max(-MOST, min(int(value), MOST))
    except (ValueError, OverflowError):
        return None


def object_field(object: Mapping[str, object], name: str, place: str) -> Json:
    value = object.get(name)
    if not isinstance(value, dict):
        raise _wrong(place, f'Field "{name}" must be of type Object')
    return value


def check_flag(object: Mapping[str, object], name: str, place: str) -> None:
    if not isinstance(object.get(name, False), bool):
        raise _wrong(place, f'Field "{name}" must be of type Boolean')


def _wrong(place: str, why: str) -> Refused:
    return bad_request(f"{place}: {why}" if place else f"{why[0].lower()}{why[1:]}")
