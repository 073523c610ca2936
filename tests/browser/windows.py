"""Browser windows on the desk: signed in, their errors collected."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Route,
    StorageState,
    expect,
)

# How browsers log any answer of 400 and more; these are refusals that the page explains.
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409)")

_AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
# A menu over the page is in no landmark.
_NO_REGION = {"region": {"enabled": False}}
EVERY_RULE = {"resultTypes": ["violations"], "rules": _NO_REGION}
# WCAG 2.2 asks for it, axe only where told.
WITH_TARGETS = {"resultTypes": ["violations"], "rules": {**_NO_REGION, "target-size": {"enabled": True}}}
Broken: TypeAlias = dict[str, list[str]]
"""The elements that break a rule, by rule."""


@dataclass(frozen=True)
class Look:
    """How a browser looks at the page."""

    width: int = 1280
    height: int = 800
    scheme: Literal["light", "dark"] = "light"
    touch: bool = False
    """Under fingers, without a mouse."""
    may_inject: bool = False
    """Lets a test add scripts that the page's policy would refuse."""


DESKTOP = Look()


class Windows:
    """Windows that are closed together; the errors of their pages are collected."""

    def __init__(self, browser: Browser, url: str, session: StorageState) -> None:
        self.pages: list[Page] = []
        self._browser = browser
        self.url = url
        self._session = session
        self._complaints: list[str] = []

    async def open(self, path: str = "/", look: Look = DESKTOP) -> Page:
        """A window of another browser, signed in and live."""
        return await self._arrive(await self.blank(look, self._session), path)

    async def tab(self, beside: Page, path: str = "/") -> Page:
        """Another tab of the same browser."""
        return await self._arrive(self._listen_to(await beside.context.new_page()), path)

    async def blank(self, look: Look = DESKTOP, session: StorageState | None = None) -> Page:
        """A window of a new browser, not signed in."""
        context = await self._browser.new_context(
            viewport={"width": look.width, "height": look.height},
            color_scheme=look.scheme,
            has_touch=look.touch,
            is_mobile=look.touch,
            reduced_motion="reduce",  # what is still fading in has too little contrast
            bypass_csp=look.may_inject,
            storage_state=session,
        )
        context.set_default_timeout(10_000)
        return self._listen_to(await context.new_page())

    async def close(self) -> None:
        for page in self.pages:
            await page.context.close()

    def heard(self) -> list[str]:
        """The errors since last asked."""
        heard, self._complaints = self._complaints, []
        return heard

    async def _arrive(self, page: Page, path: str) -> Page:
        await page.goto(self.url + path)
        await expect(page.locator(".connection")).to_have_attribute("data-state", "live")  # in any language
        return page

    def _listen_to(self, page: Page) -> Page:
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.pages.append(page)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _REFUSED.match(message.text):
            self._complaints.append(f"{message.text} ({message.location.get('url')})")


# What is pressed, in no line of words and not under something else: 44 px for a finger (WCAG 2.5.5), 24 px for a mouse.
_TOO_SMALL = """() => {
    const least = matchMedia("(pointer: coarse)").matches ? 44 : 24;
    const fields = "input:not([type=hidden]), select, textarea";
    const pressed = `button, a[href], ${fields}, summary, [role=option], [role=menuitem]`;
    return [...document.querySelectorAll(pressed)]
        .filter((each) => !each.closest("[inert], .skip") && each.checkVisibility({ checkOpacity: true }))
        .filter((each) => getComputedStyle(each).display !== "inline")
        .map((each) => [each, each.matches("[type=checkbox], [type=radio]") ? each.closest("label") ?? each : each])
        .map(([each, whole]) => [each, whole.getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < least - 0.5)
        .map(([each, { width, height }]) => `${width} x ${height}: ${each.outerHTML.slice(0, 90)}`);
}"""


async def too_small(page: Page) -> list[str]:
    """What a hand can miss."""
    found: list[str] = await page.evaluate(_TOO_SMALL)
    return found


async def go(page: Page, address: str) -> None:
    """Goes to another address inside the open page, as back and forward do."""
    await page.evaluate(
        """address => {
            history.pushState(null, "", address);
            dispatchEvent(new PopStateEvent("popstate"));
            document.activeElement?.blur();
        }""",
        address,
    )


async def hold_uploads(page: Page) -> asyncio.Event:
    """No upload gets through until the returned event is set."""
    line = asyncio.Event()

    async def pass_later(route: Route) -> None:
        await line.wait()
        # Whoever stopped waiting gets no answer.
        with suppress(Error):
            await route.continue_()

    await page.route("**/uploads*", pass_later)
    return line


def card(page: Page, number: int) -> Locator:
    return page.locator(f'article[data-ticket="{number}"]')


def cell(page: Page, lane: str, column: str) -> Locator:
    return page.get_by_role("group", name=f"{lane}, {column}", exact=True)


def panel(page: Page, number: int) -> Locator:
    return page.get_by_role("dialog", name=re.compile(rf"^#{number}\b"))


def said(page: Page, words: str) -> Locator:
    """A comment with these words in the open conversation."""
    return page.get_by_role("log", name="Conversation").locator("[data-comment]").filter(has_text=words)


async def broken_rules(page: Page, options: Mapping[str, object]) -> Broken:
    """What axe finds wrong."""
    if not _AXE.exists():
        pytest.skip("not run: axe-core is not installed")
    if not await page.evaluate("'axe' in window"):
        await page.add_script_tag(path=_AXE)
    found = await page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return {rule["id"]: [node["html"][:160] for node in rule["nodes"]] for rule in found["violations"]}
