"""Killed at any moment, the desk loses nothing and doubles nothing in the database."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from board.store.db import Database
from sandbox.client import Phone
from sandbox.server import serve
from tests.desk.running import connected, furnish, in_processes

pytestmark = pytest.mark.xdist_group("alone")

MESSAGES = 20


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_killed_in_the_middle_of_a_burst_every_message_is_there_once(
    database: Database, database_url: str, tmp_path: Path, number: signal.Signals
) -> None:
    token = await furnish(database)
    async with (
        serve(tmp_path / "sandbox", port=0) as sandbox_url,
        Phone(sandbox_url) as phone,
        in_processes(database_url, tmp_path, sandbox_url, ["bot", "board", "sla"]) as (settings, processes),
    ):
        async with connected(settings, phone, database, token, processes) as desk:
            anna = await desk.customer()
            ticket = await desk.ticket_of(anna)
            for index in range(MESSAGES // 2):
                await anna.send(f"message {index}")
            await desk.post(f"tickets/{ticket}/replies", {"text": "One moment.", "waits": True})
        await processes[0].kill(number)
        for index in range(MESSAGES // 2, MESSAGES):
            await anna.send(f"message {index}")
        await processes[0].start()
        async with connected(settings, phone, database, token, processes) as desk:
            await anna.expect("One moment.")
            shown = await desk.until(f"tickets/{ticket}", lambda t: len(_said(t)) >= MESSAGES, seconds=40)
            await desk.post(f"tickets/{ticket}/replies", {"text": "All read."})
            await anna.expect("All read.")
        assert _said(shown) == [f"message {index}" for index in range(MESSAGES)]


async def test_three_processes_do_what_one_does(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    token = await furnish(database)
    async with (
        serve(tmp_path / "sandbox", port=0) as sandbox_url,
        Phone(sandbox_url) as phone,
        in_processes(database_url, tmp_path, sandbox_url, ["bot"], ["board"], ["sla"]) as (
            settings,
            processes,
        ),
        connected(settings, phone, database, token, processes) as desk,
    ):
        anna = await desk.customer()
        number = await desk.ticket_of(anna)
        await anna.send("Hello?")
        await desk.until(f"tickets/{number}", lambda ticket: ticket["unread"] == 1)
        await desk.advance(301)
        late = await desk.until("tickets", lambda page: page["items"][0]["alarm"] == "missed", seconds=30)
        assert late["items"][0]["deadline"]["metric"] == "first_response"
        await desk.post(f"tickets/{number}/replies", {"text": "Here I am."})
        await anna.expect("Here I am.")


def _said(ticket: dict[str, list[dict[str, str]]]) -> list[str]:
    return [comment["text"] for comment in ticket["comments"] if comment["author"] == "customer"]
