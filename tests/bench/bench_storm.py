"""The worst minute: fifty tickets of one outage, from their arrival to all answered, and many at once over the API."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC
from functools import partial
from pathlib import Path

from playwright.async_api import async_playwright

from board.people import customers, door
from board.values import DESK
from tests.bench.bench_desk import CHROMIUM, sign_in
from tests.bench.hands import Hands
from tests.bot.machinery import until
from tests.desk.running import Desk, running

_PEOPLE = 50
_AT_A_TIME = 5
_SAID = ("Касса не включается", "не включить кассу!", "касса погасла и не включается", "Кассы не включаются")
_ANSWER = "Мы знаем: кассы не включаются после обновления. Чиним, напишем сюда."


async def test_fifty_tickets_of_one_outage(database_url: str, tmp_path: Path, chromium: str) -> None:
    async with running(database_url, tmp_path) as desk, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        page = await browser.new_page()
        await sign_in(desk, page)
        await _all_arrive(desk, _PEOPLE)
        hands, began = Hands(page), time.perf_counter()
        await page.locator(".desk-burst", has_text=str(_PEOPLE)).wait_for()
        noticed = time.perf_counter() - began
        async with hands.step("open the incident"):
            await page.keyboard.press("Shift+I")
            await page.locator(".incident-form").wait_for()
            await page.keyboard.press("Enter")
            await page.locator(".incident-members li").first.wait_for()
        async with hands.step("answer all"):
            await page.keyboard.type(_ANSWER)
            await page.keyboard.press("Control+Enter")
        began = time.perf_counter()
        await until(partial(_are_told, desk), seconds=120)
        delivered = time.perf_counter() - began
        keys = 2 + len(_ANSWER) + 1
        print(
            f"burst of {_PEOPLE} shown {noticed:.1f} s after the last came; {keys} keys, {len(_ANSWER)} of them words"
        )
        for effort in hands.efforts:
            print(f"  {effort.step}: {effort.machine:.1f} s of machine")
        print(f"all {_PEOPLE} answers delivered {delivered:.1f} s after the key (Telegram's pace)")
        await browser.close()


async def test_many_at_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as desk:
        await _all_arrive(desk, 200)
        told = await desk.get("tickets?limit=200")
        numbers = [ticket["number"] for ticket in told["items"]]
        for count in (50, 200):
            began = time.perf_counter()
            body = {"numbers": numbers[:count], "reply": _ANSWER, "labels": [f"storm {count}"]}
            done = await desk.post("tickets/bulk", body)
            print(
                f"{count} answered and labelled in {time.perf_counter() - began:.2f} s, {len(done['done'])} done"
            )


async def _all_arrive(desk: Desk, people: int) -> None:
    """A few at a time, so that a slow machine hears them all."""
    for first in range(0, people, _AT_A_TIME):
        await asyncio.gather(*(arrive(desk, index) for index in range(first, first + _AT_A_TIME)))


async def arrive(desk: Desk, index: int) -> None:
    """Somebody's ticket on the cash desk, and their words."""
    person = await desk.known_customer(f"Customer {index}", "ru")
    await person.send("/start")  # a bot may not write to those who never wrote
    async with desk.database.transaction(DESK) as tx:
        customer = await customers.meet(tx, person.id, f"Customer {index}", None, "ru")
        await door.open_ticket(tx, customer, "cash_desk", UTC)
    sent = await person.send(_SAID[index % len(_SAID)])
    await person.expect_reaction(sent, "✍")


async def _are_told(desk: Desk) -> bool:
    (incident,) = (await desk.get("incidents"))["items"]
    return [member["told"] for member in incident["members"]] == ["sent"] * _PEOPLE
