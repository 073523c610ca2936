"""An agent's drafts as the API tells them, to that agent alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.models import Draft, File, QuickReply, QuickReplyFile
from board.talk import attachments
from board.values import AgentId, Kind
from board.views.quick_replies import file_json
from board.views.shapes import QuickBegunJson, UploadJson, instant


class DraftJson(TypedDict):
    ticket: int
    mode: Literal["reply", "note"]
    text: str
    entities: list[dict[str, Any]]
    files: list[UploadJson]
    reply_to: int | None
    quick: QuickBegunJson | None
    version: int
    changed_at: str


class DraftsJson(TypedDict):
    items: list[DraftJson]


async def drafts(session: AsyncSession, agent: AgentId) -> DraftsJson:
    """The latest first."""
    kept = select(Draft).where(Draft.agent_id == agent).order_by(Draft.changed_at.desc(), Draft.ticket_number)
    return {"items": await written_out(session, agent, list(await session.scalars(kept)))}


async def written_out(session: AsyncSession, agent: AgentId, kept: Sequence[Draft]) -> list[DraftJson]:
    files = await unsent(session, agent, [file for draft in kept for file in draft.files])
    quick = await quick_begun(session, [draft.quick for draft in kept if draft.quick])
    return [
        {
            "ticket": draft.ticket_number,
            "mode": draft.mode,  # type: ignore[typeddict-item]  # the table's check keeps it to the set
            "text": draft.text,
            "entities": draft.entities,
            "files": [files[id] for id in draft.files if id in files],
            "reply_to": draft.reply_to,
            "quick": quick(draft.quick),
            "version": draft.version,
            "changed_at": instant(draft.changed_at),
        }
        for draft in kept
    ]


async def unsent(session: AsyncSession, agent: AgentId, ids: Sequence[int]) -> dict[int, UploadJson]:
    """Of these uploads the agent's own that are still there."""
    if not ids:
        return {}
    rows = select(File).where(attachments.unsent(ids, agent))
    return {file.id: upload(file) for file in await session.scalars(rows)}


async def quick_begun(
    session: AsyncSession, begun: Sequence[Mapping[str, Any]]
) -> Callable[[Mapping[str, Any] | None], QuickBegunJson | None]:
    """Each of these written out; the files that are gone are left out, and a quick reply that never was."""
    if not begun:
        return lambda _: None
    ids = [each["id"] for each in begun]
    titles = {
        row.id: row.title for row in await session.scalars(select(QuickReply).where(QuickReply.id.in_(ids)))
    }
    wanted = [id for each in begun for id in each["files"]]
    known = {
        row.id: row
        for row in await session.scalars(select(QuickReplyFile).where(QuickReplyFile.id.in_(wanted)))
    }

    def written(one: Mapping[str, Any] | None) -> QuickBegunJson | None:
        if one is None or one["id"] not in titles:
            return None
        files = [file_json(known[id]) for id in one["files"] if id in known]
        return {"id": one["id"], "title": titles[one["id"]], "actions": one["actions"], "files": files}

    return written


def upload(file: File) -> UploadJson:
    return {
        "id": file.id,
        "name": file.name,
        "mime": file.mime,
        "size": file.size_bytes or 0,
        "kind": Kind(file.kind).value,
        "duration": file.measured,
        "shape": file.shape,
    }
