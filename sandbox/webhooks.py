"""Delivery to webhooks: in order within a chat, chats side by side, again and again until accepted."""

import asyncio
import json
import sqlite3

import aiohttp

from sandbox import updates
from sandbox.store import Json, encode
from sandbox.world import World

_LONGEST_PAUSE_SECONDS = 60.0
_ANSWER_TIMEOUT = aiohttp.ClientTimeout(total=60)
_IDLE_SECONDS = 60.0


class Webhooks:
    """One task per lane with something to deliver; a bot's connections are counted by its semaphore."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._session = session
        self._busy: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._connections: dict[tuple[int, int], asyncio.Semaphore] = {}

    async def run(self) -> None:
        """Start what is due, then wait for news; cancelled at the end, with all deliveries."""
        try:
            while True:
                self._start_due()
                await self._world.bell.wait("webhooks", _IDLE_SECONDS)
        finally:
            tasks = list(self._busy.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start_due(self) -> None:
        due = self._world.store.all(
            "SELECT DISTINCT updates.bot_id, lane FROM updates JOIN bots ON bots.id = updates.bot_id"
            " WHERE webhook IS NOT NULL"
        )
        for row in due:
            key = (row["bot_id"], row["lane"])
            if key not in self._busy:
                self._busy[key] = asyncio.create_task(self._deliver_lane(*key))

    async def _deliver_lane(self, bot_id: int, lane: str) -> None:
        pause = self._world.first_pause_seconds
        try:
            while (webhook := self._webhook(bot_id)) and (row := self._oldest(bot_id, lane)):
                problem = await self._post(bot_id, webhook, row["body"])
                if problem is None:
                    updates.confirm(self._world, bot_id, row["id"])
                    pause = self._world.first_pause_seconds
                    continue
                self._note_problem(bot_id, problem)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        finally:
            del self._busy[bot_id, lane]

    def _webhook(self, bot_id: int) -> Json | None:
        row = self._world.store.one("SELECT webhook FROM bots WHERE id = ?", bot_id)
        found: Json | None = json.loads(row["webhook"]) if row and row["webhook"] else None
        return found

    def _oldest(self, bot_id: int, lane: str) -> sqlite3.Row | None:
        sql = "SELECT id, body FROM updates WHERE bot_id = ? AND lane = ? ORDER BY id LIMIT 1"
        return self._world.store.one(sql, bot_id, lane)

    async def _post(self, bot_id: int, webhook: Json, body: str) -> str | None:
        """Deliver once; returns what went wrong, as getWebhookInfo words it."""
        headers = {"Content-Type": "application/json"}
        if webhook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret_token"]
        limit = webhook["max_connections"]
        connections = self._connections.setdefault((bot_id, limit), asyncio.Semaphore(limit))
        try:
            async with (
                connections,
                self._session.post(
                    webhook["url"],
                    data=body.encode(),
                    headers=headers,
                    timeout=_ANSWER_TIMEOUT,
                    allow_redirects=False,
                ) as response,
            ):
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection closed"

    def _note_problem(self, bot_id: int, problem: str) -> None:
        webhook = self._webhook(bot_id)
        if webhook is None:
            return
        webhook |= {"last_error_date": self._world.now(), "last_error_message": problem}
        self._world.store.run("UPDATE bots SET webhook = ? WHERE id = ?", encode(webhook), bot_id)
