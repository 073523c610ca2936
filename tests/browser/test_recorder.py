"""Answering by voice: from the agent's microphone to the customer's phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import Case, opened
from tests.browser.windows import Windows, go, hold_uploads, said
from tests.desk.running import Desk

pytestmark = pytest.mark.browser

REFUSALS = {
    "NotAllowedError": "The microphone is not allowed here.",
    "NotFoundError": "There is no microphone on this device.",
    "NotReadableError": "The microphone is busy",
    "AbortError": "The microphone could not be started.",
}
_REFUSE = """name => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
}"""
_KEEP_ASKING = """() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        await new Promise((allow) => (globalThis.allow = allow));
        globalThis.given = await ask(wanted);
        return globalThis.given;
    };
}"""
_FOLLOW_NOTHING = """() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => (globalThis.given = await ask(wanted));
    globalThis.AudioContext = class {
        constructor() {
            throw new DOMException("", "NotSupportedError");
        }
    };
}"""
_ASKS = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
_CLICK_AT_ONCE = """button => {
    const observer = new MutationObserver(() => {
        if (!document.querySelector("[role=timer]")) return;
        observer.disconnect();
        document.querySelector(button).click();
    });
    observer.observe(document.querySelector(".composer"), { childList: true, subtree: true });
}"""


async def test_a_recorded_answer_goes_with_send_as_a_voice_note(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()
    await expect(page.locator(".composer [data-shape=known]")).to_be_visible()
    await page.get_by_role("button", name="Send reply").click()

    heard = await case.person.expect()
    assert [file["kind"] for file in heard.files] == ["voice"]
    own = page.locator('[data-role="reply"]')
    await expect(own.get_by_role("group", name="Voice message")).to_be_visible()
    await expect(own).to_contain_text("Sent")
    await expect(page.get_by_role("button", name="Remove Voice message")).to_have_count(0)


async def test_a_recording_can_be_heard_before_it_is_sent(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await page.get_by_role("button", name="Play", exact=True).click()

    await expect(page.get_by_role("button", name="Pause")).to_be_visible()


async def test_send_ends_the_recording_and_takes_it_along(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _record(page)
    await page.get_by_role("button", name="Send reply").click()

    heard = await case.person.expect()
    assert [file["kind"] for file in heard.files] == ["voice"]
    await expect(page.get_by_role("group", name="Recording")).to_have_count(0)


async def test_one_key_records_and_stops(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await page.keyboard.press("v")
    await _hears(page)
    await page.keyboard.press("v")

    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()


async def test_a_recording_of_nothing_is_not_kept(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await page.evaluate(_CLICK_AT_ONCE, "[data-recording]")
    await page.get_by_role("button", name="Record a voice message").click()

    await expect(page.get_by_role("region", name="Notices")).to_contain_text("too short")
    await expect(page.get_by_role("button", name="Send reply")).to_be_disabled()


async def test_a_recording_of_nothing_is_not_sent(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/replies") else None)
    await page.evaluate(_CLICK_AT_ONCE, ".button-send")
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.get_by_role("region", name="Notices")).to_contain_text("too short")
    await page.get_by_role("textbox", name="Reply to").fill("It was the cable.")
    await page.get_by_role("button", name="Send reply").click()

    await case.person.expect("It was the cable.")
    assert len(sent) == 1


async def test_a_discarded_recording_leaves_nothing(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await _record(page)
    await page.get_by_role("button", name="Discard the recording").click()

    await expect(page.get_by_role("button", name="Record a voice message")).to_be_focused()
    await expect(page.get_by_role("button", name="Send reply")).to_be_disabled()


async def test_leaving_the_ticket_keeps_what_was_recorded(desk: Desk, page: Page) -> None:
    case = await _open(desk, page)
    await _record(page)
    async with page.expect_response("**/api/v1/uploads?voice=1"):
        await go(page, "/")
    await go(page, f"/?ticket={case.number}")

    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()


async def test_a_note_has_no_microphone_and_the_reply_keeps_its_recording(desk: Desk, page: Page) -> None:
    await _open(desk, page)
    await _record(page)
    await page.get_by_role("button", name="Note", exact=True).click()
    await expect(page.get_by_role("button", name="Record a voice message")).to_have_count(0)

    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()


async def test_a_recording_that_cannot_leave_is_kept_and_uploaded_again(desk: Desk, windows: Windows) -> None:
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    await page.route("**/uploads*", lambda route: route.abort(), times=1)
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await expect(page.get_by_text("Not uploaded yet.")).to_be_visible()
    await page.get_by_role("button", name="Upload again").click()

    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()
    await expect(page.get_by_text("Not uploaded yet.")).to_have_count(0)
    assert all("ERR_FAILED" in complaint for complaint in windows.heard())


async def test_a_page_with_a_recording_asks_before_it_is_left(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    line = await hold_uploads(page)
    assert not await page.evaluate(_ASKS)
    await _record(page)
    assert await page.evaluate(_ASKS)
    await page.get_by_role("button", name="Stop and attach").click()
    await expect(page.get_by_text("Uploading…")).to_be_visible()
    assert await page.evaluate(_ASKS)

    line.set()
    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()
    assert not await page.evaluate(_ASKS)


async def test_a_recording_outlives_the_session(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.route("**/uploads*", lambda route: route.fulfill(status=401, json={}), times=1)
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await expect(page.get_by_role("region", name="Notices")).to_contain_text("sign in again in another tab")
    await page.get_by_role("button", name="Upload again").click()

    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()


async def test_an_upload_of_a_recording_can_be_cancelled_and_repeated(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    line = await hold_uploads(page)
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await page.get_by_role("button", name="Cancel upload").click()
    await expect(page.get_by_text("Not uploaded yet.")).to_be_visible()
    line.set()
    await page.get_by_role("button", name="Upload again").click()

    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()
    assert all("ERR_" in complaint for complaint in windows.heard())


async def test_a_recording_that_neither_leaves_nor_plays_is_saved_by_hand(
    desk: Desk, windows: Windows
) -> None:
    page = await _window(desk, windows)
    await page.route("**/uploads*", lambda route: route.fulfill(status=401, json={}))
    await _record(page)
    await page.get_by_role("button", name="Stop and attach").click()
    await expect(page.get_by_text("Not uploaded yet.")).to_be_visible()
    await page.locator(".not-kept audio").dispatch_event("error")
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Download").click()

    saved = await saving.value
    assert saved.suggested_filename.startswith("voice.")
    assert (await saved.path()).stat().st_size > 0


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refused_microphone_says_why(desk: Desk, windows: Windows, name: str) -> None:
    page = await _window(desk, windows)
    await page.evaluate(_REFUSE, name)
    await page.get_by_role("button", name="Record a voice message").click()

    await expect(page.get_by_role("region", name="Notices")).to_contain_text(REFUSALS[name])
    await expect(page.get_by_role("group", name="Recording")).to_have_count(0)


async def test_a_page_that_is_not_safe_says_so(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
    await page.get_by_role("button", name="Record a voice message").click()

    await expect(page.get_by_role("region", name="Notices")).to_contain_text("open the desk over https")


async def test_a_microphone_that_cannot_be_followed_is_closed_again(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.evaluate(_FOLLOW_NOTHING)
    await page.get_by_role("button", name="Record a voice message").click()

    await expect(page.get_by_role("region", name="Notices")).to_contain_text("cannot record sound")
    await expect(page.get_by_role("group", name="Recording")).to_have_count(0)
    assert await page.evaluate("given.getTracks()[0].readyState") == "ended"


async def test_a_microphone_allowed_too_late_is_closed_again(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.evaluate(_KEEP_ASKING)
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.get_by_text("Waiting for the microphone…")).to_be_visible()
    await go(page, "/")
    await page.evaluate("allow()")

    assert await page.evaluate(
        """() => new Promise((ended) => {
            const look = () =>
                globalThis.given?.getTracks()[0].readyState === "ended" ? ended(true) : requestAnimationFrame(look);
            look();
        })"""
    )


async def test_a_recording_ends_by_itself_after_ten_minutes(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.clock.install()
    await _record(page)
    await page.clock.fast_forward(9 * 60_000 + 30_000)
    await expect(page.get_by_role("timer")).to_contain_text("of 10:00")
    await page.clock.fast_forward(30_000)

    await expect(page.get_by_role("region", name="Notices")).to_contain_text("Ten minutes is the longest")
    await expect(page.get_by_role("button", name="Remove Voice message")).to_be_visible()


async def test_a_recording_too_long_for_words_says_so(desk: Desk, windows: Windows) -> None:
    page = await _window(desk, windows)
    await page.clock.install()
    await _record(page)
    await expect(page.get_by_text("not be put into words")).to_have_count(0)
    await page.clock.fast_forward(5 * 60_000 + 1_000)

    await expect(page.get_by_role("group", name="Recording")).to_contain_text("not be put into words")


async def _record(page: Page) -> None:
    """Records, and returns once some sound was recorded."""
    await page.get_by_role("button", name="Record a voice message").click()
    await _hears(page)


async def _hears(page: Page) -> None:
    await expect(page.get_by_role("timer")).to_be_visible()
    await expect(page.get_by_role("timer")).not_to_have_text("0:00")


async def _open(desk: Desk, page: Page) -> Case:
    case = await opened(desk)
    await go(page, f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    return case


async def _window(desk: Desk, windows: Windows) -> Page:
    """A ticket in a window of its own, which the test may break."""
    case = await opened(desk)
    page = await windows.open(f"/?ticket={case.number}")
    await expect(said(page, "It stopped.")).to_be_visible()
    return page
