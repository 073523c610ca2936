"""Reply markup: what Telegram accepts as a keyboard, and which parts of it a message keeps."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.store import Json
from sandbox.text import utf16_length

_MOST_BUTTONS = 100
_ACTION_NAMES = (
    "callback_data url web_app login_url switch_inline_query switch_inline_query_current_chat"
    " switch_inline_query_chosen_chat copy_text callback_game pay disabled"
)
_ACTIONS = frozenset(_ACTION_NAMES.split())


def checked_markup(markup: object) -> Json | None:
    """The markup in normal form, refused where Telegram refuses it."""
    if markup is None or markup == "" or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": _rows(markup["inline_keyboard"], "inline_keyboard", _inline_button)}
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard", _reply_button)
        if not rows:
            raise bad_request("reply keyboard must have at least one button")
        return {**markup, "keyboard": rows}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def inline_part(markup: Json | None) -> Json | None:
    """Telegram's answers show inline keyboards only."""
    return markup if markup and markup.get("inline_keyboard") else None


def buttons(markup: Json | None) -> Iterator[Json]:
    """Every button of an inline or reply keyboard, in reading order."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    for row in rows:
        yield from row


def _rows(rows: object, name: str, read: Callable[[object], Json]) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    kept = [[read(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return kept


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if _ACTIONS.isdisjoint(button):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= utf16_length(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    return button


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.hostname or ""
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https") or "." not in host or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
