"""One endpoint of the API: its path, what it takes, what it answers, and its description."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from types import FunctionType

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from board.web.problem_shapes import ProblemJson

_PATTERN = re.compile(r"\{(\w+):[^{}]*(?:\{[^{}]*\})?[^{}]*\}")


@dataclass(frozen=True)
class Endpoint:
    """`answer` is the shape of a 200's JSON; `media` and `also` name what else one may be. `is_open`: for strangers."""

    method: str
    path: str
    handler: Handler
    says: str
    answer: object = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    conflict: object = ProblemJson
    media: str = "application/json"
    takes_file: bool = False
    is_open: bool = False
    called: str = ""
    also: Collection[str] = ()

    @property
    def id(self) -> str:
        """Its name in generated clients: the verb's, which is the handler's unless it is `called` otherwise."""
        assert isinstance(self.handler, FunctionType)
        return self.called or self.handler.__name__

    @property
    def template(self) -> str:
        """The path without the patterns that bind its variables."""
        return _PATTERN.sub(r"{\1}", self.path)
