"""Scripted customers: they register, pick topics and describe their problem, each time waiting for the bot's answer."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

import aiohttp

from sandbox.client import Message, NotHeard, Part, Person, Phone, PhoneRefused
from sandbox.scenes import SCENES, Chapter, Line, Location, Paper, Pictures, Scene, Voice, Words

_ASSETS = Path(__file__).parent / "assets"
_PATIENCE_SECONDS = 60.0
_ANSWER_SECONDS = 3.0
_YES_BUTTON = 0
_NEW_TICKET_BUTTON = 1
_TOPICS = 3


async def play(url: str, scenes: Sequence[Scene] = SCENES, *, at_once: int = 4) -> int:
    """Play all scenes, several side by side; returns how many tickets were opened. NotHeard if the bot is silent."""
    seats = asyncio.Semaphore(at_once)

    async def play_seated(phone: Phone, scene: Scene) -> int:
        async with seats:
            return await play_scene(phone, scene)

    async with Phone(url) as phone:
        opened = await asyncio.gather(*(play_seated(phone, scene) for scene in scenes))
    return sum(opened)


async def play_scene(phone: Phone, scene: Scene) -> int:
    """One customer from the first word to the last ticket; who was interrupted goes on where they stopped."""
    person = await phone.acquaintance(scene.name) or await phone.person(
        scene.name, scene.language, scene.username
    )
    chat = _Chat(await person.messages())
    await person.hush()
    if not chat.found(Words("/start")):
        await person.send("/start")
        await person.expect(timeout=_PATIENCE_SECONDS)
    for text in scene.overture:
        if not chat.found(Words(text)):
            await person.send(text)
    if not scene.account:
        return 0
    await _register(person, scene.account, chat)
    for chapter in scene.chapters:
        await _tell(person, chapter, chat)
    return len(scene.chapters)


class _Chat:
    """What was said before; a scene's lines are found in it in their order."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._left = list(messages)

    @property
    def goes_on(self) -> bool:
        """Whether the person said anything after what was found last."""
        return any(not message.is_from_bot for message in self._left)

    def found(self, line: Line) -> Message | None:
        """The next message in which the person said this; what stands before it is passed."""
        for place, message in enumerate(self._left):
            if not message.is_from_bot and _is(message, line):
                del self._left[: place + 1]
                return message
        return None

    def ends_with(self, button: str) -> Message | None:
        """The message in which the person pressed this button after what was found last. Nothing came later."""
        pressed = [each for each in self._left if not each.is_from_bot and each.text == button]
        self._left.clear()
        return pressed[-1] if pressed else None


async def _register(person: Person, account: str, chat: _Chat) -> None:
    """Say the number and confirm it, unless that is done; a number said before may still wait for its yes."""
    said = chat.found(Words(account)) or await person.send(account)
    if chat.goes_on:
        return
    question = await person.expect(
        account.replace(" ", "-"), buttons=_YES_BUTTON + 1, after=said.id, timeout=_PATIENCE_SECONDS
    )
    await person.tap(question, index=_YES_BUTTON)  # a second tap does nothing
    await person.expect(after=question.id, timeout=_PATIENCE_SECONDS)


async def _tell(person: Person, chapter: Chapter, chat: _Chat) -> None:
    """What of the chapter is not told yet, on its ticket."""
    left = [line for line in chapter.lines if not chat.found(line)]
    if left == list(chapter.lines) and not await _has_opened(person, chat):
        await _open_ticket(person, chapter)
    for line in left:
        await _say(person, line)


async def _has_opened(person: Person, chat: _Chat) -> bool:
    """Whether the ticket that was asked for is there; the bot may still be on its way with it."""
    keyboard = await person.keyboard()
    pressed = chat.ends_with(keyboard[_NEW_TICKET_BUTTON].text)
    if pressed is None:
        return False
    try:
        await person.expect("#", after=pressed.id, timeout=_ANSWER_SECONDS)
    except NotHeard:
        return False
    return True


async def _open_ticket(person: Person, chapter: Chapter) -> None:
    """Ask for a new ticket, pick the topic, and hear the number."""
    await person.hush()
    await person.press(index=_NEW_TICKET_BUTTON)
    topics = await person.expect(buttons=_TOPICS, timeout=_PATIENCE_SECONDS)
    await person.tap(topics, index=chapter.topic)
    await person.expect("#", timeout=_PATIENCE_SECONDS)


async def _say(person: Person, line: Line) -> None:
    match line:
        case Words(text):
            await person.send(text)
        case Pictures(pictures, caption) if len(pictures) == 1:
            await person.photo(pictures[0], caption)
        case Pictures(pictures, caption):
            captions = [caption] + [""] * (len(pictures) - 1)
            parts = zip(pictures, captions, strict=True)
            await person.album([Part("photo", data, words, "photo.png") for data, words in parts])
        case Voice(language):
            await person.voice((_ASSETS / f"voice_{language}.ogg").read_bytes())
        case Paper(name, text, caption):
            await person.document(text.encode(), name, caption)
        case Location(latitude, longitude):
            await person.location(latitude, longitude)
        case _:
            assert_never(line)


def _is(message: Message, line: Line) -> bool:
    """Whether the message is this line of a scene."""
    files = message.files
    match line:
        case Words(text):
            return not files and message.text == text
        case Pictures(_, caption):
            return bool(files) and files[0]["kind"] == "photo" and message.text == caption
        case Voice():
            return bool(files) and files[0]["kind"] == "voice"
        case Paper(name):
            return bool(files) and files[0]["name"] == name
        case Location():
            return "location" in message.raw
        case _:
            assert_never(line)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.cast", description="Let scripted customers write to the bot."
    )
    parser.add_argument("--phone", required=True, help="address of the sandbox")
    url = parser.parse_args().phone
    try:
        print(f"tickets {asyncio.run(play(url))}")
    except (NotHeard, PhoneRefused) as problem:
        print(problem, file=sys.stderr)
        return 1
    except aiohttp.ClientError:
        print(f"no sandbox answers at {url}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
