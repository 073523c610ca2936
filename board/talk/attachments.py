"""Files of comments: an agent's uploads, a customer's files from pending to stored, and their parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, any_, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Conflict, Invalid, NotFound
from board.facts import FileFailed, FileStored, FilesWantedAgain, FileTooBig, OfFile
from board.models import Comment, CommentPart, Draft, File, ScheduledReply
from board.queues import ON_FILES, file_key
from board.store import jobs
from board.store.allowed import allowed
from board.store.db import Transaction
from board.store.files import forget_later
from board.store.measuring import Measured
from board.talk import comments
from board.text import MAX_CAPTION, utf16_length
from board.values import ActorKind, AgentId, FileId, FileState, Kind, Role

UNSENT_KEPT_FOR = timedelta(days=7)

_MAX_FILES = 10
_KINDS = (
    ("image/jpeg", Kind.PHOTO),
    ("image/png", Kind.PHOTO),
    ("image/webp", Kind.PHOTO),
    ("video/mp4", Kind.VIDEO),
    ("audio/ogg", Kind.VOICE),
    ("audio/mpeg", Kind.AUDIO),
    ("audio/mp4", Kind.AUDIO),
)


@allowed(Role.AGENT)
async def upload(
    tx: Transaction, *, sha256: str, size_bytes: int, name: str, mime: str, measured: Measured | None = None
) -> File:
    """A file from an agent. Until it is sent, it belongs to no comment and only that agent sees it.

    `measured` is known of sound.
    """
    if tx.actor.kind is not ActorKind.AGENT:
        raise Invalid("refused.agent.may_upload")
    row = File(
        agent_id=tx.actor.id,
        kind=kind_of_type(mime),
        name=name,
        mime=mime,
        size_bytes=size_bytes,
        sha256=sha256,
        state=FileState.STORED,
        created_at=tx.now,
    )
    _draw(row, measured)
    tx.session.add(row)
    await tx.session.flush()
    return row


async def claim_uploads(tx: Transaction, ids: Sequence[FileId], agent: AgentId) -> list[File]:
    """The uploads with these ids, in this order. Each can be sent once, by the agent who uploaded it."""
    wanted = list(dict.fromkeys(ids))
    refuse_many(wanted)
    rows = {
        row.id: row
        for row in await tx.session.scalars(
            select(File)
            .where(unsent(ids, agent))
            .with_for_update()  # an old one may be deleted at this moment
        )
    }
    if len(rows) != len(wanted):
        raise NotFound("refused.file.one_gone")
    return [rows[id] for id in wanted]


def refuse_many(files: Sequence[int]) -> None:
    if len(files) > _MAX_FILES:
        raise Invalid("refused.file.many", "files", n=_MAX_FILES)


def unsent(ids: Sequence[int], agent: int) -> ColumnElement[bool]:
    """A condition on File: it is one of these, and still that agent's to send."""
    return and_(File.id.in_(ids), File.agent_id == agent, File.part_id.is_(None))


async def are_unsent(session: AsyncSession, ids: Sequence[int], agent: int) -> bool:
    """Whether the agent can still send all of these."""
    there = await session.scalar(select(func.count()).select_from(File).where(unsent(ids, agent)))
    return there == len(set(ids))


def kind_of_type(mime: str) -> Kind:
    """How Telegram shows a file of this type."""
    return dict(_KINDS).get(mime, Kind.DOCUMENT)


def kind_of(kinds: Sequence[str]) -> Kind:
    """A comment's kind by its files: none is text, one is itself, several are an album."""
    if not kinds:
        return Kind.TEXT
    return Kind(kinds[0]) if len(kinds) == 1 else Kind.ALBUM


async def lay_out(tx: Transaction, comment: Comment, uploads: Sequence[File]) -> None:
    """Make a part for each file, in the order in which Telegram will show them, and one for the text.

    A text short enough for a caption goes with the first file.
    """
    is_caption = bool(uploads) and utf16_length(comment.text) <= MAX_CAPTION
    parts = [CommentPart(comment_id=comment.id, position=i) for i, _ in enumerate(uploads, 1)]
    if comment.text and not is_caption:
        parts.insert(0, CommentPart(comment_id=comment.id, position=0))
    if comment.text:
        parts[0].text, parts[0].entities = comment.text, comment.entities
    tx.session.add_all(parts)
    await tx.session.flush()
    files = parts[len(parts) - len(uploads) :]
    for part, row in zip(files, uploads, strict=True):
        row.part_id = part.id
    await tx.session.flush()


async def to_fetch(tx: Transaction, file_id: FileId) -> File | None:
    """A file that is still only at Telegram; None if there is nothing to fetch any more."""
    row = await tx.session.get(File, file_id)
    return row if row is not None and row.state == FileState.PENDING and row.telegram_file_id else None


async def fetched(
    tx: Transaction, file_id: FileId, sha256: str, size_bytes: int, measured: Measured | None = None
) -> None:
    """The file's bytes are saved; if the file was forgotten meanwhile, they are deleted."""
    row = await tx.session.get(File, file_id, with_for_update=True)
    if row is None or row.state == FileState.FORGOTTEN:
        await forget_later(tx, sha256)
    elif row.state != FileState.STORED:
        row.state, row.sha256, row.size_bytes, row.reason = FileState.STORED, sha256, size_bytes, None
        _draw(row, measured)
        await tell(tx, row.id, FileStored)


def _draw(row: File, measured: Measured | None) -> None:
    if measured is not None:
        row.measured, row.shape = measured.seconds, list(measured.shape) if measured.shape else None


async def fetch_failed(tx: Transaction, file_id: FileId, state: FileState, reason: str) -> None:
    """The file is too big for a bot, gone, or refused; `reason` is a sentence for the agent."""
    row = await tx.session.get(File, file_id, with_for_update=True)
    if row is not None and row.state == FileState.PENDING:
        row.state, row.reason = state, reason
        await tell(tx, row.id, FileTooBig if state is FileState.TOO_BIG else FileFailed)


async def forget_files_of(tx: Transaction, comments: Select[int]) -> None:
    """Delete the files of these comments, and their bytes."""
    parts = select(CommentPart.id).where(CommentPart.comment_id.in_(comments))
    await _forget(tx, File.part_id.in_(parts))


async def forget_bytes_of(
    tx: Transaction, comments: Select[int], values: Mapping[str, object]
) -> list[FileId]:
    """Delete the bytes of their files; each row stays with these values. Returns the files that had not gone before."""
    held = (
        select(File.id, File.sha256)
        .join(CommentPart, CommentPart.id == File.part_id)
        .where(CommentPart.comment_id.in_(comments), File.state != FileState.FORGOTTEN)
        .order_by(File.id)
        .with_for_update(of=File)
    )
    gone = (await tx.session.execute(held)).all()
    ids = [FileId(file.id) for file in gone]
    await tx.session.execute(
        update(File).where(File.id.in_(ids)).values(**values),
        execution_options={"synchronize_session": False},
    )
    await _forget_work(tx, ids, {file.sha256 for file in gone if file.sha256})
    return ids


async def forget_unsent(tx: Transaction) -> None:
    """Delete uploads that were not sent within seven days, unless a draft has them or they are to be sent later."""
    is_scheduled = exists().where(File.id == any_(ScheduledReply.files))
    is_begun = exists().where(File.id == any_(Draft.files))
    is_old = File.created_at < tx.now - UNSENT_KEPT_FOR
    await _forget(tx, File.part_id.is_(None), is_old, ~is_scheduled, ~is_begun)


async def forget_copies(tx: Transaction, ids: Sequence[FileId], blobs: Collection[str]) -> bool:
    """Delete those of these uploads that hold the same bytes; whether there was one."""
    unsent_copy = (File.id.in_(ids), File.part_id.is_(None), File.sha256.in_(blobs))
    return await _forget(tx, *unsent_copy)


@allowed(Role.AGENT)
async def fetch_again(tx: Transaction, comment_id: int) -> Comment:
    """Fetch the failed files of a comment again. A file too big for a bot is not tried again."""
    comment = await comments.locked(tx, comment_id)
    failed = list(
        await tx.session.scalars(
            select(File)
            .join(CommentPart, File.part_id == CommentPart.id)
            .where(CommentPart.comment_id == comment_id, File.state == FileState.FAILED)
        )
    )
    if not failed:
        raise Conflict("refused.file.none_failed")
    for row in failed:
        row.state, row.reason = FileState.PENDING, None
    await tx.record(FilesWantedAgain(comment.ticket_number, comment.id, comment.customer_id))
    return comment


async def tell(tx: Transaction, file_id: FileId, fact: type[OfFile]) -> Comment | None:
    """Record what happened to a file. Returns its comment; an upload not yet sent has none."""
    comment = await comment_of(tx, file_id)
    if comment is not None:
        await tx.record(fact(comment.ticket_number, comment.id, comment.customer_id, file_id))
    return comment


async def comment_of(tx: Transaction, file_id: FileId) -> Comment | None:
    comment: Comment | None = await tx.session.scalar(
        select(Comment)
        .join(CommentPart, CommentPart.comment_id == Comment.id)
        .join(File, File.part_id == CommentPart.id)
        .where(File.id == file_id)
    )
    return comment


async def pending_of(tx: Transaction, comment_id: int) -> list[File]:
    """A comment's files that are still only at Telegram."""
    comment = await tx.session.get(Comment, comment_id)
    if comment is None or (comment.kind == Kind.TEXT and comment.quote_from is None):
        return []
    return list(
        await tx.session.scalars(
            select(File)
            .join(CommentPart, File.part_id == CommentPart.id)
            .where(CommentPart.comment_id == comment_id, File.state == FileState.PENDING)
            .order_by(File.id)
        )
    )


async def _forget(tx: Transaction, *which: ColumnElement[bool]) -> bool:
    gone = (
        await tx.session.execute(
            delete(File).where(*which).returning(File.id, File.sha256),
            execution_options={"synchronize_session": False},
        )
    ).all()
    await _forget_work(tx, [FileId(file.id) for file in gone], {file.sha256 for file in gone if file.sha256})
    return bool(gone)


async def _forget_work(tx: Transaction, ids: Sequence[FileId], blobs: Collection[str]) -> None:
    if ids:
        await jobs.forget_all(tx.session, ON_FILES, [file_key(id) for id in ids])
    for sha256 in sorted(blobs):
        await forget_later(tx, sha256)
