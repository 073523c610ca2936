"""Recordings put into words: what is awaited, heard, corrected, and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.errors import Conflict, Invalid, NotFound
from board.models import Comment, Transcript
from board.people import customers
from board.talk import transcripts
from board.talk.transcripts import Heard, Segment
from board.values import DESK, FileId, Kind, TicketNumber
from board.views.cards import cards
from board.views.comments import comments
from board.views.shapes import TicketJson, TranscriptJson
from tests.world import World


@pytest.fixture
async def number(world: World) -> TicketNumber:
    await world.customer()
    return await world.open()


async def _transcript(world: World, number: int) -> TranscriptJson:
    async with world.database.reading() as session:
        said = await comments(session, "en", Comment.ticket_number == number, Comment.kind != "text")
    transcript = said[-1]["files"][0]["transcript"]
    assert transcript is not None
    return transcript


async def _said(world: World, number: int) -> int:
    async with world.database.reading() as session:
        said = await comments(session, "en", Comment.ticket_number == number, Comment.kind == "voice")
    return said[-1]["id"]


async def _card(world: World, number: int) -> TicketJson:
    async with world.database.reading() as session:
        (card,) = await cards(session, "en")
    assert card["number"] == number
    return card


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.AUDIO, Kind.VIDEO_NOTE])
async def test_words_of_a_recording_are_awaited(world: World, number: TicketNumber, kind: Kind) -> None:
    await world.speak(kind=kind)

    assert (await _transcript(world, number))["state"] == "waiting"
    assert (await _card(world, number))["voice"] == {"seconds": 7, "state": "waiting"}


async def test_words_of_a_sound_sent_as_a_document_are_awaited(world: World, number: TicketNumber) -> None:
    await world.speak(kind=Kind.DOCUMENT, name="PTT-20261128-WA0001.opus", mime="audio/opus")

    assert (await _transcript(world, number))["state"] == "waiting"
    card = (await _card(world, number))["voice"]
    assert card is not None
    assert card["state"] == "waiting"


async def test_words_are_awaited_once(world: World, number: TicketNumber) -> None:
    await world.speak()
    async with world.database.transaction(DESK) as tx:
        assert await transcripts.await_words(tx, await _said(world, number)) == []


async def test_words_are_the_last_line_of_the_card(world: World, number: TicketNumber) -> None:
    await world.hear(await world.speak(), "Бокс третий.", "Вода не идёт.")

    card = await _card(world, number)
    assert card["last_line"] == "Бокс третий. Вода не идёт."
    assert card["voice"] == {"seconds": 7, "state": "words"}
    heard = await _transcript(world, number)
    assert heard["text"] == "Бокс третий. Вода не идёт."
    assert heard["language"] == "ru"
    assert heard["segments"][1] == {"start": 2.0, "end": 4.0, "text": "Вода не идёт."}


async def test_unclear_words_are_told_from_clear_ones(world: World, number: TicketNumber) -> None:
    await world.hear(await world.speak(), "Бабуля хлор", is_clear=False)

    card = await _card(world, number)
    assert card["last_line"] == "Бабуля хлор"
    assert card["voice"] == {"seconds": 7, "state": "unclear"}
    heard = await _transcript(world, number)
    assert (heard["state"], heard["text"]) == ("unclear", "Бабуля хлор")


async def test_recording_that_lost_its_end_says_so(world: World, number: TicketNumber) -> None:
    file = await world.speak(seconds=30)
    async with world.database.transaction(DESK) as tx:
        await transcripts.heard(tx, file, Heard([Segment(0.0, 17.0, "Box three")], "en", seconds=17.2))

    heard = await _transcript(world, number)
    assert (heard["state"], heard["reason"]) == ("words", "The recording breaks off at 0:17.")


async def test_recording_shorter_by_a_breath_is_whole(world: World, number: TicketNumber) -> None:
    file = await world.speak(seconds=3)
    async with world.database.transaction(DESK) as tx:
        await transcripts.heard(tx, file, Heard([Segment(0.0, 2.0, "Box three")], "en", seconds=2.1))

    assert (await _transcript(world, number))["reason"] is None


async def test_silence_is_silence(world: World, number: TicketNumber) -> None:
    await world.hear(await world.speak())

    heard = await _transcript(world, number)
    assert (heard["state"], heard["text"]) == ("silence", "")


async def test_a_correction_keeps_what_was_heard(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    await world.hear(file, "Видите пароль")
    for text in ("Введите пароль", " Введите пароль "):
        async with world.database.transaction(world.agent) as tx:
            await transcripts.correct(tx, file, text)

    heard = await _transcript(world, number)
    assert heard["text"] == "Введите пароль"
    assert [version["text"] for version in heard["versions"]] == ["Видите пароль"]
    assert heard["segments"][0]["text"] == "Видите пароль"


async def test_what_an_agent_corrected_no_machine_replaces(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    await world.hear(file)
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Тихо, но слышно")
    async with world.database.transaction(DESK) as tx:
        assert await transcripts.begin(tx, file) is None
        await transcripts.heard(tx, file, Heard([Segment(0, 1, "Тишина")]))

    assert (await _transcript(world, number))["text"] == "Тихо, но слышно"


@pytest.mark.parametrize(("by", "text"), [("agent", "  "), ("agent", "я" * 20_001), ("desk", "Words")])
async def test_a_correction_has_words_and_an_author(
    world: World, number: TicketNumber, by: str, text: str
) -> None:
    file = await world.speak()
    await world.hear(file, "Видите пароль")
    with pytest.raises(Invalid):
        async with world.database.transaction(world.agent if by == "agent" else DESK) as tx:
            await transcripts.correct(tx, file, text)


async def test_words_written_by_hand_are_not_waited_for(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "By hand")
    await world.hear(file, "By machine")

    assert (await _transcript(world, number))["text"] == "By hand"


async def test_unclear_words_can_be_confirmed(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    await world.hear(file, "Box three", is_clear=False)
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Box three")

    assert (await _card(world, number))["last_line"] == "Box three"


async def test_recordings_of_long_ago_hold_up_nobody(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    await world.pass_time(timedelta(days=8))
    async with world.database.transaction(DESK) as tx:
        await tx.session.delete(await tx.session.get_one(Transcript, file))
    async with world.database.transaction(DESK) as tx:
        assert await transcripts.unheard(tx) == []


async def test_a_recording_that_failed_can_be_heard_again(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    async with world.database.transaction(DESK) as tx:
        await transcripts.failed(tx, file, "It can't be decoded.")
    assert (await _transcript(world, number))["reason"] == "It can't be decoded."

    async with world.database.transaction(world.agent) as tx:
        await transcripts.hear_again(tx, file)
    await world.hear(file, "Now it is heard.")
    assert (await _transcript(world, number))["text"] == "Now it is heard."


async def test_what_came_before_anybody_listened_is_found(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    async with world.database.transaction(DESK) as tx:
        await tx.session.delete(await tx.session.get_one(Transcript, file))
    comment = await _said(world, number)

    async with world.database.transaction(DESK) as tx:
        assert await transcripts.unheard(tx) == [comment]
        assert await transcripts.await_words(tx, comment) == [FileId(file)]
        assert await transcripts.unheard(tx) == []


async def test_erasing_takes_the_words(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    await world.hear(file, "My secret")
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    async with world.database.transaction(DESK) as tx:
        assert await tx.session.get(Transcript, file) is None


async def test_what_never_has_words_is_not_heard_again(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    async with world.database.transaction(DESK) as tx:
        await transcripts.refused(tx, file, "It lasts 10:00.")
    assert (await _transcript(world, number))["state"] == "refused"

    with pytest.raises(Conflict):
        async with world.database.transaction(world.agent) as tx:
            await transcripts.hear_again(tx, file)


async def test_words_of_two_agents_do_not_replace_each_other_unseen(
    world: World, number: TicketNumber
) -> None:
    file = await world.speak()
    await world.hear(file, "Fox three")
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Box three", replaces="Fox three")

    with pytest.raises(Conflict, match="meanwhile"):
        async with world.database.transaction(world.agent) as tx:
            await transcripts.correct(tx, file, "Pox three", replaces="Fox three")
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Box three", replaces="Fox three")
    assert (await _transcript(world, number))["text"] == "Box three"


async def test_agent_writes_down_what_no_machine_listens_to(world: World, number: TicketNumber) -> None:
    file = await world.speak()
    async with world.database.transaction(DESK) as tx:
        await transcripts.await_no_longer(tx)

    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Box three", replaces="")

    assert (await _transcript(world, number))["text"] == "Box three"
    assert (await _card(world, number))["last_line"] == "Box three"


async def test_only_recordings_have_words(world: World, number: TicketNumber) -> None:
    with pytest.raises(NotFound):
        async with world.database.transaction(world.agent) as tx:
            await transcripts.correct(tx, FileId(4711), "Box three")
