"""A person at the page: what they press, type and read is counted, and how long it would take them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import FilePayload, Locator, Page

# Card, Moran, Newell, "The Keystroke-Level Model", 1980: pointing and pressing; a key of an average typist.
_CLICK_SECONDS = 1.1
_KEY_SECONDS = 0.28
_WORDS_A_MINUTE = 240

_IN_VIEW = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const [text, parent] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
        if (!text || parent.closest("option, script, style, .for-ears") || !parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const { top, bottom } = range.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) found.push(text);
    }
    return found;
}"""


@dataclass
class Effort:
    """What one step took; `machine` in seconds, the browser's driver included."""

    step: str
    clicks: int = 0
    keys: int = 0
    fields: int = 0
    words: int = 0
    machine: float = 0.0

    @property
    def person(self) -> float:
        """Seconds of somebody who reads whatever they have not read yet, and waits for the machine."""
        hands = self.clicks * _CLICK_SECONDS + self.keys * _KEY_SECONDS
        return hands + self.words * 60 / _WORDS_A_MINUTE + self.machine


@dataclass
class Hands:
    page: Page
    efforts: list[Effort] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def step(self, name: str) -> AsyncIterator[None]:
        """What is done inside counts as this step."""
        self.efforts.append(Effort(name))
        began = time.perf_counter()
        yield
        self.efforts[-1].machine = time.perf_counter() - began
        await self._look()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name)

    async def click(self, what: Locator) -> None:
        await self._look()
        await what.click()
        self.efforts[-1].clicks += 1

    async def press(self, key: str) -> None:
        await self.page.keyboard.press(key)
        self.efforts[-1].keys += 1

    async def type(self, into: Locator, text: str) -> None:
        """One click into the field, then key by key."""
        await self._look()
        await into.fill(text)
        self._enter(1, len(text))

    async def paste(self, into: Locator, text: str) -> None:
        await self._look()
        await into.fill(text)
        self._enter(1, 2)

    async def choose(self, among: Locator, label: str) -> None:
        """Two clicks."""
        await self._look()
        await among.select_option(label=label)
        self._enter(2)

    async def bring(self, button: Locator, file: FilePayload) -> None:
        """A file: the button, the file's name, the dialog's own button."""
        await self._look()
        async with self.page.expect_file_chooser() as chooser:
            await button.click()
        await (await chooser.value).set_files(file)
        self._enter(3)

    def _enter(self, clicks: int, keys: int = 0) -> None:
        effort = self.efforts[-1]
        effort.clicks, effort.keys, effort.fields = (
            effort.clicks + clicks,
            effort.keys + keys,
            effort.fields + 1,
        )

    async def _look(self) -> None:
        """Reads what is in view and was not read before."""
        for text in await self.page.evaluate(_IN_VIEW):
            if text not in self._read:
                self._read.add(text)
                self.efforts[-1].words += len(text.split())


def print_table(efforts: Sequence[Effort]) -> None:
    whole = Effort("altogether")
    for part in ("clicks", "keys", "fields", "words", "machine"):
        setattr(whole, part, sum(getattr(each, part) for each in efforts))
    print(f"\n{'step':<50}{'clicks':>7}{'keys':>6}{'fields':>8}{'words':>7}{'machine':>10}{'person':>11}")
    for each in (*efforts, whole):
        counted = f"{each.clicks:>7}{each.keys:>6}{each.fields:>8}{each.words:>7}"
        print(f"{each.step:<50}{counted}{each.machine:>8.1f} s{each.person / 60:>7.1f} min")
