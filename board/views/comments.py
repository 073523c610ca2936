"""Comments with their parts, earlier wordings and files, in two statements however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from board.errors import say_written
from board.models import (
    Account,
    Agent,
    Comment,
    CommentPart,
    CommentVersion,
    Customer,
    File,
    Transcript,
    TranscriptVersion,
)
from board.people.normal_form import shape
from board.talk.card_numbers import card_numbers
from board.talk.file_types import plain_type
from board.talk.forgetting import Gone
from board.values import Author, FileState, Kind, RedactedFor, TranscriptState
from board.views.names import SHOWN_NAME
from board.views.shapes import (
    CommentJson,
    CommentVersionJson,
    ContactJson,
    FileJson,
    LocationJson,
    RemovedJson,
    TranscriptJson,
    instant,
    instant_or_none,
)

FILES = "/api/v1/files"
_REMOVER = aliased(Agent)
_TOLD = aliased(Comment)

# Built once: building a statement costs more than running it. A verb may have changed rows behind the session's
# back with an UPDATE of its own: read what stands.
_COMMENTS: Any = (
    select(Comment, Agent.name.label("agent"), SHOWN_NAME.label("customer"))
    .add_columns(_REMOVER.name.label("remover"), _TOLD.ticket_number.label("told_on"))
    .join(Customer, Customer.id == Comment.customer_id)
    .outerjoin(Agent, Agent.id == Comment.agent_id)
    .outerjoin(_REMOVER, _REMOVER.id == Comment.removed_by)
    .outerjoin(_TOLD, _TOLD.id == Comment.told_with)
    .order_by(Comment.created_at, Comment.id)
    .execution_options(populate_existing=True)
)

_HEARD_BEFORE = (
    select(func.jsonb_agg(func.jsonb_build_array(TranscriptVersion.text, TranscriptVersion.replaced_at)))
    .where(TranscriptVersion.file_id == File.id)
    .scalar_subquery()
)

# A row per part, its file, and each of its earlier wordings; most parts have neither.
_PARTS = (
    select(CommentPart.comment_id, CommentPart.message_id, File, Transcript)
    .add_columns(CommentVersion.id.label("version"), CommentVersion.text, CommentVersion.replaced_at)
    .add_columns(_HEARD_BEFORE.label("heard_before"))
    .outerjoin(File, File.part_id == CommentPart.id)
    .outerjoin(Transcript, Transcript.file_id == File.id)
    .outerjoin(CommentVersion, CommentVersion.part_id == CommentPart.id)
    .where(CommentPart.comment_id.in_(bindparam("ids", expanding=True)))
    .order_by(CommentPart.comment_id, CommentPart.position, File.id, CommentVersion.id)
    .execution_options(populate_existing=True)
)


async def comments(session: AsyncSession, language: str, *where: ColumnElement[bool]) -> list[CommentJson]:
    """The comments for which all conditions hold, in the order they were written; reasons are in that language."""
    rows = (await session.execute(_COMMENTS.where(*where))).all()
    if not rows:
        return []
    ids = [row.Comment.id for row in rows]
    parts = _by_comment(await session.execute(_PARTS, {"ids": ids}))
    said = [_comment(row, parts.get(row.Comment.id, []), language) for row in rows]
    await _mark_cards(session, said)
    return said


async def comments_by_id(session: AsyncSession, language: str, ids: Collection[int]) -> list[CommentJson]:
    return await comments(session, language, Comment.id.in_(ids))


async def comment(session: AsyncSession, language: str, comment_id: int) -> CommentJson:
    """One comment, which must exist."""
    found = await comments(session, language, Comment.id == comment_id)
    return found[0]


async def _mark_cards(session: AsyncSession, said: Iterable[CommentJson]) -> None:
    """Numbers that could be the company's own accounts, by their shape, are none of a card."""
    found = {each["id"]: numbers for each in said if (numbers := _numbers_in(each))}
    if not found:
        return
    shapes = {shape(number) for numbers in found.values() for number in numbers}
    own = set(await session.scalars(select(Account.shape).where(Account.shape.in_(shapes)).distinct()))
    for each in said:
        each["may_hold_card"] = any(shape(number) not in own for number in found.get(each["id"], ()))


def _numbers_in(said: CommentJson) -> set[str]:
    if said["removed"] or said["author"] == "system":
        return set()
    words = [said["text"], said["transcript"] or "", *(version["text"] for version in said["versions"])]
    return {number for each in words for number in card_numbers(each)}


def _by_comment(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    grouped: dict[int, list[Row[Any]]] = {}
    for row in rows:
        grouped.setdefault(row.comment_id, []).append(row)
    return grouped


def _comment(row: Row[Any], parts: Sequence[Row[Any]], language: str) -> CommentJson:
    said: Comment = row.Comment
    is_customers = said.author == Author.CUSTOMER
    return {
        "id": said.id,
        "author": Author(said.author).value,
        "author_name": row.customer if is_customers else row.agent,
        "public": said.is_public,
        "kind": Kind(said.kind).value,
        "what": _what(said),
        "text": said.text,
        "entities": said.entities,
        "transcript": _heard(parts),
        "edited": said.edited_at is not None,
        "erased": Gone.ERASED in said.detail,
        "forgotten": Gone.AGED in said.detail,
        "versions": _versions(parts, language),
        "telegram_message_ids": list(dict.fromkeys(p.message_id for p in parts if p.message_id is not None)),
        "files": _files(parts, None, language),
        "location": _location(said),
        "contact": _contact(said),
        "reply_to": said.reply_to,
        "quote": said.quote,
        "quote_from": said.quote_from,
        "quote_what": said.detail.get("quoted"),
        "forwarded_from": said.forwarded_from,
        "seen": said.seen_at is not None or not is_customers,
        "thanks": said.is_thanks,
        "delivery": said.delivery,  # type: ignore[typeddict-item]  # the table's check keeps it to the set
        "delivery_reason": say_written(language, said.delivery_reason),
        "goes_at": instant_or_none(said.goes_at),
        "maybe_twice": said.is_maybe_twice,
        "told_on": row.told_on,
        "edit_delivery": said.edit_delivery,  # type: ignore[typeddict-item]  # the same
        "edit_delivery_reason": say_written(language, said.edit_delivery_reason),
        "removed": _removed(row),
        "may_hold_card": False,
        "created_at": instant(said.created_at),
    }


def _removed(row: Row[Any]) -> RemovedJson | None:
    said: Comment = row.Comment
    if said.removed_at is None:
        return None
    why = RedactedFor(said.redacted_for) if said.redacted_for else None
    return {"by": row.remover, "at": instant(said.removed_at), "redacted_for": why}


def _what(said: Comment) -> str | None:
    """What could not be carried as it is."""
    if said.kind != Kind.OTHER:
        return None
    return "unreadable" if said.detail.get("unreadable") else said.detail.get("what", "message")


def _versions(parts: Sequence[Row[Any]], language: str) -> list[CommentVersionJson]:
    edits = {(part.replaced_at, part.version, part.text) for part in parts if part.version is not None}
    return [
        {"text": text, "at": instant(at), "files": _files(parts, version, language)}
        for at, version, text in sorted(edits)
    ]


def _files(parts: Sequence[Row[Any]], version: int | None, language: str) -> list[FileJson]:
    """Those that stand, or those of an earlier version."""
    files = {part.File: part for part in parts if part.File and part.File.version_id == version}
    return [_file(part, language) for part in files.values()]


def _heard(parts: Sequence[Row[Any]]) -> str | None:
    """The words of all its recordings, in one text."""
    standing = [part for part in parts if part.File and part.File.version_id is None]
    words = dict.fromkeys(part.Transcript for part in standing if part.Transcript and part.Transcript.text)
    return "\n".join(transcript.text for transcript in words) or None


def _file(part: Row[Any], language: str) -> FileJson:
    file: File = part.File
    return {
        "id": file.id,
        "name": file.name,
        "mime": plain_type(file.mime, file.name, Kind(file.kind)),
        "size": file.size_bytes,
        "kind": Kind(file.kind).value,
        "width": file.width,
        "height": file.height,
        "duration": file.duration if file.measured is None else file.measured,
        "shape": file.shape,
        "sent_as": Kind(file.sent_as).value if file.sent_as else None,
        "url": f"{FILES}/{file.id}" if file.state == FileState.STORED else None,
        "state": FileState(file.state).value,
        "reason": say_written(language, file.reason),
        "transcript": _transcript(part.Transcript, part.heard_before or (), language)
        if part.Transcript
        else None,
        "quoted": file.is_quoted,
    }


def _transcript(row: Transcript, before: Sequence[tuple[str, str]], language: str) -> TranscriptJson:
    edits = sorted((datetime.fromisoformat(at), text) for text, at in before)
    return {
        "state": TranscriptState(row.state).value,
        "text": row.text,
        "language": row.language,
        "segments": row.segments,
        "reason": say_written(language, row.reason),
        "versions": [{"text": text, "at": instant(at)} for at, text in edits],
    }


def _location(said: Comment) -> LocationJson | None:
    if said.kind != Kind.LOCATION or "latitude" not in said.detail:
        return None
    detail = said.detail
    return {
        "latitude": detail["latitude"],
        "longitude": detail["longitude"],
        "live": bool(detail.get("live")),
    }


def _contact(said: Comment) -> ContactJson | None:
    if said.kind != Kind.CONTACT:
        return None
    return {"name": str(said.detail.get("name", "")), "phone": str(said.detail.get("phone", ""))}
