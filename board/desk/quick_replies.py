"""Quick replies: answers written once, in several languages, with what is done when one is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, quick_words
from board.desk.lanes import USUAL_GOALS
from board.errors import Conflict, DeskError, Invalid, NotFound
from board.models import Column, QuickReply, QuickReplyFile
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.files import forget_later
from board.text import MAX_TEXT, clean, is_blank, utf16_length, visible_name
from board.tickets import marking
from board.values import Json, Kind, Role, State, Thing
from board.words.catalog import LANGUAGES

LONGEST_TITLE = 60
MOST = 500
MOST_LABELS, MOST_FILES = 10, 10
FILES_KEPT_FOR = timedelta(days=30)
"""After they were taken away, so that a change can be taken back with them."""
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('quick_replies'))")


@dataclass(frozen=True)
class NewFile:
    """A blob that exists already."""

    sha256: str
    size_bytes: int
    name: str
    mime: str
    kind: Kind
    measured: int | None = None
    shape: Sequence[int] | None = None


@dataclass(frozen=True)
class Actions:
    """What is done when it is sent. A column is one of whichever board the ticket is on."""

    labels: Sequence[str] = ()
    lane: str | None = None
    column: str | None = None
    resolves: bool = False

    @property
    def told(self) -> dict[str, Json]:
        """As they are kept with words that are not sent yet."""
        return {
            "labels": list(self.labels),
            "lane": self.lane,
            "column": self.column,
            "resolve": self.resolves,
        }


NOTHING = Actions()


@dataclass(frozen=True)
class Content:
    """`files` are those of its own that stay, in their order; new ones stand behind them."""

    title: str
    texts: Mapping[str, str]
    actions: Actions = NOTHING
    files: Sequence[int] = ()
    new_files: Sequence[NewFile] = ()


@dataclass(frozen=True)
class Wish:
    """What is to be changed; None stays as it is. Of its files, those that are not named go."""

    title: str | None = None
    texts: Mapping[str, str] | None = None
    actions: Actions | None = None
    files: Sequence[int] | None = None
    new_files: Sequence[NewFile] = ()


@allowed(Role.OWNER)
async def add(tx: Transaction, content: Content) -> QuickReply:
    await tx.session.execute(_ALONE)
    if len(await everything(tx.session)) >= MOST:
        raise Conflict("refused.quick_reply.too_many", {}, most=MOST)
    row = QuickReply(**await _checked(tx, content))
    tx.session.add(row)
    await tx.session.flush()
    await _put_files(tx, row, content)
    await changes.note(tx, Thing.QUICK_REPLY, str(row.id), None, await _told(tx.session, row))
    return row


@allowed(Role.OWNER)
async def edit(tx: Transaction, id: int, wish: Wish, version: int | None = None) -> QuickReply:
    await tx.session.execute(_ALONE)
    row = await _standing(tx, id)
    await changes.check(tx, Thing.QUICK_REPLY, str(id), version)
    content = Content(
        row.title if wish.title is None else wish.title,
        row.texts if wish.texts is None else wish.texts,
        actions_of(row) if wish.actions is None else wish.actions,
        [file.id for file in await files_of(tx.session, id)] if wish.files is None else wish.files,
        wish.new_files,
    )
    return await _set(tx, row, content, await _told(tx.session, row))


@allowed(Role.OWNER)
async def remove(tx: Transaction, id: int, version: int | None = None) -> None:
    """Nobody is offered it any more; where it was sent, it stays said."""
    await tx.session.execute(_ALONE)
    row = await _standing(tx, id)
    await changes.check(tx, Thing.QUICK_REPLY, str(id), version)
    before = await _told(tx.session, row)
    for file in await files_of(tx.session, id):
        file.removed_at = tx.now
    row.removed_at = tx.now
    await tx.session.flush()
    await changes.note(tx, Thing.QUICK_REPLY, str(id), before, None)


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """With those of its files that have not gone for good."""
    if not isinstance(before, dict):
        await remove(tx, int(key))
        return
    await tx.session.execute(_ALONE)
    row = await tx.session.get_one(QuickReply, int(key), with_for_update=True, populate_existing=True)
    told = await _told(tx.session, row) if row.removed_at is None else None
    await _set(tx, row, await _content(tx.session, row.id, before), told)


async def everything(session: AsyncSession) -> list[QuickReply]:
    """By title."""
    standing = select(QuickReply).where(QuickReply.removed_at.is_(None))
    return list(await session.scalars(standing.order_by(func.lower(QuickReply.title), QuickReply.id)))


def actions_of(row: QuickReply) -> Actions:
    return Actions(row.labels, row.lane_key, row.column_key, row.resolves)


async def files_of(session: AsyncSession, *ids: int) -> list[QuickReplyFile]:
    """In their order."""
    found = select(QuickReplyFile).where(
        QuickReplyFile.quick_reply_id.in_(ids), QuickReplyFile.removed_at.is_(None)
    )
    return list(await session.scalars(found.order_by(QuickReplyFile.position, QuickReplyFile.id)))


async def forget_old(tx: Transaction) -> None:
    """Delete the files that were taken away long ago."""
    gone = await tx.session.scalars(
        delete(QuickReplyFile)
        .where(QuickReplyFile.removed_at < tx.now - FILES_KEPT_FOR)
        .returning(QuickReplyFile.sha256),
        execution_options={"synchronize_session": False},
    )
    for sha256 in sorted(set(gone)):
        await forget_later(tx, sha256)


async def _standing(tx: Transaction, id: int) -> QuickReply:
    row = await tx.session.get(QuickReply, id, with_for_update=True, populate_existing=True)
    if row is None or row.removed_at is not None:
        raise NotFound("refused.quick_reply.unknown", id=id)
    return row


async def _set(tx: Transaction, row: QuickReply, content: Content, before: Json) -> QuickReply:
    with tx.session.no_autoflush:
        checked = await _checked(tx, content, row)
    for name, value in checked.items():
        setattr(row, name, value)
    row.removed_at = None
    await _put_files(tx, row, content)
    await changes.note(tx, Thing.QUICK_REPLY, str(row.id), before, await _told(tx.session, row))
    return row


async def _put_files(tx: Transaction, row: QuickReply, content: Content) -> None:
    """Those named stay or come back, new ones come, and the others are taken away."""
    known = {
        file.id: file
        for file in await tx.session.scalars(
            select(QuickReplyFile).where(QuickReplyFile.quick_reply_id == row.id)
        )
    }
    if not set(content.files) <= set(known):
        raise Invalid("refused.file.one_gone", "files")
    for file in known.values():
        if file.id not in content.files and file.removed_at is None:
            file.removed_at = tx.now
    for position, id in enumerate(content.files):
        known[id].position, known[id].removed_at = position, None
    for position, new in enumerate(content.new_files, len(content.files)):
        tx.session.add(_file(row, position, new))
    await tx.session.flush()


def _file(row: QuickReply, position: int, new: NewFile) -> QuickReplyFile:
    return QuickReplyFile(
        quick_reply_id=row.id,
        position=position,
        kind=new.kind,
        name=new.name,
        mime=new.mime,
        size_bytes=new.size_bytes,
        sha256=new.sha256,
        measured=new.measured,
        shape=list(new.shape) if new.shape else None,
    )


async def _checked(tx: Transaction, content: Content, row: QuickReply | None = None) -> dict[str, Any]:
    """What stands in the row; all that is wrong is refused at once, beside its field."""
    title = visible_name(content.title)
    texts = {language: clean(said) for language, said in content.texts.items() if not is_blank(said)}
    labels, lane, column = content.actions.labels, content.actions.lane, content.actions.column
    wrong: dict[str, DeskError | str] = dict(_wrong_words(title, texts))
    if title and await _is_taken(tx, title, row):
        wrong["title"] = DeskError("refused.quick_reply.same_title", title=title)
    wrong |= _wrong_actions(content.actions)
    is_new = column is not None and (row is None or column != row.column_key)
    if column is not None and is_new and (why := await _why_not_column(tx.session, column)):
        wrong.setdefault("column", why)
    if len(content.files) + len(content.new_files) > MOST_FILES:
        wrong["files"] = DeskError("refused.file.many", n=MOST_FILES)
    if wrong:
        raise Invalid("refused.quick_reply.wrong", wrong=wrong)
    return {
        "title": title,
        "texts": texts,
        "labels": [*dict.fromkeys(map(marking.checked_label, labels))],
        "lane_key": lane,
        "column_key": column,
        "resolves": content.actions.resolves,
    }


def _wrong_words(title: str, texts: Mapping[str, str]) -> Iterable[tuple[str, DeskError]]:
    if not title:
        yield "title", DeskError("refused.quick_reply.no_title")
    elif (length := utf16_length(title)) > LONGEST_TITLE:
        yield "title", DeskError("refused.text.too_long", longest=LONGEST_TITLE, length=length)
    if not texts:
        yield "texts", DeskError("refused.quick_reply.empty")
    for language, said in texts.items():
        if language not in LANGUAGES:
            yield f"texts.{language}", DeskError("refused.language.unknown", name=language)
        elif (length := utf16_length(said)) > MAX_TEXT:
            yield f"texts.{language}", DeskError("refused.text.too_long", longest=MAX_TEXT, length=length)
        elif why := quick_words.trouble(said):
            yield f"texts.{language}", why


def _wrong_actions(actions: Actions) -> dict[str, DeskError]:
    wrong: dict[str, DeskError] = {}
    if len(actions.labels) > MOST_LABELS:
        wrong["labels"] = DeskError("refused.quick_reply.labels", most=MOST_LABELS)
    for label in actions.labels:
        try:
            marking.checked_label(label)
        except Invalid as error:
            wrong["labels"] = DeskError(error.key, **error.params)
    if actions.lane is not None and actions.lane not in USUAL_GOALS:
        wrong["lane"] = DeskError("refused.rule.lane", lane=actions.lane)
    if actions.column is not None and actions.resolves:
        wrong["column"] = DeskError("refused.quick_reply.two_places")
    return wrong


async def _why_not_column(session: AsyncSession, column: str) -> DeskError | None:
    kinds = set(
        await session.scalars(select(Column.kind).where(Column.key == column, Column.removed_at.is_(None)))
    )
    if not kinds:
        return DeskError("refused.quick_reply.column", column=column)
    return DeskError("refused.quick_reply.done_column") if kinds == {State.DONE} else None


async def _is_taken(tx: Transaction, title: str, row: QuickReply | None) -> bool:
    same = select(QuickReply.id).where(
        func.lower(QuickReply.title) == func.lower(title), QuickReply.removed_at.is_(None)
    )
    return any(id != (row.id if row else None) for id in await tx.session.scalars(same))


async def _told(session: AsyncSession, row: QuickReply) -> dict[str, Json]:
    return {
        "title": row.title,
        "texts": dict(row.texts),
        "labels": [*row.labels],
        "lane": row.lane_key,
        "column": row.column_key,
        "resolves": row.resolves,
        "files": [{"id": file.id, "name": file.name} for file in await files_of(session, row.id)],
    }


async def _content(session: AsyncSession, id: int, told: Mapping[str, Any]) -> Content:
    kept: Collection[int] = set(
        await session.scalars(select(QuickReplyFile.id).where(QuickReplyFile.quick_reply_id == id))
    )
    return Content(
        told["title"],
        told["texts"],
        Actions(told["labels"], told["lane"], told["column"], told["resolves"]),
        [file["id"] for file in told["files"] if file["id"] in kept],
    )
