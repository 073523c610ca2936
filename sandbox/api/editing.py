"""Methods that change what was sent: edits, reactions, deletions, answers to taps."""

from sandbox import messages, taps
from sandbox.api.call import Call, formatted, message_of, target_chat
from sandbox.errors import bad_request
from sandbox.fields import as_number
from sandbox.keyboards import checked_markup, inline_part
from sandbox.messages import Stored
from sandbox.reactions import checked_reaction
from sandbox.store import Json
from sandbox.text import caption_content, checked_caption, checked_text, text_content, utf16_length

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_DELETABLE_SECONDS = 48 * 3600
_MOST_DELETED = 100


def edit_message_text(call: Call) -> Json:
    stored = _own_message(call)
    new = text_content(checked_text(formatted(call.params, "text", "entities")))
    if "text" not in stored.body:
        raise bad_request("there is no text in the message to edit")
    return _change(call, stored, {**_without(stored.body, "text", "entities"), **new})


def edit_message_caption(call: Call) -> Json:
    stored = _own_message(call)
    new = caption_content(checked_caption(formatted(call.params, "caption", "caption_entities")))
    if "text" in stored.body:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, stored, {**_without(stored.body, "caption", "caption_entities"), **new})


def edit_message_reply_markup(call: Call) -> Json:
    stored = _own_message(call)
    return _change(call, stored, stored.body)


def _own_message(call: Call) -> Stored:
    stored = message_of(call, "to edit")
    if not stored.is_from_bot:
        raise bad_request("message can't be edited")
    return stored


def _without(body: Json, *names: str) -> Json:
    return {name: value for name, value in body.items() if name not in names}


def _change(call: Call, stored: Stored, body: Json) -> Json:
    """An edit replaces the inline keyboard too; without a new one the old one is removed."""
    markup = inline_part(checked_markup(call.params.json("reply_markup")))
    if _without(body, "reply_markup") == _without(stored.body, "reply_markup") and markup == inline_part(
        stored.markup
    ):
        raise bad_request(_SAME)
    return messages.replace(call.world, stored, {**body, "edit_date": call.world.now()}, markup)


def set_message_reaction(call: Call) -> bool:
    stored = message_of(call, "to react")
    emoji = checked_reaction(call.params.json("reaction") or [])
    messages.react_as_bot(call.world, stored, emoji)
    return True


def delete_message(call: Call) -> bool:
    stored = message_of(call, "to delete")
    if call.world.now() - stored.body["date"] > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    messages.delete(call.world, stored)
    return True


def delete_messages(call: Call) -> bool:
    chat = target_chat(call)
    numbers = call.params.json("message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > _MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    for number in map(as_number, numbers):
        if number is None:
            raise bad_request("message identifier must be a Number")
        stored = messages.find(call.world, call.bot.id, chat["id"], number)
        if stored:
            messages.delete(call.world, stored)
    return True


def answer_callback_query(call: Call) -> bool:
    text = call.params.text("text")
    if utf16_length(text) > taps.ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": call.params.flag("show_alert"), "url": call.params.text("url")}
    if not taps.answer(call.world, call.bot, call.params.text("callback_query_id"), answer):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True
