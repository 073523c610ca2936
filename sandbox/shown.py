"""What a phone shows, as values: messages, buttons, answers to taps."""

from dataclasses import dataclass

from sandbox.store import Json


@dataclass(frozen=True)
class Button:
    """A button of an inline or reply keyboard."""

    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True)
class Message:
    """A message as the phone shows it; `raw` holds all of its view."""

    id: int
    chat: int
    text: str
    is_from_bot: bool
    is_edited: bool
    is_deleted: bool
    bot_reaction: str | None
    buttons: tuple[Button, ...]
    raw: Json

    @property
    def files(self) -> list[Json]:
        found: list[Json] = self.raw.get("files", [])
        return found

    @property
    def reply_to(self) -> int | None:
        quoted = self.raw.get("reply_to")
        return int(quoted["id"]) if quoted else None


@dataclass(frozen=True)
class Answer:
    """What came of a tap: the words shown, if the bot answered in time, or the message a press sent."""

    is_answered: bool
    text: str
    show_alert: bool
    message: Message | None


@dataclass(frozen=True)
class Part:
    """One piece of an album; with `declared_size` the bytes are only claimed."""

    kind: str
    data: bytes = b""
    caption: str = ""
    name: str = ""
    declared_size: int | None = None


def read_message(view: Json) -> Message:
    return Message(
        id=view["id"],
        chat=view["chat"],
        text=view.get("text", ""),
        is_from_bot=view["from"]["is_bot"],
        is_edited=view.get("is_edited", False),
        is_deleted=view["is_deleted"],
        bot_reaction=view.get("bot_reaction"),
        buttons=read_buttons(view.get("markup")),
        raw=view,
    )


def read_buttons(markup: Json | None) -> tuple[Button, ...]:
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return tuple(
        Button(button["text"], button.get("callback_data"), button.get("url"))
        for row in rows
        for button in row
    )


def read_answer(tapped: Json) -> Answer:
    message = tapped.get("message")
    return Answer(
        is_answered=tapped.get("is_answered", False),
        text=tapped.get("text", ""),
        show_alert=tapped.get("show_alert", False),
        message=read_message(message) if message else None,
    )
