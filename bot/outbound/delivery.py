"""One try of a Bot API call, and what is known afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot, methods
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import FSInputFile, Message, MessageId
from pydantic import ValidationError

from board.store.files import Blobs
from bot.outbound.outbox import Call, FileRef
from bot.outbound.outcomes import Blocked, Broken, Moved, NeverTaken, NotNow, Outcome, Sent, Unknown

TRY_SECONDS = 30
TRY_SECONDS_WITH_FILES = 120

_TOKEN_PAUSE_SECONDS = 30.0
_NO_CONNECTION_PAUSE_SECONDS = 3.0
_ATTACH = "attach://"
_FORM_FORBIDDEN = re.compile(r"(SEND_\w+|MESSAGES)_FORBIDDEN", re.IGNORECASE)
"""As in VOICE_MESSAGES_FORBIDDEN and CHAT_SEND_PHOTOS_FORBIDDEN: of other forms it says nothing."""


async def attempt(bot: Bot, blobs: Blobs, call: Call, seconds: int | None = None) -> Outcome:
    """Make the call once; again at once without a reply to a deleted message."""
    limit = seconds or (TRY_SECONDS_WITH_FILES if call.files else TRY_SECONDS)
    try:
        method = to_method(call, blobs)
    except (ValidationError, FileNotFoundError, LookupError) as error:
        return NeverTaken(f"the desk could not make the message ({type(error).__name__})")
    try:
        return Sent(_message_ids(await bot(method, request_timeout=limit)))
    except TelegramMigrateToChat as error:
        return Moved(error.migrate_to_chat_id)
    except TelegramBadRequest as error:
        if "message is not modified" in error.message:
            return Sent(())
        if "reply_parameters" in call.params and _is_dead_reply(error.message):
            params = {name: value for name, value in call.params.items() if name != "reply_parameters"}
            return await attempt(bot, blobs, replace(call, params=params), seconds)
        return NeverTaken(error.message)
    except TelegramForbiddenError as error:
        is_of_form = bool(call.files) and _FORM_FORBIDDEN.search(error.message)
        return NeverTaken(error.message) if is_of_form else Blocked(error.message)
    except ClientDecodeError as error:
        return _undecoded(error.data)
    except TelegramAPIError as error:
        return _judge(error)


def to_method(call: Call, blobs: Blobs) -> TelegramMethod[Any]:
    """The call for aiogram. LookupError, FileNotFoundError and ValidationError mean that it is wrong."""
    kind = getattr(methods, call.method[:1].upper() + call.method[1:], None)
    if not (isinstance(kind, type) and issubclass(kind, TelegramMethod)):
        raise LookupError(call.method)
    files = {name: _upload(ref, blobs) for name, ref in call.files.items()}
    params = {name: _attached(value, files) for name, value in call.params.items()}
    params |= {name: file for name, file in files.items() if name in kind.model_fields}
    if "chat_id" in kind.model_fields:
        params["chat_id"] = call.chat_id
    return kind.model_validate(params)


def _upload(ref: FileRef, blobs: Blobs) -> FSInputFile:
    path = blobs.path(ref.sha256)
    if not Path(path).is_file():
        raise FileNotFoundError(ref.sha256)
    # A quote or a line break would end the header that holds the name.
    name = "".join(letter for letter in ref.name if letter.isprintable() and letter not in '"\\/') or "file"
    return FSInputFile(path, filename=name)


def _attached(value: Any, files: Mapping[str, FSInputFile]) -> Any:
    if isinstance(value, str) and value.startswith(_ATTACH):
        return files.get(value.removeprefix(_ATTACH), value)
    if isinstance(value, list):
        return [_attached(item, files) for item in value]
    if isinstance(value, dict):
        return {name: _attached(item, files) for name, item in value.items()}
    return value


def _judge(error: TelegramAPIError) -> Outcome:
    match error:
        case TelegramRetryAfter():
            return NotNow(error.retry_after, "too many requests")
        case TelegramUnauthorizedError():
            return NotNow(_TOKEN_PAUSE_SECONDS, "the bot token is refused", for_all=True)
        case TelegramServerError():
            return Broken(error.message)
        case TelegramEntityTooLarge():
            return NeverTaken(error.message)
        case TelegramNetworkError():
            if isinstance(error.__cause__, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
                return NotNow(_NO_CONNECTION_PAUSE_SECONDS, "telegram can't be reached", for_all=True)
            return Unknown(type(error.__cause__).__name__)
    return NeverTaken(error.message)


def _undecoded(data: Any) -> Outcome:
    """An answer that aiogram can't read: whether it was taken, and the ids, can still be read."""
    if not isinstance(data, dict):
        return Broken("an answer that is not the Bot API's")
    if not data.get("ok"):
        return Unknown("an answer that can't be read")
    result = data.get("result")
    messages = result if isinstance(result, list) else [result]
    return Sent(tuple(m["message_id"] for m in messages if isinstance(m, dict) and "message_id" in m))


def _message_ids(result: Any) -> tuple[int, ...]:
    messages = result if isinstance(result, list) else [result]
    return tuple(m.message_id for m in messages if isinstance(m, Message | MessageId))


def _is_dead_reply(sentence: str) -> bool:
    """Telegram words it "message to be replied not found", "reply message not found" and alike."""
    return "not found" in sentence and "repl" in sentence
