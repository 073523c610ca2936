"""Invites as the page lists them: what each carries, whether it is still good, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from typing_extensions import TypedDict

from board.desk import bot_address
from board.desk.texts import in_language
from board.errors import NotFound
from board.models import Account, Agent, Invite, InviteStart, Topic
from board.people.normal_form import normal
from board.settings import Settings
from board.views import qr_codes
from board.views.invite_counts import CountsJson, counted
from board.views.shapes import instant, instant_or_none
from board.words.catalog import say

InviteState = Literal["good", "spent", "expired", "revoked"]

_MAKER = aliased(Agent)


class InviteJson(TypedDict):
    id: int
    batch: int
    link: str | None
    """Null for those who only look, and until the bot's name is known."""
    account: str | None
    account_name: str | None
    topic: str | None
    topic_name: str | None
    source: str | None
    agent: str | None
    language: str | None
    line: str | None
    uses: int | None
    state: InviteState
    created_at: str
    created_by: str | None
    expires_at: str | None
    revoked_at: str | None
    counts: CountsJson


class InvitesJson(TypedDict):
    items: list[InviteJson]
    next: int | None
    bot: str | None
    """The bot's user name, once Telegram has told it."""


class LabelJson(TypedDict):
    id: int
    account: str | None
    account_name: str | None
    line: str
    link: str
    size: int
    path: str
    """Of the QR picture, in a square of `size` units."""


class LabelsJson(TypedDict):
    items: list[LabelJson]
    next: int | None
    bot: str


def state() -> ColumnElement[str]:
    used = (
        select(func.count())
        .where(InviteStart.invite_id == Invite.id, InviteStart.admitted_at.is_not(None))
        .correlate(Invite)
        .scalar_subquery()
    )
    return case(
        (Invite.revoked_at.is_not(None), "revoked"),
        (Invite.expires_at <= func.desk_now(), "expired"),
        (Invite.uses <= used, "spent"),
        else_="good",
    )


async def invites(
    session: AsyncSession,
    settings: Settings,
    language: str,
    *,
    shows_links: bool,
    source: str | None = None,
    wanted: InviteState | None = None,
    batch: int | None = None,
    q: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> InvitesJson:
    """The newest first; `q` is looked for in accounts' numbers and names, sources and lines."""
    asked = _all()
    if source is not None:
        asked = asked.where(Invite.source == source if source else Invite.source.is_(None))
    if wanted is not None:
        asked = asked.where(state() == wanted)
    if batch is not None:
        asked = asked.where(Invite.batch == batch)
    if q is not None and q.strip():
        asked = asked.where(_speaks_of(q.strip()))
    if after is not None:
        asked = asked.where(Invite.id < after)
    rows = (await session.execute(asked.order_by(Invite.id.desc()).limit(limit + 1))).all()
    name = await bot_address.username(session)
    known = name if shows_links else None
    counts = await counted(session, [row.Invite.id for row in rows[:limit]])
    items = [_invite(row, counts, settings, known, language) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None, "bot": name}


async def invite(
    session: AsyncSession, settings: Settings, language: str, invite_id: int, *, shows_links: bool
) -> InviteJson:
    row = (await session.execute(_all().where(Invite.id == invite_id))).one_or_none()
    if row is None:
        raise NotFound("refused.invite.unknown", id=invite_id)
    name = await bot_address.username(session) if shows_links else None
    return _invite(row, await counted(session, [invite_id]), settings, name, language)


async def link_of(session: AsyncSession, settings: Settings, invite_id: int) -> str:
    """Raises ``Conflict`` while the bot's name isn't known."""
    secret = await session.scalar(select(Invite.secret).where(Invite.id == invite_id))
    if secret is None:
        raise NotFound("refused.invite.unknown", id=invite_id)
    return bot_address.link(settings, await bot_address.known_username(session), secret)


async def to_print(
    session: AsyncSession,
    *,
    batch: int | None,
    ids: Sequence[int],
    after: int | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Those that are still good, oldest first: of a batch, or the ones named."""
    asked = _all().where(state() == "good")
    asked = asked.where(Invite.batch == batch if batch is not None else Invite.id.in_(ids))
    if after is not None:
        asked = asked.where(Invite.id > after)
    rows: Sequence[Row[Any]] = (await session.execute(asked.order_by(Invite.id).limit(limit + 1))).all()
    return rows


def labels(rows: Sequence[Row[Any]], settings: Settings, bot: str, limit: int) -> LabelsJson:
    """Drawing takes time, and needs no session."""
    items = [_label(row, settings, bot) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None, "bot": bot}


def _label(row: Row[Any], settings: Settings, bot: str) -> LabelJson:
    invite: Invite = row.Invite
    link = bot_address.link(settings, bot, invite.secret)
    drawn = qr_codes.outline(link)
    return {
        "id": invite.id,
        "account": row.account,
        "account_name": row.account_name,
        "line": invite.line or say(invite.language or settings.language, "invite.line"),
        "link": link,
        "size": drawn.size,
        "path": drawn.path,
    }


def _all() -> Select[Any]:
    return (
        select(Invite, state().label("state"))
        .add_columns(Account.number.label("account"), Account.name.label("account_name"))
        .add_columns(Topic.names.label("topics"), Agent.name.label("agent"), _MAKER.name.label("maker"))
        .outerjoin(Account, Account.id == Invite.account_id)
        .outerjoin(Topic, Topic.key == Invite.topic_key)
        .outerjoin(Agent, Agent.id == Invite.agent_id)
        .outerjoin(_MAKER, _MAKER.id == Invite.created_by)
    )


def _speaks_of(words: str) -> ColumnElement[bool]:
    key = normal(words)
    fields = [Account.name, Invite.source, Invite.line, Account.number]
    return or_(
        *(field.icontains(words, autoescape=True) for field in fields),
        Account.key.contains(key, autoescape=True) if key else Account.key.is_(None) & Invite.id.is_(None),
    )


def _invite(
    row: Row[Any], counts: dict[int, CountsJson], settings: Settings, bot: str | None, language: str
) -> InviteJson:
    invite: Invite = row.Invite
    return {
        "id": invite.id,
        "batch": invite.batch,
        "link": None if bot is None else bot_address.link(settings, bot, invite.secret),
        "account": row.account,
        "account_name": row.account_name,
        "topic": invite.topic_key,
        "topic_name": in_language(row.topics, language) if row.topics else None,
        "source": invite.source,
        "agent": row.agent,
        "language": invite.language,
        "line": invite.line,
        "uses": invite.uses,
        "state": row.state,
        "created_at": instant(invite.created_at),
        "created_by": row.maker,
        "expires_at": instant_or_none(invite.expires_at),
        "revoked_at": instant_or_none(invite.revoked_at),
        "counts": counts[invite.id],
    }
