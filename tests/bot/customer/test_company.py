"""What the company sets is what people see in Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from board.desk import company, setting_rows
from board.store.db import Transaction
from board.store.files import Blobs
from board.values import DESK
from board.views import health
from bot.talk import saying
from tests.bot.machinery import open_jobs, until
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


_OLD, _NEW = -4001, -1001004001
_PERSON = {"id": 8700000001, "is_bot": False, "first_name": "Olga"}
_GROUP = {"id": _OLD, "type": "group", "title": "Agents"}
_SUPERGROUP = {"id": _NEW, "type": "supergroup", "title": "Agents"}
_ME = {"id": 7000, "is_bot": True, "first_name": "Lanedesk"}
_JOINED = {
    "chat": _SUPERGROUP,
    "from": _PERSON,
    "date": 1796000000,
    "old_chat_member": {"user": _ME, "status": "left"},
    "new_chat_member": {"user": _ME, "status": "member"},
}
_TOLD_IN_OLD = {"message": {"chat": _GROUP, "migrate_to_chat_id": _NEW}}
_TOLD_IN_NEW = {"message": {"chat": _SUPERGROUP, "migrate_from_chat_id": _OLD}}


@pytest.mark.parametrize(
    "updates",
    [
        (_TOLD_IN_OLD, _TOLD_IN_NEW, {"my_chat_member": _JOINED}),
        ({"my_chat_member": _JOINED}, _TOLD_IN_NEW),
        ({"my_chat_member": _JOINED}, _TOLD_IN_OLD),
    ],
    ids=["as told", "member first", "only in the old one"],
)
async def test_the_agents_chat_that_becomes_a_supergroup_stays_theirs(
    talk: Talk, updates: tuple[dict[str, dict[str, object]], ...]
) -> None:
    await talk.do(partial(company.set_agents_chat, chat=str(_OLD)), DESK)
    for place, update in enumerate(updates):
        ((kind, body),) = update.items()
        numbered = {"message_id": 9031 + place, "from": _PERSON, "date": 1796000000, **body}
        await talk.phone.raw({kind: numbered if kind == "message" else body})

    async def follows() -> bool:
        return (await talk.do(company.everything, DESK)).get("agents_chat") == str(_NEW)

    await until(follows)
    await talk.advance(minutes=1)
    anna = await talk.registered()
    assert await talk.quiet(anna) == []
    assert [call for call in await talk.phone.calls(0) if call["method"] == "leaveChat"] == []


async def test_a_supergroup_that_was_not_the_agents_chat_is_left_after_a_while(talk: Talk) -> None:
    await talk.do(partial(company.set_agents_chat, chat=str(_OLD)), DESK)
    anna, others = await talk.registered(), await talk.phone.group("Car wash owners")
    await talk.phone.add_bot(others, anna)
    assert await talk.quiet(anna) == []
    assert await talk.phone.group_standing(others) == "member"
    await talk.advance(minutes=1)

    async def has_left() -> bool:
        return await talk.phone.group_standing(others) == "left"

    await until(has_left)


async def test_what_is_queued_for_a_group_follows_it_to_its_new_id(talk: Talk) -> None:
    anna, new = await talk.registered(), await talk.phone.group("Agents")
    await talk.do(partial(company.set_agents_chat, chat=str(new)), DESK)
    await talk.phone.add_bot(new, anna)
    assert await talk.quiet(anna) == []  # the bot knows of its place before the chat is another one
    old = -4002
    await talk.do(partial(company.set_agents_chat, chat=str(old)), DESK)
    await talk.phone.fault(chat_id=old, migrate_to_chat_id=new)

    async def put_two(tx: Transaction) -> None:
        await saying.tell(tx, old, "Weekly page, one")
        await saying.tell(tx, old, "Weekly page, two")
        await saying.react(tx, old, 5, saying.SEEN, "seen:5")

    await talk.do(put_two, DESK)

    async def all_told() -> bool:
        said = [message.text for message in await talk.phone.group_messages(new) if message.is_from_bot]
        is_done = await open_jobs(talk.database, "outbox") == []
        return is_done and said == ["Weekly page, one", "Weekly page, two"]

    await until(all_told)
    assert (await talk.do(company.everything, DESK))["agents_chat"] == str(new)


async def test_the_words_of_the_greeting_come_though_telegram_refuses_the_picture(
    talk: Talk, tmp_path: Path
) -> None:
    sha256, _ = await Blobs(tmp_path / "files").save(_chunks())
    await talk.do(partial(company.set_picture, sha256=sha256, name="bill.png", mime="image/png"), DESK)
    await talk.phone.fault(method="sendPhoto", code=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")

    anna = await talk.phone.person("Anna")
    await anna.send("/start")
    greeting = await anna.expect("account number")
    assert greeting.files == []
    assert [button.text for button in await anna.keyboard()] == ["My tickets", "New ticket", "Profile"]

    async with talk.database.reading() as session:
        own = await setting_rows.read(session, company.REGISTRATION_PICTURE)
    assert own["refused"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    await talk.phone.clear_faults()
    assert await _shown_to(talk, "Boris") == len(PICTURE)


@pytest.mark.parametrize("fault", [{"kind": "refuse", "times": 2}, {"code": 502, "times": 6}])
async def test_a_picture_that_passing_trouble_kept_back_is_shown_to_the_next(
    talk: Talk, tmp_path: Path, fault: dict[str, Any]
) -> None:
    sha256, _ = await Blobs(tmp_path / "files").save(_chunks())
    await talk.do(partial(company.set_picture, sha256=sha256, name="bill.png", mime="image/png"), DESK)
    await talk.phone.fault(method="sendPhoto", **fault)
    anna = await talk.phone.person("Anna")
    await anna.send("/start")

    async def is_greeted() -> bool:
        await talk.advance(seconds=60)
        return any("account number" in message.text for message in await anna.messages())

    await until(is_greeted, seconds=30)
    assert await _shown_to(talk, "Boris") == len(OWN)


async def test_a_message_of_the_bots_own_that_can_not_be_sent_is_counted(talk: Talk) -> None:
    anna = await talk.registered()
    await talk.phone.fault(
        method="sendMessage", code=400, description="Bad Request: reply markup is too long"
    )
    await anna.press("Profile")

    async def is_counted() -> bool:
        async with talk.database.reading() as session:
            return (await health.health(session, expected=()))["parked"] == 1

    await until(is_counted)


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
