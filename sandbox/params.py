"""Parameters of a call, whichever way they came: query, urlencoded, JSON or multipart with attachments."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.errors import bad_request
from sandbox.fields import as_number
from sandbox.forms import read_form
from sandbox.store import Json

_READ_AS = {"reply_markup": "reply keyboard markup"}


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Params:
    """Untyped fields with typed readers; forms carry numbers and objects as strings, JSON bodies do not."""

    fields: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.fields.get(name)
        if value is None or value == "":
            return default
        number = as_number(value)
        if number is None:
            raise bad_request(f'field "{name}" must be a valid Integer')
        return number

    def number(self, name: str) -> float | None:
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        try:
            number = float(str(value))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise bad_request(f'field "{name}" must be a valid Number')
        return number

    def flag(self, name: str) -> bool:
        return str(self.fields.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> object:
        """An object or list, sent as itself or as JSON in a string; None when left out."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            parsed: object = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(
                f"can't parse {_READ_AS.get(name, name.replace('_', ' '))} JSON object"
            ) from None
        return parsed

    def json_object(self, name: str) -> Json:
        value = self.json(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def json_objects(self, name: str) -> list[Json]:
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"expected an Array of Objects in {name}")
        return value

    def upload(self, value: object) -> Upload | None:
        """The upload a field stands for: its own file part, or `attach://name`."""
        name = str(value).removeprefix("attach://")
        return self.uploads.get(name)

    def shown(self) -> Json:
        """For the log: files are named with their size, never copied."""
        files = {
            name: {"file": upload.name, "size": len(upload.data)} for name, upload in self.uploads.items()
        }
        return {**self.fields, **files}


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; the body wins over the query."""
    fields: dict[str, object] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        fields.update(await _json_body(request))
    elif "multipart/form-data" in request.headers.get("Content-Type", "").lower():
        for part in read_form(request.headers["Content-Type"], await request.read()):
            if part.file_name is None:
                fields[part.name] = part.data.decode("utf-8", "replace")
            else:
                uploads[part.name] = Upload(part.file_name, part.mime, part.data)
    elif request.content_type == "application/x-www-form-urlencoded":
        fields.update(parse_qsl((await request.read()).decode("utf-8", "replace"), keep_blank_values=True))
    return Params(fields, uploads)


async def _json_body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON body")
    return body
