"""An agent's reply as Bot API calls, with the names of ticket and agent, within Telegram's limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any

from board.text import MAX_CAPTION, MAX_TEXT, utf16_length
from board.values import CommentId, Kind
from board.views.replies import Reply, ReplyFile, ReplyPart
from board.words.catalog import say
from bot.outbound.outbox import Call, FileRef

_MAX_PHOTO_BYTES = 10 * 1000 * 1000
_MOST_IN_ALBUM = 10


class _Form(StrEnum):
    """How a part is sent; forms that can share an album go together."""

    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"


_METHODS = {
    _Form.PHOTO: "sendPhoto",
    _Form.VIDEO: "sendVideo",
    _Form.VOICE: "sendVoice",
    _Form.AUDIO: "sendAudio",
    _Form.DOCUMENT: "sendDocument",
}
_BY_KIND = {
    Kind.VIDEO: _Form.VIDEO,
    Kind.VOICE: _Form.VOICE,
    Kind.AUDIO: _Form.AUDIO,
}
_ALBUMS = {
    _Form.PHOTO: "pictures",
    _Form.VIDEO: "pictures",
    _Form.AUDIO: "audio",
    _Form.DOCUMENT: "documents",
}


@dataclass(frozen=True)
class _Words:
    """A text with its formatting; offsets in UTF-16 units."""

    text: str = ""
    entities: Sequence[Mapping[str, Any]] = ()

    def under(self, title: str) -> _Words:
        """With a bold line above."""
        shift = utf16_length(title) + 1
        moved = [{**entity, "offset": entity["offset"] + shift} for entity in self.entities]
        bold = {"type": "bold", "offset": 0, "length": utf16_length(title)}
        return _Words(f"{title}\n{self.text}".rstrip(), [bold, *moved])

    def signed(self, signature: str) -> _Words:
        return _Words(f"{self.text}\n\n{signature}".lstrip(), self.entities)


def calls_for(reply: Reply, key: str) -> list[Call]:
    """The calls, in order, for the parts that are not sent yet; `key` makes their keys unique."""
    if reply.person.chat is None:
        return []
    groups = _groups([part for part in reply.parts if not part.is_sent])
    calls = [_call(reply, group, _own_words(group)) for group in groups]
    if groups and not any(part.is_sent for part in reply.parts):
        calls[:1] = first_calls(reply)
    return [replace(call, key=f"{key}:{place}") for place, call in enumerate(calls)]


def first_calls(reply: Reply) -> list[Call]:
    """The first call of a reply of which nothing is sent yet names ticket and agent if needed.

    Without room for this, a message before it does, which is the reply's too: it goes, and is taken away, with it.
    """
    group = _groups(reply.parts)[0]
    words = _own_words(group)
    dressed = _dressed(reply, words)
    room = MAX_TEXT if group[0].file is None else MAX_CAPTION
    if utf16_length(dressed.text) <= room:
        return [_named(reply, _quoting(reply, _call(reply, group, dressed)))]
    introduction = _message(reply, (), _dressed(reply, _Words()))
    return [_named(reply, introduction), _quoting(reply, _call(reply, group, words))]


def _named(reply: Reply, call: Call) -> Call:
    return replace(call, is_titled=_is_titled(reply), is_signed=_is_signed(reply))


def _quoting(reply: Reply, call: Call) -> Call:
    """A message that is gone at Telegram doesn't keep the answer from being sent."""
    if reply.quoted is None:
        return call
    quoted = {"message_id": reply.quoted, "allow_sending_without_reply": True}
    return replace(call, params={**call.params, "reply_parameters": quoted})


def edit_of(reply: Reply) -> Call | None:
    """The call after which Telegram shows the words as they are now, with the names that it shows already.

    Without room for these, the words go alone. None if Telegram has not got them.
    """
    part = next((part for part in reply.parts if part.text), reply.parts[0])
    if reply.person.chat is None or part.message_id is None:
        return None
    words, room = _Words(part.text, part.entities), MAX_TEXT if part.file is None else MAX_CAPTION
    dressed = _dressed(reply, words, is_titled=part.is_titled, is_signed=part.is_signed)
    words = dressed if utf16_length(dressed.text) <= room else words
    method, name = ("editMessageText", "text") if part.file is None else ("editMessageCaption", "caption")
    entities = "entities" if part.file is None else "caption_entities"
    params = {"message_id": part.message_id, name: words.text, entities: list(words.entities)}
    return Call("", reply.person.chat, method, params)


def _is_titled(reply: Reply) -> bool:
    return reply.ticket is not None and reply.person_has_other


def _is_signed(reply: Reply) -> bool:
    return reply.is_agents_first and bool(reply.agent)


def _dressed(
    reply: Reply, words: _Words, *, is_titled: bool | None = None, is_signed: bool | None = None
) -> _Words:
    """With the names that it needs, or with those that are said."""
    language = reply.person.language
    if is_signed is True or (is_signed is None and _is_signed(reply)):
        words = words.signed(say(language, "reply.signature", name=reply.agent))
    if reply.ticket is not None and (is_titled is True or (is_titled is None and _is_titled(reply))):
        words = words.under(
            say(language, "reply.title", number=reply.ticket.number, topic=reply.ticket.topic)
        )
    return words


def _own_words(group: Sequence[ReplyPart]) -> _Words:
    return _Words(group[0].text, group[0].entities)


def _groups(parts: Iterable[ReplyPart]) -> list[list[ReplyPart]]:
    """Group neighbours that can share an album, at most ten; all others alone."""
    groups: list[list[ReplyPart]] = []
    for album, run in groupby(parts, key=lambda part: _ALBUMS.get(_form(part))):
        members = list(run)
        size = _MOST_IN_ALBUM if album else 1
        groups += [members[start : start + size] for start in range(0, len(members), size)]
    return groups


def _form(part: ReplyPart) -> _Form:
    if part.file is None:
        return _Form.TEXT
    if part.file.kind is Kind.PHOTO and part.file.size_bytes <= _MAX_PHOTO_BYTES:
        return _Form.PHOTO
    return _BY_KIND.get(part.file.kind, _Form.DOCUMENT)


def _call(reply: Reply, group: Sequence[ReplyPart], words: _Words) -> Call:
    if len(group) > 1:
        return _album(reply, group, words)
    file = group[0].file
    if file is None:
        return _message(reply, group, words)
    form = _form(group[0])
    return _new_call(reply, group, _METHODS[form], _caption(words), {form.value: _ref(file)})


def _message(reply: Reply, group: Sequence[ReplyPart], words: _Words) -> Call:
    params = {"text": words.text, "entities": list(words.entities)}
    return _new_call(reply, group, "sendMessage", params, {})


def _album(reply: Reply, group: Sequence[ReplyPart], words: _Words) -> Call:
    media, files = [], {}
    for place, part in enumerate(group):
        assert part.file is not None
        files[f"file{place}"] = _ref(part.file)
        own = words if place == 0 else _Words(part.text, part.entities)
        media.append({"type": _form(part).value, "media": f"attach://file{place}", **_caption(own)})
    return _new_call(reply, group, "sendMediaGroup", {"media": media}, files)


def _caption(words: _Words) -> dict[str, Any]:
    return {"caption": words.text, "caption_entities": list(words.entities)} if words.text else {}


def _ref(file: ReplyFile) -> FileRef:
    return FileRef(file.sha256, file.name, file.mime)


def _new_call(
    reply: Reply,
    group: Sequence[ReplyPart],
    method: str,
    params: Mapping[str, Any],
    files: Mapping[str, FileRef],
) -> Call:
    assert reply.person.chat is not None
    parts = tuple(part.id for part in group)
    return Call("", reply.person.chat, method, params, files, CommentId(reply.id), parts)
