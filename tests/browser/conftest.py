"""A running desk for each module of tests, and windows of real browsers on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from board.store.db import Database
from tests.browser.windows import Windows, go
from tests.conftest import empty
from tests.desk.running import Desk, running

# Long for a page, short for a test: the machine may be busy.
expect.set_options(timeout=10_000)


@pytest.fixture(scope="module")
async def desk(
    migrated_url: str, compiled: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """One desk for each module; every test brings its own customers."""
    async with running(migrated_url, tmp_path_factory.mktemp("desk")) as desk:
        yield desk
    await empty(compiled)


@pytest.fixture(scope="module")
async def session(browser: Browser, desk: Desk) -> StorageState:
    """A browser's storage after Vera has signed in."""
    context = await browser.new_context()
    signed_in = await context.request.post(await desk.login_address())
    assert signed_in.ok
    state = await context.storage_state()
    await context.close()
    return state


@pytest.fixture(scope="module")
async def long_open(browser: Browser, desk: Desk, session: StorageState) -> AsyncIterator[Windows]:
    """One window that most tests share, as an agent's stays open all day."""
    windows = Windows(browser, desk.url, session)
    await windows.open()
    yield windows
    await windows.close()


@pytest.fixture
async def page(long_open: Windows) -> AsyncIterator[Page]:
    """The board in the shared window; it may neither log an error nor throw one."""
    page = long_open.pages[0]
    # Tells the page that no button is down any more: while one is, its cards stand still.
    await page.mouse.move(0, 0)
    await go(page, "/")
    yield page
    assert long_open.heard() == []


@pytest.fixture
async def windows(browser: Browser, desk: Desk, session: StorageState) -> AsyncIterator[Windows]:
    """Windows of other browsers, which may not log or throw an error either."""
    windows = Windows(browser, desk.url, session)
    yield windows
    await windows.close()
    assert windows.heard() == []
