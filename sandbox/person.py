"""One customer with a phone, in Python."""

from collections.abc import Mapping, Sequence

import aiohttp

from sandbox.line import Line, PhoneRefused
from sandbox.media import DEFAULT_NAMES
from sandbox.shown import Answer, Button, Message, Part, read_answer, read_buttons, read_message
from sandbox.store import Json, encode, without_none

# The awaiting happens in the sandbox; `timeout` only travels there.
# ruff: noqa: ASYNC109


_TIMED_OUT = 408


class NotHeard(AssertionError):
    """The bot did not say what was awaited; the message shows what it said instead."""


class Person:
    """One customer; `expect` reads the bot's messages in order, each at most once."""

    def __init__(self, line: Line, number: int, name: str) -> None:
        self._line = line
        self.id = number
        self.name = name
        self._heard_up_to = 0

    async def send(
        self,
        text: str,
        *,
        reply_to: int | None = None,
        quote: str | None = None,
        entities: Sequence[Mapping[str, object]] = (),
        forward_from: Mapping[str, object] | None = None,
        chat: int | None = None,
    ) -> Message:
        return await self.send_fields(
            text=text, reply_to=reply_to, quote=quote, entities=entities, forward_from=forward_from, chat=chat
        )

    async def send_fields(self, **fields: object) -> Message:
        """Send anything the phone face knows: location, contact, dice, poll, story, or raw `fields`."""
        return read_message(await self._ask("send", fields))

    async def location(self, latitude: float, longitude: float, live_period: int | None = None) -> Message:
        place = {"latitude": latitude, "longitude": longitude, "live_period": live_period}
        return await self.send_fields(location=without_none(place))

    async def contact(self, phone_number: str, first_name: str) -> Message:
        return await self.send_fields(contact={"phone_number": phone_number, "first_name": first_name})

    async def photo(self, data: bytes, caption: str = "", **fields: object) -> Message:
        return await self.file("photo", data, caption=caption, **fields)

    async def document(self, data: bytes, name: str, caption: str = "", **fields: object) -> Message:
        return await self.file("document", data, name=name, caption=caption, **fields)

    async def voice(self, data: bytes, duration: int | None = None, **fields: object) -> Message:
        return await self.file("voice", data, duration=duration, **fields)

    async def audio(self, data: bytes, **fields: object) -> Message:
        return await self.file("audio", data, **fields)

    async def video(self, data: bytes, caption: str = "", **fields: object) -> Message:
        return await self.file("video", data, caption=caption, **fields)

    async def video_note(self, data: bytes, **fields: object) -> Message:
        return await self.file("video_note", data, **fields)

    async def animation(self, data: bytes, **fields: object) -> Message:
        return await self.file("animation", data, **fields)

    async def sticker(self, emoji: str, data: bytes = b"", **fields: object) -> Message:
        return await self.file("sticker", data, emoji=emoji, **fields)

    async def file(self, kind: str, data: bytes, **fields: object) -> Message:
        """Send a file; `declared_size` claims that many bytes instead of storing any."""
        form = aiohttp.FormData({name: _field(value) for name, value in _given(fields).items()})
        form.add_field("kind", kind)
        if fields.get("declared_size") is None:
            form.add_field("file", data, filename=str(fields.get("name") or DEFAULT_NAMES[kind]))
        return read_message(await self._line.ask("POST", f"people/{self.id}/send", form=form))

    async def album(
        self, parts: Sequence[Part], *, media_group_id: str = "", order: Sequence[int] = ()
    ) -> list[Message]:
        """Several files that share a `media_group_id`; a later call may continue an earlier one's id."""
        described = [
            _given({"kind": part.kind, "caption": part.caption, "name": part.name, "file": f"part{place}"})
            | _given({"declared_size": part.declared_size})
            for place, part in enumerate(parts)
        ]
        form = aiohttp.FormData({"parts": encode(described)})
        if media_group_id:
            form.add_field("media_group_id", media_group_id)
        if order:
            form.add_field("order", encode(list(order)))
        for place, part in enumerate(parts):
            if part.declared_size is None:
                form.add_field(f"part{place}", part.data, filename=part.name or DEFAULT_NAMES[part.kind])
        sent = await self._line.ask_all("POST", f"people/{self.id}/album", form=form)
        return [read_message(view) for view in sent]

    async def edit(self, message: Message, text: str | None = None, caption: str | None = None) -> Message:
        return read_message(
            await self._ask("edit", {"message_id": message.id, "text": text, "caption": caption})
        )

    async def move_location(self, message: Message, latitude: float, longitude: float) -> Message:
        """The next place of a live location."""
        place = {"latitude": latitude, "longitude": longitude}
        place |= {name: value for name, value in message.raw["location"].items() if name == "live_period"}
        return read_message(await self._ask("edit", {"message_id": message.id, "location": place}))

    async def tap(
        self,
        message: Message,
        text: str | None = None,
        *,
        data: str | None = None,
        index: int | None = None,
        timeout: float = 10,
    ) -> Answer:
        """Tap an inline button, named by its text, its data or its place; waits for the bot's answer."""
        wanted = {"text": text, "data": data, "index": index}
        return read_answer(await self._ask("tap", {"message_id": message.id, "timeout": timeout, **wanted}))

    async def press(self, text: str | None = None, *, index: int | None = None) -> Message:
        """Press a button of the reply keyboard: its text is sent."""
        pressed = await self._ask("tap", {"text": text, "index": index})
        return read_message(pressed["message"])

    async def react(self, message: Message, emoji: str | None) -> None:
        await self._ask("react", {"message_id": message.id, "emoji": emoji})

    async def block(self) -> None:
        await self._ask("block", {})

    async def unblock(self, *, start: bool = True) -> None:
        """Lift the block and, as the phone's button does, say /start."""
        await self._ask("unblock", {"start": start})

    async def delete(self, message: Message) -> None:
        """Delete on the phone only: the bot never hears of it."""
        await self._line.ask("DELETE", f"people/{self.id}/messages/{message.id}")

    async def messages(self, after: int = 0) -> list[Message]:
        shown = await self._line.ask("GET", f"people/{self.id}/messages", query={"after": after})
        return [read_message(view) for view in shown["messages"]]

    async def message(self, number: int) -> Message:
        """One message as it stands now."""
        return next(message for message in await self.messages(number - 1) if message.id == number)

    async def keyboard(self) -> tuple[Button, ...]:
        """The reply keyboard that stands now; empty if none."""
        shown = await self._line.ask("GET", f"people/{self.id}/keyboard")
        return read_buttons(shown)

    async def expect(
        self, contains: str = "", *, buttons: int = 0, after: int | None = None, timeout: float = 10
    ) -> Message:
        """The bot's next message with these words (and at least so many inline buttons), past the last
        expected one or past `after`."""
        since = self._heard_up_to if after is None else after
        query = {"contains": contains, "buttons": buttons, "after": since, "timeout": timeout}
        view = await self._wait(query, contains or f"a message with {buttons} buttons")
        self._heard_up_to = max(self._heard_up_to, int(view["id"]))
        return read_message(view)

    async def expect_reaction(self, message: Message, emoji: str, *, timeout: float = 10) -> Message:
        """The message once the bot's reaction on it is this emoji."""
        query = {"message_id": message.id, "reaction": emoji, "timeout": timeout}
        return read_message(await self._wait(query, emoji))

    async def hush(self) -> None:
        """Let the next `expect` see only what the bot says from now on."""
        said = await self.messages(self._heard_up_to)
        self._heard_up_to = max([self._heard_up_to, *(message.id for message in said)])

    async def _wait(self, query: Mapping[str, object], awaited: str) -> Json:
        try:
            return await self._line.ask("GET", f"people/{self.id}/wait", query=query)
        except PhoneRefused as refusal:
            if refusal.status != _TIMED_OUT:
                raise
            said = [message.text for message in await self.messages() if message.is_from_bot]
            raise NotHeard(
                f"{self.name} did not hear {awaited!r}; the bot's last words: {said[-3:]}"
            ) from None

    async def _ask(self, path: str, body: Json) -> Json:
        return await self._line.ask("POST", f"people/{self.id}/{path}", body)


def _given(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _field(value: object) -> str:
    return value if isinstance(value, str) else encode(value)
