"""Pure: in which form a file goes next when Telegram refuses the one it was sent in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from board.values import Kind
from bot.outbound.outbox import Call

ALBUM = "sendMediaGroup"
_WORDS = "sendMessage"
_KINDS = {
    "sendPhoto": Kind.PHOTO,
    "sendVideo": Kind.VIDEO,
    "sendVoice": Kind.VOICE,
    "sendAudio": Kind.AUDIO,
    "sendVideoNote": Kind.VIDEO_NOTE,
    "sendSticker": Kind.STICKER,
    "sendDocument": Kind.DOCUMENT,
}
_PARAMETERS = {method: kind.value for method, kind in _KINDS.items()}
_NEXT = {
    "sendPhoto": "sendDocument",
    "sendVideo": "sendDocument",
    "sendVoice": "sendAudio",
    "sendAudio": "sendDocument",
    "sendVideoNote": "sendVideo",
    "sendSticker": "sendDocument",
}
_OF_FORMS = {"photo": "sendPhoto", "video": "sendVideo", "audio": "sendAudio", "document": "sendDocument"}
_OF_ONE_FORM = frozenset(
    ("duration", "width", "height", "length", "emoji", "has_spoiler", "show_caption_above_media")
)
_OF_ALL_FORMS = frozenset(("reply_markup", "reply_parameters"))
_MEDIA_FIELDS = frozenset(("type", "media"))


def next_calls(call: Call) -> Sequence[Call]:
    """What to send instead of a refused call, in order; nothing if there is no other form.

    An album is sent one by one: which of its files was refused is not told. What `call` has behind it comes after.
    """
    instead = _instead(call)
    return (*instead, *call.then) if instead else ()


def words_of(call: Call) -> Call | None:
    """The words of a file that no form can carry."""
    text = call.params.get("caption")
    if not text:
        return None
    entities = call.params.get("caption_entities", [])
    kept = {name: value for name, value in call.params.items() if name in _OF_ALL_FORMS}
    params = {**kept, "text": text, "entities": entities}
    return replace(call, method=_WORDS, params=params, files={}, parts=(), then=())


def behind(call: Call, refusal: str | None) -> tuple[Call, ...]:
    """What comes after the call; once all of it is done, the comment fails with `refusal` if there is one."""
    return tuple(replace(later, refusal=refusal) for later in call.then)


def may_have_come_in_part(call: Call, why: str) -> bool:
    """Of an album Telegram may have sent some before it refused another: then the sentence names one of them."""
    return call.method == ALBUM and "failed to send message" in why.lower()


def kinds_sent(call: Call) -> tuple[Kind, ...]:
    """As what each of the call's files is sent."""
    if call.method == ALBUM:
        return tuple(Kind(item["type"]) for item in call.params["media"])
    kind = _KINDS.get(call.method)
    return (kind,) if kind else ()


def _instead(call: Call) -> tuple[Call, ...]:
    if call.method == ALBUM:
        return _one_by_one(call)
    if call.method not in _NEXT:
        return ()
    method = _NEXT[call.method]
    files = {
        _PARAMETERS[method] if name == _PARAMETERS[call.method] else name: ref
        for name, ref in call.files.items()
    }
    params = {name: value for name, value in call.params.items() if name not in _OF_ONE_FORM}
    return (replace(call, method=method, params=params, files=files, then=()),)


def _one_by_one(call: Call) -> tuple[Call, ...]:
    media: Iterable[dict[str, Any]] = call.params["media"]
    calls = []
    for place, item in enumerate(media):
        method = _OF_FORMS[item["type"]]
        ref = call.files[item["media"].removeprefix("attach://")]
        params = {name: value for name, value in item.items() if name not in _MEDIA_FIELDS}
        if place == 0 and "reply_parameters" in call.params:
            params["reply_parameters"] = call.params["reply_parameters"]
        alone = replace(
            call,
            method=method,
            params=params,
            files={_PARAMETERS[method]: ref},
            parts=call.parts[place : place + 1],
            is_titled=call.is_titled and place == 0,
            is_signed=call.is_signed and place == 0,
            then=(),
        )
        calls.append(alone)
    return tuple(calls)
