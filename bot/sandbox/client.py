"""The phone face in Python: people who write to the bot and hear its answers."""

import json
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self, TypedDict, Unpack, cast

import aiohttp

from bot.sandbox.media import DEFAULT_NAMES
from bot.sandbox.shown import Answer, Button, Message, Part, read_answer, read_buttons, read_message
from bot.sandbox.store import Json, encode

# The awaiting happens in the sandbox; `timeout` only travels there.
# ruff: noqa: ASYNC109
__all__ = ["Answer", "Button", "Message", "NotHeard", "Part", "Person", "Phone", "PhoneRefused"]


class PhoneRefused(Exception):
    """The sandbox would not do it; the message says why."""


class NotHeard(AssertionError):
    """The bot did not say what was awaited; the message shows what it said instead."""


class _More(TypedDict, total=False):
    query: Mapping[str, object]
    form: aiohttp.FormData


class Phone:
    """A sandbox reached over HTTP; `bot` chooses among several bots by id."""

    def __init__(self, url: str, bot: int | None = None) -> None:
        self.url = url.rstrip("/")
        self._bot = bot
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def person(self, name: str, language_code: str = "en", username: str | None = None) -> "Person":
        """A new customer with a private chat of their own."""
        made = await self.ask(
            "POST", "people", {"name": name, "language_code": language_code, "username": username}
        )
        return Person(self, made["id"], name)

    async def group(self, title: str, kind: str = "supergroup") -> int:
        return int((await self.ask("POST", "groups", {"title": title, "type": kind}))["id"])

    async def add_bot(self, group: int, person: "Person", *, administrator: bool = False) -> None:
        await self.ask(
            "POST", f"groups/{group}/add_bot", {"person": person.id, "administrator": administrator}
        )

    async def group_standing(self, group: int) -> str:
        """How the bot stands in the group: member, administrator, left, kicked or none."""
        return str((await self.ask("GET", f"groups/{group}/messages"))["standing"])

    async def group_messages(self, group: int, after: int = 0) -> list[Message]:
        shown = await self.ask("GET", f"groups/{group}/messages", query={"after": after})
        return [read_message(view) for view in shown["messages"]]

    async def fault(
        self,
        kind: str = "error",
        *,
        method: str = "",
        chat_id: int | None = None,
        code: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        times: int | None = None,
    ) -> Json:
        """Make calls fail: kind is error, hang, drop_answer or refuse; method `file` is the download."""
        return await self.ask(
            "POST",
            "faults",
            {
                "kind": kind,
                "method": method,
                "chat_id": chat_id,
                "code": code,
                "description": description,
                "retry_after": retry_after,
                "times": times,
            },
        )

    async def clear_faults(self) -> None:
        await self.ask("DELETE", "faults")

    async def pacing(self, on: bool) -> None:
        """Refuse too fast sending with 429, as Telegram does."""
        await self.ask("POST", "pacing", {"on": on})

    async def raw(self, update: Mapping[str, object]) -> Json:
        """Hand the bot any object as an update; returns its `update_id` and `message_id`."""
        return await self.ask("POST", "raw_update", {"update": dict(update)})

    async def restart_ids(self) -> int:
        """Let update ids go on from a random place; returns the next one."""
        return int((await self.ask("POST", "restart_ids"))["next_update_id"])

    async def calls(
        self, after: int = 0, *, method: str = "", chat: int | None = None, timeout: float = 0
    ) -> list[Json]:
        """Logged Bot API calls; with a timeout, waits for the first that fits."""
        query = {"after": after, "method": method, "chat": "" if chat is None else chat, "timeout": timeout}
        return await self.ask_all("GET", "calls", query=query)

    async def advance(self, seconds: int) -> Json:
        """Move the desk's practice clock."""
        return await self.ask("POST", "clock", {"advance_seconds": seconds})

    async def info(self) -> Json:
        return await self.ask("GET", "info")

    async def ask(self, verb: str, path: str, body: Json | None = None, **more: Unpack[_More]) -> Json:
        """One request of the phone face; PhoneRefused carries the sandbox's own words."""
        return cast("Json", await self._request(verb, path, body, **more))

    async def ask_all(self, verb: str, path: str, **more: Unpack[_More]) -> list[Json]:
        """A request that is answered with a list."""
        return cast("list[Json]", await self._request(verb, path, None, **more))

    async def _request(self, verb: str, path: str, body: Json | None, **more: Unpack[_More]) -> object:
        if self._session is None:
            raise RuntimeError("use the phone inside `async with`")
        bot = {} if self._bot is None else {"bot": str(self._bot)}
        params = {name: str(value) for name, value in more.get("query", {}).items()} | bot
        headers = {} if body is None else {"Content-Type": "application/json"}
        data = more.get("form") if body is None else encode(_without_none(body))
        url = f"{self.url}/phone/api/{path}"
        async with self._session.request(verb, url, data=data, params=params, headers=headers) as response:
            answer: object = json.loads(await response.text())
            if not response.ok:
                detail = answer.get("detail", answer) if isinstance(answer, dict) else answer
                raise PhoneRefused(f"{response.status}: {detail}")
            return answer


class Person:
    """One customer; `expect` reads the bot's messages in order, each at most once."""

    def __init__(self, phone: Phone, number: int, name: str) -> None:
        self.phone = phone
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
        return await self.send_fields(location=_without_none(place))

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
        return read_message(await self.phone.ask("POST", f"people/{self.id}/send", form=form))

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
        sent = await self.phone.ask_all("POST", f"people/{self.id}/album", form=form)
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
        await self.phone.ask("DELETE", f"people/{self.id}/messages/{message.id}")

    async def messages(self, after: int = 0) -> list[Message]:
        shown = await self.phone.ask("GET", f"people/{self.id}/messages", query={"after": after})
        return [read_message(view) for view in shown["messages"]]

    async def message(self, number: int) -> Message:
        """One message as it stands now."""
        return next(message for message in await self.messages(number - 1) if message.id == number)

    async def keyboard(self) -> tuple[Button, ...]:
        """The reply keyboard that stands now; empty if none."""
        shown = await self.phone.ask("GET", f"people/{self.id}/keyboard")
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
            return await self.phone.ask("GET", f"people/{self.id}/wait", query=query)
        except PhoneRefused as refusal:
            if not str(refusal).startswith("408"):
                raise
            said = [message.text for message in await self.messages() if message.is_from_bot]
            raise NotHeard(
                f"{self.name} did not hear {awaited!r}; the bot's last words: {said[-3:]}"
            ) from None

    async def _ask(self, path: str, body: Json) -> Json:
        return await self.phone.ask("POST", f"people/{self.id}/{path}", body)


def _without_none(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _given(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _field(value: object) -> str:
    return value if isinstance(value, str) else encode(value)
