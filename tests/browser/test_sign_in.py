"""How an agent gets to the board, and away from it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.windows import Windows
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_preview_of_the_sign_in_link_does_not_spend_it(desk: Desk, windows: Windows) -> None:
    address = await desk.login_address()
    preview = await windows.blank()
    await preview.goto(address)
    await preview.goto(address)

    page = await windows.blank()
    await page.goto(address)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Signed in as Vera")).to_be_visible()


async def test_a_sign_in_link_works_once(desk: Desk, windows: Windows) -> None:
    address = await desk.login_address()
    await _signed_in(windows, address)

    late = await windows.blank()
    await late.goto(address)
    await late.get_by_role("button", name="Sign in").click()
    await expect(late.get_by_role("alert")).to_contain_text("used already")


async def test_the_code_alone_signs_in_too(desk: Desk, windows: Windows) -> None:
    page = await windows.blank()
    await page.goto(desk.url)
    await page.get_by_label("Code").fill((await desk.login_address()).rpartition("/")[2])
    await page.get_by_role("button", name="Sign in").click()

    await expect(page.get_by_role("button", name="Signed in as Vera")).to_be_visible()


async def test_signing_out_leaves_nothing_to_come_back_to(desk: Desk, windows: Windows) -> None:
    page = await _signed_in(windows, await desk.login_address())
    await page.get_by_role("button", name="Signed in as Vera").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_label("Code")).to_be_visible()

    await page.goto(desk.url)
    await expect(page.get_by_label("Code")).to_be_visible()


async def test_signing_out_in_one_tab_ends_the_others(desk: Desk, windows: Windows) -> None:
    page = await _signed_in(windows, await desk.login_address())
    other = await windows.tab(page)
    await page.get_by_role("button", name="Signed in as Vera").click()
    await page.get_by_role("menuitem", name="Sign out").click()

    await expect(other.get_by_label("Code")).to_be_visible()


async def test_signing_out_leaves_no_draft_behind(desk: Desk, windows: Windows) -> None:
    page = await _signed_in(windows, await desk.login_address())
    await page.evaluate("localStorage.setItem('lanedesk.draft.1.reply', '{\"text\": \"half an answer\"}')")
    await page.get_by_role("button", name="Signed in as Vera").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_label("Code")).to_be_visible()

    assert await page.evaluate("localStorage.length") == 0


async def test_another_browser_is_signed_out_from_here(desk: Desk, windows: Windows) -> None:
    lost = await _signed_in(windows, await desk.login_address())
    page = await _signed_in(windows, await desk.login_address())
    await page.get_by_role("button", name="Signed in as Vera").click()
    where = page.get_by_role("menuitem", name="Where you are signed in")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await where.click()
    sheet = page.get_by_role("dialog", name="Where you are signed in")
    await expect(sheet.get_by_role("listitem").filter(has_text="this browser")).to_contain_text(
        "Chrome, Linux"
    )
    await sheet.get_by_role("button", name="Sign out everywhere else").click()

    await expect(sheet.get_by_role("listitem")).to_have_count(1)
    await expect(lost.get_by_label("Code")).to_be_visible()


async def _signed_in(windows: Windows, address: str) -> Page:
    page = await windows.blank()
    await page.goto(address)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Signed in as Vera")).to_be_visible()
    return page
