"""What agents make of a recording's words: correct them, or write them where no machine does."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from board.values import FileId
from tests.browser.people import Case, opened
from tests.browser.voices import hear, listen_no_longer, refuse, spoken, wait
from tests.browser.windows import go
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

SENTENCES = ("The till is on fire.", "Please come at once.")


async def test_a_correction_keeps_what_was_heard(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name="Correct the words", exact=True).click()
    field = page.get_by_label("The words of this recording")
    await expect(field).to_be_focused()
    await field.fill("The bill is on file.")
    await field.press("Control+Enter")

    await expect(page.locator(".transcript > .transcript-words")).to_have_text("The bill is on file.")
    await page.get_by_role("button", name="corrected").click()
    earlier = page.get_by_role("list", name="Earlier wording")
    await expect(earlier).to_contain_text("As heard")
    await earlier.get_by_role("button", name=SENTENCES[1]).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()


async def test_a_correction_leaves_the_other_sentences_their_times(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, "The till is on fire.", "Please come at ounce.", "Thank you.")
    async with desk.spoken_to_by("Boris") as boris:
        words = "The till is on fire. Please come at once. Thank you."
        await boris.post(f"files/{file}/transcript", {"text": words})

    sentences = page.locator(".transcript > .transcript-words .sentence")
    await expect(sentences).to_have_text(["The till is on fire.", "Please come at once.", "Thank you."])
    titles = [await sentences.nth(index).get_attribute("title") for index in range(3)]
    assert titles == ["Play from 0:00", "Play from 0:01", "Play from 0:03"]


async def test_a_correction_left_half_written_is_kept(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name="Correct the words", exact=True).click()
    await _field(page).fill("The bill is")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=SENTENCES[0])).to_be_visible()
    await expect(page.get_by_role("button", name="Go on writing")).to_be_focused()

    await go(page, "/")
    await go(page, f"/?ticket={case.number}")
    await page.get_by_role("button", name="Go on writing").click()
    await expect(_field(page)).to_have_value("The bill is")


async def test_a_cancelled_correction_is_forgotten(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name="Correct the words", exact=True).click()
    await _field(page).fill("Never mind.")
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await expect(page.get_by_role("button", name="Correct the words", exact=True)).to_be_focused()

    await page.get_by_role("button", name="Correct the words", exact=True).click()
    await expect(_field(page)).to_have_value(" ".join(SENTENCES))


async def test_two_agents_corrections_do_not_replace_each_other_unseen(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name="Correct the words", exact=True).click()
    await _field(page).fill("The bill is on file.")
    async with desk.spoken_to_by("Boris") as boris:
        await boris.post(f"files/{file}/transcript", {"text": "The drill is on fire."})
    save = page.get_by_role("button", name="Save words")
    await save.click()
    told = page.locator(".correction").get_by_role("alert")
    await expect(told).to_contain_text("somebody changed them first")
    await expect(told).to_contain_text("The drill is on fire.")
    await expect(_field(page)).to_have_value("The bill is on file.")

    await save.click()
    await expect(page.locator(".transcript > .transcript-words")).to_have_text("The bill is on file.")


async def test_another_agents_correction_arrives_by_itself(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await expect(page.get_by_role("button", name=SENTENCES[0])).to_be_visible()
    async with desk.spoken_to_by("Boris") as boris:
        await boris.post(f"files/{file}/transcript", {"text": "The bill is on file."})

    await expect(page.locator(".transcript-words")).to_have_text("The bill is on file.")


async def test_a_refusal_gives_its_reason_and_leaves_the_words_to_a_person(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await refuse(case, file, "It is too long.")
    await expect(page.locator(".transcript")).to_contain_text("Not put into words. It is too long.")
    await expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    await _write_down(page)


async def test_words_are_written_while_nobody_can_listen(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await expect(page.locator(".transcript")).to_contain_text("Waiting for words…")
    await expect(page.get_by_role("button", name="Write the words")).to_have_count(0)
    await wait(case, file, "No model is installed.")
    await _write_down(page)


async def test_words_are_written_for_what_nobody_listens_to(desk: Desk, page: Page) -> None:
    case, _file = await _open(desk, page)
    await expect(page.locator(".transcript")).to_contain_text("Waiting for words…")
    await listen_no_longer(case)
    await _write_down(page)


async def _open(desk: Desk, page: Page) -> tuple[Case, FileId]:
    """A ticket with a voice message, open in the panel."""
    case = await opened(desk)
    file = await spoken(case)
    await go(page, f"/?ticket={case.number}")
    await expect(page.get_by_role("group", name="Voice message")).to_be_visible()
    return case, file


async def _write_down(page: Page) -> None:
    await page.get_by_role("button", name="Write the words").click()
    await _field(page).fill("The till is on fire.")
    await page.get_by_role("button", name="Save words").click()
    await expect(page.locator(".transcript > .transcript-words")).to_have_text("The till is on fire.")


def _field(page: Page) -> Locator:
    return page.get_by_label("The words of this recording")
