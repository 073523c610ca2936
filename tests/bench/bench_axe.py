"""What axe finds wrong, by page and sheet: in each language, light and dark, on a desk and under a finger."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from board.desk import seed
from board.store.db import Database
from board.values import DESK
from tests.bench.bench_page import signed_in
from tests.browser.test_languages import SCREENS, pages_of_settings, spoken_desk, visit
from tests.browser.windows import WITH_TARGETS, Look, Windows, broken_rules, go, too_small
from tests.conftest import empty
from tests.desk.running import running

_DESK, _PHONE = (1280, 800), (390, 844)
LOOKS = {
    f"{language} {scheme} {width}": (language, Look(width, height, scheme, touch, may_inject=True))
    for language in ("en", "ru", "id")
    for scheme in ("light", "dark")
    for (width, height), touch in ((_DESK, False), (_PHONE, True))
}
_TICKET = "/?ticket={number}"
SHEETS = {
    "many cards": ("/", "Control+a", ".bulk-bar"),
    "of many: answer": ("/", "r", ".sheet textarea"),
    "an incident": ("/", "Shift+I", ".sheet .incident-form"),
    "writing first": ("/", "o", ".sheet textarea"),
    "the palette": ("/", "Control+k", ".palette-line"),
    "the palette of a ticket": (_TICKET, "Control+k", ".palette-line"),
    "filters": ("/", "/", ".search-option"),
    "snoozing": (_TICKET, "z", ".menu"),
    "sending later": (_TICKET, "s", ".menu"),
    "a delay": (_TICKET, "d", ".menu"),
    "handing over": (_TICKET, "Shift+T", ".sheet select"),
    "merging": (_TICKET, "Shift+M", ".sheet"),
    "splitting": (_TICKET, "Shift+S", ".sheet select"),
    "what can be done to words": (_TICKET, ".comment-more", ".comment-tools"),
}
"""Besides those that the walk in each language looks at; the cards stay selected from the first on."""


async def test_axe_by_page(
    database: Database,
    database_url: str,
    tmp_path: Path,
    browser: Browser,
    request: pytest.FixtureRequest,
) -> None:
    found: dict[str, Counter[str]] = {}
    async with running(database_url, tmp_path, parts=("bot", "board", "sla")) as desk:
        case = await spoken_desk(desk)
        state = await signed_in(browser, desk)
        for name, (language, look) in LOOKS.items():
            async with desk.database.transaction(DESK) as tx:
                await seed.rename(tx, language)
            windows = Windows(browser, desk.url, state)
            page = await windows.open("/", look)
            await _speak(page, language)
            for place, (address, presses, shown) in {**SCREENS, **SHEETS}.items():
                await visit(page, address.format(number=case.number), presses, shown)
                await _note(page, found, place, name)
            async for place in pages_of_settings(page):
                await _note(page, found, place, name)
            await page.goto(f"{desk.url}/login/any-code")
            await _note(page, found, "signing in", name)
            await windows.close()
    await empty(database)
    _print(found)


async def _speak(page: Page, language: str) -> None:
    if await page.locator(f"html[lang={language}]").count():
        return
    await page.locator(".agent-me").click()
    await page.locator(f".menu [lang={language}]").click()
    await expect(page.locator(f"html[lang={language}]")).to_be_attached()
    await go(page, "/")


async def _note(page: Page, found: dict[str, Counter[str]], place: str, look: str) -> None:
    broken = await broken_rules(page, WITH_TARGETS)
    small = await too_small(page)
    found.setdefault(place, Counter())[look] = sum(map(len, broken.values())) + len(small)
    for rule, where in {**broken, **({"too small": small} if small else {})}.items():
        print(f"{look}, {place}: {rule}: {where[0]}")


def _print(found: dict[str, Counter[str]]) -> None:
    """A line a page, a column a look; elements that break a rule or are too small to hit."""
    width = max(map(len, found))
    print(f"\n{'page':{width}}", *LOOKS, sep="  ")
    for place, counts in found.items():
        print(f"{place:{width}}", *(f"{counts[look]:{len(look)}}" for look in LOOKS), sep="  ")
    print(
        f"{len(found)} pages and sheets, {len(LOOKS)} looks, {sum(sum(c.values()) for c in found.values())} found"
    )
