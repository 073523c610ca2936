"""How quick the page is under an agent's hands, by the number of open cards: first paint, keys, tickets, moves, news.

Times are the browser's own, from a press to the paint after it. What a key costs the page's main thread is told beside
it, since that grows little when the machine has other work.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

from playwright.async_api import Browser, CDPSession, Page, StorageState, expect

from board.people import accounts, customers, door
from board.store.db import Database
from board.values import DESK
from tests.bench.figures import p95_of, print_figures
from tests.browser.windows import Windows
from tests.conftest import empty
from tests.desk.running import ACCOUNT, Desk, running
from tests.filling import RARE, fill

_OPEN = (10, 500, 2_000)
_LOADS = 5
_ROUNDS = 20
_DONE = 300
_TICKETS_OF_MANY_COMMENTS = 10_000
_SEARCHES = {
    "a common word": ("касса", "чек", "pembayaran"),
    "a rare word": (RARE, "случай300"),
    "several common words": ("касса чек", "чек печатает"),
    "words and a filter": ("касса is:open", "чек topic:billing"),
    "filters only": ("topic:billing from:-7d", "topic:billing is:done"),
}
_ARRIVE = 50
_ARRIVE_SECONDS = 60

expect.set_options(timeout=60_000)

# The page tells the browser's own clock when something was painted: a frame begins, is drawn, and the next task runs.
_WATCH = """() => {
    const once = (name) => { window.seen[name] ??= performance.now(); };
    window.seen = {};
    window.presses = [];
    window.shifts = [];
    window.busyUntil = 0;
    window.painted = (then) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
    });
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
        .observe({ type, buffered: true });
    watch("longtask", (task) => { window.busyUntil = task.startTime + task.duration; });
    watch("layout-shift", ({ value, sources }) => {
        for (const { node } of sources) window.shifts.push(`${value.toFixed(5)} ${node?.className ?? node}`);
    });
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
# Until its name is painted, and until its last words are.
_OPEN_TICKET = """(number) => new Promise((resolve) => {
    const card = document.querySelector(`article[data-ticket="${number}"]`);
    const began = performance.now();
    let named = null;
    const look = () => {
        const panel = document.querySelector(`.panel[aria-label^="#${number} "]`);
        if (panel?.querySelector(".topic") && named === null) {
            named = Infinity;
            window.painted((now) => { named = now - began; });
        }
        if (!panel?.querySelector('[role="log"] [data-comment]')) return;
        watch.disconnect();
        window.painted((now) => resolve([Math.min(named, now - began), now - began]));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    card.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
})"""
# From the last letter of a search.
_RESULTS = """() => new Promise((resolve) => {
    let lastInput = 0, cards = null;
    const input = ({ timeStamp }) => { lastInput = timeStamp; };
    addEventListener("input", input, { capture: true });
    const ended = (marked) => {
        removeEventListener("input", input, { capture: true });
        const asked = performance.getEntriesByType("resource").findLast(({ name }) => name.includes("/tickets?q="));
        resolve([cards - lastInput, marked - lastInput, asked.responseStart - asked.requestStart]);
    };
    const look = () => {
        if (cards === null && document.querySelector(".results article[data-ticket]")) {
            cards = Infinity;
            window.painted((now) => { cards = now; });
        }
        const box = document.querySelector(".search input");
        if (cards === null || (!document.querySelector(".results mark") && !/^[a-z]+:/.test(box.value))) return;
        watch.disconnect();
        window.painted((now) => { cards = Math.min(cards, now); ended(now); });
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true });
})"""
_NUMBERS = "[...document.querySelectorAll('article[data-ticket]')].map((card) => Number(card.dataset.ticket))"


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
            if size == max(_OPEN):
                await _news(desk, page)
            await windows.close()
        await empty(database)


async def test_a_search_of_many_comments(
    database: Database, database_url: str, tmp_path: Path, browser: Browser
) -> None:
    async with running(database_url, tmp_path, parts=("board",)) as desk:
        await fill(desk.database, _TICKETS_OF_MANY_COMMENTS, undone=500)
        windows = Windows(browser, desk.url, await signed_in(browser, desk))
        page = await windows.open()
        await page.add_init_script(f"({_WATCH})()")
        await page.reload()
        await page.evaluate(_LOADED)
        print("\n\n100,000 comments, from the last letter, with the pause for the next one")
        for name, queries in _SEARCHES.items():
            await _search(page, name, queries)
        await windows.close()
    await empty(database)


async def _search(page: Page, name: str, queries: Sequence[str]) -> None:
    """Until cards are painted, until their words are marked, and how long the desk took for the cards."""
    times: list[list[float]] = []
    box = page.get_by_role("combobox", name="Search")
    for query in list(queries) * (1 + _ROUNDS // len(queries)):
        await page.evaluate("performance.clearResourceTimings()")
        await box.focus()
        await page.evaluate(f"window.results = ({_RESULTS})(); undefined")
        await page.keyboard.insert_text(query[:-1])
        await page.keyboard.insert_text(query[-1])
        times.append(await page.evaluate("window.results"))
        await box.fill("")
        await page.locator(".results").wait_for(state="detached")
    cards, marked, server = zip(*times[len(queries) :], strict=True)
    _print_times(f"{name}: cards", cards)
    if name != "filters only":
        _print_times(f"{name}: words marked", marked)
    _print_times(f"{name}: the desk", server)


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
        asked = sum(size > 0 for size in sizes)
        print(f"{f'weight, a {name} browser':34}{sum(sizes) / 1024:9.0f} KB in {asked} requests")
    await line.detach()


async def _load(page: Page) -> None:
    """First paint, cards, and readiness for keys; the files are cached, as every day."""
    times: list[list[float]] = []
    for _ in range(_LOADS):
        await page.reload()
        times.append([0 if each is None else each for each in await page.evaluate(_LOADED)])
    for name, each in zip(
        ("first paint", "cards painted", "interactive"), zip(*times, strict=True), strict=True
    ):
        print(f"{name:34}{statistics.median(each):9.0f} ms")
    print(f"{'moved while loading':34}{await page.evaluate('window.shifts')}")


async def _keys(page: Page) -> None:
    """From the press to the paint."""
    await page.locator("article[data-ticket]").first.focus()
    await _press(page, "an arrow", ["ArrowDown"] * _ROUNDS)
    await _press(page, "an arrow across", ["ArrowRight", "ArrowLeft"] * (_ROUNDS // 2))
    await _press(page, "a card selected, or not", ["x"] * _ROUNDS)
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
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Delete")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")


async def _press(page: Page, name: str, keys: Sequence[str]) -> None:
    await page.evaluate("window.presses = []")
    async with _thread(page) as spent:
        for key in keys:
            await page.keyboard.press(key)
            await page.evaluate("() => new Promise((resolve) => window.painted(resolve))")
    times = [float(ms) for _, ms in await page.evaluate("window.presses")]
    _print_times(name, times, f"{spent[0] / len(keys):9.0f} ms of the main thread")


@asynccontextmanager
async def _thread(page: Page) -> AsyncIterator[list[float]]:
    """How many milliseconds of processor the page's main thread spends inside, once it is over."""
    line: CDPSession = await page.context.new_cdp_session(page)
    await line.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def ticks() -> float:
        told = (await line.send("Performance.getMetrics"))["metrics"]
        return float(next(each["value"] for each in told if each["name"] == "TaskDuration")) * 1000

    spent, before = [0.0], await ticks()
    yield spent
    spent[0] = await ticks() - before
    await line.detach()


def _print_times(name: str, times: Sequence[float], more: str = "") -> None:
    p95 = p95_of(times)
    print(f"{name:34}{statistics.median(times):9.0f} ms{p95:9.0f} ms p95{max(times):9.0f} ms at most{more}")


async def _tickets(page: Page, rounds: int = _ROUNDS) -> None:
    """Of cards nobody has rested on, and of such on which the focus has rested, so that they were read ahead."""
    numbers = await page.evaluate(_NUMBERS)
    for name, rests in (("read only then", False), ("read ahead", True)):
        times: list[list[float]] = []
        await page.evaluate("window.shifts = []")
        async with _thread(page) as spent:
            for number in [numbers.pop() for _ in range(min(rounds, len(numbers) // 2))]:
                if rests:
                    await page.locator(f'article[data-ticket="{number}"]').focus()
                    await page.wait_for_timeout(400)
                times.append(await page.evaluate(_OPEN_TICKET, number))
                await page.keyboard.press("Escape")
                await page.wait_for_timeout(150)  # a person looks, too
        _print_times(f"its name, {name}", [named for named, _ in times])
        _print_times(
            f"its words, {name}",
            [words for _, words in times],
            f"{spent[0] / len(times):9.0f} ms of the main thread",
        )
        print(f"{'moved meanwhile':34}{await page.evaluate('[...new Set(window.shifts)]')}")


async def _moves(page: Page) -> None:
    """Until the card is painted in its new lane, and until the desk has agreed to that very move."""
    await page.locator(
        '.lane[data-lane="today"]'
    ).scroll_into_view_if_needed()  # it is drawn as it comes near
    await page.locator('article[data-column="inbox"][data-lane="today"]').first.focus()
    agreed = []
    await page.evaluate("window.presses = []")
    for turn in range(_ROUNDS):
        async with page.expect_response("**/move") as answer:
            await page.keyboard.press("Shift+ArrowDown" if turn % 2 == 0 else "Shift+ArrowUp")
        timing = (await answer.value).request.timing
        agreed.append(timing["responseStart"] - timing["requestStart"])
    moved = [float(ms) for key, ms in await page.evaluate("window.presses") if key.startswith("Arrow")]
    print_figures("moving a card, press to paint", moved)
    print_figures("moving a card, the desk's answer", agreed)


async def _news(desk: Desk, page: Page) -> None:
    """Fifty tickets of a minute, while a reply is written."""
    await page.locator("article[data-ticket]").first.focus()
    await page.keyboard.press("r")
    field = page.get_by_role("textbox", name="Reply to")
    await field.wait_for()
    await page.evaluate("window.presses = []; window.shifts = []")
    arriving = asyncio.create_task(_arrivals(desk))
    written = ""
    while not arriving.done():
        written += "ab cd "[len(written) % 6]
        await page.keyboard.type(written[-1])
        await page.wait_for_timeout(200)
    await arriving
    times = [float(ms) for _, ms in await page.evaluate("window.presses")]
    _print_times("a letter while fifty arrive", times)
    print(f"{'moved meanwhile':34}{await page.evaluate('window.shifts')}")
    assert await field.input_value() == written
    assert await field.evaluate("(field) => field.selectionStart") == len(written)
    await field.fill("")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")


async def _arrivals(desk: Desk) -> None:
    for index in range(_ARRIVE):
        async with desk.database.transaction(DESK) as tx:
            customer = await customers.meet(tx, 2_000_000_000 + index, f"Customer {index}", None, "ru")
            await accounts.register(tx, customer, await accounts.by_number(tx, ACCOUNT))
            await door.open_ticket(tx, customer, "cash_desk", UTC)
        await asyncio.sleep(_ARRIVE_SECONDS / _ARRIVE)
