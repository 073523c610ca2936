"""What the company sets is what people see in Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from board.desk import company
from board.store.files import Blobs
from board.values import DESK
from tests.bot.machinery import until
from tests.bot.talking import PICTURE, Talk
from tests.sandbox.pictures import png

OWN = png(40, 30)


async def test_the_companys_own_picture_shows_where_the_number_stands(talk: Talk, tmp_path: Path) -> None:
    assert await _shown_to(talk, "Anna") == len(PICTURE)
    sha256, _ = await Blobs(tmp_path / "files").save(_chunks())

    own = partial(company.set_picture, sha256=sha256, name="bill.png", mime="image/png")
    await talk.do(own, DESK)
    assert await _shown_to(talk, "Boris") == len(OWN)

    await talk.do(partial(company.unset, key=company.REGISTRATION_PICTURE), DESK)
    assert await _shown_to(talk, "Clara") == len(PICTURE)


async def test_the_companys_own_text_greets_those_whose_language_it_is_in(talk: Talk) -> None:
    await _set_text(talk, "Номер на чеке, внизу.", "ru")

    assert await _greeted(talk, "Anna", "ru") == "Номер на чеке, внизу."
    assert "please send your account number" in await _greeted(talk, "Boris", "en")


async def test_a_text_for_everybody_greets_those_who_have_none_of_their_own(talk: Talk) -> None:
    await _set_text(talk, "It is at the foot of the bill.")
    await _set_text(talk, "Номер на чеке, внизу.", "ru")

    assert await _greeted(talk, "Anna", "ru") == "Номер на чеке, внизу."
    assert await _greeted(talk, "Clara", "id") == "It is at the foot of the bill."


async def test_the_bot_stays_in_the_agents_chat(talk: Talk) -> None:
    anna = await talk.registered()
    agents, others = await talk.phone.group("Agents"), await talk.phone.group("Car wash owners")
    await talk.do(partial(company.set_agents_chat, chat=str(agents)), DESK)

    await talk.phone.add_bot(agents, anna)
    await talk.phone.add_bot(others, anna)

    async def has_left_the_others() -> bool:
        return await talk.phone.group_standing(others) == "left"

    await until(has_left_the_others)
    assert await talk.phone.group_standing(agents) == "member"


async def _shown_to(talk: Talk, name: str) -> object:
    """The size of the picture in the greeting."""
    person = await talk.phone.person(name)
    await person.send("/start")
    (picture,) = (await person.expect("account number")).files
    return picture["size"]


async def _greeted(talk: Talk, name: str, language: str) -> str:
    person = await talk.phone.person(name, language)
    await person.send("/start")
    return (await person.expect()).text


async def _set_text(talk: Talk, text: str, language: str | None = None) -> None:
    key = company.REGISTRATION_TEXT
    await talk.do(partial(company.set_text, key=key, text=text, language=language), DESK)


async def _chunks() -> AsyncIterator[bytes]:
    yield OWN
