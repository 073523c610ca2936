"""Requests that nobody would think of, made from the API's description: no 500, and every answer is as described.

Schemathesis makes them, seeded, on a desk with tickets, comments, files and people; half name something that is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import schemathesis
from aiohttp import FormData
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from board.web.openapi import document
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api
from tests.board.web.writes import Write, every_write
from tests.sandbox.pictures import png
from tests.world import World

_EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "1"))
"""For each operation, of what fits the description, and of what does not."""
_ENDLESS = {"events"}
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


async def test_no_request_is_answered_otherwise_than_described(api: Api, world: World) -> None:
    real = _numbers(await every_write(world))
    pictures = {"file": (png(), "a.png", "image/png"), "text": (b"hi", "a b.txt", "text/plain")}
    real["files"] += [await _uploaded(api, *picture) for picture in pictures.values()]
    real["boards"] = ["all", "cash_desk"]
    found = await asyncio.to_thread(_ask_everything, str(api.client.make_url("/")), api.token, real)

    assert found == []


async def _uploaded(api: Api, data: bytes, name: str, mime: str) -> int:
    form = FormData()
    form.add_field("file", data, filename=name, content_type=mime)
    return int((await api.post("/uploads", data=form))["id"])


def _ask_everything(base: str, token: str, real: Mapping[str, Sequence[object]]) -> list[str]:
    described = schemathesis.openapi.from_dict(json.loads(document(ENDPOINTS)))
    found: list[str] = []
    for described_operation in described.get_all_operations():
        operation: Any = described_operation.ok()  # type: ignore[union-attr]  # an error raises here
        name = operation.definition.raw["operationId"]
        if name not in _ENDLESS:
            for mode in GenerationMode:
                found += _ask(operation, mode, base, token, real.get(_kind(operation.path), ()))
    return found


def _ask(operation: Any, mode: GenerationMode, base: str, token: str, real: Sequence[object]) -> list[str]:
    chance, found = random.Random(operation.label), set()
    checks = CHECKS.get_by_names(_CHECKS)

    @seed(8)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if real and chance.random() < 0.6:
            case.path_parameters = dict.fromkeys(case.path_parameters or (), chance.choice(real))
        response = case.call(base_url=base, headers={"Authorization": f"Bearer {token}"})
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                found.add(
                    f"{operation.label} {response.status_code}: {failure} {case.as_curl_command()}"[:1500]
                )

    with suppress(Unsatisfiable):  # what takes nothing can't be given anything wrong
        ask()
    return sorted(found)[:3]


def _kind(path: str) -> str:
    return path.removeprefix("/api/v1/").partition("/")[0]


def _numbers(writes: Sequence[Write]) -> dict[str, list[object]]:
    """The ids that are there, by the first word of the paths that name them."""
    numbers: dict[str, list[object]] = {}
    for write in writes:
        if write.number is not None:
            numbers.setdefault(_kind(f"/api/v1{write.path}"), []).append(write.number)
    return numbers
