"""Methods about the bot itself and the chats it is in."""

import re

from sandbox.api.call import Call, chat_id_of, target_chat
from sandbox.chats import chat_object, person_user, set_standing, standing
from sandbox.errors import bad_request, forbidden
from sandbox.people import membership
from sandbox.store import Json, encode

_MOST_COMMANDS = 100
_JPEG = b"\xff\xd8\xff"
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-zA-Z-]+)?")
_CHAT_EXTRAS = {"accent_color_id": 1, "max_reaction_count": 1, "accepted_gift_types": {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}}  # fmt: skip


def get_me(call: Call) -> Json:
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> bool:
    commands = call.params.json_objects("commands")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        if not (
            1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name.islower()
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return _remember(
        call, f"commands:{call.params.text('language_code')}:{call.params.text('scope')}", commands
    )


def get_my_commands(call: Call) -> object:
    name = f"commands:{call.params.text('language_code')}:{call.params.text('scope')}"
    return call.bot.profile.get(name, [])


def delete_my_commands(call: Call) -> bool:
    return _remember(call, f"commands:{call.params.text('language_code')}:{call.params.text('scope')}", [])


def set_my_name(call: Call) -> bool:
    return _remember(call, _in_language(call, "name"), _checked_length(call, "name", 64))


def set_my_description(call: Call) -> bool:
    return _remember(call, _in_language(call, "description"), _checked_length(call, "description", 512))


def set_my_short_description(call: Call) -> bool:
    name = _in_language(call, "short_description")
    return _remember(call, name, _checked_length(call, "short_description", 120))


def get_my_name(call: Call) -> Json:
    name = call.bot.profile.get(_in_language(call, "name"))
    return {"name": name or call.bot.user["first_name"]}


def get_my_description(call: Call) -> Json:
    return {"description": call.bot.profile.get(_in_language(call, "description"), "")}


def get_my_short_description(call: Call) -> Json:
    return {"short_description": call.bot.profile.get(_in_language(call, "short_description"), "")}


def set_my_profile_photo(call: Call) -> bool:
    photo = call.params.json_object("photo")
    upload = call.params.upload(str(photo.get("photo", "")))
    if photo.get("type") != "static" or upload is None:
        raise bad_request("profile photo must be uploaded as a static or an animated photo")
    if not upload.data.startswith(_JPEG):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return _remember(call, "photo", len(upload.data))


def remove_my_profile_photo(call: Call) -> bool:
    return _remember(call, "photo", 0)


def set_chat_menu_button(call: Call) -> bool:
    return _remember(call, "menu_button", call.params.json_object("menu_button"))


def _in_language(call: Call, name: str) -> str:
    """Each language has its own; without one it is everybody else's."""
    code = call.params.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return f"{name}:{code}" if code else name


def _checked_length(call: Call, name: str, limit: int) -> str:
    value = call.params.text(name)
    if len(value) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    return value


def _remember(call: Call, name: str, value: object) -> bool:
    profile = {**call.bot.profile, name: value}
    call.world.store.run("UPDATE bots SET profile = ? WHERE id = ?", encode(profile), call.bot.id)
    return True


def get_chat(call: Call) -> Json:
    chat_id = chat_id_of(call)
    chat = chat_object(call.world, chat_id)
    if standing(call.world, call.bot.id, chat_id) == "none":
        raise bad_request("chat not found")
    return {**chat, **_CHAT_EXTRAS}


def get_chat_member(call: Call) -> Json:
    chat = target_chat(call)
    user_id = call.params.integer("user_id")
    if user_id == call.bot.id:
        return membership(standing(call.world, call.bot.id, chat["id"]), call.bot.user)
    return {"status": "member", "user": person_user(call.world, user_id)}


def leave_chat(call: Call) -> bool:
    chat = target_chat(call)
    if chat["type"] == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if standing(call.world, call.bot.id, chat["id"]) == "left":
        raise forbidden(f"bot is not a member of the {chat['type']} chat")
    set_standing(call.world, call.bot.id, chat["id"], "left")
    call.world.feed.publish({"type": "left", "bot": call.bot.id, "chat": chat["id"]})
    return True


def get_user_profile_photos(call: Call) -> Json:
    person_user(call.world, call.params.integer("user_id"))
    return {"total_count": 0, "photos": []}


def log_out(call: Call) -> bool:
    """Moving between servers means nothing here."""
    return True
