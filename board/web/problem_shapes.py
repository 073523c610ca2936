"""The shapes of refusals, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from board.views.imports import HeadingJson
from board.views.shapes import CommentJson, TicketJson


class ProblemJson(TypedDict):
    type: str
    title: str
    status: int
    detail: str


class WrongFieldJson(TypedDict):
    """`field` is a name in the body or the query, like `entities.0.url`."""

    field: str
    detail: str


class InvalidJson(ProblemJson):
    """`columns`: of a file that doesn't name those it needs, what its columns are taken for."""

    errors: NotRequired[list[WrongFieldJson]]
    columns: NotRequired[list[HeadingJson]]


class StaleJson(ProblemJson):
    """The ticket was changed in the meantime: how it stands, and by whom it was changed."""

    ticket: TicketJson
    changed_by: str | None


class PersonJson(TypedDict):
    telegram_id: int
    name: str


class PeopleJson(ProblemJson):
    """Several hold the account: which of them is meant."""

    people: list[PersonJson]


class UnseenJson(ProblemJson):
    """What the customer wrote and no agent has seen."""

    unseen: list[CommentJson]
