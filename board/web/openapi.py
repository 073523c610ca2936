"""The API's description, drawn from the route table and the shapes the handlers answer in."""

from __future__ import annotations

import asyncio
import functools
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Literal

from aiohttp import web
from pydantic import TypeAdapter

from board.web.endpoint import Endpoint
from board.web.keys import ENDPOINTS
from board.web.problem_shapes import InvalidJson, ProblemJson
from board.web.who import COOKIE, OWN_PAGE_HEADER, SAFER_COOKIE
from board.web.writes import HEADER

_VERSION = "1"
_REFS = "#/components/schemas/{model}"
_VARIABLE = re.compile(r"\{(\w+)\}")
_PROBLEM = "application/problem+json"
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
_ID = {"type": "integer", "minimum": 1}
_OWN_PAGE = {"type": "string", "enum": ["1"]}
"""Generators of clients refuse a `const` in a header."""
_WRITE_HEADERS = (
    {
        "name": HEADER,
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
        "description": "The same key with the same body is answered the same and changes nothing more.",
    },
    {
        "name": OWN_PAGE_HEADER,
        "in": "header",
        "schema": {"$ref": _REFS.format(model="OwnPage")},
        "description": "Required where a session's cookie signs in.",
    },
)
_LAST_EVENT_ID = {"name": "Last-Event-ID", "in": "header", "schema": _TEXT}
_FILE_FORM = {
    "type": "object",
    "properties": {"file": _BYTES},
    "required": ["file"],
}


async def serve(request: web.Request) -> web.Response:
    body = await asyncio.to_thread(document, request.app[ENDPOINTS])
    return web.Response(body=body, content_type="application/json")


@functools.cache
def document(endpoints: tuple[Endpoint, ...]) -> bytes:
    """OpenAPI 3.1, whose schemas are JSON Schema as pydantic writes it; that takes a second, so it is kept."""
    schemas = _Schemas()
    schemas.named["OwnPage"] = _OWN_PAGE
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.template, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    signs_in = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": f"Called {SAFER_COOKIE} where the public address is https.",
        },
        "token": {"type": "http", "scheme": "bearer"},
    }
    described = {
        "openapi": "3.1.0",
        "info": {"title": "Lanedesk", "version": _VERSION},
        "security": [{name: []} for name in signs_in],
        "paths": paths,
        "components": {"schemas": schemas.named, "securitySchemes": signs_in},
    }
    return json.dumps(described, ensure_ascii=False).encode()


class _Schemas:
    """Gathers named shapes as they are first mentioned."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = {}

    def of(self, shape: object, mode: Literal["validation", "serialization"]) -> dict[str, Any]:
        schema: dict[str, Any] = TypeAdapter(shape).json_schema(ref_template=_REFS, mode=mode)
        self.named.update(schema.pop("$defs", {}))
        if "title" not in schema:
            return schema
        self.named[schema["title"]] = schema
        return {"$ref": _REFS.format(model=schema["title"])}


def _operation(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.id,
        "summary": endpoint.says,
        "parameters": list(_parameters(endpoint, schemas)),
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.is_open:
        operation["security"] = []
    if endpoint.takes_file:
        operation["requestBody"] = {**_content("multipart/form-data", _FILE_FORM), "required": True}
    elif endpoint.body is not None:
        needed = any(field.is_required() for field in endpoint.body.model_fields.values())
        content = _content("application/json", schemas.of(endpoint.body, "validation"))
        operation["requestBody"] = {**content, "required": needed}
    return operation


def _parameters(endpoint: Endpoint, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    for name in _VARIABLE.findall(endpoint.template):
        yield {"name": name, "in": "path", "required": True, "schema": _ID if name == "number" else _TEXT}
    if endpoint.query is not None:
        described = TypeAdapter(endpoint.query).json_schema(ref_template=_REFS)
        needed = described.get("required", ())
        for name, schema in described["properties"].items():
            commas = {"explode": False} if schema.get("type") == "array" else {}
            yield {"name": name, "in": "query", "required": name in needed, "schema": schema, **commas}
    if endpoint.method != "GET":
        yield from _WRITE_HEADERS
    if endpoint.media == "text/event-stream":
        yield _LAST_EVENT_ID


def _responses(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    problem = _content(_PROBLEM, schemas.of(ProblemJson, "serialization"))
    answer = schemas.of(endpoint.answer, "serialization") if endpoint.answer else _other(endpoint.media)
    responses = {
        "200": {"description": "Done.", **_content(endpoint.media, answer, endpoint.also)},
        "default": {"description": "Refused (RFC 9457).", **problem},
    }
    if endpoint.method != "GET":
        conflict = _content(_PROBLEM, schemas.of(endpoint.conflict, "serialization"))
        invalid = _content(_PROBLEM, schemas.of(InvalidJson, "serialization"))
        responses["422"] = {"description": "It says something that cannot be.", **invalid}
        responses["409"] = {"description": "It stands otherwise than the caller believed.", **conflict}
    return responses


def _other(media: str) -> dict[str, Any]:
    return _TEXT if media.startswith("text/") else _BYTES


def _content(media: str, schema: dict[str, Any], also: Collection[str] = ()) -> dict[str, Any]:
    return {"content": {each: {"schema": schema} for each in (media, *sorted(also))}}
