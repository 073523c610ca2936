"""What is found, and in what order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from board.errors import Invalid
from board.models import Comment, CommentPart, File, Ticket
from board.people import about, accounts, customers
from board.store.db import Database
from board.talk import attachments, conversation, regrouping, transcripts
from board.talk.comments import IncomingFile
from board.tickets import marking
from board.values import DESK, Author, FileId, Kind
from board.views.desk import desk
from board.views.filters import Reader
from board.views.passages import passages
from board.views.tickets import Wanted, list_tickets
from tests.world import World

BORIS = 43

_OUT_OF_STEP = """
    WITH due AS (
        SELECT word, ticket_number FROM names_of_tickets(ARRAY(SELECT number FROM ticket))
        UNION SELECT word, ticket_number FROM stems_of_tickets(ARRAY(SELECT number FROM ticket))
    )
    SELECT word FROM due FULL JOIN ticket_word AS kept USING (word, ticket_number)
    WHERE due IS NULL OR kept IS NULL
"""


@pytest.fixture(autouse=True)
async def words_are_in_step(database: Database) -> AsyncIterator[None]:
    """After every test the words kept are those that stand."""
    yield
    async with database.reading() as session:
        assert (await session.scalars(text(_OUT_OF_STEP))).all() == []


async def test_an_account_and_words_find_together_what_each_alone_does_not(world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    ours = await world.open()
    await world.write("Касса не печатает")
    await world.open(BORIS)
    await world.write("Касса не печатает", telegram_id=BORIS)

    assert await _found(world, "17-203 касса") == [ours]
    assert await _found(world, "кассы 17203") == [ours]
    assert await _found(world, "17-203 принтер") == []


async def test_words_are_found_in_whichever_comment_they_stand(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("Чек пустой")
    await world.answer(number, "Проверьте ленту")

    assert await _found(world, "лента чек Anna") == [number]


async def test_the_newest_come_first_and_pages_go_on_where_the_last_ended(world: World) -> None:
    await world.customer()
    numbers = []
    for said in ("касса", "чек", "касса", "касса", "касса"):
        numbers.append(await world.open())
        await world.write(said)

    first, following = await _page(world, "касса", None)
    second, last = await _page(world, "касса", following)

    assert first + second == [numbers[4], numbers[3], numbers[2], numbers[0]]
    assert last is None


async def test_a_better_fit_comes_before_a_newer_one(world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    known = await world.open()
    said = await world.open(BORIS)
    await world.write("What about 17-203, Anna?", telegram_id=BORIS)
    await world.write(f"And about {known}?", telegram_id=BORIS)

    assert await _found(world, "17-203") == [known, said]
    assert await _found(world, "17 203") == [known, said]
    assert await _found(world, f"#{known}") == [known, said]
    pages, after = [], None
    while True:
        page, after = await _page(world, "17-203", after, limit=1)
        pages.append(page)
        if after is None:
            break
    assert pages == [[known], [said]]


async def test_parts_of_names_and_numbers_are_found(world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    async with world.database.transaction(DESK) as tx:
        await accounts.add(tx, "17-204", "Автомойка «Алёна»")
    first, second = await world.open(), await world.open(BORIS)

    assert await _found(world, "203") == [first]
    assert await _found(world, "7204") == [second]
    assert await _found(world, "17-20") == [second, first]
    assert await _found(world, "17 20") == [second, first]
    assert (
        await _found(world, "алё") == await _found(world, "мойка") == await _found(world, "ЛЕНА") == [second]
    )
    assert await _found(world, "nn") == []
    assert await _found(world, "nna 204") == [second]


async def test_a_number_with_dashes_is_found_however_it_was_written(world: World) -> None:
    await world.customer(account="17-204")
    number = await world.open()
    await world.write("Договор АБ-15/7 от 01.02.2025, касса-2")

    for query in ("АБ-15/7", "аб157", "15", "договоры касса", "касса2", "01.02.2025", "аб 15"):
        assert await _found(world, query) == [number], query


async def test_an_account_is_found_by_letters_that_look_the_same(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await accounts.add(tx, "AB-15")
    await world.customer(account="AB-15")
    number = await world.open()

    for query in ("AB-15", "АВ15", "ав 15", "аb-1"):
        assert await _found(world, query) == [number], query


async def test_common_words_are_passed_over_beside_others(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("Печатает криво")

    assert await _found(world, "не печатает") == [number]
    assert await _found(world, "не") == []
    assert await _found(world, "«» — !") == []


async def test_the_desks_own_notices_are_not_found(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        ticket = await tx.session.get_one(Ticket, number)
        tx.session.add(
            Comment(
                ticket_number=number,
                customer_id=ticket.customer_id,
                author=Author.SYSTEM,
                kind=Kind.TEXT,
                text="Solution by noon",
                created_at=tx.now,
            )
        )

    assert await _found(world, "noon") == []


async def test_an_edit_replaces_the_words_it_takes_away(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("Касса и чек")
    await world.write("Касса и принтер", message_id=7)
    await world.edit(7, "Только сканер")

    assert await _found(world, "принтер") == []
    assert await _found(world, "касса чек сканер") == [number]


async def test_words_go_with_their_comment_to_another_ticket(world: World) -> None:
    await world.customer()
    old = await world.open()
    await world.write("Касса")
    file = await world.speak()
    await world.hear(file, "Сканер пищит")
    async with world.database.transaction(DESK) as tx:
        part = (await tx.session.get_one(File, file)).part_id
        comment = (await tx.session.get_one(CommentPart, part)).comment_id
        new = await regrouping.start_anew(tx, await world.meet(tx, 42), comment, UTC)

    assert await _found(world, "касса") == [old]
    assert await _found(world, "сканер") == [new.number]


async def test_a_corrected_transcript_is_found_by_what_it_says_now(world: World) -> None:
    await world.customer()
    number = await world.open()
    file = await world.speak()
    await world.hear(file, "Кастрюля")
    async with world.database.transaction(world.agent) as tx:
        await transcripts.correct(tx, file, "Касса")

    assert await _found(world, "кастрюля") == []
    assert await _found(world, "касса") == [number]


async def test_names_and_labels_are_found_as_they_are_now(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await marking.label(tx, number, add=["Срочный выезд", "vip"])
        await accounts.add(tx, "17-203", "Маяк")
    async with world.database.transaction(world.agent) as tx:
        await marking.label(tx, number, remove=["vip"])
        await accounts.add(tx, "17-203", "Парус")
        await customers.meet(tx, 42, "Ольга", None, "ru")

    assert await _found(world, "выезд парус ольга") == [number]
    for gone in ("vip", "маяк", "anna"):
        assert await _found(world, gone) == [], gone
    async with world.database.reading() as session:
        seen = await desk(session, "en", timezone="UTC", practice=False)
    assert seen["labels"] == ["Срочный выезд"]


async def test_nothing_an_erased_person_said_can_be_found(world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("My secret")
    await world.hear(await world.speak(), "Spoken secret")
    await world.answer(number, "Dear Anna")
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))

    async with world.database.reading() as session:
        kept = await session.scalars(text("SELECT word FROM ticket_word ORDER BY word"))
        assert kept.all() == ["@17", "@17203", "@203"]


async def test_files_are_found_by_the_names_people_gave_them(world: World) -> None:
    await world.customer()
    number = await world.open()
    named = IncomingFile(Kind.DOCUMENT, "file-1", "Отчёт_сверки 2026.xlsx", "application/xlsx")
    await world.write("", kind=Kind.DOCUMENT, file=named)
    await world.speak()
    async with world.database.transaction(world.agent) as tx:
        sent = await attachments.upload(
            tx, sha256="0" * 64, size_bytes=1, name="Инструкция.pdf", mime="application/pdf"
        )
        await conversation.reply(tx, number, "", files=[FileId(sent.id)])

    for query in ("отчеты", "сверка 2026", "xlsx", "инструкции отчёт"):
        assert await _found(world, query) == [number], query
    assert await _found(world, "voice") == await _found(world, "ogg") == []
    async with world.database.transaction(DESK) as tx:
        await customers.erase(tx, await world.meet(tx, 42))
    assert await _found(world, "отчет") == await _found(world, "инструкция") == []


async def test_words_are_found_in_every_form_of_three_languages(world: World) -> None:
    """In what was written, noted, spoken and named alike."""
    await world.customer()
    number = await world.open()
    await world.write(
        "Терминалы зависают, чеков нет. Printers were failing. Mesin dibetulkan, pesanannya hilang."
    )
    async with world.database.transaction(world.agent) as tx:
        await conversation.note(tx, number, "Перезвонить директору")
    await world.hear(await world.speak(), "Сканеры пищали")

    for query in (
        *("терминал", "терминалом", "зависает", "чек", "чеки", "printer", "fails", "failed"),
        *("pesanan", "директор", "директора", "перезвонит", "сканера", "пищать"),
    ):
        assert await _found(world, query) == [number], query


async def test_a_person_is_found_by_the_name_they_have_in_telegram(world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await customers.meet(tx, 42, "Anna", "anna_the_baker", "ru")

    assert await _found(world, "baker") == await _found(world, "@anna_the_baker") == [number]


async def test_conditions_hold_beside_the_words(world: World) -> None:
    await world.customer()
    done, open_ = await world.open(topic="billing"), await world.open(topic="billing")
    for number in (done, open_):
        await world.answer(number, "Касса")
    await world.resolve(done)

    assert await _found(world, "касса", state="done") == [done]
    assert await _found(world, f"{open_}", state="done") == []
    assert await _found(world, "касса", account="17203", board="billing") == [open_, done]
    assert await _found(world, "касса", topic="product") == []


async def test_a_page_of_another_list_is_refused(world: World) -> None:
    for query, after in (("касса", "1001"), (None, "4-1001")):
        with pytest.raises(Invalid):
            await _page(world, query, after)


async def _found(world: World, query: str, **filters: Any) -> list[int]:
    async with world.database.reading() as session:
        listed = await list_tickets(session, Wanted(q=query, **filters), Reader("en"), after=None, limit=50)
    return [ticket["number"] for ticket in listed.items]


async def _page(
    world: World, query: str | None, after: str | None, limit: int = 3
) -> tuple[list[int], str | None]:
    async with world.database.reading() as session:
        listed = await list_tickets(session, Wanted(q=query), Reader("en"), after=after, limit=limit)
    return [ticket["number"] for ticket in listed.items], listed.next


async def test_what_is_noted_about_a_customer_finds_all_their_tickets_and_no_others(world: World) -> None:
    await world.customer()
    await world.customer(BORIS, "17-204")
    first, others = await world.open(), await world.open(BORIS)
    await world.write("Касса не печатает")
    await world.write("Касса не печатает", telegram_id=BORIS)
    async with world.database.transaction(world.agent) as tx:
        person = (await tx.session.get_one(Ticket, first)).customer_id
        note = await about.add_note(tx, person, "Две мойки, платит по договорам")
    second = await world.open(topic="billing")

    assert await _found(world, "договор") == [second, first]
    assert await _found(world, "мойка касса") == [first]
    assert await _found(world, "касса -договор") == [others]
    async with world.database.reading() as session:
        found = (await passages(session, [first, others], "договор"))["passages"]
    assert [(each["ticket"], each["parts"][1]) for each in found] == [(first, "договорам")]
    for change in (
        partial(about.change_note, customer_id=person, note_id=note.id, text="Одна мойка"),
        partial(about.remove_note, customer_id=person, note_id=note.id),
    ):
        async with world.database.transaction(world.agent) as tx:
            await change(tx)
        assert await _found(world, "договор") == []
    assert await _found(world, "мойка") == []


async def test_notes_make_no_tickets_alike(world: World) -> None:
    """They are about the person, who may ask a hundred things."""
    await world.customer()
    number = await world.open()
    async with world.database.transaction(world.agent) as tx:
        await about.add_note(tx, (await tx.session.get_one(Ticket, number)).customer_id, "Платит по договору")
    async with world.database.reading() as session:
        kept = await session.scalars(text("SELECT word FROM ticket_word WHERE word ~ '^[^@=]' ORDER BY word"))
        assert {word[0] for word in kept.all()} == {"+"}
