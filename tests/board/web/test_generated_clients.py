"""Clients that others generate from the API's description drive the desk: each write at least once."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from board.web.openapi import document
from board.web.routes import ENDPOINTS
from board.web.who import COOKIE
from tests.board.web.conftest import Api, session_of
from tests.board.web.writes import NOT_STAGED, WRITES, Write, every_write
from tests.world import World
from tools.vendor import PACKAGES, ROOT, find_node

_PACKAGE = "lanedesk_client"
_START = "const [, file, given] = process.argv; (await import(file)).drive(...JSON.parse(given));"
_DRIVER = Path(__file__).with_name("drive.mjs")


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("described") / "openapi.json"
    path.write_bytes(document(ENDPOINTS))
    return path


@pytest.fixture
def python_client(description: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The package's name; everything that is described became a function, without a word of complaint."""
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n", encoding="ascii")
    program = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--meta",
        "none",
        "--fail-on-warning",
    ]
    target = tmp_path / _PACKAGE
    subprocess.run(
        [*program, "--path", description, "--output-path", target, "--config", config],
        check=True,
        capture_output=True,
        text=True,
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield _PACKAGE
    for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]:
        del sys.modules[name]


async def test_a_python_client_makes_every_write(python_client: str, api: Api, world: World) -> None:
    writes, session = await every_write(world), await session_of(world, "Oleg")
    here = str(api.client.make_url("/"))
    signed_in = importlib.import_module(python_client).AuthenticatedClient(base_url=here, token=api.token)
    at_board = importlib.import_module(python_client).Client(base_url=here, cookies={COOKIE: session})
    own_page = importlib.import_module(f"{python_client}.models").OwnPage("1")
    upload = importlib.import_module(f"{python_client}.models").UploadBody
    file = importlib.import_module(f"{python_client}.types").File
    brought = upload(file=file(BytesIO(b"%PDF-1.7"), "invoice.pdf", "application/pdf"))

    async with signed_in as client:
        answer = await _call(python_client, "upload", client=client, body=brought)
        assert (answer.parsed.name, answer.parsed.size) == ("invoice.pdf", 8)
        sheet = file(BytesIO(b"account\n17-203\n"), "accounts.csv", "text/csv")
        body = importlib.import_module(f"{python_client}.models").MakeInvitesOfSheetBody(file=sheet)
        made = await _call(python_client, "make_invites_of_sheet", client=client, body=body)
        assert made.parsed.invites == 1
        for write in writes:
            await _write(python_client, client, write)
    async with at_board as client:
        left = await _call(python_client, "sign_out", client=client, x_lanedesk=own_page)
        assert left.status_code == 200, left.content

    assert NOT_STAGED | {write.id for write in writes} == WRITES.keys()


async def _write(package: str, client: Any, write: Write) -> None:
    models = importlib.import_module(f"{package}.models")
    kind = write.endpoint.body
    assert kind is not None
    body = getattr(models, kind.__name__).from_dict(write.body)
    answer = await _call(
        package,
        write.id,
        **write.place,
        client=client,
        body=body,
        idempotency_key=f"{write.id}:{write.number}",
    )
    assert answer.status_code == 200, (write, answer.content)


async def _call(package: str, operation: str, **given: Any) -> Any:
    module = importlib.import_module(f"{package}.api.default.{operation}")
    return await module.asyncio_detailed(**given)


async def test_a_typescript_client_makes_every_write(
    description: Path, tmp_path: Path, api: Api, world: World
) -> None:
    node = find_node()
    if node is None:
        pytest.skip("not run: there is no Node.js here")
    types = tmp_path / "desk.d.ts"
    checked = tmp_path / "tsconfig.json"
    checked.write_text(json.dumps(_checking(types)), encoding="utf-8")

    await _run(node, PACKAGES / "openapi-typescript/bin/cli.js", description, "--output", types)
    writes, session = await every_write(world), await session_of(world, "Oleg")
    given = [
        str(api.client.make_url("/")),
        api.token,
        f"{COOKIE}={session}",
        [asdict(write) for write in writes],
    ]

    _, made = await asyncio.gather(
        _run(node, PACKAGES / "typescript/bin/tsc", "--project", checked),
        _run(node, "--input-type=module", "-e", _START, "--", _DRIVER, json.dumps(given)),
    )

    assert {*NOT_STAGED, *made.split()} == WRITES.keys()


def _checking(types: Path) -> dict[str, Any]:
    """The driver's calls are held to the generated types."""
    options = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]
    return {
        "compilerOptions": {
            **options,
            "paths": {"desk": [str(types)]},
            "skipLibCheck": True,
            "typeRoots": [],
        },
        "files": [str(_DRIVER)],
    }


async def _run(*command: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


def test_operations_are_called_by_their_verbs() -> None:
    ids = [endpoint.id for endpoint in ENDPOINTS]

    assert len(ids) == len(set(ids)), "a handler that shares its name is `called` otherwise"
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", id) for id in ids)
    assert {"reply", "note", "greet", "seen", "move", "resolve", "reopen", "undo", "take", "label"} <= set(
        ids
    )
