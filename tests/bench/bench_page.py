"""How quick the page is under an agent's hands, by the number of open cards: first paint, keys, tickets, moves."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Page, StorageState, expect

from board.store.db import Database
from tests.bench.figures import p95_of, print_figures
from tests.browser.windows import Windows
from tests.conftest import empty
from tests.desk.running import Desk, running
from tests.filling import fill

_OPEN = (10, 500, 2_000)
_LOADS = 5
_ROUNDS = 20
_DONE = 300

expect.set_options(timeout=60_000)

# The page tells the browser's own clock when something was painted: a frame begins, is drawn, and the next task runs.
_WATCH = """() => {
    const once = (name) => { window.seen[name] ??= performance.now(); };
    window.seen = {};
    window.presses = [];
    window.busyUntil = 0;
    window.painted = (then) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
    });
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.busyUntil = task.startTime + task.duration;
    }).observe({ type: "longtask", buffered: true });
    new MutationObserver(() => {
        if (document.querySelector("article[data-ticket]")) window.painted(() => once("cards"));
    }).observe(document, { subtree: true, childList: true });
    addEventListener("keydown", ({ key, timeStamp }) => {
        window.painted((now) => window.presses.push([key, now - timeStamp]));
    }, { capture: true });
}"""
_LOADED = """() => new Promise((resolve) => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    // Quiet for as long as a long task is: nothing is left that holds a key up.
    const settled = () => performance.now() - Math.max(window.busyUntil, window.seen.cards ?? Infinity) > 300;
    const look = () => settled()
        ? resolve([paint, window.seen.cards, Math.max(window.busyUntil, window.seen.cards)])
        : setTimeout(look, 50);
    look();
})"""
# Until the last words of that ticket are painted.
_OPEN_TICKET = """(how) => new Promise((resolve) => {
    const card = document.activeElement;
    const number = card.dataset.ticket;
    const began = performance.now();
    const look = () => {
        const panel = document.querySelector(`.panel[aria-label^="#${number} "] [data-comment]`);
        if (!panel) return false;
        watch.disconnect();
        window.painted((now) => resolve(now - began));
        return true;
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    card.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
})"""


async def test_the_page_by_the_number_of_open_cards(
    database: Database, database_url: str, tmp_path: Path, browser: Browser
) -> None:
    for size in _OPEN:
        async with running(database_url, tmp_path / str(size), parts=("board",)) as desk:
            await fill(desk.database, size + _DONE, undone=size)
            windows = Windows(browser, desk.url, await signed_in(browser, desk))
            print(f"\n\n{size:,} open cards")
            page = await windows.open()
            await page.add_init_script(f"({_WATCH})()")
            await _weigh(page)
            await _load(page)
            await _keys(page)
            await _tickets(page)
            await _moves(page)
            await windows.close()
        await empty(database)


async def signed_in(browser: Browser, desk: Desk) -> StorageState:
    context = await browser.new_context()
    await context.request.post(await desk.login_address())
    state = await context.storage_state()
    await context.close()
    return state


async def _weigh(page: Page) -> None:
    """Of a browser that was never here, then of one that was."""
    line = await page.context.new_cdp_session(page)
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await line.send("Network.enable")
    await line.send("Network.clearBrowserCache")
    for name in ("new", "warm"):
        sizes.clear()
        await page.reload()
        await page.evaluate(_LOADED)
        print(f"{f'weight, a {name} browser':34}{sum(sizes) / 1024:9.0f} KB in {len(sizes)} requests")
    await line.detach()


async def _load(page: Page) -> None:
    """First paint, cards, and readiness for keys; the files are cached, as every day."""
    times: list[list[float]] = []
    for _ in range(_LOADS):
        await page.reload()
        times.append(await page.evaluate(_LOADED))
    for name, each in zip(
        ("first paint", "cards painted", "interactive"), zip(*times, strict=True), strict=True
    ):
        print(f"{name:34}{statistics.median(each):9.0f} ms")


async def _keys(page: Page) -> None:
    """From the press to the paint."""
    await page.locator("article[data-ticket]").first.focus()
    await _press(page, "an arrow", ["ArrowDown"] * _ROUNDS)
    await _press(page, "an arrow across", ["ArrowRight", "ArrowLeft"] * (_ROUNDS // 2))
    await _press(page, "the move menu and back", ["m", "Escape"] * (_ROUNDS // 2))
    await _press(page, "the palette and back", ["Control+k", "Escape"] * (_ROUNDS // 2))
    await _press(page, "the keys and back", ["?", "Escape"] * (_ROUNDS // 2))
    await _press(page, "n and back", ["n", "Escape"] * (_ROUNDS // 2))
    await _press(page, "another board and back", ["2", "1"] * (_ROUNDS // 2))
    await page.keyboard.press("/")
    await _press(page, "a letter of a search", [*"printer error receipt"])
    await page.keyboard.press("Escape")
    await page.locator("article[data-ticket]").first.focus()
    await page.keyboard.press("r")
    await _press(page, "a letter of a reply", [*"Please turn it off and on"])
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")


async def _press(page: Page, name: str, keys: Sequence[str]) -> None:
    await page.evaluate("window.presses = []")
    for key in keys:
        await page.keyboard.press(key)
        await page.evaluate("() => new Promise((resolve) => window.painted(resolve))")
    times = [float(ms) for _, ms in await page.evaluate("window.presses")]
    print(
        f"{name:34}{statistics.median(times):9.0f} ms{p95_of(times):9.0f} ms p95{max(times):9.0f} ms at most"
    )


async def _tickets(page: Page) -> None:
    await page.locator("article[data-ticket]").first.focus()
    times = []
    for _ in range(_ROUNDS):
        times.append(float(await page.evaluate(_OPEN_TICKET)))
        await page.keyboard.press("Escape")
        await page.keyboard.press("ArrowDown")
        await page.wait_for_timeout(150)  # a person looks, too
    print_figures("opening a ticket", times)


async def _moves(page: Page) -> None:
    """Until the card is painted in its new lane, and until the desk has agreed."""
    await page.locator('article[data-column="inbox"][data-lane="today"]').first.focus()
    agreed = []
    await page.evaluate("window.presses = []")
    for turn in range(_ROUNDS):
        async with page.expect_response("**/move") as answer:
            await page.keyboard.press("Shift+ArrowDown" if turn % 2 == 0 else "Shift+ArrowUp")
        agreed.append((await answer.value).request.timing["responseEnd"])
    moved = [float(ms) for key, ms in await page.evaluate("window.presses") if key.startswith("Arrow")]
    print_figures("moving a card, press to paint", moved)
    print_figures("moving a card, the desk's answer", agreed)
