"""What customers send, as the open ticket shows it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from board.people import customers
from board.values import DESK
from sandbox.client import Part
from sandbox.drawings import till_screen
from tests.browser.people import opened
from tests.browser.windows import card, go, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

PICTURE = till_screen("TILL 2", ("NO RECEIPT",))


async def test_new_words_join_the_open_conversation(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()

    await case.person.send("Now it smokes.")
    await expect(said(page, "Now it smokes.")).to_be_in_viewport()


async def test_what_is_sent_is_seen_wherever_the_conversation_stood(desk: Desk, page: Page) -> None:
    case = await opened(desk, "It stopped." + "\nAnd then?" * 80)
    await go(page, f"/?ticket={case.number}")
    conversation = page.locator(".conversation")
    await conversation.evaluate("box => { box.scrollTop = 0; }")
    await page.get_by_placeholder("Write to").fill("Vera is on it.")
    await page.keyboard.press("Control+Enter")

    await expect(said(page, "Vera is on it.")).to_be_in_viewport()


async def test_a_photo_is_shown_with_its_caption_and_at_full_size(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await case.stored(await case.person.photo(PICTURE, "This is the screen"))
    await go(page, f"/?ticket={case.number}")
    await said(page, "This is the screen").get_by_role("button", name="Open").click()

    picture = page.get_by_role("dialog", name="Picture").get_by_role("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    await page.keyboard.press("Escape")
    await expect(picture).to_be_hidden()


async def test_an_album_is_one_grid(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    sent = await case.person.album([Part("photo", PICTURE, "All three tills"), *[Part("photo", PICTURE)] * 2])
    await case.stored(sent[0])
    await go(page, f"/?ticket={case.number}")

    await expect(said(page, "All three tills").get_by_role("button", name="Open")).to_have_count(3)


async def test_edited_words_are_marked_and_keep_the_old_ones(desk: Desk, page: Page) -> None:
    case = await opened(desk, "")
    sent = await case.writes("Error 37")
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "Error 37")).to_be_visible()
    await case.person.edit(sent, "Error 3705")

    await said(page, "Error 3705").get_by_role("button", name="edited").click()
    await expect(page.get_by_role("list", name="Earlier wording")).to_contain_text("Error 37")


async def test_the_same_words_again_and_again_are_shown_once(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    for _ in range(3):
        await case.writes("Hello?")
    await go(page, f"/?ticket={case.number}")

    await expect(said(page, "Hello?")).to_have_count(1)
    await expect(said(page, "Hello?")).to_contain_text("sent 3 times")


async def test_the_trail_tells_what_moved_the_ticket(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await desk.post(f"tickets/{case.number}/replies", {"text": "Is the paper in?"})
    await desk.post(f"tickets/{case.number}/move", {"column": "waiting"})
    await case.writes("No receipt.")
    await desk.post(f"tickets/{case.number}/labels", {"add": ["queue"]})
    await desk.post(f"tickets/{case.number}/labels", {"add": ["till"], "remove": ["queue"]})
    await go(page, f"/?ticket={case.number}")

    log = page.get_by_role("log", name="Conversation")
    for line in (
        "To In work: Vera answered",
        "Back to In work: the customer wrote",
        "Vera added till, removed queue",
    ):
        await expect(log.get_by_text(line)).to_be_visible()


async def test_what_was_erased_says_so_and_nobody_is_written_to(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await case.writes("It smokes.")
    await case.writes("It burns!")
    async with desk.database.transaction(DESK) as tx:
        customer = await customers.by_telegram(tx, case.person.id)
        assert customer is not None
        await customers.erase(tx, customer)
    await go(page, f"/?ticket={case.number}")

    await expect(said(page, "Erased at the customer's wish").nth(2)).to_be_visible()
    await expect(page.get_by_text(re.compile("sent .+ times"))).to_have_count(0)
    await expect(page.get_by_text("This person had themselves erased.")).to_be_visible()
    for gone in ("Send reply", "Greet", "Reopen"):
        await expect(page.get_by_role("button", name=gone)).to_have_count(0)


async def test_a_bare_thanks_stays_quiet_until_the_agent_says_otherwise(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await desk.post(f"tickets/{case.number}/replies", {"text": "Please try now."})
    await desk.post(f"tickets/{case.number}/resolve")
    await case.writes("Thanks!")
    await expect(card(page, case.number)).to_have_attribute("data-state", "done")
    await go(page, f"/?ticket={case.number}")
    await page.get_by_role("button", name="Not thanks: reopen").click()

    await expect(card(page, case.number)).to_have_attribute("data-state", "inbox")


async def test_a_customer_who_blocked_the_bot_is_marked(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await case.person.block()

    await expect(card(page, case.number).get_by_label("The customer blocked the bot")).to_be_visible()
    await go(page, f"/?ticket={case.number}")
    await expect(page.get_by_text("Replies cannot reach them until they return.")).to_be_visible()


async def test_a_rating_shows_on_the_card_and_with_the_customer(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await desk.post(f"tickets/{case.number}/replies", {"text": "Please try now."})
    await desk.post(f"tickets/{case.number}/resolve")
    await desk.advance(11)
    await case.person.tap(await case.person.expect(buttons=3), index=2)

    await expect(card(page, case.number).get_by_label("Rated 🤩")).to_be_visible()
    await go(page, f"/?ticket={case.number}")
    ratings = page.get_by_role("complementary", name="Customer").get_by_label("Rated 🤩")
    await expect(ratings).to_have_text("🤩")
