"""The API's description: complete, and every reference in it resolves."""

from __future__ import annotations

import json
import re
from typing import Any

from board.web.openapi import document
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Client, Serve


async def test_every_route_of_the_api_is_described(client: Client) -> None:
    async with client.get("/api/v1/openapi.json") as answer:
        described = await answer.json()
    app = client.app
    assert app is not None

    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource and route.resource.canonical.startswith("/api/") and route.method != "HEAD"
    }
    told = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
        if path.startswith("/api/")
    }
    assert told == served


def test_every_reference_leads_somewhere() -> None:
    described = json.loads(document(ENDPOINTS))
    schemas = described["components"]["schemas"]

    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))

    assert references <= schemas.keys()


def test_every_operation_says_what_it_does_and_what_it_answers() -> None:
    described = json.loads(document(ENDPOINTS))
    operations = [operation for path in described["paths"].values() for operation in path.values()]

    assert all(operation["summary"].endswith(".") for operation in operations)
    assert all({"200", "default"} <= operation["responses"].keys() for operation in operations)


def test_the_types_of_events_are_listed() -> None:
    schemas: dict[str, Any] = json.loads(document(ENDPOINTS))["components"]["schemas"]

    contract = {
        "ticket.opened",
        "ticket.moved",
        "ticket.resolved",
        "ticket.reopened",
        "ticket.rated",
        "comment.added",
        "comment.changed",
        "delivery.changed",
        "deadline.near",
        "deadline.missed",
        "person.at_door",
    }
    assert contract <= set(schemas["EventType"]["enum"])


async def test_time_stands_still_without_practice(serve: Serve) -> None:
    async with serve(practice=False) as client, client.post("/api/v1/clock", json={}) as answer:
        assert answer.status == 401
