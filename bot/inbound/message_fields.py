"""What becomes of each field of a Telegram message (Bot API Message)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Fate(Enum):
    ENVELOPE = auto()
    """Who, when, where and how: read where it is needed, and nothing that was said."""
    CONTENT = auto()
    """What was said or sent: becomes a comment, as itself or as a placeholder with its words and files."""
    SERVICE = auto()
    """What Telegram tells by itself. It becomes a comment only if there are words of somebody in it."""
    SILENT = auto()
    """The same, and what looks like words is none."""


_ENVELOPE = """
    message_id date chat message_thread_id direct_messages_topic from sender_chat sender_boost_count
    sender_business_bot sender_tag guest_query_id business_connection_id forward_origin is_topic_message
    is_automatic_forward reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id
    reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content
    is_from_offline is_paid_post media_group_id author_signature paid_star_count entities link_preview_options
    suggested_post_info effect_id caption_entities show_caption_above_media has_media_spoiler reply_markup
    receiver_user ephemeral_message_id forward_date forward_from forward_from_chat forward_from_message_id
    forward_sender_name forward_signature
"""
_CONTENT = """
    text caption animation audio document live_photo paid_media photo sticker story video video_note voice
    checklist contact dice game poll venue location invoice gift unique_gift gift_upgrade_sent giveaway
    giveaway_winners rich_message web_app_data users_shared user_shared chat_shared
"""
_SERVICE = """
    checklist_tasks_added checklist_tasks_done poll_option_added poll_option_deleted successful_payment
    suggested_post_declined forum_topic_created forum_topic_edited
"""
_SILENT = """
    new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
    message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id pinned_message refunded_payment
    connected_website write_access_allowed passport_data proximity_alert_triggered boost_added
    chat_background_set direct_message_price_changed forum_topic_closed forum_topic_reopened
    general_forum_topic_hidden general_forum_topic_unhidden giveaway_created giveaway_completed
    managed_bot_created paid_message_price_changed suggested_post_approved suggested_post_approval_failed
    suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended
    video_chat_participants_invited community_chat_added community_chat_removed community_chat_joined
"""

FATES: Mapping[str, Fate] = {
    name: fate
    for fate, names in (
        (Fate.ENVELOPE, _ENVELOPE),
        (Fate.CONTENT, _CONTENT),
        (Fate.SERVICE, _SERVICE),
        (Fate.SILENT, _SILENT),
    )
    for name in names.split()
}
"""A field that is not here is of a Telegram newer than this desk: whatever it holds is carried."""
