"""Methods that send or copy words: text, places, contacts, forwards and copies."""

from sandbox import messages
from sandbox.api.call import Call, chat_id_of, formatted, send, target_chat
from sandbox.chats import writable_chat
from sandbox.errors import bad_request
from sandbox.messages import Stored
from sandbox.store import Json
from sandbox.text import caption_content, checked_caption, checked_text, text_content

_ACTION_NAMES = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker"
    " find_location record_video_note upload_video_note record_audio upload_audio"
)
_ACTIONS = frozenset(_ACTION_NAMES.split())
_NOT_COPIED_NAMES = (
    "message_id from chat date edit_date reply_to_message quote reply_markup forward_origin media_group_id"
)
_NOT_COPIED = frozenset(_NOT_COPIED_NAMES.split())


def send_message(call: Call) -> Json:
    return send(call, text_content(checked_text(formatted(call.params, "text", "entities"))))


def send_location(call: Call) -> Json:
    place = {name: call.params.number(name) for name in ("latitude", "longitude")}
    for name, value in place.items():
        if value is None:
            raise bad_request(f"{name} is empty")
    if "live_period" in call.params:
        place["live_period"] = call.params.integer("live_period")
    return send(call, {"location": place})


def send_contact(call: Call) -> Json:
    contact = {name: call.params.text(name) for name in ("phone_number", "first_name", "last_name", "vcard")}
    for name in ("phone_number", "first_name"):
        if not contact[name]:
            raise bad_request(f"{name.replace('_', ' ')} is empty")
    return send(call, {"contact": {name: value for name, value in contact.items() if value}})


def forward_message(call: Call) -> Json:
    source = _source(call, "to forward")
    origin = source.body.get("forward_origin") or {
        "type": "user",
        "sender_user": source.body["from"],
        "date": source.body["date"],
    }
    return send(call, {**_content(source), "forward_origin": origin})


def copy_message(call: Call) -> Json:
    """A copy without a link to the source; a caption, if given, replaces the old one."""
    content = _content(_source(call, "to copy"))
    if "caption" in call.params:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(checked_caption(formatted(call.params, "caption", "caption_entities")))
    return {"message_id": send(call, content)["message_id"]}


def _source(call: Call, role: str) -> Stored:
    chat = writable_chat(call.world, call.bot, chat_id_of(call, "from_chat_id"))
    found = messages.find(call.world, call.bot.id, chat["id"], call.params.integer("message_id"))
    if found is None:
        raise bad_request(f"message {role} not found")
    return found


def _content(source: Stored) -> Json:
    return {name: value for name, value in source.body.items() if name not in _NOT_COPIED}


def send_chat_action(call: Call) -> bool:
    chat = target_chat(call)
    action = call.params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.feed.publish({"type": "action", "bot": call.bot.id, "chat": chat["id"], "action": action})
    return True
