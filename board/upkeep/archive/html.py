"""HTML in which nothing that people wrote can be anything but text."""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: str) -> Html:
    """An element; what is no `Html` in it is escaped. `class_` is the attribute `class`."""
    return Html(f"{opened(name, **attributes)}{joined(*inside)}</{name}>")


def opened(name: str, /, **attributes: str) -> Html:
    """Its beginning alone, as for what is written in pieces, or has no end."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{written}>")


def joined(*parts: str) -> Html:
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))
