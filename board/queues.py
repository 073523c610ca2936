"""Which queues of work there are, and what keeps the order within them."""

from __future__ import annotations

import json
from enum import StrEnum

from board.values import AgentId, CommentId, FileId


class Queue(StrEnum):
    UPDATE = "update"
    """What Telegram told us, to be handled."""
    OUTBOX = "outbox"
    """Messages that must arrive."""
    RECEIPT = "receipt"
    """Reactions and answers to taps, which may."""
    MEDIA = "media"
    """Customers' files to be fetched."""
    VOICE = "voice"
    """Recordings to be put into words."""
    REMINDER = "reminder"
    """What is to be looked at later."""
    REFOLD = "refold"
    """Facts that a listener failed on."""
    BLOB = "blob"
    """Bytes to be forgotten."""
    ARCHIVE = "archive"
    """Copies of what is stored about people, to be made."""
    CLEARING = "clearing"
    """Tickets that the owner decided about together: moved on, or promised anew."""


TO_CHATS = (Queue.OUTBOX, Queue.RECEIPT)
ON_FILES = (Queue.MEDIA, Queue.VOICE)


def chat_key(chat_id: int) -> str:
    """The order key of messages to a chat. Keys of hints begin with it, keys of updates end with it."""
    return f"chat:{chat_id}"


def alarms_key(agent_id: AgentId) -> str:
    """The order key of what an agent is to hear in Telegram. Keys of the messages that tell it begin with it."""
    return f"alarms:{agent_id}"


def file_key(file_id: FileId) -> str:
    """The order key of all work on a file, which is dropped with it."""
    return f"file:{file_id}"


def comment_in(payload: str) -> CommentId | None:
    """The comment of a call, even if the rest cannot be read."""
    try:
        comment = json.loads(payload).get("comment")
    except (ValueError, AttributeError):
        return None
    return CommentId(comment) if type(comment) is int else None
