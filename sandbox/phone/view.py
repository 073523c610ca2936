"""A chat as its phone shows it."""

from sandbox import files
from sandbox.keyboards import inline_part
from sandbox.media import KINDS
from sandbox.messages import Stored
from sandbox.store import Json
from sandbox.world import World

_COPIED_NAMES = (
    "location contact dice poll story venue quote forward_origin media_group_id"
    " new_chat_members left_chat_member"
)
_COPIED = _COPIED_NAMES.split()


_NAMES = {
    "photo": "Photo",
    "voice": "Voice message",
    "animation": "GIF",
    "document": "File",
    "video": "Video",
    "video_note": "Round video",
    "audio": "Audio",
    "location": "Location",
    "contact": "Contact",
    "venue": "Place",
    "poll": "Poll",
    "story": "Story",
}


def brief(body: Json) -> str:
    """A message in one line: its words, or what it is."""
    words = body.get("text") or body.get("caption")
    if words:
        return str(words)
    for kind in ("sticker", "dice"):
        if kind in body:
            return f"{body[kind]['emoji']} {kind.capitalize()}"
    return next((name for kind, name in _NAMES.items() if kind in body), "")


def message_view(world: World, stored: Stored) -> Json:
    """One message; deleted ones keep their place but lose their words."""
    body = stored.body
    view: Json = {
        "id": stored.id,
        "chat": stored.chat_id,
        "from": _author(stored),
        "date": body["date"],
        "shown_at": body["date"] + stored.desk_ahead,
        "is_deleted": stored.is_deleted or stored.is_hidden,
    }
    if view["is_deleted"]:
        return view
    markup = stored.markup or inline_part(body.get("reply_markup"))
    return view | {
        "text": body.get("text", body.get("caption", "")),
        "brief": brief(body),
        "entities": body.get("entities", body.get("caption_entities", [])),
        "files": [shown for kind in KINDS if (shown := _file_view(world, kind, body))],
        "reply_to": _reply_view(body),
        "markup": markup,
        "bot_reaction": stored.bot_reaction,
        "own_reaction": stored.person_reaction,
        "is_edited": "edit_date" in body,
        **{name: body[name] for name in _COPIED if name in body},
    }


def _author(stored: Stored) -> Json:
    user = stored.body["from"]
    name = " ".join(user[part] for part in ("first_name", "last_name") if part in user)
    return {"id": user["id"], "name": name, "is_bot": stored.is_from_bot}


def _reply_view(body: Json) -> Json | None:
    quoted = body.get("reply_to_message")
    if not quoted:
        return None
    return {"id": quoted["message_id"], "name": quoted["from"]["first_name"], "text": brief(quoted)}


def _file_view(world: World, kind: str, body: Json) -> Json | None:
    if kind not in body or (kind == "document" and "animation" in body):
        return None
    shown = body[kind][-1] if kind == "photo" else body[kind]
    stored = files.file(world, files.number_in(shown["file_id"]))
    if stored is None:
        return None
    measures = {
        name: shown[name]
        for name in ("width", "height", "duration", "length", "emoji", "title")
        if name in shown
    }
    return {
        "kind": kind,
        "name": stored.name,
        "mime": stored.mime,
        "size": stored.size_bytes,
        "url": f"/phone/files/{stored.id}",
        **measures,
    }
