"""The listener that does what the owner's rules say: when this happens, suggest or move that."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import exists, select

from board import facts
from board.desk import rule_words, suggesting
from board.desk.rules import Breach, Rules, rules
from board.facts import Event
from board.models import Board, Comment, File, Lane, Ticket, Transcript
from board.store import fact_rows
from board.store.db import Effect, Listener, Transaction
from board.store.tables import JournalEvent
from board.tickets import moving, promises
from board.values import RULE, ActorKind, Author, CommentId, FileId, Metric, TicketNumber

OPENING_LASTS = timedelta(minutes=10)
"""What a customer writes so long after their ticket was opened, and before anybody answered, opens it."""


MOVING = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
"""The promises whose breach moves a ticket."""


class Rulebook:
    """The rules as this process last read them; whoever locks a ticket learns whether they still are those."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._rules = Rules()
        self._phrases: rule_words.Phrases = ()

    async def in_force(self, tx: Transaction) -> tuple[Rules, rule_words.Phrases]:
        version = promises.rules_version(tx)
        if version is None or version != self._version:
            self._rules = await rules(tx.session)
            self._phrases = rule_words.phrases(self._rules.words.words)
            self._version = version
        return self._rules, self._phrases


def listener() -> Listener:
    book = Rulebook()

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        fact = event.fact
        match fact:
            case facts.CustomerWrote(thanks=False):
                return await _look_at_words(tx, book, fact.ticket, fact.comment)
            case facts.CommentEdited() | facts.CommentReadAtLast() | facts.AlbumGrew():
                return await _look_at_words(tx, book, fact.ticket, fact.comment)
            case facts.ListeningEnded():
                return await _look_at_words(tx, book, fact.ticket, fact.comment, fact.file)
            case facts.DeadlineMissed() if fact.metric in MOVING:
                return await _move_what_is_late(tx, book, fact)
            case facts.TicketMoved() if _has_judged(event, fact):
                return await _settle(tx, event, fact)
            case facts.TicketReopened() | facts.TicketUndone() | facts.CommentMovedAway():
                return await _settle(tx, event, fact)
            case _:
                return None

    return apply


async def _move_what_is_late(tx: Transaction, book: Rulebook, missed: facts.DeadlineMissed) -> Effect | None:
    """Once a ticket, and only while the promise is still open with no answer on its way."""
    own, _ = await book.in_force(tx)
    if own.breach == Breach():
        return None
    ticket = await tx.session.get(Ticket, missed.ticket)
    if ticket is None or ticket.done_at is not None or _is_there(ticket, own.breach):
        return None
    timers = await promises.load(tx, missed.ticket)
    is_late = any(timer.key == missed.timer and timer.ended_at is None and not timer.held for timer in timers)
    if (
        not is_late
        or not await _leads_somewhere(tx, ticket, own.breach)
        or await _moved_before(tx, missed.ticket)
    ):
        return None
    return partial(_move, tx, missed.ticket, own.breach)


def _is_there(ticket: Ticket, goal: Breach) -> bool:
    return ticket.lane_key == goal.lane if goal.lane is not None else ticket.board_key == goal.board


async def _leads_somewhere(tx: Transaction, ticket: Ticket, goal: Breach) -> bool:
    """The board of the rule stands, and the ticket's own is not being removed: its cards are led on as it is."""
    standing = await tx.session.scalars(select(Board.key).where(Board.removed_at.is_(None)))
    return {ticket.board_key, goal.board or ticket.board_key} <= set(standing)


async def _moved_before(tx: Transaction, number: TicketNumber) -> bool:
    """By a rule. What an agent has moved on since is never moved back."""
    moved = JournalEvent.type == fact_rows.name_of(facts.TicketMoved)
    by_rule = (JournalEvent.ticket == number, moved, JournalEvent.actor_kind == ActorKind.RULE)
    before = await tx.session.scalar(select(JournalEvent.id).where(*by_rule).limit(1))
    return before is not None or any(_is_move_by_rule(event, number) for event in tx.events)


def _is_move_by_rule(event: Event, number: TicketNumber) -> bool:
    return event.actor == RULE and isinstance(event.fact, facts.TicketMoved) and event.ticket == number


async def _move(tx: Transaction, number: TicketNumber, goal: Breach) -> None:
    with tx.acting(RULE):
        await moving.move(tx, number, lane=goal.lane, board=goal.board, why=facts.Cause.BREACH)


def _has_judged(event: Event, moved: facts.TicketMoved) -> bool:
    return event.actor.kind is ActorKind.AGENT and moved.start.lane != moved.to.lane


async def _settle(
    tx: Transaction,
    event: Event,
    fact: facts.TicketMoved | facts.TicketReopened | facts.TicketUndone | facts.CommentMovedAway,
) -> Effect | None:
    """What becomes of the ticket's suggestion, if it has one."""
    offered = await suggesting.of_ticket(tx, fact.ticket)
    match fact:
        case facts.TicketMoved() | facts.TicketReopened() if offered and offered.ended_by is None:
            return partial(suggesting.settle, tx, offered, event.key)
        case facts.TicketUndone(undoes=undone) if offered and offered.ended_by == undone:
            return partial(suggesting.unsettle, tx, offered)
        case facts.CommentMovedAway(comment=comment) if offered and offered.comment_id == comment:
            return partial(suggesting.withdraw, tx, offered)
        case _:
            return None


async def _look_at_words(
    tx: Transaction,
    book: Rulebook,
    number: TicketNumber | None,
    comment_id: CommentId,
    file: FileId | None = None,
) -> Effect | None:
    """What is read beyond the rows at hand is read only once a word was found."""
    if number is None:
        return None
    ticket = await tx.session.get(Ticket, number)
    comment = await tx.session.get(Comment, comment_id)
    if ticket is None or comment is None or not _opens(ticket, comment):
        return None
    own, phrases = await book.in_force(tx)
    if not own.words.is_on or own.words.lane == ticket.lane_key:
        return None
    said = comment.text if file is None else await _heard(tx, file)
    word = rule_words.find(said, phrases)
    if word is None or not await _may_be_offered(tx, ticket, comment, own.words.lane):
        return None
    return partial(suggesting.suggest, tx, comment, own.words.lane, word)


def _opens(ticket: Ticket, comment: Comment) -> bool:
    is_theirs = comment.author == Author.CUSTOMER and ticket.done_at is None
    return is_theirs and comment.created_at <= ticket.opened_at + OPENING_LASTS


async def _heard(tx: Transaction, file: FileId) -> str:
    """A recording's words; those of a message of somebody else, which it answers, are not theirs."""
    heard = await tx.session.get(Transcript, file)
    sent = await tx.session.get(File, file)
    return heard.text if heard is not None and sent is not None and not sent.is_quoted else ""


async def _may_be_offered(tx: Transaction, ticket: Ticket, comment: Comment, lane: str) -> bool:
    answered_before = exists().where(
        Comment.ticket_number == ticket.number,
        Comment.author == Author.AGENT,
        Comment.is_public,
        Comment.id < comment.id,
    )
    is_lane = exists().where(Lane.board_key == ticket.board_key, Lane.key == lane)
    row = (await tx.session.execute(select(answered_before, is_lane))).one()
    return bool(row[1] and not row[0])
