"""The customer at a glance: notes that stay, by keyboard alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from board.models import Agent
from board.people import opening
from board.values import DESK, AgentId, Role, agent_actor
from tests.browser.people import opened, ticket_of
from tests.browser.windows import Look, Windows, go, panel
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_the_customer_is_known_at_a_glance(desk: Desk, page: Page, windows: Windows) -> None:
    case = await opened(desk, "The pump is hot.")
    await go(page, f"/?ticket={case.number}")
    aside = page.get_by_role("complementary", name="Customer")
    await expect(aside.get_by_role("button", name="Add a note about the customer")).to_be_visible()
    await page.keyboard.press("Shift+C")
    field = aside.get_by_role("textbox", name="Note about the customer")
    await expect(field).to_be_focused()
    await page.keyboard.type("Has two washes.\nAsk for Oleg.")
    await page.keyboard.press("Control+Enter")
    note = aside.get_by_role("article", name="Note about the customer")
    await expect(note).to_contain_text("Ask for Oleg.")
    await expect(note).to_contain_text("Vera")
    await expect(aside.get_by_role("button", name="Add a note about the customer")).to_be_focused()

    await note.get_by_role("button", name="Change the note").focus()
    await page.keyboard.press("Enter")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(note.get_by_role("button", name="Change the note")).to_be_focused()
    await expect(panel(page, case.number)).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(note).to_have_count(0)
    await page.keyboard.press("u")
    await expect(note).to_contain_text("Ask for Oleg.")
    await _shots(windows, case.number)


async def test_earlier_tickets_and_people_are_a_key_away(desk: Desk, page: Page) -> None:
    case = await opened(desk, "The pump is hot.")
    other = await desk.known_customer("Boris Krug", account=case.account)
    async with desk.database.transaction(DESK) as tx:
        vera = await tx.session.scalar(select(Agent.id).where(Agent.name == "Vera"))
    assert vera is not None
    async with desk.database.transaction(agent_actor(AgentId(vera), Role.AGENT)) as tx:
        for words in ("First.", *["Next."] * 11):
            await opening.open_to(
                tx, "product", words, tx.now.date(), telegram_id=case.person.id, is_private=True
            )
        latest = await opening.open_to(
            tx, "product", "Last.", tx.now.date(), telegram_id=case.person.id, is_private=True
        )
    await ticket_of(desk, other, case.account, "It stopped.")
    await go(page, f"/?ticket={latest.number}")
    aside = page.get_by_role("complementary", name="Customer")
    earlier = aside.get_by_role("region", name="Earlier from this person")
    await expect(earlier.get_by_role("listitem")).to_have_count(10)
    await earlier.get_by_role("button", name="Show earlier ones").press("Enter")
    await expect(earlier.get_by_role("listitem")).to_have_count(13)
    await expect(earlier.get_by_role("link").nth(10)).to_be_focused()
    await expect(earlier.get_by_role("button", name="Show earlier ones")).to_have_count(0)
    first = earlier.get_by_role("link", name=f"#{case.number}", exact=True)
    await first.press("Enter")
    await expect(panel(page, case.number)).to_be_visible()
    await page.go_back()
    await expect(first).to_be_focused()

    people = aside.get_by_role("region", name="People on this account")
    await people.get_by_role("link", name="Boris Krug").press("Enter")
    await expect(page.locator(".results")).to_contain_text("It stopped.")
    await expect(page.locator(".results")).not_to_contain_text("The pump is hot.")


async def _shots(windows: Windows, number: int) -> None:
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    for name, look in (
        ("light", Look()),
        ("dark", Look(scheme="dark")),
        ("narrow", Look(width=390, height=844)),
    ):
        other = await windows.open(f"/?ticket={number}", look)
        if name == "narrow":
            await other.get_by_role("group", name=f"#{number}").get_by_role("button").nth(1).click()
        await other.wait_for_timeout(800)
        await other.screenshot(path=Path(folder) / f"glance-{name}.png")
