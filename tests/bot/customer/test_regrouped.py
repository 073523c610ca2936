"""What customers hear when their tickets are made one, or when an agent writes first."""

from __future__ import annotations

from datetime import date
from functools import partial

from board.people import opening
from board.talk import regrouping
from board.tickets import merging, undoing
from tests.bot.talking import Talk


async def test_two_numbers_they_know_lead_to_one_ticket_quietly(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    old = next(m for m in await anna.messages() if f"#{first}" in m.text)
    second = await talk.another_ticket(anna, topic=2)
    await talk.do(partial(merging.merge, number=first, into=second))
    assert await talk.quiet(anna) == []

    await talk.advance(seconds=11)
    await anna.expect(f"#{first} and #{second} are one now: #{second}")
    await anna.send("It is on.", reply_to=old.id)
    await talk.until_words(second, "It is on.")
    await anna.press(index=0)
    listed = await anna.expect("Your tickets")
    assert f"#{first}" not in listed.text


async def test_a_merge_taken_back_and_a_split_merged_back_are_not_heard_of(talk: Talk) -> None:
    anna, first = await talk.with_ticket()
    await anna.send("It stopped.")
    await anna.send("And an invoice, please.")
    await talk.until_words(first, "It stopped.", "And an invoice, please.")
    second = await talk.another_ticket(anna, topic=2)
    await talk.do(partial(merging.merge, number=second, into=first))
    await talk.do(partial(undoing.undo, number=first))
    invoice = (await talk.said(first))[1].id
    split = await talk.do(partial(regrouping.split, number=first, comment_id=invoice))
    await talk.do(partial(merging.merge, number=split.number, into=first))

    await talk.advance(seconds=11)
    assert await talk.quiet(anna) == []

    split = await talk.do(partial(regrouping.split, number=first, comment_id=invoice, topic_key="billing"))
    await talk.advance(seconds=11)
    await anna.expect(f"a ticket of its own now: #{split.number} · Billing and papers")


async def test_whom_an_agent_writes_to_first_learns_who_it_is_and_what_about(talk: Talk) -> None:
    anna = await talk.registered()
    open_to = partial(opening.open_to, topic_key="billing", today=date(2026, 3, 2), account="17-203")
    number = (await talk.do(partial(open_to, text="Your invoice is due."))).number

    introduced = await anna.expect("Support writes to you about")
    assert introduced.text == (
        f"Support writes to you about: Billing and papers, account 17-203 (#{number}). Just answer here."
    )
    await anna.expect("Your invoice is due.")
    await anna.send("Paid.")
    await talk.until_words(number, "Paid.")


async def test_one_opened_privately_is_introduced_with_its_first_answer(talk: Talk) -> None:
    anna = await talk.registered()
    ticket = await talk.do(
        partial(
            opening.open_to,
            topic_key="billing",
            text="Ask about May.",
            today=date(2026, 3, 2),
            telegram_id=anna.id,
            is_private=True,
        )
    )
    await talk.advance(hours=25)
    assert await talk.quiet(anna) == []

    await talk.reply(ticket.number, "About May:")
    await anna.expect("Support writes to you about")
    await anna.expect("About May:")
    await talk.reply(ticket.number, "One more thing.")
    await anna.expect("One more thing.")
