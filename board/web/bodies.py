"""What clients may send, parsed at the edge: bodies, queries, and the parts of a path."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar

from aiohttp import web
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from board.complaints import Listed, complaint, wrong
from board.desk.quick_replies import Actions
from board.errors import DeskError, Invalid
from board.settings import Language
from board.talk.formatting import EntityType
from board.text import is_keepable
from board.tickets.delays import Later
from board.tickets.snoozing import Until
from board.values import Writing
from board.views.shapes import StateName
from board.web.problems import Malformed

_MOST_COMPLAINTS = 5
MOST_ENTITIES = 100
"""Telegram drops more."""
_LONGEST_DRAFT = 40_000
"""Far more than a message takes, so that what is too long can be shortened later."""


def _storable(text: str) -> str:
    if not is_keepable(text):
        raise wrong(Invalid("refused.text.not_keepable"))
    return text


def _near(at: datetime) -> datetime:
    return min(max(at, _FIRST), _LAST) if at.year not in _YEARS else at


def _near_day(day: date) -> date:
    return min(max(day, _FIRST.date()), _LAST.date())


def _split(text: object) -> object:
    return text.split(",") if isinstance(text, str) else text


_YEARS = range(1970, 2200)
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)

Text = Annotated[str, AfterValidator(_storable)]
Key = Annotated[Text, Field(max_length=200)]
Typed = Annotated[Text, Field(max_length=500)]
"""A search, with its filters."""
Id = Annotated[int, Field(ge=1, lt=2**63)]
SmallId = Annotated[int, Field(ge=1, lt=2**31)]
"""Of people, accounts, agents and invites."""
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
"""One so far away that some zone has no such time is the first or the last of 230 years: it means as much."""
Day = Annotated[date, AfterValidator(_near_day)]
Version = Annotated[int, Field(ge=0, lt=2**31)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Empty(Body):
    pass


class Entity(BaseModel):
    """Telegram's MessageEntity; offset and length count UTF-16 units."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: EntityType
    offset: Annotated[int, Field(ge=0, le=_LONGEST_DRAFT)]
    length: Annotated[int, Field(ge=1, le=_LONGEST_DRAFT)]
    url: Annotated[Text, Field(max_length=2048)] | None = None
    language: Key | None = None


def entities_of(written: Iterable[Entity]) -> list[dict[str, Any]]:
    """As verbs take them."""
    return [entity.model_dump(exclude_none=True) for entity in written]


class QuickActions(Body):
    """What is done in the same breath; a column is one of whichever board the ticket is on."""

    labels: Annotated[list[Key], Field(max_length=50)] = []
    lane: Key | None = None
    column: Key | None = None
    resolve: bool = False

    @property
    def wanted(self) -> Actions:
        return Actions(self.labels, self.lane, self.column, self.resolve)


class Reply(Body):
    """`actions`, and `quick_files` of the quick reply, instead of those that it has; so too a text that is given."""

    text: Text | None = None
    entities: Annotated[list[Entity], Field(max_length=MOST_ENTITIES)] = []
    files: list[Id] = []
    seen_up_to: Id | None = None
    reply_to: Id | None = None
    """The comment that it quotes."""
    quick_reply: SmallId | None = None
    actions: QuickActions | None = None
    quick_files: list[SmallId] | None = None
    from_draft: bool = False
    """The agent's draft of it is gone with it."""
    waits: bool = False
    """It waits five seconds before it goes, and can be taken back so long."""


class Greet(Body):
    waits: bool = False


class Note(Body):
    text: Text = ""
    files: list[Id] = []
    from_draft: bool = False


class QuickBegun(Body):
    """The quick reply that a draft began as, with the actions and files that are left of it."""

    id: SmallId
    actions: QuickActions
    files: Annotated[list[SmallId], Field(max_length=50)] = []


class Draft(Body):
    """`version` is that of the draft as it was read; 0 where there was none."""

    mode: Writing
    text: Annotated[Text, Field(max_length=_LONGEST_DRAFT)] = ""
    entities: Annotated[list[Entity], Field(max_length=MOST_ENTITIES)] = []
    files: Annotated[list[Id], Field(max_length=20)] = []
    reply_to: Id | None = None
    quick: QuickBegun | None = None
    version: Version | None = None


class DropDraft(Body):
    mode: Writing


class Correction(Body):
    text: Text
    replaces: Text | None = None
    """The text as it was when the agent began to correct it."""


class Seen(Body):
    up_to: Id


class Move(Body):
    board: Key | None = None
    lane: Key | None = None
    column: Key | None = None
    version: Version | None = None
    summary: Text | None = None
    """A note that the next person reads first."""


class Resolve(Body):
    text: Text | None = None
    cause: Id | None = None
    """Of the owner's list."""
    waits: bool = False
    """As of a reply, for `text`; taken back with it, the ticket is not resolved either."""
    version: Version | None = None


class Versioned(Body):
    version: Version | None = None


class Take(Body):
    agent: Key | None
    summary: Text | None = None
    version: Version | None = None


class Labels(Body):
    add: list[Key] = []
    remove: list[Key] = []
    version: Version | None = None


class Snooze(Body):
    until: Moment | Until


class Delay(Body):
    """The new time that the customer is told."""

    until: Moment | Later


class NotThanks(Body):
    comment: Id


class GiveAccount(Body):
    account: Key
    anyway: bool = False
    """Also one that is suspended or expired."""


class Claimed(Body):
    account: Key


class LetIn(Body):
    topic: Key | None = None
    """None: the one they picked, else the default one."""


class Answer(Body):
    text: Text


class ChooseLanguage(Body):
    """None: as the browser wishes."""

    language: Language | None


class Advance(Body):
    advance_seconds: Annotated[float, Field(gt=0, le=366 * 86_400, allow_inf_nan=False)]


class Query(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TicketsQuery(Query):
    board: Key | None = None
    topic: Key | None = None
    lane: Key | None = None
    state: StateName | None = None
    account: Key | None = None
    telegram_id: Annotated[int, Field(ge=1, lt=2**52)] | None = None
    """Of the customer."""
    q: Typed | None = None
    after: Annotated[str, Field(pattern=r"^(\d-)?\d{1,18}$")] | None = None
    """What `next` was."""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CardsQuery(Query):
    numbers: Annotated[tuple[Id, ...], BeforeValidator(_split), Field(min_length=1, max_length=200)]


class PassagesQuery(CardsQuery):
    q: Typed


class EarlierQuery(Query):
    before: Id | None = None


class EarlierOfQuery(Query):
    """`of`: the ticket's person, or the others on its account."""

    of: Literal["person", "account"] = "person"
    before: Id | None = None


class EventsQuery(Query):
    after: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class FileQuery(Query):
    download: Literal["0", "1"] = "0"
    format: Literal["m4a"] | None = None


class UploadQuery(Query):
    voice: Literal["0", "1"] = "0"


Parsed = TypeVar("Parsed", bound=BaseModel)


async def body_of(request: web.Request, kind: type[Parsed]) -> Parsed:
    """The request's JSON; nothing at all counts as an empty object. Raises ``Malformed`` or ``Invalid``."""
    raw = await request.read()
    try:
        given = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Malformed("refused.body.no_json") from error
    return _parse(kind, given)


def query_of(request: web.Request, kind: type[Parsed]) -> Parsed:
    return _parse(kind, {name: value for name, value in request.query.items() if value != ""})


def number_of(request: web.Request) -> int:
    """The number in the path, which the route's pattern keeps within the database's range."""
    return int(request.match_info["number"])


def _parse(kind: type[Parsed], given: Any) -> Parsed:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        found = _complaints(error)
        raise Invalid("refused.fields", wrong=found, fields=Listed([*found.items()])) from error


def _complaints(error: ValidationError) -> dict[str, DeskError]:
    """What is wrong and where, without repeating what was sent."""
    found = error.errors(include_input=False, include_url=False)[:_MOST_COMPLAINTS]
    return {".".join(map(str, each["loc"])) or "body": complaint(each) for each in found}
