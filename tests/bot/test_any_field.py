"""Whatever single field of an update is missing, null, of another type or huge, the rest of it is kept."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from pydantic import SecretStr
from sqlalchemy import select

from board.models import Comment, CommentPart
from board.settings import Settings
from board.store.db import Database
from board.store.wake import Wake
from board.talk.comments import Incoming
from board.values import DESK
from bot import handlers
from bot.dispatch import Dispatch
from bot.inbound import kinds
from bot.inbound.decoding import read, to_aiogram
from bot.inbound.intake import ALLOWED_UPDATES, QUEUE, split, store
from bot.inbound.message_fields import FATES, Fate
from bot.inbound.walking import is_for_machines
from tests.bot.any_field import Path, Spoiled, example, spoiled, strings_in, value_of
from tests.bot.machinery import jobs_of, message
from tests.world import BOT, World

ANNA = 42
FIELDS = {field.alias or name: field.annotation for name, field in Message.model_fields.items()}
CONTENT = sorted(name for name, fate in FATES.items() if fate is Fate.CONTENT and name != "text")
AROUND = sorted(
    name
    for name, fate in FATES.items()
    if fate is Fate.ENVELOPE and name not in ("message_id", "date", "chat", "from")
)
SAMPLE = 150


@cache
def sent(name: str) -> str:
    """A message with that field and, if it is no content of its own, words beside it."""
    words = "the words" if FATES[name] is Fate.ENVELOPE or name == "caption" else None
    raw = message(ANNA, 1, "") | {"text": words, name: value_of(name, FIELDS[name])}
    return json.dumps({"update_id": 1, "message": raw})


def spoilings(name: str, field: str | None = None) -> Iterator[Spoiled]:
    return spoiled(json.loads(sent(name)), ("message", field or name))


def envelope() -> Iterator[Spoiled]:
    for field in ("message_id", "date", "chat", "from"):
        yield from spoilings("caption", field)


@cache
def library() -> Bot:
    return Bot("7000:no-network")


def heard(update: dict[str, Any]) -> tuple[Message, Incoming]:
    raw = read(json.dumps(update))
    found = to_aiogram(raw, library())
    assert found is not None
    assert found.message is not None
    incoming = kinds.read(raw["message"], BOT)  # type: ignore[arg-type]  # an object, since it was read
    assert incoming is not None
    return found.message, incoming


def kept(incoming: Incoming) -> str:
    """All that a card has of it, in one text."""
    files = [f"{file.telegram_file_id} {file.name}" for file in incoming.files]
    said = [incoming.text, incoming.quote or "", incoming.forwarded_from or "", *files]
    return "\n".join([*said, json.dumps(incoming.detail)])


def is_under(place: Path, spoilt: Path) -> bool:
    return place[: len(spoilt)] == spoilt


@pytest.mark.fast
def test_the_desk_listens_to_no_other_updates() -> None:
    assert set(ALLOWED_UPDATES) == {"message", "edited_message", "callback_query", "my_chat_member"}


@pytest.mark.fast
@pytest.mark.parametrize("name", [*CONTENT, *AROUND])
def test_a_spoiled_field_costs_only_itself(name: str) -> None:
    update = json.loads(sent(name))
    whole = kept(heard(update)[1])
    strings = [(place, text) for place, text in strings_in(update) if text in whole]

    for case in [*spoilings(name), *(envelope() if name == "caption" else ())]:
        read_by_library, incoming = heard(case.update)
        found = kept(incoming)
        lost = [text for place, text in strings if not is_under(place, case.path) and text not in found]
        assert lost == [], f"{case.path} {case.how}"
        assert (incoming.chat_id, read_by_library.chat.id) == (ANNA, ANNA), f"{case.path} {case.how}"
        assert read_by_library.from_user is not None
        assert (read_by_library.from_user.id, read_by_library.from_user.is_bot) == (ANNA, False)


@pytest.mark.fast
@pytest.mark.parametrize("name", CONTENT)
def test_words_and_files_of_every_kind_are_kept(name: str) -> None:
    """All that may be words, as the library's types have them."""
    update = json.loads(sent(name))
    found = kept(heard(update)[1])

    for place, text in strings_in(update["message"][name], (name,)):
        keys = [key for key in place if isinstance(key, str)]
        if keys[-1] in WORDS or keys[-1] == "file_id":
            assert text in found, place
        else:
            assert text in found or any(map(is_for_machines, keys)) or keys[-1] in NOT_SHOWN, place


WORDS = {"text", "title", "description", "question", "caption", "prize_description", "data", "button_text"}
NOT_SHOWN = {"file_unique_id", "label", "emoji", "url", "longitude", "latitude", "vcard"}
"""Of these nothing is shown as it is."""


@pytest.mark.fast
def test_a_tap_acts_whatever_of_it_is_spoiled() -> None:
    tap = example(CallbackQuery) | {"from": {"id": ANNA, "is_bot": False, "first_name": "Anna"}}
    tap |= {"data": "topic:1", "message": message(ANNA, 7, "What is it about?")}

    for case in spoiled({"update_id": 1, "callback_query": tap}, ("callback_query",)):
        if len(case.path) == 1:
            continue
        update = to_aiogram(read(json.dumps(case.update)), library())
        assert update is not None, case
        assert update.callback_query is not None, case
        assert update.callback_query.from_user.id == ANNA, case
        assert case.path[-1] == "data" or update.callback_query.data == "topic:1", case


@pytest.mark.fast
def test_a_block_is_heard_whatever_of_it_is_spoiled() -> None:
    change = example(ChatMemberUpdated) | {
        "chat": {"id": ANNA, "type": "private", "first_name": "Anna"},
        "from": {"id": ANNA, "is_bot": False, "first_name": "Anna"},
        "new_chat_member": {"status": "kicked", "user": {"id": BOT, "is_bot": True}, "until_date": 0},
    }

    for case in spoiled({"update_id": 1, "my_chat_member": change}, ("my_chat_member",)):
        if len(case.path) == 1:
            continue
        update = to_aiogram(read(json.dumps(case.update)), library())
        if "new_chat_member" in case.path and case.path[-1] in ("new_chat_member", "status"):
            continue
        assert update is not None, case
        assert update.my_chat_member is not None, case
        assert update.my_chat_member.new_chat_member.status == "kicked", case
        assert update.my_chat_member.from_user.id == ANNA, case


async def test_nothing_spoiled_is_parked_or_lost_on_its_way_to_the_card(
    database: Database, wake: Wake, bot: Bot
) -> None:
    world = await World(database).furnish()
    await world.customer(ANNA)
    number = await world.open(ANNA)
    chance = random.Random(14)
    cases = [case for name in [*CONTENT, *AROUND] for case in spoilings(name)]
    chosen = [*envelope(), *chance.sample(cases, SAMPLE)]
    updates = [_numbered(case.update, place) for place, case in enumerate(chosen, 1)]

    await store(database, BOT, list(split(json.dumps({"ok": True, "result": updates}).encode())))
    await _handle_all(database, wake, bot)

    parked = [job for job in await jobs_of(database, QUEUE) if job["parked_at"] or not job["done_at"]]
    assert [(job["key"], job["error"]) for job in parked] == []
    async with database.transaction(DESK) as tx:
        rows = await tx.session.execute(
            select(CommentPart.message_id, Comment.ticket_number, Comment.customer_id).join(
                Comment, Comment.id == CommentPart.comment_id
            )
        )
        comments = rows.all()
    assert {row.ticket_number for row in comments} == {number}
    assert len(comments) == len(chosen)
    assert len({row.customer_id for row in comments}) == 1


def _numbered(update: dict[str, Any], place: int) -> dict[str, Any]:
    message = {**update["message"]}
    if message.get("message_id") == 1:
        message["message_id"] = 1000 + place
    message.pop("media_group_id", None)
    message.pop("reply_to_message", None)
    return {"update_id": place, "message": message}


async def _handle_all(database: Database, wake: Wake, bot: Bot) -> None:
    settings = Settings(bot_token=SecretStr("7000:any"), _env_file=None)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*handlers.routers(settings))
    dispatch = Dispatch(database, wake, dispatcher, bot)
    while await dispatch.step():
        pass
