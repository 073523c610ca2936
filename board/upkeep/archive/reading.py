"""A person's copy as a page to read: in their language, by itself, without scripts, also on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from board.upkeep.archive.contents import Outline, Row
from board.upkeep.archive.conversation import comments
from board.upkeep.archive.html import Html, joined, opened, tag
from board.upkeep.archive.packing import Missing, Packed
from board.upkeep.archive.words import Words, items, rows
from board.words.catalog import say

_FACES = {-1: "😞", 0: "😐", 1: "🤩"}
_STYLE = """
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f3f5f8; --dim: #5b6472; --theirs: #e6f0ff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #39404b; --soft: #20252c; --dim: #a2abb8; --theirs: #1d3350; }
}
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p, dl, ul { margin: .5rem 0; } .dim, dt, time { color: var(--dim); }
dl { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr; gap: .25rem 1rem; } dd { margin: 0; }
dd, p, summary { overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: 0 .75rem .5rem; }
summary { cursor: pointer; font-weight: 600; padding: .6rem 0; }
article { background: var(--soft); border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
article.customer { background: var(--theirs); margin-left: 1.5rem; }
article.note { border-left: .25rem solid #b58900; }
article header { display: flex; flex-wrap: wrap; gap: 0 .75rem; justify-content: space-between; }
time { font-size: .85rem; } .words { margin: .25rem 0 0; white-space: pre-wrap; }
blockquote { border-left: .2rem solid var(--line); margin: .25rem 0; padding-left: .6rem; white-space: pre-wrap; }
img, video { border-radius: .4rem; display: block; margin: .4rem 0; max-height: 24rem; max-width: 100%; }
audio { display: block; margin: .4rem 0; max-width: 100%; } ul { padding-left: 1.2rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
"""
_NO_SCRIPTS = "script-src 'none'; object-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"


class Page:
    """Written in pieces, in this order: begin, then for each ticket its beginning, comments and end, then the end."""

    def __init__(self, outline: Outline, packed: Packed) -> None:
        self._outline = outline
        self._packed = packed
        self._words = Words(outline.wanted.language, outline.wanted.zone)

    def begin(self) -> Html:
        title = self._words.say("title")
        head = (
            opened("meta", charset="utf-8"),
            opened("meta", name="viewport", content="width=device-width, initial-scale=1"),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{_NO_SCRIPTS}">'),
            tag("title", title),
            tag("style", Html(_STYLE)),
        )
        return joined(
            Html("<!DOCTYPE html>\n"),
            opened("html", lang=self._words.language),
            tag("head", *head),
            opened("body"),
            tag("h1", title),
            *self._about_this(),
            tag("h2", self._words.say("you")),
            self._person(),
            *self._lists(),
            tag("h2", self._words.say("tickets")),
            Html("") if self._outline.tickets else tag("p", self._words.say("tickets.none"), class_="dim"),
        )

    def ticket(self, ticket: Row) -> Html:
        number, topic = str(ticket["number"]), str(ticket["topic"] or "")
        what = self._words.say("ticket", number=number, topic=topic)
        facts = [
            ("state", self._words.of("state", ticket["state"])),
            ("opened", self._words.at(ticket["opened_at"])),
            ("done", self._words.at(ticket["done_at"])),
            ("account", ticket["account"]),
            ("agent", ticket["agent"]),
            ("follows", f"#{ticket['follows']}" if ticket["follows"] else None),
            ("source", ticket["source"] if ticket["source"] != "telegram" else None),
            ("labels", ", ".join(map(str, items(ticket.get("labels"))))),
        ]
        return joined(
            opened("details", open=""),
            tag("summary", what),
            self._facts(facts),
            self._listed("promises", map(self._promise, rows(ticket["promises"]))),
            self._listed("ratings", map(self._rating, rows(ticket["ratings"]))),
        )

    def comments(self, said: Sequence[Row]) -> Html:
        return comments(self._words, self._packed, said)

    def end_of_ticket(self) -> Html:
        return Html("</details>\n")

    def door(self) -> Html:
        return joined(opened("details", open=""), tag("summary", self._words.say("at_door")))

    def end(self) -> Html:
        return Html("</body></html>\n")

    def _about_this(self) -> Iterable[Html]:
        made = {"at": self._words.moment(self._outline.at), "zone": self._words.zone}
        yield tag("p", self._words.say("made", **made), class_="dim")
        if len(self._packed.archives) > 1:
            yield tag("p", self._words.say("several", n=len(self._packed.archives)))
        if self._outline.notes and not self._outline.wanted.has_notes:
            yield tag("p", self._words.say("notes", n=self._outline.notes))
        left_out = [each for each in self._packed.places.values() if isinstance(each, Missing)]
        if left_out:
            yield tag("p", self._words.say("files_left_out", n=len(left_out)))

    def _person(self) -> Html:
        person = self._outline.person
        username = person["username"]
        return self._facts(
            [
                ("name", person["name"]),
                ("username", f"@{username}" if username else None),
                ("telegram_id", person["telegram_id"]),
                ("language", say(str(person["language"]), "language.name")),
                ("met", self._words.at(person["created_at"])),
                ("greeted", self._words.at(person["greeted_at"])),
                ("spoke", self._words.at(person["spoke_at"])),
                ("blocked", self._words.at(person["blocked_at"])),
                ("left_door", self._words.at(person["left_door_at"])),
            ]
        )

    def _lists(self) -> Iterable[Html]:
        lists = self._outline.lists
        for name, tell in (
            ("accounts", self._account),
            ("consents", self._consent),
            ("claims", self._claim),
            ("refusals", self._refusal),
            ("bars", self._bar),
            ("notes_about", self._note_about),
            ("invites", self._invite),
            ("wrong_numbers", self._wrong_number),
            ("troubles", self._trouble),
        ):
            if lists[name]:
                yield tag("h2", self._words.say(name))
                yield tag("ul", *(tag("li", tell(each)) for each in lists[name]))

    def _account(self, held: Row) -> str:
        told = [
            str(held["account"]),
            self._words.say("since", at=self._words.at(held["linked_at"])),
            self._words.say("until", at=self._words.at(held["ended_at"])) if held["ended_at"] else "",
            self._words.say("confirmed") if held["confirmed_at"] else "",
        ]
        return " · ".join(filter(None, told))

    def _claim(self, claim: Row) -> str:
        verdict = {None: "waits", True: "approved", False: "refused"}[claim["is_approved"]]  # type: ignore[index]
        what = [
            str(claim["account"]),
            str(self._words.at(claim["claimed_at"])),
            self._words.say(f"claim.{verdict}"),
        ]
        return " · ".join(what)

    def _consent(self, consent: Row) -> str:
        what = self._words.say(f"consent.{consent['what']}")
        return f"{self._words.at(consent['at'])} · {what}"

    def _refusal(self, refusal: Row) -> str:
        return f"{refusal['account']} · {self._words.at(refusal['told_at'])}"

    def _bar(self, bar: Row) -> str:
        said = (self._words.at(bar["at"]), bar["agent"], bar["reason"])
        return " · ".join(str(each) for each in said if each)

    def _note_about(self, note: Row) -> str:
        said = (note["text"], note["agent"], self._words.at(note["changed_at"] or note["created_at"]))
        return " · ".join(str(each) for each in said if each)

    def _invite(self, invite: Row) -> str:
        came = self._words.say("came", at=self._words.at(invite["first_at"]))
        return " · ".join(str(each) for each in (came, invite["source"], invite["topic"]) if each)

    def _wrong_number(self, tried: Row) -> str:
        key = str(tried["key"])
        return f"{self._words.say('wrong_invite') if key.startswith('/') else key} · {self._words.at(tried['at'])}"

    def _trouble(self, trouble: Row) -> str:
        times = (trouble[name] for name in ("followed_at", "told_at", "loop_told_at"))
        return " · ".join(str(self._words.at(each)) for each in times if each)

    def _promise(self, promise: Row) -> str:
        due = promise["due_at"]
        told = [
            self._words.of("metric", promise["metric"]),
            self._words.say("due", at=self._words.at(due)) if due else "",
            self._words.say(f"promise.{promise['state']}"),
            str(self._words.at(promise["ended_at"]) or ""),
        ]
        return " · ".join(filter(None, told))

    def _rating(self, rating: Row) -> str:
        score = rating["score"]
        face = _FACES.get(score, "") if isinstance(score, int) else ""
        told = (face, str(self._words.at(rating["scored_at"])), str(rating["text"] or ""))
        return " · ".join(filter(None, told))

    def _facts(self, facts: Iterable[tuple[str, Any]]) -> Html:
        told = [(name, str(value)) for name, value in facts if value not in (None, "")]
        return tag(
            "dl", *(joined(tag("dt", self._words.say(name)), tag("dd", value)) for name, value in told)
        )

    def _listed(self, name: str, items: Iterable[str]) -> Html:
        told = [tag("li", each) for each in items]
        return joined(tag("h3", self._words.say(name)), tag("ul", *told)) if told else Html("")
