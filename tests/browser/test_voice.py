"""Voice messages: played, read, corrected, and told on the card."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from board.values import FileId
from tests.browser.people import Case, opened
from tests.browser.voices import begin, fail, hear, round_video, spoken, wait
from tests.browser.windows import Windows, card, go, said
from tests.desk.running import Desk
from tests.voice.speech import opus, silence

pytestmark = pytest.mark.browser

_ASKED_TWICE_IN_A_FRAME = """async () => {
    const ask = requestAnimationFrame.bind(window);
    let asked = [];
    window.requestAnimationFrame = (draw) => {
        asked.push(draw);
        return ask(draw);
    };
    await new Promise((drawn) => ask(() => ask(drawn)));
    asked = [];
    await new Promise((drawn) => ask(drawn));
    window.requestAnimationFrame = ask;
    return asked.length - new Set(asked).size;
}"""
FLAT = 0.2
"""A share of the drawing's height."""
_FILE = re.compile(r"/api/v1/files/\d+$")
SENTENCES = ("The till is on fire.", "Please come at once.")


async def test_a_voice_message_has_the_shape_of_its_sound(desk: Desk, page: Page) -> None:
    await _open(desk, page)

    await expect(page.locator(".player [data-shape=known]")).to_be_visible()


async def test_silence_is_drawn_flat(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await spoken(case, data=opus(silence(4)))
    await go(page, f"/?ticket={case.number}")

    shape = page.locator(".player [data-shape=known] svg").first
    share = """drawing =>
        drawing.querySelector('path').getBBox().height / drawing.viewBox.baseVal.height"""
    assert await shape.evaluate(share) < FLAT


async def test_a_recording_that_cannot_be_decoded_is_a_plain_bar(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    await spoken(case, data=b"OggS, but no sound")
    await go(page, f"/?ticket={case.number}")

    await expect(page.locator(".player [data-shape=none]")).to_be_visible()
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.locator(".player")).to_contain_text("It cannot be played here.")


async def test_no_recording_is_read_to_be_drawn(desk: Desk, page: Page) -> None:
    """A small file may hold days of silence, which take gigabytes once decoded."""
    read: list[str] = []
    page.on("request", lambda request: read.append(request.url))
    await _open(desk, page)

    await expect(page.locator(".player [data-shape=known]")).to_be_visible()
    assert [url for url in read if _FILE.search(url)] == []


async def test_the_keyboard_plays_and_seeks(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    position = page.get_by_role("slider", name="Position")
    await position.press("End")
    await expect(position).to_have_attribute("aria-valuetext", "0:04 of 0:04")
    await position.press("ArrowLeft")
    await expect(position).to_have_attribute("aria-valuenow", "0")

    await position.press("k")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await position.press(" ")
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def test_a_click_on_the_shape_seeks(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await _seek(page, 0.6)

    await expect(page.get_by_role("slider", name="Position")).to_have_attribute("aria-valuenow", "2")


async def test_a_recording_goes_on_where_it_was_left(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    await spoken(case)
    page = await windows.open(f"/?ticket={case.number}")
    await _seek(page, 0.8)
    await page.reload()

    position = page.get_by_role("slider", name="Position")
    await expect(position).to_have_attribute("aria-valuenow", "3")
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert await page.evaluate("document.querySelector('audio').currentTime") >= 3


async def test_a_recording_heard_to_its_end_starts_over(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await _seek(page, 0.99)

    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    await expect(page.get_by_role("slider", name="Position")).to_have_attribute("aria-valuenow", "0")


async def test_the_end_that_was_sought_is_not_the_end_that_was_heard(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    play = page.get_by_role("button", name="Play", exact=True)
    await play.click()
    await page.get_by_role("button", name="Pause").click()
    await expect(play).to_be_visible()
    position = page.get_by_role("slider", name="Position")
    await position.press("End")
    # Firefox and WebKit say so here, Chromium does not.
    await page.locator("audio").dispatch_event("ended")

    await expect(position).to_have_attribute("aria-valuetext", "0:04 of 0:04")
    await play.click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(position).to_have_attribute("aria-valuenow", "0")


async def test_one_recording_plays_at_a_time(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    for _ in range(2):
        await spoken(case)
    await go(page, f"/?ticket={case.number}")
    await page.get_by_role("button", name="Play", exact=True).first.click()
    await page.get_by_role("button", name="Play", exact=True).last.click()

    await expect(page.get_by_role("button", name="Pause")).to_have_count(1)
    await expect(page.locator("audio").first).to_have_js_property("paused", True)


async def test_turns_between_recordings_leave_one_thing_moving(desk: Desk, page: Page) -> None:
    await _open_two(desk, page)
    for _ in range(3):
        for index in range(2):
            await _player(page).nth(index).get_by_role("button", name="Play", exact=True).click()
            await expect(page.locator("audio").nth(index)).to_have_js_property("paused", False)

    assert await page.evaluate(_ASKED_TWICE_IN_A_FRAME) == 0


async def test_the_speed_chosen_once_holds_for_every_recording(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    for _ in range(2):
        await spoken(case)
    await go(page, f"/?ticket={case.number}")
    speeds = page.get_by_role("button", name="Speed")
    await speeds.first.click()
    await expect(speeds.last).to_have_text("1.25×")

    await page.get_by_role("button", name="Play", exact=True).last.click()
    await expect(page.locator("audio").last).to_have_js_property("playbackRate", 1.25)
    for faster in ("1.5×", "2×", "1×"):
        await speeds.first.click()
        await expect(speeds.first).to_have_text(faster)


async def test_a_browser_without_ogg_gets_another_format(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    await spoken(case)
    page = await windows.open()
    await page.evaluate("HTMLMediaElement.prototype.canPlayType = () => ''")
    await go(page, f"/?ticket={case.number}")

    await expect(page.locator(".player audio")).to_have_attribute("src", re.compile(r"\?format=m4a$"))


async def test_words_appear_as_they_are_heard(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await wait(case, file, "Another recording comes first.")
    transcript = page.locator(".transcript")
    await expect(transcript.get_by_role("status")).to_have_text(
        "Waiting for words… Another recording comes first."
    )
    await begin(case, file)
    await expect(transcript.get_by_role("status")).to_have_text("Putting into words…")

    await hear(case, file, *SENTENCES, language="ru")
    await expect(transcript.locator(".transcript-words")).to_have_text(" ".join(SENTENCES))
    await expect(transcript.locator(".transcript-foot")).to_contain_text("Russian")
    await expect(page.locator(".system-line")).to_have_count(1)


async def test_short_words_move_nothing(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    bubble = page.locator(".bubble", has=page.locator(".player"))
    before = await bubble.bounding_box()
    await hear(case, file, "Hello.")
    await expect(page.get_by_role("button", name="Hello.")).to_be_visible()

    assert await bubble.bounding_box() == before


async def test_a_sentence_plays_from_its_time(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    second = page.get_by_role("button", name=SENTENCES[1])
    await second.click()

    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(second).to_have_attribute("aria-current", "true")
    assert await page.evaluate("document.querySelector('audio').currentTime") >= 1.5


async def test_a_sentence_of_a_video_message_plays_there(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    file = await spoken(case, "video_note", round_video())
    await hear(case, file, *SENTENCES)
    await go(page, f"/?ticket={case.number}")
    await page.get_by_role("button", name=SENTENCES[1]).click()

    await expect(page.locator("video")).to_have_js_property("paused", False)
    assert await page.evaluate("document.querySelector('video').currentTime") >= 1.5


async def test_only_the_words_are_in_the_recordings_language(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES, language="ru")

    await expect(page.get_by_text(SENTENCES[0], exact=True)).to_have_attribute("lang", "ru")
    await expect(page.get_by_role("group", name="In words")).not_to_have_attribute("lang", "ru")


async def test_what_is_pressed_under_a_recording_is_large_enough(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    for name in ("Speed", "Correct the words"):
        box = await page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


async def test_sentences_are_reached_by_keyboard(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name=SENTENCES[0]).press("ArrowRight")
    await expect(page.get_by_role("button", name=SENTENCES[1])).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("button", name=SENTENCES[1])).to_have_attribute("aria-current", "true")


async def test_selected_words_are_not_played(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, *SENTENCES)
    await page.get_by_role("button", name=SENTENCES[0]).select_text()
    await page.get_by_role("button", name=SENTENCES[0]).dispatch_event("click")

    assert await page.evaluate("getSelection().toString()") == SENTENCES[0]
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def test_unclear_words_say_so(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file, "Something something.", is_clear=False)

    await expect(page.locator(".transcript")).to_contain_text("unclear")
    await expect(page.get_by_role("button", name="Something something.")).to_be_visible()
    await go(page, "/")
    await expect(card(page, case.number)).to_contain_text("0:04 unclear Something something.")


async def test_silence_says_so(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await hear(case, file)

    await expect(page.locator(".transcript")).to_contain_text("Silence, or no words that can be made out.")
    await go(page, "/")
    await expect(card(page, case.number)).to_contain_text("0:04 Voice message · no words")


async def test_a_failure_gives_its_reason_and_is_tried_again(desk: Desk, page: Page) -> None:
    case, file = await _open(desk, page)
    await begin(case, file)
    await fail(case, file, "The recording is broken off.")
    await expect(page.locator(".transcript")).to_contain_text("The recording is broken off.")
    await page.get_by_role("button", name="Try again").click()

    await expect(page.locator(".transcript")).to_contain_text("Waiting for words…")


async def test_a_card_shows_the_first_words_of_a_voice_message(desk: Desk, page: Page) -> None:
    case = await opened(desk, topic="cash_desk")
    height = await card(page, case.number).bounding_box()
    file = await spoken(case)
    await expect(card(page, case.number)).to_contain_text("0:04 Voice message · waiting for its words")

    await hear(case, file, *SENTENCES * 4)
    await expect(card(page, case.number)).to_contain_text("0:04 The till is on fire.")
    box = await card(page, case.number).bounding_box()
    assert height is not None
    assert box is not None
    assert box["height"] == height["height"]


async def test_a_search_finds_spoken_words(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    file = await spoken(case)
    await hear(case, file, "A pterodactyl sits on the drawer.")
    await go(page, "/?q=pterodactyl")

    await expect(page.locator(".results").locator("article")).to_have_count(1)
    await expect(card(page, case.number)).to_contain_text("A pterodactyl sits on the drawer.")


async def test_words_that_come_above_leave_what_is_read_in_place(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    file = await spoken(case)
    for number in range(30):
        await desk.post(f"tickets/{case.number}/notes", {"text": f"Note {number}"})
    await go(page, f"/?ticket={case.number}")
    read = said(page, "Note 9")
    await read.evaluate("note => note.scrollIntoView()")
    before = await read.bounding_box()
    await hear(case, file, *SENTENCES * 20)
    await expect(page.get_by_role("button", name=SENTENCES[0]).first).to_be_attached()

    after = await read.bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=1)


async def _open(desk: Desk, page: Page) -> tuple[Case, FileId]:
    """A ticket with a voice message, open in the panel; urgent, so that its card is among those drawn."""
    case = await opened(desk, topic="cash_desk")
    file = await spoken(case)
    await go(page, f"/?ticket={case.number}")
    await expect(_player(page)).to_be_visible()
    return case, file


async def _open_two(desk: Desk, page: Page) -> None:
    case = await opened(desk)
    for _ in range(2):
        await spoken(case)
    await go(page, f"/?ticket={case.number}")
    await expect(_player(page)).to_have_count(2)


async def _seek(page: Page, part: float) -> None:
    """Clicks on the shape, at that share of its width."""
    position = page.get_by_role("slider", name="Position")
    box = await position.bounding_box()
    assert box is not None
    await position.click(position={"x": box["width"] * part, "y": box["height"] / 2})


def _player(page: Page) -> Locator:
    return page.get_by_role("group", name="Voice message")
