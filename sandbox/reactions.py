"""The reactions Telegram lets a bot set: one a message, from a fixed list."""

from sandbox.errors import bad_request

_VARIATION_SELECTOR = "\ufe0f"
_EMOJI = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐"
    " 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾"
    " 🤷‍♂ 🤷 🤷‍♀ 😡"
)
ALLOWED = frozenset(_EMOJI.split())


def checked_reaction(reaction: object) -> str | None:
    """The emoji a bot may set, or None for taking its reaction back (setMessageReaction)."""
    if not isinstance(reaction, list):
        raise bad_request("expected an Array of ReactionType")
    if not reaction:
        return None
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    first = reaction[0]
    if not isinstance(first, dict) or first.get("type") != "emoji":
        raise bad_request("REACTION_INVALID")
    emoji = str(first.get("emoji", "")).replace(_VARIATION_SELECTOR, "")
    if emoji not in ALLOWED:
        raise bad_request("REACTION_INVALID")
    return emoji
