"""The open ticket: what the agent writes there, and what of it reaches the customer's phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.people import Case, opened, ticket_of
from tests.browser.windows import Look, Windows, card, go, panel, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser


async def test_a_reply_reaches_the_phone_and_is_marked_sent(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _field(page).fill("Is the paper in?")
    await page.get_by_role("button", name="Send reply").click()

    await case.person.expect("Is the paper in?")
    await expect(said(page, "Is the paper in?")).to_contain_text("Sent")
    await expect(_field(page)).to_have_value("")


async def test_control_and_enter_send(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await page.keyboard.press("r")
    await page.keyboard.type("Please turn it off and on.")
    await page.keyboard.press("Control+Enter")

    await case.person.expect("Please turn it off and on.")


async def test_a_note_never_reaches_the_phone(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await page.keyboard.press("c")
    await page.keyboard.type("He always forgets the paper.")
    await page.keyboard.press("Control+Enter")
    await expect(said(page, "He always forgets the paper.")).to_contain_text("Private note")

    await page.keyboard.press("Escape")
    await page.keyboard.press("r")
    await page.keyboard.type("Is the paper in?")
    await page.keyboard.press("Control+Enter")
    await case.person.expect("Is the paper in?")
    assert not any("forgets" in message.text for message in await case.person.messages())


async def test_control_and_enter_send_from_anywhere_on_the_ticket(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _field(page).fill("Is the paper in?")
    await page.keyboard.press("Escape")
    await expect(panel(page, case.number)).to_be_focused()
    await page.keyboard.press("Control+Enter")

    await case.person.expect("Is the paper in?")


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_notice_never_lies_over_the_composer(desk: Desk, windows: Windows, width: int) -> None:
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}", Look(width=width))
    await _field(page).fill("\n" * 9)
    await page.keyboard.press("Escape")
    await page.keyboard.press("m")
    await page.get_by_role("menuitemradio", name="In work").click()

    notice = await page.locator(".toast").bounding_box()
    composer = await page.locator(".composer").bounding_box()
    assert notice is not None
    assert composer is not None
    assert notice["y"] + notice["height"] <= composer["y"]


async def test_a_lost_network_is_said_on_the_ticket_too(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.context.set_offline(True)
    notice = panel(page, case.number).get_by_role("status").filter(has_text="Offline")
    await expect(notice).to_be_visible()

    await page.context.set_offline(False)
    await expect(notice).to_have_count(0)
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in windows.heard())


async def test_one_key_greets_the_customer(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await page.keyboard.press("g")

    greeting = (await desk.get("desk"))["greeting"]
    await case.person.expect(greeting)
    await expect(card(page, case.number)).to_have_attribute("data-state", "working")


async def test_bold_words_arrive_bold(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _field(page).fill("never")
    await _field(page).press("Control+a")
    await _field(page).press("Control+b")
    await expect(page.get_by_role("group", name="How it will look").locator("strong")).to_have_text("never")
    await _field(page).press("Control+Enter")

    heard = await case.person.expect("never")
    assert [entity["type"] for entity in heard.raw["entities"]] == ["bold"]


async def test_an_attached_file_reaches_the_phone(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach files").click()
    manual = FilePayload(name="manual.txt", mimeType="text/plain", buffer=b"Turn it on.")
    await (await chooser.value).set_files(manual)
    await expect(_field(page)).to_be_focused()
    await page.keyboard.type("Here is the manual.")
    await page.get_by_role("button", name="Attach files").focus()
    await page.keyboard.press("Control+Enter")

    heard = await case.person.expect("Here is the manual.")
    assert [file["name"] for file in heard.files] == ["manual.txt"]


async def test_a_pasted_picture_reaches_the_phone(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _field(page).evaluate(_PASTE_PICTURE)
    await expect(page.get_by_role("button", name="Remove screen.png")).to_be_visible()
    await _field(page).fill("Press here.")
    await _field(page).press("Control+Enter")

    heard = await case.person.expect("Press here.")
    assert [file["kind"] for file in heard.files] == ["photo"]


async def test_words_longer_than_telegram_takes_are_counted_and_kept_back(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    send = page.get_by_role("button", name="Send reply")
    await _field(page).fill("a" * 4090)
    await expect(page.get_by_text("6 left")).to_be_visible()
    await expect(send).to_be_enabled()

    await _field(page).fill("a" * 4097)
    await expect(page.get_by_text("1 over Telegram's 4096")).to_be_visible()
    await expect(send).to_be_disabled()


async def test_unsent_words_survive_a_reload(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _field(page).fill("Half a reply")
    await page.keyboard.press("Escape")
    await page.keyboard.press("c")
    await page.keyboard.type("and half a note")
    await page.reload()

    await expect(page.get_by_label("Private note, only agents see it")).to_have_value("and half a note")
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(_field(page)).to_have_value("Half a reply")
    assert (await case.ticket())["comments"][-1]["author"] == "system"


async def test_a_note_half_written_is_a_note_when_its_ticket_is_opened_again(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("c")
    await page.keyboard.type("Not for the customer")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await card(page, case.number).click()

    await expect(page.get_by_label("Private note, only agents see it")).to_have_value("Not for the customer")


async def test_a_reply_that_cannot_leave_keeps_its_words(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    await _field(page).fill("Is the paper in?")
    await page.context.set_offline(True)
    await _field(page).press("Control+Enter")
    await expect(page.get_by_role("region", name="Notices")).to_contain_text("Your words are kept here")
    await expect(_field(page)).to_have_value("Is the paper in?")

    await page.context.set_offline(False)
    await _field(page).press("Control+Enter")
    await case.person.expect("Is the paper in?")
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in windows.heard())


async def test_closing_the_panel_gives_the_focus_back_to_its_card(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await card(page, case.number).focus()
    await page.keyboard.press("Enter")
    await expect(said(page, "It stopped.")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(card(page, case.number)).to_be_focused()


async def test_a_card_that_comes_after_its_ticket_was_opened_gets_the_focus(desk: Desk, page: Page) -> None:
    other, case = await opened(desk, topic="billing"), await opened(desk)
    await go(page, f"/?board=billing&ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    await expect(card(page, other.number)).to_have_count(1)
    await expect(card(page, case.number)).to_have_count(0)
    await go(page, f"/?ticket={case.number}")
    await expect(card(page, case.number)).to_have_count(1)
    await page.keyboard.press("Escape")

    await expect(card(page, case.number)).to_be_focused()


async def test_a_label_is_added_and_taken_off(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await page.keyboard.press("l")
    await page.get_by_label("New label").fill("printer")
    await page.get_by_label("New label").press("Enter")
    await page.keyboard.press("Escape")
    await expect(card(page, case.number)).to_contain_text("printer")
    assert (await case.ticket())["labels"] == ["printer"]

    await panel(page, case.number).get_by_role("button", name="Remove printer").click()
    await expect(card(page, case.number)).not_to_contain_text("printer")


async def test_the_time_the_customer_was_told_names_its_day(desk: Desk, page: Page) -> None:
    case = await opened(desk, topic="billing")
    await go(page, f"/?ticket={case.number}")
    told = (await case.ticket())["told_due_at"]
    day = await page.evaluate(
        "at => new Date(at).toLocaleDateString('en-GB', {day: 'numeric', month: 'short'})", told
    )

    await expect(panel(page, case.number).get_by_text("The customer was told")).to_contain_text(day)


async def test_earlier_tickets_are_listed_and_scrolled_into(desk: Desk, page: Page) -> None:
    first = await opened(desk, "The first trouble.")
    await desk.post(f"tickets/{first.number}/replies", {"text": "Solved."})
    await desk.post(f"tickets/{first.number}/resolve")
    second = await ticket_of(desk, first.person, first.account, "")
    await go(page, f"/?ticket={second.number}")

    listed = panel(page, second.number).get_by_role("complementary", name="Customer")
    await expect(listed.get_by_role("link", name=f"#{first.number}")).to_be_visible()
    await expect(said(page, "The first trouble.")).to_be_visible()


async def test_a_reply_that_failed_is_sent_again_in_one_click(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await desk.phone.fault(method="sendMessage", chat_id=case.person.id, code=400, times=1)
    await _field(page).fill("Is the paper in?")
    await _field(page).press("Control+Enter")
    await expect(said(page, "Is the paper in?")).to_contain_text("Not delivered")
    await expect(card(page, case.number).get_by_label("A reply was not delivered")).to_be_attached()

    await page.get_by_role("button", name="Send again").click()
    await case.person.expect("Is the paper in?")
    await expect(said(page, "Is the paper in?")).to_contain_text("Sent")


async def test_words_in_view_for_a_second_are_seen_on_both_sides(desk: Desk, page: Page) -> None:
    case = await opened(desk, "")
    sent = await case.writes("It stopped.")
    await expect(card(page, case.number).get_by_label("1 unread")).to_be_visible()
    await go(page, f"/?ticket={case.number}")

    await case.person.expect_reaction(sent, "👀")
    await expect(card(page, case.number).locator(".unread")).to_have_count(0)


async def test_a_glance_leaves_words_unread(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    await page.clock.install()
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_in_viewport()
    await page.clock.run_for(100)
    await page.evaluate(_OBSERVED)
    await page.clock.run_for(900)
    await go(page, "/")
    await page.clock.run_for(5000)

    assert [url for url in told if url.endswith("/seen")] == []
    await expect(card(page, case.number).get_by_label("1 unread")).to_be_visible()


# Observers are told in one go: when this one has heard, those made before it have too.
_OBSERVED = "() => new Promise(heard => new IntersectionObserver(heard).observe(document.body))"


_PASTE_PICTURE = """async (field) => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext("2d").fillRect(0, 0, 20, 30);
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([await canvas.convertToBlob()], "screen.png", { type: "image/png" }));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def _field(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Reply to"))


async def _open(desk: Desk, page: Page) -> Case:
    """A new ticket, open in the panel."""
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    return case
