"""The log of calls: what was asked, when, and how it was answered."""

import json

from sandbox.params import Params
from sandbox.store import Json, encode
from sandbox.world import World

_KEPT = 20_000
_PAGE = 1_000


def note(world: World, bot_id: int, method: str, params: Params, status: int, answer: object) -> None:
    """Write a call down; status 0 means the caller got no answer."""
    row = world.store.one(
        "INSERT INTO calls (bot_id, at, method, params, status, answer) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        bot_id,
        world.clock(),
        method,
        encode(params.shown()),
        status,
        encode(answer),
    )
    if row and row["id"] % 1_000 == 0:
        world.store.run("DELETE FROM calls WHERE id <= ?", row["id"] - _KEPT)
    world.bell.ring("calls")


def after(world: World, call_id: int) -> list[Json]:
    """The next calls after an id, oldest first."""
    rows = world.store.all("SELECT * FROM calls WHERE id > ? ORDER BY id LIMIT ?", call_id, _PAGE)
    return [
        {
            "id": row["id"],
            "bot": row["bot_id"],
            "at": row["at"],
            "method": row["method"],
            "params": json.loads(row["params"]),
            "status": row["status"],
            "answer": json.loads(row["answer"]),
        }
        for row in rows
    ]
