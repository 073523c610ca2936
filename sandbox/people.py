"""What people do with their phones, and what the bot hears of it."""

import re

from sandbox import messages, taps, updates
from sandbox.chats import Bot, chat_object, keyboard_of, person_user, set_standing, standing
from sandbox.errors import bad_request
from sandbox.keyboards import buttons
from sandbox.messages import Stored
from sandbox.store import Json
from sandbox.world import World

_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats"
    " can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories"
    " can_edit_stories can_delete_stories can_send_welcome_messages"
)
_COMMAND = re.compile(r"/\w+")


def write(
    world: World, bot: Bot, person_id: int, chat_id: int, content: Json, *, is_service: bool = False
) -> Json:
    """Send a message: the chat keeps it, the bot hears of it if it may; a blocked one hears nothing.

    Service messages (someone joined) are heard by every bot in the chat."""
    author, chat = person_user(world, person_id), chat_object(world, chat_id)
    status = standing(world, bot.id, chat_id)
    if chat["type"] == "private":
        if chat_id != person_id:
            raise bad_request("chat not found")
        if status == "kicked":
            raise bad_request("you blocked this bot; unblock it first")
        if status == "none":
            set_standing(world, bot.id, chat_id, "member")
    body = messages.add(world, bot, chat, author, content)
    if chat["type"] == "private" or is_service or _hears(bot, status, body):
        updates.push(world, bot.id, "message", body, lane(chat_id))
    return body


def _hears(bot: Bot, status: str, body: Json) -> bool:
    """In groups a plain member hears commands, answers to itself and its name; an administrator hears all."""
    if status != "member":
        return status == "administrator"
    text = str(body.get("text") or body.get("caption") or "")
    answered = body.get("reply_to_message", {}).get("from", {}).get("id")
    return bool(_COMMAND.match(text)) or answered == bot.id or f"@{bot.user['username']}" in text


def lane(chat_id: int) -> str:
    """Messages of one chat are delivered one after another."""
    return f"chat:{chat_id}"


def edit(world: World, bot: Bot, stored: Stored, changes: Json) -> Json:
    """Edit one's own message: other words, or another place."""
    if stored.is_from_bot:
        raise bad_request("message can't be edited")
    body = {name: value for name, value in stored.body.items() if name not in _replaced_by(changes)}
    body = messages.replace(world, stored, {**body, **changes, "edit_date": world.now()}, None)
    updates.push(world, bot.id, "edited_message", body, lane(stored.chat_id))
    return body


def _replaced_by(changes: Json) -> set[str]:
    """An edit without entities takes the old ones away."""
    entities = {"text": "entities", "caption": "caption_entities"}
    return {*changes, *(entities[name] for name in changes if name in entities)}


def react(world: World, bot: Bot, person_id: int, stored: Stored, emoji: str | None) -> None:
    """Set or take back a reaction; bots hear of it only when they asked for it."""
    messages.react_as_person(world, stored, emoji)
    content = {
        "chat": stored.body["chat"],
        "message_id": stored.id,
        "user": person_user(world, person_id),
        "date": world.now(),
        "old_reaction": _reactions(stored.person_reaction),
        "new_reaction": _reactions(emoji),
    }
    updates.push(world, bot.id, "message_reaction", content, lane(stored.chat_id))


def _reactions(emoji: str | None) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def tap_inline(world: World, bot: Bot, person_id: int, stored: Stored, wanted: Json) -> Json:
    """Tap a button found by data, text or position; `query` names the tap if the bot was told."""
    shown = list(buttons(stored.body.get("reply_markup")))
    button = _wanted_button(shown, wanted)
    if "callback_data" not in button:
        return {"button": button, "query": None}
    return {"button": button, "query": taps.tap(world, bot, person_id, stored, str(button["callback_data"]))}


def press(world: World, bot: Bot, person_id: int, chat_id: int, wanted: Json) -> Json:
    """Press a button of the reply keyboard: its text is sent, or the contact it asks for."""
    button = _wanted_button(list(buttons(keyboard_of(world, bot.id, chat_id))), wanted)
    if button.get("request_contact"):
        user = person_user(world, person_id)
        names: Json = {name: user[name] for name in ("first_name", "last_name") if name in user}
        contact: Json = {"phone_number": f"+7{person_id % 10**10:010d}", "user_id": person_id, **names}
        return write(world, bot, person_id, chat_id, {"contact": contact})
    return write(world, bot, person_id, chat_id, {"text": button["text"]})


def _wanted_button(shown: list[Json], wanted: Json) -> Json:
    for place, button in enumerate(shown):
        by_place = wanted.get("index") is not None and int(wanted["index"]) == place
        by_data = wanted.get("data") is not None and button.get("callback_data") == wanted["data"]
        by_text = wanted.get("text") is not None and button["text"] == wanted["text"]
        if by_place or by_data or by_text:
            return button
    raise bad_request(f"no such button; there are: {[button['text'] for button in shown]}")


def stand(world: World, bot: Bot, person_id: int, chat_id: int, status: str) -> None:
    """Block or unblock the bot, add it to a group or remove it: it hears how it stands now."""
    from_status = standing(world, bot.id, chat_id)
    if from_status == status:
        return
    set_standing(world, bot.id, chat_id, status)
    content = {
        "chat": chat_object(world, chat_id),
        "from": person_user(world, person_id),
        "date": world.now(),
        "old_chat_member": membership("left" if from_status == "none" else from_status, bot.user),
        "new_chat_member": membership(status, bot.user),
    }
    updates.push(world, bot.id, "my_chat_member", content, lane(chat_id))
    world.feed.publish({"type": "standing", "bot": bot.id, "chat": chat_id, "status": status})


def membership(status: str, user: Json) -> Json:
    """A ChatMember object of the given status."""
    member: Json = {"status": status, "user": user}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= {right: right == "can_manage_chat" for right in _RIGHTS.split()}
    return member
