"""How a bot gets its updates: long polling, or a webhook; never both."""

import asyncio
import ipaddress
import json
import re
from urllib.parse import urlsplit

from sandbox import updates
from sandbox.api.call import Call
from sandbox.errors import bad_request, conflict
from sandbox.store import Json, encode

_LONGEST_POLL_SECONDS = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Polls:
    """The one getUpdates of each bot that is allowed to wait: a newer one ends it."""

    def __init__(self) -> None:
        self._turns: dict[int, int] = {}

    def begin(self, bot_id: int) -> int:
        turn = self._turns.get(bot_id, 0) + 1
        self._turns[bot_id] = turn
        return turn

    def is_current(self, bot_id: int, turn: int) -> bool:
        return self._turns.get(bot_id) == turn


async def get_updates(call: Call, polls: Polls) -> list[Json]:
    """Confirm what lies before the offset, then wait for the first unconfirmed update."""
    offset = call.params.integer("offset")
    limit = min(max(call.params.integer("limit", 100), 1), 100)
    seconds = min(max(call.params.integer("timeout"), 0), _LONGEST_POLL_SECONDS)
    turn = polls.begin(call.bot.id)
    call.world.bell.ring(updates.bell_topic(call.bot.id))
    _refuse_with_webhook(call)
    with call.world.store.transaction():
        updates.allow(call.world, call.bot, allowed_kinds(call))
        if offset > 0:
            updates.confirm_before(call.world, call.bot.id, offset)
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        rows = updates.pending(call.world, call.bot.id, offset, limit)
        if offset < 0 and rows:
            updates.confirm_before(call.world, call.bot.id, rows[0]["id"])
        left = deadline - asyncio.get_running_loop().time()
        if rows or left <= 0 or call.world.is_closing:
            return [json.loads(row["body"]) for row in rows]
        await call.world.bell.wait(updates.bell_topic(call.bot.id), left)
        if not polls.is_current(call.bot.id, turn):
            raise conflict(_TERMINATED)
        _refuse_with_webhook(call)


def allowed_kinds(call: Call) -> list[str] | None:
    kinds = call.params.json("allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list):
        raise bad_request("expected an Array of update types")
    return [str(kind) for kind in kinds]


def _refuse_with_webhook(call: Call) -> None:
    if webhook_of(call)["url"]:
        raise conflict(_WEBHOOK_ACTIVE)


def webhook_of(call: Call) -> Json:
    row = call.world.store.one("SELECT webhook FROM bots WHERE id = ?", call.bot.id)
    found: Json = json.loads(row["webhook"]) if row and row["webhook"] else {"url": ""}
    return found


def set_webhook(call: Call) -> bool:
    """Only loopback addresses are called: the sandbox reaches no other machine."""
    url, secret = call.params.text("url"), call.params.text("secret_token")
    if not url:
        return delete_webhook(call)
    if not is_loopback(url):
        raise bad_request("bad webhook: only loopback addresses are called by the sandbox")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(call.params.integer("max_connections", 40), 1), 100)
    _store(call, {"url": url, "secret_token": secret, "max_connections": connections})
    updates.allow(call.world, call.bot, allowed_kinds(call))
    return True


def delete_webhook(call: Call) -> bool:
    _store(call, None)
    return True


def _store(call: Call, webhook: Json | None) -> None:
    if call.params.flag("drop_pending_updates"):
        updates.drop_pending(call.world, call.bot.id)
    stored = encode(webhook) if webhook else None
    call.world.store.run("UPDATE bots SET webhook = ? WHERE id = ?", stored, call.bot.id)
    call.world.bell.ring(updates.bell_topic(call.bot.id))
    call.world.bell.ring("webhooks")


def get_webhook_info(call: Call) -> Json:
    webhook = webhook_of(call)
    row = call.world.store.one("SELECT allowed_updates FROM bots WHERE id = ?", call.bot.id)
    info: Json = {
        "url": webhook["url"],
        "has_custom_certificate": False,
        "pending_update_count": updates.count_pending(call.world, call.bot.id),
    }
    if webhook["url"]:
        kept = ("max_connections", "last_error_date", "last_error_message")
        info |= {name: webhook[name] for name in kept if name in webhook}
    if row and row["allowed_updates"] and json.loads(row["allowed_updates"]):
        info["allowed_updates"] = json.loads(row["allowed_updates"])
    return info


def is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
