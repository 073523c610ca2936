"""The other side of the wire: a local stand-in for Telegram's Bot API, with a phone in the browser."""

from sandbox.server import serve

__all__ = ["serve"]
