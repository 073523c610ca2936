"""The pages beside the board: all by keyboard, nothing unsaved lost, readable for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from board.desk import calendars, topics
from board.desk.calendars import Content
from board.values import DESK
from board.working_hours import parse_week
from tests.browser.windows import EVERY_RULE, Broken, Look, Windows, broken_rules, go
from tests.desk.running import Desk
from tests.world import World

pytestmark = pytest.mark.browser

_TEXT = "/settings/texts/greeting"


async def test_a_text_is_changed_by_keyboard_and_taken_back(windows: Windows) -> None:
    page = await windows.open("/", Look(may_inject=True))
    broken = {}
    await page.get_by_role("link", name="Settings").press("Enter")
    broken["list"] = await _broken(page, "Settings")
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name="Texts").press("Enter")
    broken["texts"] = await _broken(page, "Texts")
    await page.get_by_role("link", name="Greeting of an agent").press("Enter")
    words = page.get_by_role("textbox", name="Words, English")
    before = await words.input_value()

    await words.press("Control+a")
    await page.keyboard.type("On it")
    bar = page.locator(".save-bar")
    await expect(bar).to_contain_text("Not saved yet")
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name="Company").press("Enter")
    asked = page.get_by_role("dialog", name="Leave without saving?")
    await expect(asked.get_by_role("button", name="Stay here")).to_be_focused()
    broken["asked"] = await broken_rules(page, EVERY_RULE)
    await page.keyboard.press("Enter")
    await expect(words).to_have_value("On it")
    await bar.get_by_role("button", name="Save").press("Enter")
    await expect(bar).to_have_count(0)

    changes = page.get_by_role("region", name="Changes")
    await expect(changes.locator("ins")).to_have_text("On it")
    broken["a text"] = await broken_rules(page, EVERY_RULE)
    await changes.get_by_role("button", name="Take back").press("Enter")
    await expect(words).to_have_value(before)
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name="Company").press("Enter")
    broken["company"] = await _broken(page, "Company")
    assert {place: rules for place, rules in broken.items() if rules} == {}


async def test_an_order_a_conflict_and_a_removal_by_keyboard(windows: Windows, desk: Desk) -> None:
    page = await windows.open("/settings/topics")
    offered = page.get_by_role("list", name="Topics")
    billing = offered.get_by_role("link", name="Billing and papers")
    await billing.focus()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(offered.get_by_role("listitem").nth(1)).to_contain_text("Billing and papers")
    await expect(billing).to_be_focused()
    await page.keyboard.press("Enter")

    name = page.get_by_role("group", name="Name").get_by_label("Indonesia")
    await name.press("Control+a")
    await page.keyboard.type("Surat")
    async with desk.database.transaction(DESK) as tx:
        await topics.edit(tx, "billing", topics.Wish(emoji="🧾"))
    theirs = page.get_by_role("alert").filter(has_text="changed while you were editing")
    await expect(theirs).to_contain_text("🧾")
    await theirs.get_by_role("button", name="Put mine over it").press("Enter")
    await expect(page.locator(".save-bar")).to_have_count(0)
    await expect(name).to_have_value("Surat")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("🧾")

    remove = page.get_by_role("button", name="Remove the topic")
    sheet = page.get_by_role("dialog")
    await remove.press("Enter")
    await expect(sheet).to_contain_text("What its old buttons open")
    await page.keyboard.press("Escape")
    await expect(remove).to_be_focused()
    await page.keyboard.press("Enter")
    await sheet.get_by_label("What its old buttons open").press("ArrowDown")
    await sheet.get_by_role("button", name="Remove the topic").press("Enter")
    await expect(offered.get_by_role("listitem")).to_have_count(2)


async def test_a_calendar_is_made_and_a_day_of_its_year_closed_by_keyboard(
    windows: Windows, desk: Desk
) -> None:
    async with desk.database.transaction(DESK) as tx:
        await calendars.add(tx, Content("Night", "UTC", parse_week("mon-sun 22:00-06:00")))
    page = await windows.open("/settings/calendars/new", Look(may_inject=True))
    await _make_office(page)
    day = await _close_a_day_of_next_year(page)
    await expect(day).to_have_attribute("aria-label", re.compile("day off, set by hand"))
    assert await broken_rules(page, EVERY_RULE) == {}
    changes = page.get_by_role("region", name="Changes")
    await expect(changes.locator("ins").first).to_contain_text("8 Feb")
    await changes.get_by_role("button", name="Take back").first.press("Enter")
    await expect(page.get_by_role("region", name="Single dates")).not_to_contain_text("8 Feb")
    person = await desk.known_customer()
    await World(desk.database).open(person.id)
    await _promise_the_end_of_its_day(page)
    await _promise_anew(page)


async def _make_office(page: Page) -> None:
    """With a break on weekdays; what is refused on the way is said where it is wrong."""
    monday, sunday = (page.get_by_role("group", name=day) for day in ("Monday", "Sunday"))
    closes = monday.get_by_label("Monday, closes, 1")
    await closes.press("Control+a")
    await page.keyboard.type("13")
    await monday.get_by_role("button", name="Monday: more hours").press("Enter")
    await expect(closes).to_have_value("13:00")
    await monday.get_by_role("button", name="Copy to all weekdays").press("Enter")
    friday = page.get_by_role("group", name="Friday").get_by_role("textbox")
    await expect(friday.nth(2)).to_have_value("14:00")

    name = page.get_by_role("textbox", name="Name")
    await name.press_sequentially("night")
    await sunday.get_by_role("switch").press("Space")
    opens = sunday.get_by_label("Sunday, opens, 2")
    await opens.press("Control+a")
    await page.keyboard.type("12:30")
    await expect(sunday.get_by_role("alert")).to_have_text("These hours overlap with others.")
    await sunday.get_by_role("switch").press("Space")
    await name.press("Enter")
    await expect(page.get_by_text("There is a calendar “Night” already.")).to_be_visible()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await name.press("Control+a")
    await page.keyboard.type("Office")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Office")


async def _close_a_day_of_next_year(page: Page) -> Locator:
    year = page.get_by_role("region", name="The year")
    await year.get_by_role("button", name="Next").press("Enter")
    stop = year.locator(".year-day[tabindex='0'][data-day$='-01-01']")
    await stop.press("PageDown")
    await page.keyboard.press("ArrowDown")
    day = year.locator(".year-day:focus")
    await expect(day).to_have_attribute("aria-label", re.compile(r"8 February"))
    await expect(year.locator(".year-tip")).to_contain_text("8 February")
    await page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Then").select_option("Closed")
    await sheet.get_by_role("button", name="Save").press("Enter")
    await expect(sheet).to_have_count(0)
    return day


async def _broken(page: Page, title: str) -> Broken:
    """What axe finds wrong on the page of that title, once it is read."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator(".settings-note[role=status]")).to_have_count(0)
    return await broken_rules(page, EVERY_RULE)


async def _promise_the_end_of_its_day(page: Page) -> None:
    """By a lane, which keeps it when something else of the lane is changed."""
    await go(page, "/settings/boards/product")
    lane = page.get_by_role("region", name="Lane “Today”")
    solution = lane.get_by_role("group", name="Solution")
    await solution.get_by_label("What is promised").select_option("by the end of the working day")
    await solution.get_by_label("Which hours count").select_option("counting open hours of “Office”")
    by = solution.get_by_label("if asked by")
    await by.press("Control+a")
    await page.keyboard.type("1530")
    await page.keyboard.press("Enter")
    bar = page.locator(".save-bar")
    await expect(bar).to_have_count(0)
    warn = lane.get_by_label("Warn agents after")
    await warn.press("Control+a")
    await page.keyboard.type("60")
    await page.keyboard.press("Enter")
    await expect(bar).to_have_count(0)
    await expect(by).to_have_value("15:30")
    changes = page.get_by_role("region", name="Changes").get_by_role("listitem")
    await expect(changes.nth(1)).to_contain_text("by the end of the working day, if asked by 15:30")


async def _promise_anew(page: Page) -> None:
    """What was promised before, from the calendar's page."""
    lane = page.get_by_role("region", name="Lane “Today”")
    await expect(lane).to_contain_text("1 open ticket keeps what was promised before.")
    await go(page, "/settings/calendars")
    await page.get_by_role("link", name="Office").press("Enter")
    lanes = page.get_by_role("region", name="Lanes that count by it")
    await expect(lanes).to_contain_text("Product / Today")
    await lanes.get_by_role("button", name="Promise anew").press("Enter")
    sheet = page.get_by_role("dialog", name="Promise 1 ticket anew?")
    await sheet.get_by_role("button", name="Promise anew").press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(lanes).not_to_contain_text("promised before")
