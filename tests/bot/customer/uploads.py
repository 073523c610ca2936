"""What agents attach, and what became of their replies."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from board.models import Comment
from board.store.db import Transaction
from board.store.files import Blobs
from board.talk import attachments
from board.values import Delivery, FileId
from tests.bot.machinery import until
from tests.bot.talking import Talk


async def upload(talk: Talk, folder: Path, data: bytes, name: str, mime: str) -> FileId:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    await Blobs(folder / "files").save(chunks())
    sha256 = hashlib.sha256(data).hexdigest()
    file = await talk.do(
        partial(attachments.upload, sha256=sha256, size_bytes=len(data), name=name, mime=mime)
    )
    return file.id


async def delivered(talk: Talk, comment: int, state: Delivery = Delivery.SENT) -> Comment:
    async def has_state() -> bool:
        return (await comment_of(talk, comment)).delivery == state

    await until(has_state)
    return await comment_of(talk, comment)


async def comment_of(talk: Talk, comment: int) -> Comment:
    async def read(tx: Transaction) -> Comment:
        return await tx.session.get_one(Comment, comment)

    return await talk.do(read)
