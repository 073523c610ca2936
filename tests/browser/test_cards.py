"""Cards: how they arrive, what they say, and how they are moved."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, Request, Route, expect

from board.values import DESK
from tests.browser.people import opened
from tests.browser.windows import Windows, card, cell, go, panel, said
from tests.desk.running import Desk
from tests.world import keep_hours

pytestmark = pytest.mark.browser


async def test_a_customers_first_message_becomes_a_card_by_itself(desk: Desk, page: Page) -> None:
    anna = await desk.customer("Anna Berg")
    number = await desk.ticket_of(anna)
    await expect(card(page, number)).to_be_visible()

    await anna.send("The till prints nothing.")
    await expect(card(page, number)).to_contain_text("The till prints nothing.")


async def test_a_card_names_itself_and_stands_while_its_lane_is_closed(desk: Desk, page: Page) -> None:
    opens = await _count_on_one_weekday(desk, board="cash_desk", lane="urgent")
    case = await opened(desk, topic="cash_desk", name="Grace Hughes")
    shown = page.get_by_role(
        "article", name=re.compile(rf"^#{case.number} Cash desk, Grace Hughes, {case.account}")
    )

    await expect(shown).to_have_attribute("data-ticket", str(case.number))
    await expect(shown).to_have_attribute("data-board", "cash_desk")
    await expect(shown).to_have_attribute("data-lane", "urgent")
    await expect(shown).to_have_attribute("data-column", "inbox")
    await expect(shown).to_have_attribute("data-state", "inbox")

    await expect(shown).to_contain_text(f"opens {opens:%a} 09:00")
    await expect(shown).to_have_accessible_description(re.compile("answer within 5 minutes; stands until"))
    now = datetime.fromisoformat((await desk.get("desk"))["now"])
    await desk.advance((opens - now).total_seconds() + 60)
    await expect(shown).not_to_contain_text("opens")
    await expect(shown.locator(".deadline-time")).to_contain_text("3:")


async def _count_on_one_weekday(desk: Desk, board: str, lane: str) -> datetime:
    """What the lane promises from now on; returns when it opens."""
    now = datetime.fromisoformat((await desk.get("desk"))["now"])
    opens = (now + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    async with desk.database.transaction(DESK) as tx:
        await keep_hours(tx, f"{opens:%a} 09:00-18:00".lower(), board, lane)
    return opens


async def test_a_card_dragged_to_another_lane_takes_its_promise(desk: Desk, page: Page) -> None:
    case = await opened(desk, topic="billing")
    await go(page, "/?board=billing")
    await card(page, case.number).drag_to(cell(page, "Urgent", "In work"))

    await expect(cell(page, "Urgent", "In work").locator(f'[data-ticket="{case.number}"]')).to_be_visible()
    ticket = await desk.until(f"tickets/{case.number}", lambda ticket: ticket["lane"] == "urgent")
    goals = [timer["goal_seconds"] for timer in ticket["timers"] if timer["state"] == "running"]
    assert goals == [300, 5 * 3600]


async def test_a_card_dragged_to_a_tab_goes_to_that_board(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    tab = page.get_by_role("navigation", name="Boards").get_by_role("link", name="Second line")
    await card(page, case.number).drag_to(tab)

    await expect(card(page, case.number)).to_have_attribute("data-board", "second_line")
    await desk.until(f"tickets/{case.number}", lambda ticket: ticket["board"] == "second_line")


async def test_a_card_away_from_its_topics_board_says_where_it_is(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await expect(card(page, case.number)).not_to_contain_text("on Second line")
    await desk.post(f"tickets/{case.number}/move", {"board": "second_line"})
    await expect(card(page, case.number)).to_contain_text("on Second line")

    await go(page, "/?board=second_line")
    await expect(card(page, case.number)).not_to_contain_text("on Second line")


async def test_escape_puts_a_dragged_card_back(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await card(page, case.number).hover()
    await page.mouse.down()
    await cell(page, "Urgent", "In work").hover()
    await expect(page.locator(".is-drop-target")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.mouse.up()

    await expect(cell(page, "Today", "Inbox").locator(f'[data-ticket="{case.number}"]')).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert (await case.ticket())["version"] == 1


async def test_shift_and_an_arrow_move_the_card_and_keep_the_focus(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await card(page, case.number).focus()
    await page.keyboard.press("Shift+ArrowUp")
    await page.keyboard.press("Shift+ArrowRight")

    await expect(cell(page, "Urgent", "In work").locator(f'[data-ticket="{case.number}"]')).to_be_focused()
    await desk.until(
        f"tickets/{case.number}", lambda ticket: (ticket["lane"], ticket["column"]) == ("urgent", "in_work")
    )


async def test_the_menu_moves_a_card_and_the_move_is_undone(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await card(page, case.number).focus()
    await page.keyboard.press("m")
    await (
        page.get_by_role("menu", name=f"Move #{case.number}")
        .get_by_role("menuitemradio", name="Two days")
        .click()
    )
    await expect(card(page, case.number)).to_have_attribute("data-lane", "two_days")

    await page.locator(".toast").filter(has_text=f"#{case.number}").get_by_role("button", name="Undo").click()
    await expect(card(page, case.number)).to_have_attribute("data-lane", "today")
    await desk.until(f"tickets/{case.number}", lambda ticket: ticket["lane"] == "today")


async def test_an_undo_is_offered_only_until_the_ticket_moves_on(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await card(page, case.number).focus()
    await page.keyboard.press("Shift+ArrowDown")
    undo = page.locator(".toast").filter(has_text=f"#{case.number}").get_by_role("button", name="Undo")
    await expect(undo).to_be_visible()
    await desk.post(f"tickets/{case.number}/move", {"lane": "urgent"})

    await expect(undo).to_have_count(0)


async def test_another_browser_sees_the_move(desk: Desk, page: Page, windows: Windows) -> None:
    case = await opened(desk)
    other = await windows.open()
    await card(page, case.number).focus()
    await page.keyboard.press("Shift+ArrowDown")

    await expect(card(other, case.number)).to_have_attribute("data-lane", "two_days")


async def test_a_move_that_came_second_says_who_was_first(desk: Desk, page: Page) -> None:
    case = await opened(desk)

    async def boris_is_faster(route: Route, _request: Request) -> None:
        async with desk.spoken_to_by("Boris") as boris:
            await boris.post(f"tickets/{case.number}/move", {"lane": "urgent"})
        await route.continue_()

    await page.route("**/move", boris_is_faster, times=1)
    await card(page, case.number).focus()
    await page.keyboard.press("Shift+ArrowDown")

    await expect(page.get_by_role("region", name="Notices")).to_contain_text(
        f"Boris changed #{case.number} first"
    )
    await expect(card(page, case.number)).to_have_attribute("data-lane", "urgent")


async def test_resolving_over_unseen_words_is_refused_and_shows_them(desk: Desk, page: Page) -> None:
    case = await opened(desk, "No receipt came out.")
    await card(page, case.number).focus()
    await page.keyboard.press("e")
    await (
        page.get_by_role("dialog", name=f"Resolve #{case.number}")
        .get_by_role("button", name="Resolve", exact=True)
        .click()
    )

    await expect(panel(page, case.number).get_by_role("alert")).to_contain_text("Not resolved")
    await expect(said(page, "No receipt came out.")).to_be_in_viewport()
    assert (await case.ticket())["state"] == "inbox"


async def test_a_card_dragged_to_waiting_over_unseen_words_goes_back(desk: Desk, page: Page) -> None:
    case = await opened(desk, "No receipt came out.")
    await card(page, case.number).drag_to(cell(page, "Today", "Waiting for customer"))

    await expect(panel(page, case.number).get_by_role("alert")).to_contain_text("Not moved")
    await expect(card(page, case.number)).to_have_attribute("data-column", "inbox")


async def test_resolving_sends_the_closing_words(desk: Desk, page: Page) -> None:
    case = await opened(desk, "")
    await go(page, f"/?ticket={case.number}")
    await page.keyboard.press("e")
    closing = page.get_by_label("Closing words")
    await closing.fill("The roll was the wrong way round.")
    await closing.press("Control+Enter")

    await expect(cell(page, "Today", "Done").locator(f'[data-ticket="{case.number}"]')).to_be_visible()
    await case.person.expect("The roll was the wrong way round.")


async def test_resolve_and_next_goes_on_to_who_waits(desk: Desk, page: Page) -> None:
    done, waiting = await opened(desk, ""), await opened(desk)
    await go(page, f"/?ticket={done.number}")
    await page.keyboard.press("e")
    await page.get_by_role("button", name="Resolve and next").click()

    await expect(panel(page, done.number)).to_have_count(0)
    await expect(page.get_by_role("dialog", name=re.compile(r"^#\d+ "))).to_be_visible()
    await expect(card(page, done.number)).to_have_attribute("data-state", "done")
    await expect(card(page, waiting.number)).to_have_attribute("data-state", "inbox")


async def test_n_opens_the_most_urgent_card_that_needs_a_person(desk: Desk, page: Page) -> None:
    case = await opened(desk, topic="cash_desk")
    await expect(card(page, case.number)).to_be_visible()
    await page.keyboard.press("n")
    title = page.get_by_role("dialog").get_by_role("heading", level=2)
    await expect(title).to_contain_text("#")

    opened_number = re.search(r"#(\d+)", await title.inner_text())
    assert opened_number is not None
    urgent = await desk.get(f"tickets/{opened_number[1]}")
    assert urgent["unread"] > 0 or urgent["state"] == "inbox"
    assert urgent["deadline"]["due_at"] <= (await case.ticket())["deadline"]["due_at"]
