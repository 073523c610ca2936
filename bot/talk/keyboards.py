"""The keyboards a customer sees, and an agent under alarms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from board.tickets.delays import Later
from board.tickets.ratings import SCORES
from board.values import State
from board.views.chat import TicketInChat
from board.words.catalog import LANGUAGES, say
from bot.talk import buttons
from bot.talk.buttons import Markup, Rows
from bot.talk.pages import Page
from bot.talk.taps import (
    AccountAct,
    AccountTap,
    ConfirmTap,
    ConsentTap,
    DelayTap,
    DestroyTap,
    IncidentAct,
    IncidentTap,
    LanguageTap,
    PageTap,
    ProfileAct,
    ProfileTap,
    RateTap,
    ReopenTap,
    SnoozeAct,
    SnoozeTap,
    SomethingNewTap,
    TicketAct,
    TicketTap,
    TopicTap,
    WhichTap,
)

if TYPE_CHECKING:
    from board.models import Account, Topic

_NOTICED = "⚠️"
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


def confirm(question: int) -> Rows:
    yes, no = ConfirmTap(question, is_yes=True), ConfirmTap(question, is_yes=False)
    return [[buttons.said(yes, "account.confirm.yes"), buttons.said(no, "account.confirm.no")]]


def consent(question: int) -> Rows:
    yes, no = ConsentTap(question, is_yes=True), ConsentTap(question, is_yes=False)
    return [[buttons.said(yes, "consent.yes"), buttons.said(no, "consent.no")]]


def topics(question: int, offered: Page[Topic], noticed: Collection[str] = ()) -> Rows:
    """One topic a row, in their order; what is `noticed` has a mark."""
    rows = [
        [
            buttons.topic(
                TopicTap(question, topic.key),
                topic.names,
                f"{_NOTICED} {topic.emoji}".strip() if topic.key in noticed else topic.emoji,
                topic.older_names,
            )
        ]
        for topic in offered.items
    ]
    return [*rows, *turns(question, offered.number, has_more=offered.has_more)]


def topics_gone(question: int, gone: Iterable[Topic]) -> Rows:
    """Never shown: what is typed from older keyboards."""
    return [
        [buttons.topic_gone(TopicTap(question, topic.key), topic.names, topic.older_names)] for topic in gone
    ]


def incident(question: int, *, is_following: bool) -> Rows:
    """To be told when it is fixed, or a ticket all the same."""
    acts = [act for act in IncidentAct if not (is_following and act is IncidentAct.FOLLOW)]
    return [[buttons.said(IncidentTap(question, act), f"incident.{act}")] for act in acts]


def which(question: int, tickets: Iterable[TicketInChat]) -> Rows:
    return [[_ticket(WhichTap(question, ticket.number), ticket)] for ticket in tickets]


def something_new(comment: int, ticket: int) -> Rows:
    return [[buttons.said(SomethingNewTap(comment, ticket), "reopened.new")]]


def scores(question: int) -> Rows:
    return [[buttons.signed(RateTap(question, score), emoji) for emoji, score in SCORES.items()]]


def not_solved(ticket: int) -> Rows:
    return [[buttons.said(ReopenTap(ticket), "rating.not_solved")]]


def own_tickets(question: int, own: Page[TicketInChat]) -> Rows:
    rows = [[_ticket(TicketTap(TicketAct.CHOOSE, ticket.number), ticket)] for ticket in own.items]
    return [*rows, *turns(question, own.number, has_more=own.has_more)]


def one_ticket(ticket: TicketInChat) -> Rows:
    """What can be done with a ticket beside writing to it: an open one can be closed."""
    if ticket.state is State.DONE:
        return []
    return [[buttons.said(TicketTap(TicketAct.CLOSE, ticket.number), "ticket.close", number=ticket.number)]]


def profile(
    question: int,
    held: Page[Account],
    current: int | None,
    *,
    has_any: bool,
    privacy: Collection[ProfileAct] = (),
) -> Rows:
    """A row per account: switch to it, remove it; then what concerns the person. `privacy`: what they may do there."""
    rows = [
        [
            buttons.signed(
                AccountTap(AccountAct.SWITCH, account.id),
                f"✓ {account.number}" if account.id == current else account.number,
            ),
            buttons.said(AccountTap(AccountAct.REMOVE, account.id), "profile.remove", account=account.number),
        ]
        for account in held.items
    ]
    sign_out = buttons.said(ProfileTap(ProfileAct.SIGN_OUT), "profile.sign_out")
    erase = buttons.said(ProfileTap(ProfileAct.ERASE), "profile.erase")
    stored = buttons.said(ProfileTap(ProfileAct.COPY), "profile.copy")
    return [
        *rows,
        *turns(question, held.number, has_more=held.has_more),
        [buttons.said(ProfileTap(ProfileAct.ADD), "profile.add")],
        [_language(code) for code in LANGUAGES],
        [stored],
        *([buttons.said(ProfileTap(act), f"profile.{act}")] for act in privacy),
        [sign_out, erase] if has_any else [erase],
    ]


def destroy(question: int, what: str, named: Mapping[str, object]) -> Rows:
    return [
        [buttons.said(DestroyTap(question, is_yes=is_yes), f"{what}.{word}", **named)]
        for word, is_yes in (("yes", True), ("no", False))
    ]


def snooze(tickets: Mapping[int, bool]) -> Rows:
    """For the tickets of an alarm: one has every choice, of several each has an hour. The value: it may be closed."""
    if len(tickets) == 1:
        ((ticket, may_be_closed),) = tickets.items()
        acts = [act for act in SnoozeAct if may_be_closed or act is not SnoozeAct.OPENING]
        return [[buttons.said(SnoozeTap(ticket, act), f"snooze.button.{act}")] for act in acts]
    return [
        [buttons.said(SnoozeTap(ticket, SnoozeAct.HOUR), "snooze.button.of_several", number=ticket)]
        for ticket in tickets
    ]


def delays(ticket: int, later: Iterable[tuple[Later, str]]) -> Rows:
    """Under the warning of one ticket: the new times that its customer may be told."""
    return [[buttons.said(DelayTap(ticket, each), f"delay.button.{each}", time=time)] for each, time in later]


def turns(question: int, number: int, *, has_more: bool) -> Rows:
    """To the pages beside this one, if there are any."""
    back = [buttons.said(PageTap(question, number - 1), "keyboard.back")] if number else []
    more = [buttons.said(PageTap(question, number + 1), "keyboard.more")] if has_more else []
    return [[*back, *more]] if back or more else []


def _ticket(tap: WhichTap | TicketTap, ticket: TicketInChat) -> buttons.Button:
    return buttons.ticket(tap, ticket.number, ticket.topics)


def _language(code: str) -> buttons.Button:
    typed = say(code, "language.name.typed").splitlines()
    return buttons.signed(LanguageTap(code), say(code, "language.name"), typed)
