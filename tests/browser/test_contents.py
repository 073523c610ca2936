"""Whatever a customer sends, the page says what it was: no empty bubble, nothing quoted or replaced out of sight."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.people import Case, opened
from tests.browser.windows import card, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

NEWS = {"id": -100500, "type": "channel", "title": "Pump news"}
ELSEWHERE = {"origin": {"type": "channel", "date": 1, "chat": NEWS, "message_id": 5}, "chat": NEWS}
STICKER = {
    "file_id": "S",
    "file_unique_id": "S",
    "width": 512,
    "height": 512,
    "is_animated": True,
    "emoji": "😡",
}


async def send(desk: Desk, case: Case, **fields: Any) -> None:
    """Anything at all, as Telegram would bring it."""
    chat = {"id": case.person.id, "type": "private", "first_name": "Anna Berg"}
    user = {"id": case.person.id, "is_bot": False, "first_name": "Anna Berg", "language_code": "en"}
    await desk.phone.raw({"message": {"chat": chat, "from": user, "date": 1, **fields}})


def last(page: Page) -> Locator:
    return page.locator(".conversation [data-role=customer] .bubble").last


async def test_a_story_is_no_empty_bubble(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await send(desk, case, story={"chat": {}, "id": 12})
    await go(page, f"/?ticket={case.number}")

    await expect(last(page)).to_have_text("Story")
    await go(page, "/")
    await expect(card(page, case.number)).to_contain_text("Story")


async def test_a_checklist_is_named_and_read(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await send(desk, case, checklist={"title": "Broken today", "tasks": [{"id": 1, "text": "the gate"}]})
    await go(page, f"/?ticket={case.number}")

    await expect(last(page)).to_contain_text("Checklist")
    await expect(last(page)).to_contain_text("the gate")


async def test_a_quote_from_another_chat_is_drawn_with_where_it_is_from(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    quote = {"text": "prices rise on Monday", "position": 0}
    await send(desk, case, text="Is it true for us?", external_reply=ELSEWHERE, quote=quote)
    await go(page, f"/?ticket={case.number}")

    quoted = last(page).locator(".quote-elsewhere")
    await expect(quoted).to_contain_text("From Pump news")
    await expect(quoted).to_contain_text("prices rise on Monday")


async def test_a_sticker_that_cannot_be_drawn_says_its_emoji(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await send(desk, case, sticker=STICKER)
    await go(page, f"/?ticket={case.number}")

    await expect(last(page)).to_contain_text("😡")
    await go(page, "/")
    await expect(card(page, case.number)).to_contain_text("Sticker · 😡")


async def test_a_name_turns_nothing_beside_it(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    user = {"id": case.person.id, "is_bot": False, "first_name": "\u202e Olga", "language_code": "en"}
    await send(desk, case, text="the pump stands still", **{"from": user})
    await go(page, f"/?ticket={case.number}")

    await expect(panel(page, case.number)).to_contain_text("the pump stands still")
    title = await page.title()
    assert "\u202e" not in title + await page.locator("body").inner_text()
    assert "Olga" in await page.locator("body").inner_text()
