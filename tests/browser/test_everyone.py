"""The board for everybody: small screens, dark mode, screen readers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.async_api import Page, expect

from sandbox.drawings import till_screen
from tests.browser.people import Case, opened
from tests.browser.voices import hear, spoken
from tests.browser.windows import EVERY_RULE, Broken, Look, Windows, broken_rules, card, go, said
from tests.desk.running import Desk
from tests.drawn import OURS, fonts_of

pytestmark = pytest.mark.browser

PHONE = Look(390, 844)
PLACES = {
    "the board": ("/?board=billing", "", "late"),
    "a ticket": ("/?board=billing&ticket={number}", "", "Who took part"),
    "recording": ("/?board=billing&ticket={number}", "v", "Recording"),
    "a note": ("/?board=billing&ticket={number}", "c", "only agents see it"),
    "the menu": ("/?board=billing&ticket={number}", "m", "Second line"),
    "labels": ("/?board=billing&ticket={number}", "l", "new till"),
    "resolving": ("/?board=billing&ticket={number}", "e", "Closing words"),
    "the keys": ("/?board=billing&ticket={number}", "?", "On a ticket"),
    "a search": ("/?q=nothing-like-it", "", "Nothing found."),
}
"""By name: an address, a key to press there, and words that then show."""

_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# As Safari has it on a phone: the page stays as high, and less of it is seen.
_KEYBOARD_OVER_IT = """seen => {
    Object.defineProperty(visualViewport, "height", { value: seen });
    visualViewport.dispatchEvent(new Event("resize"));
}"""
_WHOLE = """one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const words = range.getBoundingClientRect();
    const box = one.getBoundingClientRect();
    return words.width <= box.width + 0.01;
}"""
_KEEPS_HOURS = """deadline => {
    const hours = deadline.querySelector(".deadline-time > span").getBoundingClientRect();
    const box = deadline.getBoundingClientRect();
    return hours.left >= box.left && hours.right <= box.right && hours.bottom <= box.bottom + 0.5;
}"""
_SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    "p { margin-bottom: 2em !important }"
)
_PAINTED_AS_WORDS = """(one, part) =>
    getComputedStyle(one, part).backgroundColor === getComputedStyle(document.body).color"""
_OVERLAPS = """rows => rows
    .filter((row) => {
        const [key, meaning] = ["kbd", "dd"].map((name) => row.querySelector(name).getBoundingClientRect());
        return key.right > meaning.left;
    })
    .map((row) => row.textContent)"""
_BACKGROUND = (
    "() => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
)


@pytest.fixture
async def busy(desk: Desk) -> Case:
    """A ticket with something of everything in it."""
    case = await opened(
        desk, "<Error 3705> " + "A" * 300, topic="billing", name="Anna-Maria Wolfeschlegelsteinhausen"
    )
    await case.stored(await case.person.photo(till_screen("TILL 2", ("NO RECEIPT",)), "This is the screen"))
    await hear(case, await spoken(case), "It only says", "no receipt.")
    await hear(case, await spoken(case), "Something something.", is_clear=False)
    await desk.post(f"tickets/{case.number}/labels", {"add": ["printer", "new till"]})
    await desk.post(f"tickets/{case.number}/notes", {"text": "The same as in May."})
    await desk.post(f"tickets/{case.number}/replies", {"text": "Looking into it."})
    await case.person.expect("Looking into it.")
    stranger = await desk.phone.person("Somebody New", "en")
    await stranger.send("Hello, is anybody there?")
    return case


async def test_a_phone_never_scrolls_sideways(windows: Windows, busy: Case) -> None:
    page = await windows.open("/?board=billing", PHONE)
    await page.get_by_role("button", name="In work").click()
    await expect(card(page, busy.number)).to_be_visible()
    assert await page.evaluate(_WIDER) == 0

    await page.goto(f"{page.url}&ticket={busy.number}")
    await expect(said(page, "Looking into it.")).to_be_visible()
    assert await page.evaluate(_WIDER) == 0
    await page.get_by_role("button", name="Customer", exact=True).click()
    await expect(page.get_by_role("complementary", name="Customer")).to_contain_text(busy.account)
    assert await page.evaluate(_WIDER) == 0


@pytest.mark.parametrize(("width", "height"), [(320, 256), (390, 508)])
async def test_words_can_be_sent_from_a_low_screen(
    windows: Windows, busy: Case, width: int, height: int
) -> None:
    """A page in print four times as large (WCAG 1.4.10), and a phone whose keyboard has made it lower."""
    page = await windows.open("/?board=billing", Look(width, height, touch=True))
    dot = await page.locator(".connection-dot").bounding_box()
    shown = await page.locator(".connection").bounding_box()
    assert dot is not None
    assert shown is not None
    assert dot["x"] >= shown["x"]
    await page.get_by_role("group", name="Columns").get_by_role("button", name="In work").tap()
    await card(page, busy.number).tap()

    words = page.locator(".composer textarea")
    await words.tap()
    await page.keyboard.type("On it.")

    await expect(words).to_be_in_viewport(ratio=1)
    await expect(page.locator(".composer .button-send")).to_be_in_viewport(ratio=1)
    assert await page.evaluate(_WIDER) == 0
    await words.blur()
    for key in ("z", "s"):
        await page.keyboard.press(key)
        await expect(page.locator(".menu .menu-time")).to_be_attached()
        menu = await page.locator(".menu").bounding_box()
        assert menu is not None
        assert menu["x"] >= 0
        assert menu["x"] + menu["width"] <= width
        await page.keyboard.press("Escape")


async def test_a_keyboard_over_the_page_leaves_the_composer_above_it(windows: Windows, busy: Case) -> None:
    page = await windows.open(f"/?board=billing&ticket={busy.number}", PHONE)
    await expect(said(page, "Looking into it.")).to_be_visible()

    await page.evaluate(_KEYBOARD_OVER_IT, PHONE.height - 300)

    send = await page.locator(".composer .button-send").bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= PHONE.height - 300


@pytest.mark.parametrize("width", [390, 450, 600])
async def test_a_small_screen_cuts_no_trouble_off(windows: Windows, width: int) -> None:
    page = await windows.open("/?board=billing", Look(width, 844))
    search = await page.get_by_role("combobox", name="Search").bounding_box()
    troubles = await page.locator(".troubles").bounding_box()
    assert search is not None
    assert troubles is not None
    assert troubles["y"] >= search["y"] + search["height"]


@pytest.mark.parametrize("width", [390, 1280, 2560])
async def test_the_clock_leaves_a_card_its_topic_and_account(
    windows: Windows, desk: Desk, width: int
) -> None:
    case = await opened(desk)
    page = await windows.open("/?board=product", Look(width=width))
    shown = card(page, case.number)
    await expect(shown.locator(".deadline-time")).to_be_visible()

    for words in (shown.locator(".topic"), shown.locator(".account"), shown.locator(".deadline-time")):
        assert await words.evaluate(_WHOLE)

    await desk.post(f"tickets/{case.number}/replies", {"text": "I see."})
    await expect(shown.locator(".deadline-time")).to_contain_text("23 h 59 min")
    for words in (shown.locator(".topic"), shown.locator(".deadline-time > span").first):
        assert await words.evaluate(_WHOLE)
    assert await shown.locator(".deadline").evaluate(_KEEPS_HOURS)


@pytest.mark.parametrize("width", [390, 1280])
async def test_no_key_lies_over_what_it_does(windows: Windows, width: int) -> None:
    page = await windows.open("/", Look(width=width))
    await page.keyboard.press("?")
    await expect(page.get_by_text("Strike, code, spoiler")).to_be_visible()

    assert await page.locator(".keys dl > div").evaluate_all(_OVERLAPS) == []


async def test_a_phone_shows_one_column_at_a_time(windows: Windows, busy: Case) -> None:
    page = await windows.open("/?board=billing", PHONE)
    await page.get_by_role("group", name="Columns").get_by_role("button", name="In work").click()
    await expect(card(page, busy.number)).to_be_visible()

    await page.get_by_role("group", name="Columns").get_by_role("button", name="Done").click()
    await expect(card(page, busy.number)).to_be_hidden()


async def test_spaced_out_words_are_not_cut_in_half(windows: Windows, busy: Case) -> None:
    """As readers space them by themselves (WCAG 1.4.12)."""
    page = await windows.open("/?board=billing", Look(may_inject=True))
    line = card(page, busy.number).locator(".card-line")
    await expect(line).to_be_visible()
    await page.add_style_tag(content=_SPACED)

    assert await line.evaluate("line => line.clientHeight >= parseFloat(getComputedStyle(line).lineHeight)")


async def test_colours_of_the_system_leave_marked_what_is_chosen(windows: Windows, busy: Case) -> None:
    page = await windows.open("/?board=billing")
    await page.emulate_media(forced_colors="active")

    assert await page.locator(".tab[aria-current]").evaluate(_PAINTED_AS_WORDS, "::after")
    assert await page.locator(".connection-dot").evaluate(_PAINTED_AS_WORDS)


async def test_a_page_of_the_settings_is_printed_across_the_paper(windows: Windows) -> None:
    page = await windows.open("/settings/company")
    main = page.locator(".settings-main")
    await expect(main.get_by_role("heading", level=1)).to_be_visible()
    await page.emulate_media(media="print")

    assert await main.evaluate("main => main.offsetWidth === document.documentElement.clientWidth")


async def test_the_page_is_dark_where_the_system_is(windows: Windows) -> None:
    page = await windows.open("/", Look(scheme="dark"))
    assert max(await page.evaluate(_BACKGROUND)) < 64

    await page.get_by_role("button", name="Switch between light and dark").click()
    await page.reload()
    await expect(page.locator(".connection")).to_have_text("Live")
    assert min(await page.evaluate(_BACKGROUND)) > 192


async def test_digits_and_cyrillic_are_drawn_the_same_everywhere(windows: Windows, desk: Desk) -> None:
    case = await opened(desk, "Касса 2: 37", name="Анна Берг")
    page = await windows.open("/?board=product")
    shown = card(page, case.number)

    for words in (shown.locator(".unread"), shown.get_by_text("Анна Берг"), shown.get_by_text("Касса 2: 37")):
        assert await fonts_of(words) == OURS
    await page.goto(f"{desk.url}/login/any-code")
    assert await fonts_of(page.get_by_role("heading")) == OURS


async def test_axe_finds_nothing_wrong(windows: Windows, busy: Case) -> None:
    page = await windows.open("/", Look(may_inject=True))

    assert await _broken_anywhere(page, busy, EVERY_RULE) == {}


async def test_axe_can_read_everything_in_the_dark(windows: Windows, busy: Case) -> None:
    page = await windows.open("/", Look(scheme="dark", may_inject=True))

    assert await _broken_anywhere(page, busy, _CONTRAST) == {}


async def test_axe_finds_nothing_wrong_with_a_stranger(windows: Windows, busy: Case) -> None:
    page = await windows.open("/", Look(may_inject=True))
    await page.get_by_role("region", name="At the door").get_by_role("button").first.click()
    await expect(page.get_by_label("Give an account")).to_be_visible()

    assert await broken_rules(page, EVERY_RULE) == {}


async def _broken_anywhere(page: Page, busy: Case, options: Mapping[str, object]) -> dict[str, Broken]:
    await opened(busy.desk, topic="billing")
    await busy.desk.advance(5 * 60 + 1)
    broken = {}
    for place, (address, key, words) in PLACES.items():
        await go(page, address.format(number=busy.number))
        if key:
            await expect(said(page, "Looking into it.")).to_be_visible()
            await page.keyboard.press(key)
        await expect(page.get_by_text(words).last).to_be_visible()
        broken[place] = await broken_rules(page, options)
    await page.goto(f"{busy.desk.url}/login/any-code")
    broken["signing in"] = await broken_rules(page, options)
    return {place: rules for place, rules in broken.items() if rules}
