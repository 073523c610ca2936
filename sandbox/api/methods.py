"""The table of methods the Bot API face understands."""

from collections.abc import Callable, Mapping

from sandbox.api import editing, profile, receiving, sending, uploads
from sandbox.api.call import Call
from sandbox.media import KINDS

Method = Callable[[Call], object]

_NAMED: dict[str, Method] = {
    "getMe": profile.get_me,
    "logOut": profile.log_out,
    "close": profile.log_out,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setMyProfilePhoto": profile.set_my_profile_photo,
    "removeMyProfilePhoto": profile.remove_my_profile_photo,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChat": profile.get_chat,
    "getChatMember": profile.get_chat_member,
    "leaveChat": profile.leave_chat,
    "getUserProfilePhotos": profile.get_user_profile_photos,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendLocation": sending.send_location,
    "sendContact": sending.send_contact,
    "forwardMessage": sending.forward_message,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "sendMediaGroup": uploads.send_media_group,
    "getFile": uploads.get_file,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "setMessageReaction": editing.set_message_reaction,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": editing.answer_callback_query,
}
_MEDIA: dict[str, Method] = {f"send{kind.title().replace('_', '')}": uploads.sender(kind) for kind in KINDS}

# Telegram takes the names in any case.
METHODS: Mapping[str, tuple[str, Method]] = {
    name.lower(): (name, method) for name, method in {**_NAMED, **_MEDIA}.items()
}
