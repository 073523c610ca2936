"""How long messages take, customer to open board and agent to Bot API; and how much memory the desk takes."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Sequence
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from board.people import customers, door
from board.values import DESK
from sandbox.client import Person
from tests.bench.figures import p95_of, print_figures, to_bot_api
from tests.bot.machinery import open_jobs, until
from tests.desk.running import Desk, running

_ROUNDS = 30
_RATE = 50
_SECONDS = 6
_BUDGET_MS = 500.0
_PEOPLE = 50
_LINES = 5
_BURST_SECONDS = 3.0
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WATCH = """() => {
    window.shownAt = {};
    const look = () => {
        for (const word of document.body.innerText.matchAll(/probe-\\d+/g)) {
            window.shownAt[word[0]] ??= Date.now();
        }
    };
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


async def test_words_on_their_way(database_url: str, tmp_path: Path, chromium: str) -> None:
    async with running(database_url, tmp_path) as desk, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        page = await browser.new_page(bypass_csp=True)  # for the probe only
        await sign_in(desk, page)
        people = await asyncio.gather(*(desk.customer(f"Customer {index}") for index in range(10)))
        numbers = [await desk.ticket_of(person) for person in people]

        calm = [await _to_board(page, people[index % 10], index) for index in range(_ROUNDS)]
        _print("message to open board, at rest", calm)
        busy = await _under_load(page, people)
        _print(f"message to open board, {_RATE} messages/s", busy)
        replies = [
            await to_bot_api(desk, numbers[index % 10], f"answer-{index};") for index in range(_ROUNDS)
        ]
        _print("reply to Bot API, at rest", replies)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory of desk, sandbox and this test in one process: {peak:.0f} MB at most")
        await browser.close()


async def test_many_people_at_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as desk:
        people = await asyncio.gather(*(_with_a_ticket(desk, index) for index in range(_PEOPLE)))
        await until(partial(_is_at_rest, desk), seconds=60)
        began = time.perf_counter()
        await asyncio.gather(*(_tell(person) for person in people))
        sent = time.perf_counter() - began
        await desk.until("boards/all", lambda board: _has_all(board["cards"]), seconds=60)
        took = time.perf_counter() - began
        print(
            f"{_PEOPLE} people × {_LINES} messages at once: sent in {sent:.1f} s, all on the board after {took:.1f} s;"
            f" {took / _BURST_SECONDS:.2f} of three seconds"
        )


async def _with_a_ticket(desk: Desk, index: int) -> Person:
    person = await desk.known_customer(f"Customer {index}")
    await person.send("/start")  # a bot may not write to those who never wrote
    async with desk.database.transaction(DESK) as tx:
        customer = await customers.meet(tx, person.id, f"Customer {index}", None, "en")
        await door.open_ticket(tx, customer, "product", UTC)
    return person


async def _is_at_rest(desk: Desk) -> bool:
    return not any([await open_jobs(desk.database, queue) for queue in ("update", "outbox", "receipt")])


async def _tell(person: Person) -> None:
    for line in range(_LINES):
        await person.send(f"line {line}")


def _has_all(cards: Sequence[dict[str, Any]]) -> bool:
    return sum(int(card["unread"]) for card in cards) == _PEOPLE * _LINES


async def sign_in(desk: Desk, page: Page) -> None:
    await page.goto(await desk.login_address())
    await page.get_by_role("button").click()
    await page.wait_for_selector("main")
    await page.evaluate(_WATCH)


async def _to_board(page: Page, person: Person, index: int) -> float:
    began = time.time() * 1000
    await person.send(f"probe-{index}")
    await page.wait_for_function(f"window.shownAt['probe-{index}']")
    return float(await page.evaluate(f"window.shownAt['probe-{index}']")) - began


async def _under_load(page: Page, people: Sequence[Person]) -> list[float]:
    """Messages are sent on schedule, whether or not the last was seen; a card shows only its last words."""
    began: dict[int, float] = {}

    async def send(index: int) -> None:
        began[index] = time.time() * 1000
        await people[index % len(people)].send(f"probe-{index}")

    sending = []
    start = asyncio.get_running_loop().time()
    for index in range(1000, 1000 + _RATE * _SECONDS):
        sending.append(asyncio.create_task(send(index)))
        await asyncio.sleep(max(0.0, start + (index - 999) / _RATE - asyncio.get_running_loop().time()))
    await asyncio.gather(*sending)
    last = 1000 + _RATE * _SECONDS - 1
    await page.wait_for_function(f"window.shownAt['probe-{last}']")
    shown: dict[str, float] = await page.evaluate("window.shownAt")
    return [shown[f"probe-{index}"] - at for index, at in began.items() if f"probe-{index}" in shown]


def _print(name: str, milliseconds: Sequence[float]) -> None:
    print_figures(name, milliseconds, f"; p95 is {p95_of(milliseconds) / _BUDGET_MS:.2f} of the half second")
