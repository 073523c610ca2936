"""The keyboards a customer sees, as the Bot API takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from board.desk.texts import in_language
from board.tickets.ratings import SCORES
from board.values import Json, State
from board.views.chat import TicketInChat
from bot.talk.taps import (
    AccountAct,
    AccountTap,
    ConfirmTap,
    DestroyTap,
    LanguageTap,
    ProfileAct,
    ProfileTap,
    RateTap,
    ReopenTap,
    SomethingNewTap,
    Tap,
    TicketAct,
    TicketTap,
    TopicTap,
    WhichTap,
    pack,
)
from bot.texts.catalog import LANGUAGES, say

if TYPE_CHECKING:
    from board.models import Account, Topic

Markup = dict[str, Json]

NONE: Markup = {"remove_keyboard": True}
"""Takes the menu away."""


def menu(language: str) -> Markup:
    """The three buttons that are always there."""
    words = ("menu.tickets", "menu.new", "menu.profile")
    return {
        "keyboard": [[{"text": say(language, word)} for word in words]],
        "resize_keyboard": True,
        "is_persistent": True,
        "input_field_placeholder": say(language, "menu.hint"),
    }


def confirm(language: str, question: int) -> Markup:
    return _inline(
        [
            [
                _button(
                    say(language, "account.confirm.yes"),
                    ConfirmTap(question=question, is_yes=True),
                ),
                _button(
                    say(language, "account.confirm.no"),
                    ConfirmTap(question=question, is_yes=False),
                ),
            ]
        ]
    )


def topics(language: str, question: int, offered: Iterable[Topic]) -> Markup:
    """One topic a row, in their order."""
    return _inline(
        [_button(in_language(topic.names, language), TopicTap(question=question, topic=topic.key))]
        for topic in offered
    )


def which(language: str, question: int, tickets: Iterable[TicketInChat]) -> Markup:
    return _inline(
        [_button(_name(language, ticket), WhichTap(question=question, ticket=ticket.number))]
        for ticket in tickets
    )


def something_new(language: str, comment: int, ticket: int) -> Markup:
    tap = SomethingNewTap(comment=comment, ticket=ticket)
    return _inline([[_button(say(language, "reopened.new"), tap)]])


def scores(question: int) -> Markup:
    return _inline(
        [[_button(emoji, RateTap(question=question, score=score)) for emoji, score in SCORES.items()]]
    )


def not_solved(language: str, ticket: int) -> Markup:
    return _inline([[_button(say(language, "rating.not_solved"), ReopenTap(ticket=ticket))]])


def own_tickets(language: str, tickets: Iterable[TicketInChat]) -> Markup:
    return _inline(
        [_button(_name(language, ticket), TicketTap(act=TicketAct.CHOOSE, ticket=ticket.number))]
        for ticket in tickets
    )


def one_ticket(language: str, ticket: TicketInChat) -> Markup | None:
    """What can be done with a ticket beside writing to it: an open one can be closed."""
    if ticket.state is State.DONE:
        return None
    text = say(language, "ticket.close", number=ticket.number)
    return _inline([[_button(text, TicketTap(act=TicketAct.CLOSE, ticket=ticket.number))]])


def profile(language: str, accounts: Sequence[Account], current: int | None) -> Markup:
    """A row per account: switch to it, remove it; then what concerns the person."""
    rows = [
        [
            _button(
                f"✓ {account.number}" if account.id == current else account.number,
                AccountTap(act=AccountAct.SWITCH, account=account.id),
            ),
            _button(
                say(language, "profile.remove", account=account.number),
                AccountTap(act=AccountAct.REMOVE, account=account.id),
            ),
        ]
        for account in accounts
    ]
    rows.append([_button(say(language, "profile.add"), ProfileTap(act=ProfileAct.ADD))])
    rows.append([_button(say(code, "language.name"), LanguageTap(language=code)) for code in LANGUAGES])
    sign_out = _button(say(language, "profile.sign_out"), ProfileTap(act=ProfileAct.SIGN_OUT))
    erase = _button(say(language, "profile.erase"), ProfileTap(act=ProfileAct.ERASE))
    rows.append([sign_out, erase] if accounts else [erase])
    return _inline(rows)


def destroy(language: str, question: int, what: str, named: Mapping[str, object]) -> Markup:
    return _inline(
        [_button(say(language, f"{what}.{word}", **named), DestroyTap(question=question, is_yes=is_yes))]
        for word, is_yes in (("yes", True), ("no", False))
    )


def _name(language: str, ticket: TicketInChat) -> str:
    return say(language, "tickets.button", number=ticket.number, topic=ticket.topic)


def _button(text: str, tap: Tap) -> Json:
    return {"text": text, "callback_data": pack(tap)}


def _inline(rows: Iterable[list[Json]]) -> Markup:
    return {"inline_keyboard": [list(row) for row in rows]}
