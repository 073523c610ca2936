"""What was said, as a person's copy shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from board.upkeep.archive.contents import Row
from board.upkeep.archive.html import Html, joined, opened, tag
from board.upkeep.archive.packing import Missing, Packed
from board.upkeep.archive.words import Words, rows
from board.values import Author, Delivery, Kind

_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_SOUNDS = frozenset({Kind.VOICE, Kind.AUDIO})
_FILMS = frozenset({Kind.VIDEO, Kind.VIDEO_NOTE})


def comments(words: Words, packed: Packed, said: Sequence[Row]) -> Html:
    told = _Telling(words, packed)
    return joined(*map(told.comment, said))


@dataclass(frozen=True)
class _Telling:
    words: Words
    packed: Packed

    def comment(self, said: Row) -> Html:
        parts = rows(said["parts"])
        at = tag("time", str(self.words.at(said["created_at"])))
        return tag(
            "article",
            tag("header", tag("strong", self._author(said)), at),
            *self._before(said),
            *([tag("p", str(said["text"]), class_="words")] if said["text"] else []),
            *self._detail(said),
            *(self._file(file) for part in parts for file in rows(part["files"])),
            *(self._earlier(version) for part in parts for version in rows(part["versions"])),
            class_=str(said["author"]) if said["is_public"] else "note",
        )

    def _author(self, said: Row) -> str:
        match Author(str(said["author"])):
            case Author.CUSTOMER:
                who = self.words.say("author.you")
            case Author.AGENT:
                who = str(said["agent"] or "")
            case Author.SYSTEM:
                who = self.words.say("author.desk")
        is_lost = said["delivery"] in (Delivery.FAILED, Delivery.BLOCKED, Delivery.WITHDRAWN)
        marks = [
            "" if said["is_public"] else self.words.say("author.note"),
            self.words.say("not_delivered") if is_lost else "",
        ]
        return " · ".join(filter(None, (who, *marks)))

    def _before(self, said: Row) -> Iterable[Html]:
        if said["forwarded_from"]:
            yield tag("p", self.words.say("forwarded", who=said["forwarded_from"]), class_="dim")
        quoted = [str(said[each]) for each in ("quote_from", "quote") if said[each]]
        if quoted:
            yield tag("blockquote", "\n".join(quoted))

    def _detail(self, said: Row) -> Iterable[Html]:
        """What only this kind of message has."""
        detail = said["detail"]
        told = detail if isinstance(detail, dict) else {}
        if told.get("erased"):
            yield tag("p", self.words.say("erased"), class_="dim")
        if "latitude" in told:
            yield tag("p", self.words.say("place", place=f"{told['latitude']}, {told['longitude']}"))
        if said["kind"] == Kind.CONTACT:
            contact = [str(told[each]) for each in ("name", "phone") if told.get(each)]
            yield tag("p", self.words.say("contact", contact=" · ".join(contact)))
        if said["kind"] == Kind.OTHER:
            yield tag("p", self.words.say("not_carried"), class_="dim")

    def _file(self, file: Row) -> Html:
        id, name = file["id"], str(file["name"])
        place = self.packed.places.get(id, Missing.NOT_HERE) if isinstance(id, int) else Missing.NOT_HERE
        named = f"{name} ({self.words.size(file)})"
        if isinstance(place, Missing):
            why = self.words.say(f"missing.{place}")
            return joined(tag("p", f"{named}: {why}", class_="dim"), self._heard(file))
        address = quote(place)
        link = tag("p", tag("a", named, href=address, download=""))
        return joined(_shown(file, name, address), link, self._heard(file))

    def _heard(self, file: Row) -> Html:
        heard = file["transcript"]
        if not isinstance(heard, dict) or not heard["text"]:
            return Html("")
        text = self.words.say("transcript", text=heard["text"])
        return joined(tag("p", text, class_="words"), *map(self._earlier, rows(heard["versions"])))

    def _earlier(self, version: Row) -> Html:
        """What was said before an edit."""
        until = self.words.say("before", at=self.words.at(version["replaced_at"]))
        return tag("details", tag("summary", until), tag("p", str(version["text"]), class_="words"))


def _shown(file: Row, name: str, address: str) -> Html:
    """A picture is seen and a sound played where it stands; a sender may call anything either."""
    if file["mime"] in _PICTURES or file["kind"] == Kind.PHOTO:
        return opened("img", src=address, alt=name, loading="lazy")
    if file["kind"] in _SOUNDS:
        return tag("audio", controls="", preload="none", src=address)
    if file["kind"] in _FILMS:
        return tag("video", controls="", preload="none", src=address)
    return Html("")
