"""The company's own texts: which there are, what each says by language, and how its blanks are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import setting_rows
from board.text import MAX_CAPTION, MAX_TEXT
from board.words.catalog import FALLBACK, LANGUAGES, say

BLANK = re.compile(r"\{+(\w+)\}+")


@dataclass(frozen=True)
class CompanyText:
    """`longest` counts as Telegram does; `blanks` may stand in it; `otherwise` is the catalog's sentence without it."""

    key: str
    longest: int
    blanks: tuple[str, ...] = ()
    otherwise: str | None = None


GREETING, REGISTRATION_TEXT = "greeting", "registration_text"
SUSPENDED_TEXT, EXPIRED_TEXT, PLAN_USED_UP_TEXT = "suspended_text", "expired_text", "plan_used_up_text"
PRIVACY_TEXT, ELSEWHERE_TEXT = "privacy_text", "elsewhere_text"
CLOSED_TEXT, AWAY_TEXT, DELAY_TEXT = "closed_text", "away_text", "delay_text"
_LONGEST_LINE = 300
"""An opening has room for its promise and the topic's question too."""
_LONGEST = 8192
"""In two messages."""

COMPANY_TEXTS: Mapping[str, CompanyText] = {
    text.key: text
    for text in (
        CompanyText(GREETING, MAX_TEXT),
        CompanyText(REGISTRATION_TEXT, MAX_CAPTION, otherwise="greeting"),  # a picture's caption
        CompanyText(SUSPENDED_TEXT, MAX_TEXT, ("account", "reason"), "support.suspended"),
        CompanyText(EXPIRED_TEXT, MAX_TEXT, ("account", "until"), "support.expired"),
        CompanyText(PLAN_USED_UP_TEXT, MAX_TEXT, ("account", "tickets", "until"), "support.used_up"),
        CompanyText(CLOSED_TEXT, _LONGEST_LINE, ("opens",), "closed.opens"),
        CompanyText(AWAY_TEXT, _LONGEST_LINE, ("back", "why"), "away.back"),
        CompanyText(PRIVACY_TEXT, _LONGEST, otherwise="privacy.text"),
        CompanyText(ELSEWHERE_TEXT, MAX_TEXT, otherwise="consent.elsewhere"),
        CompanyText(DELAY_TEXT, MAX_TEXT, ("number", "by"), "delay.told"),
    )
}
"""A text more is a line here, and its words `page.texts.KEY` and `page.texts.KEY.about`."""

EXAMPLES: Mapping[str, str] = {
    "account": "17-203",
    "reason": "INV-118",
    "tickets": "10",
    "until": "31.12.2026",
    "number": "1042",
    "by": "18:30 (Moscow)",
}
"""What a preview fills a blank with, if every language writes it so, else it is `texts.example.NAME`; the blank's name
for readers is `page.texts.blank.NAME`."""


async def said(session: AsyncSession, key: str, language: str, /, **blanks: object) -> str:
    """A text as a person of that language reads it."""
    own = await setting_rows.read(session, key)
    return filled(chosen(COMPANY_TEXTS[key], own, language, blanks), blanks)


def chosen(
    text: CompanyText, own: Mapping[str, str], language: str, blanks: Mapping[str, object] | None = None
) -> str:
    """The company's in that language, else in English, else the desk's own sentence, else any."""
    if found := of_company(own, language):
        return found
    if text.otherwise is not None:
        return say(language, text.otherwise, **(blanks or {}))
    return next(iter(own.values()), "")


def of_company(own: Mapping[str, str], language: str) -> str | None:
    """What the company itself says to a person of that language, if anything."""
    return own.get(language) or own.get(FALLBACK)


def filled(text: str, blanks: Mapping[str, object]) -> str:
    """With what each blank stands for; what is no blank of it stays as it is."""
    return BLANK.sub(lambda blank: str(blanks.get(blank[1], blank[0])), text)


def examples(text: CompanyText, language: str) -> dict[str, str]:
    return {name: EXAMPLES.get(name) or say(language, f"texts.example.{name}") for name in text.blanks}


def defaults(text: CompanyText) -> dict[str, str]:
    """What the desk says by itself, its blanks unfilled."""
    return {code: say(code, text.otherwise) for code in LANGUAGES} if text.otherwise else {}


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in that language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
