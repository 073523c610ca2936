"""Reply markup: what Telegram accepts as a keyboard, and which parts of it a message keeps."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.fields import check_flag, number_field, object_field, optional_text, text_field
from sandbox.store import Json
from sandbox.text import utf16_length

_MOST_BUTTONS = {"inline_keyboard": 100, "keyboard": 300}
_MOST_BYTES = 9_500
"""Nowhere written down. What people report as refused with fewer buttons comes to 9,540 bytes and more."""
_INLINE = "can't parse inline keyboard button"
_REPLY = "can't parse keyboard button"
_TEXT_ACTIONS = ("url", "callback_data")
_QUERY_ACTIONS = ("switch_inline_query", "switch_inline_query_current_chat")
_OBJECT_ACTIONS = ("switch_inline_query_chosen_chat", "login_url", "web_app", "copy_text")
_OTHER_ACTIONS = ("callback_game", "pay", "disabled")
_REPLY_FLAGS = ("request_contact", "request_location")
_FLAGS = (
    "remove_keyboard",
    "force_reply",
    "selective",
    "resize_keyboard",
    "one_time_keyboard",
    "is_persistent",
)


def checked_markup(markup: object) -> Json | None:
    """The markup in normal form, refused where Telegram refuses it."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = _rows(markup, "keyboard", "", _reply_button)
    inline = _rows(markup, "inline_keyboard", " of the InlineKeyboardMarkup", _inline_button)
    for flag in _FLAGS:
        check_flag(markup, flag, "")
    optional_text(markup, "input_field_placeholder", "")
    if _size_bytes(rows or inline) > _MOST_BYTES:
        raise bad_request("reply markup is too long")
    if rows:
        return {**markup, "keyboard": rows}
    if inline or "inline_keyboard" in markup:
        return {"inline_keyboard": inline}
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def _size_bytes(rows: list[list[Json]]) -> int:
    text = json.dumps(rows, separators=(",", ":"), ensure_ascii=False)
    return len(text.encode("utf-8", "surrogatepass"))


def inline_part(markup: Json | None) -> Json | None:
    """Telegram's answers show inline keyboards only."""
    return markup if markup and markup.get("inline_keyboard") else None


def buttons(markup: Json | None) -> Iterator[Json]:
    """Every button of an inline or reply keyboard, in reading order."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    for row in rows:
        yield from row


def _rows(markup: Json, name: str, owner: str, read: Callable[[object], Json]) -> list[list[Json]]:
    rows = markup.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}"{owner} must be an Array of Arrays')
    kept = [[read(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > _MOST_BUTTONS[name]:
        raise bad_request("reply markup is too long")
    return kept


def _reply_button(button: object) -> Json:
    if isinstance(button, str | int | float) and not isinstance(button, bool):
        button = {"text": str(button)}
    if not isinstance(button, dict):
        raise bad_request(f"{_REPLY}: KeyboardButton must be a String or an Object")
    text = text_field(button, "text", _REPLY)
    for flag in _REPLY_FLAGS:
        check_flag(button, flag, _REPLY)
    if not text.strip():
        raise bad_request("keyboard button text must be non-empty")
    return {**button, "text": text}


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request(f"{_INLINE}: InlineKeyboardButton must be an Object")
    read = {**button, "text": text_field(button, "text", _INLINE)}
    if button.get("icon_custom_emoji_id") is not None:
        number_field(button, "icon_custom_emoji_id", _INLINE)
    optional_text(button, "style", _INLINE)
    _read_action(button, read)
    if not read["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    return read


def _read_action(button: Json, read: Json) -> None:
    """What the button does, the first that is named; strings of it in normal form."""
    for name in _TEXT_ACTIONS:
        if value := optional_text(button, name, _INLINE):
            read[name] = value
            _check_url(value) if name == "url" else _check_data(value)
            return
    for name in _QUERY_ACTIONS:
        if name in button:
            read[name] = text_field(button, name, _INLINE)
            return
    for name in _OBJECT_ACTIONS:
        if name in button:
            _check_object(name, object_field(button, name, _INLINE))
            return
    if not any(name in button for name in _OTHER_ACTIONS):
        raise bad_request(f"{_INLINE}: Text buttons are unallowed in the inline keyboard")


def _check_object(name: str, value: Json) -> None:
    if name == "copy_text":
        if not 1 <= utf16_length(text_field(value, "text", _INLINE)) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif name == "switch_inline_query_chosen_chat":
        optional_text(value, "query", _INLINE)
    else:
        text_field(value, "url", _INLINE)


def _check_data(data: str) -> None:
    if len(data.encode("utf-8", "surrogatepass")) > 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https") or "." not in host or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
