"""Scripted customers: they register, pick topics and describe their problem, each time waiting for the bot's answer."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

import aiohttp

from sandbox.client import NotHeard, Part, Person, Phone, PhoneRefused
from sandbox.scenes import SCENES, Chapter, Line, Location, Paper, Pictures, Scene, Voice, Words

_ASSETS = Path(__file__).parent / "assets"
_PATIENCE_SECONDS = 60.0
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
    """One customer from the first word to the last ticket."""
    person = await phone.person(scene.name, scene.language, scene.username)
    await person.send("/start")
    await person.expect(timeout=_PATIENCE_SECONDS)
    for text in scene.overture:
        await person.send(text)
    if not scene.account:
        return 0
    await _register(person, scene.account)
    for chapter in scene.chapters:
        await _open_ticket(person, chapter)
    return len(scene.chapters)


async def _register(person: Person, account: str) -> None:
    await person.send(account)
    question = await person.expect(buttons=_YES_BUTTON + 1, timeout=_PATIENCE_SECONDS)
    await person.tap(question, index=_YES_BUTTON)
    await person.expect(timeout=_PATIENCE_SECONDS)


async def _open_ticket(person: Person, chapter: Chapter) -> None:
    """Ask for a new ticket, pick the topic, hear the number, and say what is to be said."""
    await person.hush()
    await person.press(index=_NEW_TICKET_BUTTON)
    topics = await person.expect(buttons=_TOPICS, timeout=_PATIENCE_SECONDS)
    await person.tap(topics, index=chapter.topic)
    await person.expect("#", timeout=_PATIENCE_SECONDS)
    for line in chapter.lines:
        await _say(person, line)


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
