"""Changes while the agent looks on: they come by themselves and never move what is under the pointer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.people import Case, opened
from tests.browser.windows import Windows, card, go
from tests.desk.running import ACCOUNT, Desk, asked

pytestmark = pytest.mark.browser

_BOXES = """() => [...document.querySelectorAll("article[data-ticket]")].map((card) => {
    const { x, y, width, height } = card.getBoundingClientRect();
    return [card.dataset.ticket, x, y, width, height].join(" ");
})"""
_COLOUR = "element => getComputedStyle(element).color.match(/\\d+/g).slice(0, 3).map(Number)"


@pytest.fixture
async def first(desk: Desk, page: Page) -> Case:
    """A ticket whose card stands on the board."""
    case = await opened(desk)
    await go(page, "/?board=product")
    await expect(card(page, case.number)).to_be_visible()
    return case


@pytest.fixture
async def button_down(page: Page, first: Case) -> AsyncIterator[None]:
    await page.mouse.move(640, 790)
    await page.mouse.down()
    yield
    await page.mouse.up()


async def test_nothing_moves_while_a_button_is_down(
    desk: Desk, page: Page, first: Case, button_down: None
) -> None:
    before = await page.evaluate(_BOXES)
    await first.writes("It smokes.")
    await expect(card(page, first.number)).to_contain_text("It smokes.")
    second = await opened(desk)
    await expect(page.get_by_role("button", name="1 change waits")).to_be_visible()
    assert await page.evaluate(_BOXES) == before

    await page.mouse.up()
    await expect(card(page, second.number)).to_be_visible()
    await expect(page.get_by_text("change waits")).to_be_hidden()


async def test_nothing_moves_while_a_field_has_the_focus(desk: Desk, page: Page, first: Case) -> None:
    await page.keyboard.press("/")
    before = await page.evaluate(_BOXES)
    await desk.post(f"tickets/{first.number}/move", {"lane": "urgent"})
    second = await opened(desk)
    await expect(page.get_by_role("button", name="2 changes wait")).to_be_visible()
    assert await page.evaluate(_BOXES) == before

    await page.get_by_role("button", name="Show now").click()
    await expect(card(page, second.number)).to_be_visible()
    await expect(card(page, first.number)).to_have_attribute("data-lane", "urgent")


async def test_a_lost_network_is_said_and_made_up_for(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open()
    await page.context.set_offline(True)
    await expect(page.locator(".connection")).to_have_text("Offline")
    await case.writes("Are you there?")
    await expect(card(page, case.number)).not_to_contain_text("Are you there?")

    await page.context.set_offline(False)
    await expect(page.locator(".connection")).to_have_text("Live")
    await expect(card(page, case.number)).to_contain_text("Are you there?")
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in windows.heard())


async def test_tabs_share_one_line_to_the_desk_and_hand_it_on(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    leading = await windows.open()
    lines: list[str] = []
    leading.context.on("request", lambda request: lines.append(request.url))
    second = await windows.tab(leading)
    await case.writes("It smokes.")
    await expect(card(second, case.number)).to_contain_text("It smokes.")
    assert [url for url in lines if "/events" in url] == []

    await leading.close()
    await case.writes("It burns!")
    await expect(card(second, case.number)).to_contain_text("It burns!")


async def test_a_wrong_account_is_refused_beside_it(desk: Desk, page: Page) -> None:
    ruth = await desk.phone.person("Ruth Mistaken", "en")
    await ruth.send("I forgot my number.")
    await ruth.expect("account")
    await page.get_by_role("region", name="At the door").get_by_role("button", name="Ruth Mistaken").click()
    sheet = page.get_by_role("dialog", name="Ruth Mistaken, at the door")
    field = sheet.get_by_label("Give an account")
    await field.fill("99-999")
    await field.press("Enter")
    await expect(field).to_have_accessible_description("There is no account 99-999.")

    await field.fill(ACCOUNT)
    await field.press("Enter")
    await expect(sheet).to_have_count(0)
    await page.get_by_role("region", name="At the door").get_by_role("button", name="Ruth Mistaken").click()
    await expect(sheet.get_by_text(f"Holds {ACCOUNT}")).to_be_visible()
    await expect(field).to_have_count(0)


async def test_nobody_is_said_to_wait_before_the_door_is_read(page: Page) -> None:
    may_answer = asyncio.Event()

    async def answer_later(route: Route) -> None:
        await may_answer.wait()
        await route.continue_()

    await page.route("**/api/v1/door", answer_later)
    await page.reload(wait_until="commit")
    door = page.get_by_role("region", name="At the door")
    await expect(door).to_be_visible()
    await expect(door).not_to_contain_text("Nobody is waiting")

    may_answer.set()
    await expect(door).not_to_have_text("At the door")


async def test_a_stranger_waits_at_the_door_and_is_let_in(desk: Desk, page: Page) -> None:
    ruth = await desk.phone.person("Ruth Newcome", "en")
    await ruth.send("Nothing works at our wash.")
    await ruth.expect("account")
    door = page.get_by_role("region", name="At the door")
    await door.get_by_role("button", name="Nothing works at our wash.").click()
    sheet = page.get_by_role("dialog", name="Ruth Newcome, at the door")
    await sheet.get_by_label("Give an account").fill(ACCOUNT)
    await sheet.get_by_role("button", name="Give account").click()

    await ruth.expect(ACCOUNT)
    await ruth.tap(await asked(ruth, 3), index=0)
    await expect(page.get_by_role("article", name="Ruth Newcome")).to_contain_text(
        "Nothing works at our wash."
    )
    await expect(door).not_to_contain_text("Ruth Newcome")


async def test_a_missed_deadline_turns_red_and_negative(desk: Desk, page: Page, first: Case) -> None:
    deadline = card(page, first.number).locator(".deadline")
    await expect(deadline).to_contain_text("Answer in ")
    await desk.advance(5 * 60 + 1)

    await expect(deadline).to_contain_text("Answer −0:0")
    red, green, blue = await deadline.evaluate(_COLOUR)
    assert red > 2 * max(green, blue)
    await expect(page.get_by_role("banner").get_by_role("button", name="late")).to_be_visible()


async def test_at_midnight_today_becomes_yesterday(desk: Desk, page: Page, first: Case) -> None:
    opening = (await first.ticket())["comments"][0]
    await desk.post(f"tickets/{first.number}/seen", {"up_to": opening["id"]})
    await desk.post(f"tickets/{first.number}/resolve", {})
    await go(page, f"/?ticket={first.number}")
    day = page.get_by_role("log", name="Conversation").locator(".day").first
    await expect(day).to_have_text("Today")

    await desk.advance(24 * 3600)

    await expect(day).to_have_text("Yesterday")


async def test_search_finds_old_words_and_stands_in_the_address(desk: Desk, page: Page) -> None:
    found = await opened(desk, "The marzipan reader beeps.")
    await found.writes("Hello?")
    other = await opened(desk)
    await page.keyboard.press("/")
    await page.keyboard.type("marzipan")
    await expect(card(page, other.number)).to_be_hidden()
    await expect(card(page, found.number)).to_be_visible()
    assert page.url.endswith("/?q=marzipan")

    await page.reload()
    await expect(card(page, found.number)).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="1 ticket")).to_be_visible()


async def test_a_hit_shows_the_words_that_were_found(desk: Desk, page: Page) -> None:
    found = await opened(desk, "The nougat reader beeps.", name="Anna Nougat")
    await found.writes("Hello?")
    await go(page, "/?q=nougat beep")
    hit = card(page, found.number)

    await expect(hit.locator(".card-passage mark")).to_have_text(["nougat", "beeps"])
    await expect(hit.locator(".card-name mark")).to_have_text("Nougat")
    await go(page, "/?board=product")
    await expect(hit).to_contain_text("Hello?")
    await expect(hit.locator("mark")).to_have_count(0)


async def test_search_finds_what_came_while_its_field_had_the_focus(
    desk: Desk, page: Page, first: Case
) -> None:
    await page.keyboard.press("/")
    second = await opened(desk, "The vestibule is flooded.")
    await expect(page.get_by_role("button", name="1 change waits")).to_be_visible()
    await page.keyboard.type("vestibule")

    await expect(card(page, second.number)).to_be_visible()


async def test_claims_filter_what_is_on_the_board(desk: Desk, page: Page) -> None:
    mine, other = await opened(desk), await opened(desk)
    await desk.post(f"tickets/{mine.number}/take", {"agent": "Vera"})
    await go(page, "/?q=is:mine")

    await expect(card(page, mine.number)).to_be_visible()
    await expect(card(page, other.number)).to_be_hidden()


async def test_the_figures_of_the_day_follow_and_lead_to_their_tickets(desk: Desk, page: Page) -> None:
    case = await opened(desk, topic="cash_desk")
    count = sum(lane["tickets"] for lane in (await desk.get("numbers/today"))["open"])
    open_now = page.get_by_role("button", name=f"Open {count}", exact=True)
    await expect(open_now).to_be_visible()
    await open_now.focus()
    await expect(page.get_by_text("Tickets that aren't done;")).to_be_visible()
    await open_now.click()

    await expect(card(page, case.number)).to_be_visible()
    await expect(page).to_have_url(re.compile(r"q=is(:|%3A)open"))
    await page.get_by_role("button", name=re.compile("^In time")).click()
    figures = page.get_by_role("dialog", name="Today")
    await figures.get_by_role("button", name=re.compile("^Urgent: ")).click()
    await expect(figures).to_be_hidden()
    await expect(card(page, case.number)).to_be_visible()
