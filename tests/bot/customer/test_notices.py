"""What the company knows already is said to whoever picks the topic, and their ticket opens all the same."""

from __future__ import annotations

from datetime import timedelta

from board.desk import notices
from board.desk.notices import Content
from board.store.db import Transaction
from board.values import DESK
from tests.bot.talking import Talk

DOWN = {"en": "Card payments are down, we know.", "ru": "Оплата картой не работает, мы знаем."}


async def test_a_notice_is_said_with_the_opening_and_marks_its_topic(talk: Talk) -> None:
    async def tell(tx: Transaction) -> None:
        await notices.add(tx, Content(DOWN, ["cash_desk"], ends_at=tx.now + timedelta(hours=1)))

    await talk.do(tell, DESK)
    anna = await talk.registered()
    await anna.send("New ticket")
    asked = await anna.expect("about")
    assert [button.text.startswith("⚠️") for button in asked.buttons if button.data] == [True, False, False]

    await anna.send("cash desk")
    opening = (await anna.expect("First words")).text.splitlines()
    assert opening[1] == f"⚠️ {DOWN['en']}"
    assert len(opening) == 3


async def test_other_topics_and_later_days_hear_nothing_of_it(talk: Talk) -> None:
    async def tell(tx: Transaction) -> None:
        await notices.add(tx, Content(DOWN, ["cash_desk"], ends_at=tx.now + timedelta(hours=1)))
        await notices.add(tx, Content(DOWN, is_on=False))
        await notices.add(tx, Content(DOWN, starts_at=tx.now + timedelta(days=1)))

    await talk.do(tell, DESK)
    anna = await talk.registered()
    await anna.send("New ticket")
    await anna.expect("about")
    await anna.send("billing and papers")
    assert DOWN["en"] not in (await anna.expect("First words")).text

    await talk.advance(hours=2)
    await anna.send("New ticket")
    await anna.expect("about")
    await anna.send("cash desk")
    assert DOWN["en"] not in (await anna.expect("First words")).text
