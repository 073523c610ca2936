"""The page in every language, on a phone in the dark: each screen is in the reader's own, fits, can be read and hit."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from functools import cache

import pytest
from playwright.async_api import Page, expect

from board.desk import calendars, seed
from board.people import accounts
from board.values import DESK, Json
from board.words.catalog import FALLBACK, page_words
from sandbox.drawings import till_screen
from tests.browser.people import Case
from tests.browser.voices import fail, hear, spoken
from tests.browser.windows import WITH_TARGETS, Look, Windows, broken_rules, go, too_small
from tests.desk.running import Desk, asked

pytestmark = pytest.mark.browser

_TICKET = "/?ticket={number}"
SCREENS = {
    "the board": ("/", "", "article.card"),
    "a ticket": (_TICKET, "", ".participants"),
    "a note": (_TICKET, "c", ".composer[data-mode=note]"),
    "recording": (_TICKET, "v", ".recording"),
    "where to move it": (_TICKET, "m", ".menu [data-to]"),
    "its labels": (_TICKET, "l", ".menu-field"),
    "resolving it": (_TICKET, "e", ".sheet textarea"),
    "the keys": (_TICKET, "?", ".keys"),
    "a picture": (_TICKET, ".album button", ".viewer"),
    "a recording's older words": (_TICKET, ".transcript-foot [aria-expanded]", ".versions"),
    "a stranger": ("/", ".caller", ".sheet input"),
    "the agent's menu": ("/", ".agent-me", ".menu [lang]"),
    "what was found": ("/?q=касса", "", ".results article"),
    "nothing found": ("/?q=000 is:stale is:late is:unread is:mine is:undelivered", "", ".results .pill"),
    "no such ticket": ("/?ticket=9999", "", ".panel .board-note"),
}
"""By name: an address, a key or a button to press there, and what then shows."""

BEYOND = {
    "/accounts": ("/accounts/new", "/accounts/import"),
    "/invites": ("/invites/new", "/invites/many"),
    "/settings/plans": ("/settings/plans/new",),
    "/settings/topics": ("/settings/topics/new-topic", "/settings/topics/product"),
    "/settings/boards": ("/settings/boards/product",),
    "/settings/calendars": ("/settings/calendars/new", "/settings/calendars/1"),
    "/settings/texts": ("/settings/texts/registration_text",),
    "/settings/notices": ("/settings/notices/new",),
}
"""What is reached only from a page of the settings, by that page."""

_CALENDAR: Mapping[str, Json] = {
    "name": "1",
    "zone": "Asia/Jakarta",
    "hours": "mon-fri 08:00-12:00 13:00-17:00; sat 22:00-06:00",
    "country": None,
    "own": {"2026-12-24": "", "2026-12-28": "10:00-12:00"},
    "file": {"2026-12-31": "1"},
    "file_name": "1.ics",
}

_CUT_OFF = """() => [...document.querySelectorAll("button, a, input, textarea, p, h2")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
    .filter((each) => ![...parents(each)].some((one) => /auto|scroll/.test(getComputedStyle(one).overflowX)))
    .map((each) => `cut off: ${each.textContent || each.className}`);
function* parents(each) {
    for (let one = each.parentElement; one; one = one.parentElement) yield one;
}"""
_TEXTS = """() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
        if (!walker.currentNode.parentElement.closest("kbd, noscript, [value*='/']"))
            texts.push(walker.currentNode.data);
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"])
        for (const each of document.querySelectorAll(`[${name}]`)) texts.push(each.getAttribute(name));
    return [...new Set(texts.map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean))];
}"""
_NAMES = re.compile(
    r"Lanedesk|Vera|Telegram|English|Bahasa Indonesia|Ctrl|Shift|Enter|Esc|UTC|Chrome|Linux|\b\w+:[\w-]+|photo\.jpg"
)
"""The same everywhere, as are the words of the search's own language."""


@pytest.fixture
async def busy(desk: Desk) -> Case:
    return await spoken_desk(desk)


async def spoken_desk(desk: Desk) -> Case:
    """A Russian customer's ticket with something of everything in it, and somebody at the door."""
    case = await _opened(desk)
    await case.stored(await case.person.photo(till_screen("1", ("2",)), "Вот экран"))
    heard = await spoken(case)
    await hear(case, heard, "Касса не", "работает.", language="ru")
    await desk.post(f"files/{heard}/transcript", {"text": "Касса не печатает."})
    await hear(case, await spoken(case), "Что-то.", is_clear=False, language="ru")
    await hear(case, await spoken(case), language="ru")
    await fail(case, await spoken(case), "")
    for verb, body in (
        ("labels", {"add": ["касса", "чек"]}),
        ("labels", {"remove": ["чек"]}),
        ("labels", {"add": ["чек"], "remove": ["касса"]}),
        ("take", {"agent": "Vera"}),
        ("take", {"agent": None}),
        ("notes", {"text": "Как в мае."}),
        ("replies", {"text": "Смотрим."}),
        ("seen", {"up_to": (await case.ticket())["comments"][-1]["id"]}),
        ("move", {"lane": "two_days", "column": "waiting"}),
        ("confirm-person", {}),
    ):
        await desk.post(f"tickets/{case.number}/{verb}", body)
    await case.person.expect("Смотрим.")
    await case.writes("Всё ещё нет.")
    stranger = await desk.phone.person("Борис", "ru")
    await stranger.send("Есть кто живой?")
    await desk.until("door", lambda door: door["items"])
    return case


async def _opened(desk: Desk) -> Case:
    async with desk.database.transaction(DESK) as tx:
        await accounts.add(tx, "30-001")
        await calendars.restore(tx, "1", dict(_CALENDAR))
    person = await desk.known_customer("Анна Берг", "ru", "30-001")
    await person.send("Касса 2 молчит")
    await person.tap(await asked(person, 3), index=0)
    [ticket] = (await desk.until("tickets", lambda page: page["items"]))["items"]
    return Case(desk, person, ticket["number"], "30-001")


async def test_no_screen_is_in_another_language_or_too_wide(windows: Windows, busy: Case) -> None:
    page = await windows.open("/", Look(390, 844, "dark", touch=True, may_inject=True))
    wrong = {}
    for language in ("ru", "id"):
        async with busy.desk.database.transaction(DESK) as tx:
            await seed.rename(tx, language)
        await go(page, "/?board=product&q=000")
        await page.locator(".agent-me").click()
        await page.locator(f".menu [lang={language}]").click()
        await expect(page.locator(f"html[lang={language}]")).to_be_attached()
        assert page.url.endswith("/?board=product&q=000")
        for name, (address, press, shown) in SCREENS.items():
            await visit(page, address.format(number=busy.number), press, shown)
            wrong[language, name] = [
                text
                for text in await page.evaluate(_TEXTS)
                if _is_foreign(text, language) or (language == "ru" and _is_latin(text))
            ]
            wrong[language, name] += await page.evaluate(_CUT_OFF) + await too_small(page)
        async for address in pages_of_settings(page):
            # The desk's texts stand there in all languages: only the page's own are looked at.
            wrong[language, address] = [
                text for text in await page.evaluate(_TEXTS) if _is_foreign(text, language)
            ]
            wrong[language, address] += await page.evaluate(_CUT_OFF) + await too_small(page)
            if language == "ru":
                broken = await broken_rules(page, WITH_TARGETS)
                wrong[language, address] += [f"{rule}: {where}" for rule, where in broken.items()]

    assert {screen: texts for screen, texts in wrong.items() if texts} == {}


async def visit(page: Page, address: str, press: str, shown: str) -> None:
    await go(page, address)
    await expect(page.locator(".scrim, .menu, .viewer")).to_have_count(0)
    if press:
        ready = ".participants" if "ticket" in address else "article.card"
        await expect(page.locator(ready).first).to_be_attached()
    if press.startswith("."):
        await page.locator(press).first.click()
    else:
        for key in press.split():
            await page.keyboard.press(key)
    await expect(page.locator(shown).first).to_be_attached()


async def pages_of_settings(page: Page) -> AsyncIterator[str]:
    """Each page of the settings in turn, once it is read."""
    await go(page, "/settings")
    links = page.locator(".settings-nav a")
    await expect(links.first).to_be_attached()
    for address in await links.evaluate_all("links => links.map((link) => link.getAttribute('href'))"):
        await _list_of(page, address)
        yield address
        for deeper in BEYOND.get(address, ()):
            await _list_of(page, address)
            await go(page, deeper)
            await _read(page, things=1)
            yield deeper


async def _list_of(page: Page, address: str) -> None:
    await go(page, address)
    here = page.locator(f'.settings-nav a[href="{address}"]')
    await expect(here).to_have_attribute("aria-current", "page")
    await _read(page, things=0)


async def _read(page: Page, things: int) -> None:
    """Until it is drawn; what is about one thing has its way back to the list."""
    await expect(page.locator(".settings-back[data-always]")).to_have_count(things)
    await expect(page.locator(".settings-page h1")).to_be_attached()
    await expect(page.locator(".settings-note[role=status]")).to_have_count(0)


def _is_foreign(text: str, language: str) -> bool:
    return text in page_words(FALLBACK) or _english(language).fullmatch(text) is not None


def _is_latin(text: str) -> bool:
    return re.search(r"[A-Za-z]{2}", _NAMES.sub("", text)) is not None


@cache
def _english(language: str) -> re.Pattern[str]:
    """The English sentences that this language says otherwise."""
    own = page_words(language)
    forms = [
        re.sub(r"\\\{\w+\\\}", ".+", re.escape(form))
        for key, said in page_words(FALLBACK).items()
        if said != own[key]
        for form in ([said] if isinstance(said, str) else said.values())
    ]
    return re.compile("|".join(forms))
