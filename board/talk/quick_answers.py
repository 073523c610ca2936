"""A ticket answered with a quick reply: what its placeholders stand for there, and what is done in the same breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import quick_replies, quick_words
from board.desk.quick_replies import NOTHING, Actions
from board.desk.texts import in_language
from board.errors import Invalid, NotFound
from board.facts import Reply
from board.models import (
    Account,
    Agent,
    Column,
    Comment,
    Customer,
    File,
    Lane,
    QuickReply,
    QuickReplyFile,
    Ticket,
    Timer,
    Topic,
)
from board.store import clock
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import conversation, taking_back, telling_once, writing
from board.text import Entity, visible_name
from board.tickets import locking, marking, moving, places
from board.values import NOBODY, FileId, FileState, Metric, Role, State, TicketNumber
from board.words.catalog import LANGUAGES
from board.words.times import moment, zone_named


@dataclass(frozen=True)
class Usual:
    """The desk's own language and zone, for people who told us nothing."""

    language: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Filling:
    """What placeholders stand for on a ticket, by language; what is not known is a blank."""

    customers: str
    """The customer's language."""
    desks: str
    values: Mapping[str, Mapping[str, str]]

    def said(self, texts: Mapping[str, str]) -> str:
        """The text that the customer gets, in their language if there is one."""
        language, text = quick_words.chosen(texts, self.customers, self.desks)
        return quick_words.filled(text, self.values[language])


@allowed(Role.AGENT)
async def reply(
    tx: Transaction,
    number: int,
    quick_reply: int | None,
    text: str | None,
    usual: Usual,
    *,
    entities: Sequence[Entity] = (),
    files: Sequence[FileId] = (),
    quick_files: Sequence[int] | None = None,
    actions: Actions | None = None,
    seen_up_to: int | None = None,
    reply_to: int | None = None,
    is_to_many: bool = False,
    waits: bool = False,
) -> Comment:
    """Answer, and do what the quick reply does: all of it, or nothing.

    What is None is as the quick reply has it. With a blank unfilled nothing is sent. A quick reply that was removed
    since its words were taken is no hindrance, as long as the words are given.
    """
    ticket = await (telling_once if is_to_many else locking).lock(tx, number)
    row = None if quick_reply is None else await _standing(tx, quick_reply, is_said=text is not None)
    if actions is None:
        actions = quick_replies.actions_of(row) if row else NOTHING
    if row is not None:
        if text is None:
            text = (await filling(tx.session, ticket.number, writing.acting_agent(tx), usual)).said(row.texts)
        _refuse_blanks(text)
        files = [*files, *await _lent(tx, row, quick_files)]
    return await _answer(
        tx,
        ticket,
        row,
        text or "",
        actions,
        entities=entities,
        files=files,
        seen_up_to=seen_up_to,
        reply_to=reply_to,
        is_to_many=is_to_many,
        waits=waits,
    )


async def begun(
    tx: Transaction,
    number: int,
    quick_reply: int,
    text: str | None,
    usual: Usual,
    *,
    quick_files: Sequence[int] | None = None,
    actions: Actions | None = None,
) -> tuple[str, dict[str, Any]]:
    """The words, and what is kept of the quick reply with them until they are sent; None as in `reply`."""
    ticket = await locking.lock(tx, number)
    row = await _standing(tx, quick_reply, is_said=text is not None)
    if text is None:
        text = (await filling(tx.session, ticket.number, writing.acting_agent(tx), usual)).said(row.texts)
    if quick_files is None:
        quick_files = [file.id for file in await quick_replies.files_of(tx.session, row.id)]
    actions = quick_replies.actions_of(row) if actions is None else actions
    return text, {"id": row.id, "actions": actions.told, "files": list(dict.fromkeys(quick_files))}


async def refuse_impossible(tx: Transaction, ticket: Ticket, text: str, kept: Mapping[str, Any]) -> None:
    """What sending these words with what was kept of a quick reply would be refused for now."""
    _refuse_blanks(text)
    await _standing(tx, kept["id"], is_said=True)
    if not await are_there(tx.session, kept):
        raise NotFound("refused.file.one_gone")
    actions = _kept_actions(kept)
    for label in actions.labels:
        marking.checked_label(label)
    if actions.lane is not None:
        await places.place(tx.session, ticket.board_key, actions.lane, ticket.column_key)
    if actions.column is not None:
        await _goal(tx, ticket, actions.column)


async def are_there(session: AsyncSession, kept: Mapping[str, Any]) -> bool:
    """Whether the quick reply's files can go along still."""
    known = select(QuickReplyFile.id).where(QuickReplyFile.quick_reply_id == kept["id"])
    return set(kept["files"]) <= set(await session.scalars(known))


async def leads_somewhere(session: AsyncSession, ticket: TicketNumber, kept: Mapping[str, Any]) -> bool:
    """Whether the lane and the column are there still. On a board that never had the column, its kind is meant."""
    actions = _kept_actions(kept)
    board = await session.scalar(select(Ticket.board_key).where(Ticket.number == ticket))
    lane = select(Lane.key).where(Lane.board_key == board, Lane.key == actions.lane)
    if actions.lane is not None and await session.scalar(lane) is None:
        return False
    if actions.column is None:
        return True
    alike = select(Column.board_key, Column.kind, Column.removed_at).where(Column.key == actions.column)
    known = (await session.execute(alike.order_by(Column.board_key))).all()
    if own := [column for column in known if column.board_key == board]:
        return own[0].removed_at is None
    kind = next((column.kind for column in known if column.removed_at is None), None)
    of_kind = select(Column.key).where(
        Column.board_key == board, Column.kind == kind, Column.removed_at.is_(None)
    )
    return await session.scalar(of_kind.limit(1)) is not None


async def reply_kept(
    tx: Transaction,
    number: int,
    text: str,
    kept: Mapping[str, Any],
    *,
    entities: Sequence[Entity],
    files: Sequence[FileId],
    seen_up_to: int | None,
    reply_to: int | None,
) -> Comment:
    """Answer with words that waited, and do what was kept with them."""
    ticket = await locking.lock(tx, number)
    row = await _standing(tx, kept["id"], is_said=True)
    _refuse_blanks(text)
    return await _answer(
        tx,
        ticket,
        row,
        text,
        _kept_actions(kept),
        entities=entities,
        files=[*files, *await _lent(tx, row, kept["files"])],
        seen_up_to=seen_up_to,
        reply_to=reply_to,
    )


def _kept_actions(kept: Mapping[str, Any]) -> Actions:
    told = kept["actions"]
    return Actions(told["labels"], told["lane"], told["column"], told["resolve"])


async def _answer(
    tx: Transaction,
    ticket: Ticket,
    row: QuickReply | None,
    text: str,
    actions: Actions,
    *,
    entities: Sequence[Entity],
    files: Sequence[FileId],
    seen_up_to: int | None,
    reply_to: int | None,
    is_to_many: bool = False,
    waits: bool = False,
) -> Comment:
    leaves = await _column(tx, ticket, actions)
    if seen_up_to is None and leaves in (State.WAITING, State.DONE):
        await moving.refuse_over_unseen(tx, ticket)
    is_closing = leaves is State.DONE and await places.state_of(tx, ticket) is not State.DONE
    said = await conversation.reply(
        tx,
        ticket.number,
        text,
        entities=entities,
        files=files,
        seen_up_to=seen_up_to,
        reply_to=reply_to,
        why=Reply.CLOSING if is_closing else None,
        is_to_many=is_to_many,
        waits=waits,
    )
    said.quick_reply_id = row.id if row else None
    if row is not None and said.goes_at is not None:
        begun = {"id": row.id, "actions": actions.told, "files": []}
        said.detail = {**said.detail, taking_back.QUICK: begun}
    await _do(tx, ticket, actions)
    conversation.remember_breath(tx, said)
    return said


async def filling(session: AsyncSession, number: int, agent: int, usual: Usual) -> Filling:
    """What placeholders stand for on this ticket, answered by this agent."""
    found = (
        await session.execute(
            select(Ticket.number, Topic.names, Customer, Account, Agent.name)
            .join(Topic, Topic.key == Ticket.topic_key)
            .join(Customer, Customer.id == Ticket.customer_id)
            .outerjoin(Account, Account.id == Ticket.account_id)
            .join(Agent, Agent.id == agent)
            .where(Ticket.number == number)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("refused.ticket.unknown", number=number)
    number, topics, customer, name = found.number, found.names, found.Customer, found.name
    account: Account | None = found.Account
    now = await clock.now(session)
    due_at = await _deadline(session, number, now)
    zone = zone_named(account.details.get("timezone") if account else None) or usual.zone
    plain = {
        "customer.name": _name(customer),
        "customer.first_name": _name(customer).partition(" ")[0],
        "ticket.number": str(number),
        "account.number": account.number if account else "",
        "account.name": account.name if account else "",
        "agent.name": name,
    }
    values = {
        language: quick_words.standing(
            {
                **plain,
                "ticket.topic": in_language(topics, language),
                "deadline": moment(language, due_at, now, zone) if due_at else "",
            },
            language,
        )
        for language in LANGUAGES
    }
    return Filling(customer.language, usual.language, values)


async def _standing(tx: Transaction, id: int, *, is_said: bool) -> QuickReply:
    row = await tx.session.get(QuickReply, id)
    if row is None or (row.removed_at is not None and not is_said):
        raise NotFound("refused.quick_reply.unknown", id=id)
    return row


def _refuse_blanks(text: str) -> None:
    if left := quick_words.blanks(text):
        raise Invalid("refused.quick_reply.blank", "text", details={"blanks": left}, blank=left[0])


async def _lent(tx: Transaction, row: QuickReply, wanted: Sequence[int] | None) -> list[FileId]:
    """Its files as the agent's own uploads, of the same blobs. One taken away since is still there for a while."""
    known = select(QuickReplyFile).where(QuickReplyFile.quick_reply_id == row.id)
    if wanted is None:
        known = known.where(QuickReplyFile.removed_at.is_(None))
    files = {file.id: file for file in await tx.session.scalars(known.order_by(QuickReplyFile.position))}
    if not set(wanted or ()) <= set(files):
        raise NotFound("refused.file.one_gone")
    lent = [_upload(tx, files[id]) for id in dict.fromkeys(files if wanted is None else wanted)]
    tx.session.add_all(lent)
    await tx.session.flush()
    return [file.id for file in lent]


def _upload(tx: Transaction, file: QuickReplyFile) -> File:
    return File(
        agent_id=writing.acting_agent(tx),
        kind=file.kind,
        name=file.name,
        mime=file.mime,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        measured=file.measured,
        shape=file.shape,
        state=FileState.STORED,
        created_at=tx.now,
    )


async def _column(tx: Transaction, ticket: Ticket, actions: Actions) -> State | None:
    """The state that it goes to by what is done; None if it stays."""
    if actions.resolves:
        return State.DONE
    if actions.column is None:
        return None
    return (await _goal(tx, ticket, actions.column))[1]


async def _goal(tx: Transaction, ticket: Ticket, column: str) -> tuple[str, State]:
    """The board's own column of that key, else its first of the kind that others of that key have."""
    own = await places.kind_of(tx.session, ticket.board_key, column)
    if own is not None:
        return column, own
    kind = await tx.session.scalar(
        select(Column.kind)
        .where(Column.key == column)
        .order_by(Column.removed_at.is_not(None), Column.board_key)
        .limit(1)
    )
    if kind is None:
        raise Invalid("refused.board.no_column", "column", board=ticket.board_key, column=column)
    return (await places.first_column(tx.session, ticket.board_key, State(kind))).key, State(kind)


async def _do(tx: Transaction, ticket: Ticket, actions: Actions) -> None:
    if actions.labels:
        await marking.label(tx, ticket.number, add=actions.labels)
    column = (await _goal(tx, ticket, actions.column))[0] if actions.column else None
    if actions.lane or column:
        await moving.move(tx, ticket.number, lane=actions.lane, column=column)
    if actions.resolves:
        await moving.resolve(tx, ticket.number)


async def _deadline(session: AsyncSession, number: int, now: datetime) -> datetime | None:
    """By when the customer may expect it solved; None if that is over, or the clock is paused."""
    due_at: datetime | None = await session.scalar(
        select(Timer.due_at)
        .where(Timer.ticket_number == number, Timer.metric == Metric.RESOLUTION, Timer.ended_at.is_(None))
        .order_by(Timer.started_at.desc())
        .limit(1)
    )
    told = await conversation.told_due_at(session, number)
    latest = max((each for each in (due_at, told) if due_at and each), default=None)
    return latest if latest is not None and latest > now else None


def _name(customer: Customer) -> str:
    return visible_name(customer.name) if customer.name != NOBODY else ""
