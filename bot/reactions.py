"""When this happens, tell them that: the listener that turns events into messages, fetches and reminders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias, assert_never

from board import facts
from board.desk.plans import RULES
from board.facts import Event
from board.people import accounts, customers
from board.queues import Queue, file_key
from board.settings import Settings
from board.store.db import Effect, Listener, Transaction
from board.store.jobs import Job
from board.talk import attachments, closing, questions, sending
from board.tickets import incidents, promises
from board.values import (
    AccountId,
    ActorKind,
    ArchiveId,
    CommentId,
    CustomerId,
    Delivery,
    FileId,
    IncidentId,
    Json,
    Metric,
    Thing,
    TicketNumber,
    timer_key,
)
from board.views import archives, chat, replies
from board.words.catalog import say
from bot.agents import alarms
from bot.agents.alarms import raise_for_agents
from bot.outbound import amending, reply_calls
from bot.outbound.outbox import drop_parked, send
from bot.reminders import Reminder, remind, remind_each
from bot.talk import asking, closed, delaying, keyboards, saying, ticket_texts

RATE_AFTER = timedelta(seconds=10)
MOVE_SETTLES_AFTER = timedelta(seconds=10)
"""As long as an undo is possible, nobody is told."""
NUDGE_AFTER = timedelta(minutes=2)
CLOSE_EMPTY_AFTER = timedelta(hours=24)
NO_TOPIC_AFTER = timedelta(minutes=10)

_OPENED_BY_WORDS = (facts.Opening.FOLLOW_UP, facts.Opening.SOMETHING_NEW)

Reaction: TypeAlias = Callable[[Transaction, Event], Awaitable[None]]


def listener(settings: Settings) -> Listener:
    """Bound to the desk's settings: its time zone, for customers whose account names none."""

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        reactions = _reactions(event, settings)
        if reactions == (_fetch_files,) and not await _files_to_fetch(tx, event):
            reactions = ()
        if await _is_promised_anew(tx, event):
            reactions = (*reactions, partial(_tell_new_time, settings))
        return partial(_react, tx, event, reactions) if reactions else None

    return apply


async def _react(tx: Transaction, event: Event, reactions: Sequence[Reaction]) -> None:
    for react in reactions:
        await react(tx, event)


def _reactions(event: Event, settings: Settings) -> Sequence[Reaction]:  # noqa: C901, PLR0915  # a table
    """The table."""
    if isinstance(event.fact, facts.Snoozing):
        return (alarms.follow_snooze,)
    if isinstance(event.fact, facts.ReplyScheduled):
        return (partial(_await_time, event.fact),)
    if isinstance(event.fact, facts.Marking | facts.OfCustomer):
        return ()
    match event.fact:
        case facts.TicketOpened(why=facts.Opening.SPLIT):
            return (partial(_settle_first, Reminder.SPLIT), raise_for_agents)
        case facts.TicketOpened(why=facts.Opening.AGENT | facts.Opening.PRIVATE):
            return (raise_for_agents,)
        case facts.TicketOpened() as opened:
            return (
                partial(_answer_opening, opened, settings),
                partial(_await_words, opened),
                raise_for_agents,
            )
        case facts.TicketMoved() as moved:
            heard_by_agents = (raise_for_agents,) if moved.why is facts.Cause.BREACH else ()
            is_promised_anew = moved.start_goals != moved.goals
            return (
                (partial(_settle_first, Reminder.MOVED_LATER), *heard_by_agents)
                if is_promised_anew
                else heard_by_agents
            )
        case facts.TicketMerged() as merged:
            return (partial(_tell_merged, merged),)
        case facts.PromisesRenewed():
            return (partial(_settle_first, Reminder.MOVED_LATER),)
        case facts.DeadlineClose() as close:
            return (partial(_tell_delay, close),)
        case facts.DelayTold() as delay:
            return (partial(_say_delay, delay, settings),)
        case facts.DeskClosed():
            return (_tell_closed,)
        case facts.TicketResolved(ticket=number):
            return (partial(_ask_rating, number),)
        case facts.IncidentResolved(incident=incident):
            return (partial(_tell_followers, incident),)
        case facts.LoopClosed(incident=incident):
            return (partial(_tell_for_good, incident),)
        case facts.TicketSeen(comments=seen):
            return (partial(_show_seen, seen),)
        case facts.TicketRated(score=score):
            return (raise_for_agents,) if score < 0 else ()
        case facts.DeadlineNear() | facts.DeadlineMissed() | facts.NumbersGuessed():
            return (raise_for_agents,)
        case facts.AgentReplied(ticket=number, comment=comment, customer=customer, goes_at=goes_at):
            introduce = partial(_introduce, number, comment)
            send_it = partial(_send, comment, goes_at=goes_at)
            return (introduce, send_it, partial(_end_questions, customer), _fetch_files)
        case facts.ReplyTakenBack(comment=comment):
            return (partial(_follow_taking_back, comment),)
        case facts.AnsweredAtDoor(comment=comment, customer=customer):
            return (partial(_send, comment), partial(_end_questions, customer), _fetch_files)
        case facts.AnswerGathered(customer=customer):
            return (partial(_end_questions, customer),)
        case facts.DeliveryChanged(comment=comment, state=state):
            return (partial(_send_again, comment),) if state is Delivery.QUEUED else ()
        case facts.CameToDoor(customer=customer, comment=comment):
            return (partial(_await_topic, customer, comment), _fetch_files)
        case facts.AccountAdded(customer=customer):
            return (
                partial(_welcome, customer, settings),
                partial(_await_topic, customer, None),
                partial(_fetch_what_waited, customer),
            )
        case facts.AccountSwitched(customer=customer) | facts.AccountRemoved(customer=customer):
            return (partial(_reconsider, customer),)
        case facts.ClaimRefused(customer=customer, account=account):
            return (partial(_tell_refused, customer, account),)
        case facts.DeskChanged(thing=thing, key=key):
            return (_reconsider_all,) if _may_let_in(thing, key) else ()
        case facts.ArchiveMade(archive=archive):
            return (partial(_hand_over, archive),)
        case facts.CustomerErased(customer=customer):
            return (partial(_tell_erased, customer),)
        case facts.CustomerReturned(customer=customer):
            return (partial(_send_what_was_missed, customer),)
        case facts.CommentEdited(comment=comment) if event.actor.kind is ActorKind.AGENT:
            return (partial(_follow_edit, comment),)
        case facts.CommentDeleted(comment=comment) | facts.CommentRedacted(comment=comment):
            return (partial(_follow_removal, comment),)
        case facts.EditDeliveryChanged(comment=comment, state=state):
            return (partial(_amend_again, comment),) if state is Delivery.QUEUED else ()
        case facts.CustomerWrote() | facts.CommentEdited() | facts.CommentReadAtLast() | facts.AlbumGrew():
            return (_fetch_files,)
        case facts.FilesWantedAgain():
            return (partial(_fetch_files, is_asked=True),)
        case (
            facts.TicketReopened()
            | facts.TicketUndone()
            | facts.TicketMergedAway()
            | facts.AgentNoted()
            | facts.NoticeGiven()
            | facts.CommentMovedAway()
            | facts.FoundNoThanks()
            | facts.FileStored()
            | facts.FileTooBig()
            | facts.FileFailed()
            | facts.ListeningBegan()
            | facts.ListeningWaits()
            | facts.ListeningEnded()
            | facts.ListeningGivenUp()
            | facts.WordsWantedAgain()
            | facts.WordsCorrected()
            | facts.GotTicket()
            | facts.LeftDoorWithAccount()
            | facts.DismissedAtDoor()
            | facts.CustomerBlockedBot()
            | facts.TicketUnreachable()
            | facts.TicketReachable()
            | facts.SignedOut()
            | facts.PersonClaimed()
            | facts.ClaimApproved()
            | facts.PersonConfirmed()
            | facts.PersonUnconfirmed()
            | facts.LanguageChosen()
            | facts.ConsentGiven()
            | facts.ConsentWithdrawn()
            | facts.ArchiveAsked()
            | facts.DeskOpened()
            | facts.AccessChanged()
            | facts.IncidentOpened()
            | facts.IncidentEdited()
            | facts.IncidentReopened()
            | facts.IncidentFollowed()
        ):
            return ()
        case _:
            assert_never(event.fact)


async def _answer_opening(
    opened: facts.TicketOpened, settings: Settings, tx: Transaction, event: Event
) -> None:
    number = opened.ticket
    ticket = await chat.ticket(tx.session, number, tx.now)
    timers = await promises.load(tx, number)
    has_words = opened.why in _OPENED_BY_WORDS or await chat.waits_at_door(tx.session, ticket.person.id)
    no_topic = opened.why is facts.Opening.NO_TOPIC
    notices = [] if no_topic else await ticket_texts.notices_of(tx, ticket)
    closing_lines = await _closing(ticket, settings, tx, event)
    text = ticket_texts.opening(
        ticket,
        timers,
        tx.now,
        settings.timezone,
        notices,
        closing_lines,
        no_topic=no_topic,
        has_words=has_words,
    )
    due_at = ticket_texts.resolution_due(timers)
    told = saying.by_then(ticket, due_at, tx.now, settings.timezone)
    await saying.notice(tx, number, text, told=told, key=f"{event.key}:opening")


async def _closing(ticket: chat.TicketInChat, settings: Settings, tx: Transaction, event: Event) -> list[str]:
    """An agent who opens it is there."""
    if event.actor.kind is ActorKind.AGENT or not ticket.person.hears:
        return []
    if not await closing.is_closed(tx, ticket.board, ticket.lane):
        return []
    customer = await customers.lock(tx, ticket.person.id)
    return await closed.lines(tx, customer, ticket, settings.timezone)


async def _await_words(opened: facts.TicketOpened, tx: Transaction, event: Event) -> None:
    number = opened.ticket
    for kind, after in ((Reminder.NUDGE, NUDGE_AFTER), (Reminder.CLOSE_EMPTY, CLOSE_EMPTY_AFTER)):
        await remind(tx, kind, event.key, f"ticket:{number}", event.at + after, ticket=number)


async def _await_time(scheduled: facts.ReplyScheduled, tx: Transaction, event: Event) -> None:
    if scheduled.why in (facts.Scheduling.MADE, facts.Scheduling.CHANGED):
        what: dict[str, Json] = {"scheduled": scheduled.scheduled, "until": scheduled.until.isoformat()}
        order_key = f"scheduled:{scheduled.scheduled}"
        await remind(tx, Reminder.SCHEDULED, event.key, order_key, scheduled.until, **what)


async def _tell_closed(tx: Transaction, event: Event) -> None:
    await remind(tx, Reminder.CLOSED_ALL, event.key, "closed", event.at)


async def _settle_first(kind: Reminder, tx: Transaction, event: Event) -> None:
    at, number = tx.now + MOVE_SETTLES_AFTER, event.ticket
    await remind(tx, kind, event.key, f"ticket:{number}", at, ticket=number)


async def _introduce(number: TicketNumber, comment: CommentId, tx: Transaction, event: Event) -> None:
    """Whom an agent writes to first learns from whom and what it is about."""
    if await chat.is_first_word(tx.session, number, comment):
        ticket = await chat.ticket(tx.session, number, tx.now)
        text = await ticket_texts.introduction(tx, ticket)
        await saying.notice(tx, number, text, key=f"{event.key}:introduction")


async def _tell_merged(merged: facts.TicketMerged, tx: Transaction, event: Event) -> None:
    """Once an undo is no longer possible."""
    at, number = event.at + MOVE_SETTLES_AFTER, merged.merged
    await remind(
        tx, Reminder.MERGED, event.key, f"ticket:{number}", at, ticket=number, into=int(merged.ticket)
    )


async def _tell_delay(close: facts.DeadlineClose, tx: Transaction, event: Event) -> None:
    await delaying.tell_unless_answered(tx, close.ticket, close.timer)


async def _say_delay(delay: facts.DelayTold, settings: Settings, tx: Transaction, event: Event) -> None:
    await delaying.say(tx, delay.ticket, delay.until, settings.timezone, f"{event.key}:delay")


async def _is_promised_anew(tx: Transaction, event: Event) -> bool:
    """The first words came when the time that was told had passed."""
    if not isinstance(event.fact, facts.CustomerWrote | facts.AgentReplied):
        return False
    key = timer_key(event.key, Metric.RESOLUTION)
    return any(timer.key == key for timer in await promises.load(tx, event.fact.ticket))


async def _tell_new_time(settings: Settings, tx: Transaction, event: Event) -> None:
    assert event.ticket is not None
    ticket = await chat.ticket(tx.session, event.ticket, tx.now)
    due_at = ticket_texts.resolution_due(await promises.load(tx, event.ticket))
    if due_at is not None and due_at > tx.now:
        text = ticket_texts.promised_anew(ticket, due_at, tx.now, settings.timezone)
        told = saying.by_then(ticket, due_at, tx.now, settings.timezone)
        await saying.notice(tx, event.ticket, text, told=told, key=f"{event.key}:anew")


async def _ask_rating(number: TicketNumber, tx: Transaction, event: Event) -> None:
    await remind(
        tx,
        Reminder.RATING,
        event.key,
        f"ticket:{number}",
        event.at + RATE_AFTER,
        ticket=number,
        resolution=str(event.key),
    )


async def _show_seen(seen: Sequence[CommentId], tx: Transaction, event: Event) -> None:
    """👀 takes the place of ✍ on each message an agent has now seen."""
    for message in await chat.messages_of(tx.session, seen):
        key = f"seen:{event.key}:{message.comment}"
        await saying.react(tx, message.chat, message.message, saying.SEEN, key)


async def _end_questions(customer: CustomerId, tx: Transaction, event: Event) -> None:
    await questions.answered_by_agent(tx, customer)


_OfComment: TypeAlias = (
    facts.CustomerWrote
    | facts.AgentReplied
    | facts.AnsweredAtDoor
    | facts.CameToDoor
    | facts.CommentEdited
    | facts.CommentReadAtLast
    | facts.AlbumGrew
    | facts.FilesWantedAgain
)


async def _fetch_files(tx: Transaction, event: Event, *, is_asked: bool = False) -> None:
    for file in await _files_to_fetch(tx, event):
        await _fetch(tx, file, event, is_asked=is_asked)


async def _files_to_fetch(tx: Transaction, event: Event) -> list[FileId]:
    """Of people nobody knows yet nothing is fetched."""
    assert isinstance(event.fact, _OfComment)
    files = await attachments.pending_of(tx, event.fact.comment)
    if files and event.ticket is None:
        person = await chat.person(tx.session, event.fact.customer)
        return [file.id for file in files] if person.is_registered else []
    return [file.id for file in files]


async def _fetch_what_waited(customer: CustomerId, tx: Transaction, event: Event) -> None:
    for file in await chat.files_at_door(tx.session, customer):
        await _fetch(tx, file, event)


async def _await_topic(
    customer: CustomerId, comment: CommentId | None, tx: Transaction, event: Event
) -> None:
    """Whoever is registered and has words at the door gets a ticket, topic or not."""
    if not (await chat.person(tx.session, customer)).is_registered:
        return
    await remind(
        tx,
        Reminder.NO_TOPIC,
        event.key,
        f"customer:{customer}",
        event.at + NO_TOPIC_AFTER,
        customer=customer,
        comment=comment,
        since=event.at.isoformat(),
    )


async def _welcome(customer_id: CustomerId, settings: Settings, tx: Transaction, event: Event) -> None:
    """Whom an agent let in at the door goes on as anybody who let themselves in."""
    if event.actor.kind is not ActorKind.AGENT:
        return
    customer = await customers.lock(tx, customer_id)
    account = next(held for held in await accounts.held(tx, customer) if held.id == customer.account_id)
    if customer.telegram_id is not None:
        await asking.let_in(tx, customer, customer.telegram_id, account, settings, by_agent=True)


async def _reconsider(customer: CustomerId, tx: Transaction, event: Event) -> None:
    """With another account they may get the ticket that they were refused."""
    await remind(tx, Reminder.RECONSIDER, event.key, f"customer:{customer}", event.at, customer=int(customer))


def _may_let_in(thing: Thing, key: str) -> bool:
    """Whether people who were refused may get a ticket after such a change."""
    return thing in (Thing.ACCOUNT, Thing.IMPORT, Thing.PLAN) or (thing is Thing.SETTING and key == RULES)


async def _reconsider_all(tx: Transaction, event: Event) -> None:
    await remind(tx, Reminder.RECONSIDER_ALL, event.key, "refused", event.at)


async def _tell_refused(customer_id: CustomerId, account: AccountId, tx: Transaction, event: Event) -> None:
    person = await chat.person(tx.session, customer_id)
    if person.chat is not None:
        number = await chat.account_number(tx.session, account)
        await saying.tell(tx, person.chat, say(person.language, "claim.refused", account=number))


async def _hand_over(archive: ArchiveId, tx: Transaction, event: Event) -> None:
    made = await archives.to_send(tx.session, archive)
    if made is not None:
        await saying.hand_over(tx, made, say(made.language, "copy.here"))


async def _tell_erased(customer: CustomerId, tx: Transaction, event: Event) -> None:
    """Whoever asked for it in the chat is answered there."""
    person = await chat.person(tx.session, customer)
    if event.actor.kind is ActorKind.CUSTOMER or person.chat is None or person.is_blocked:
        return
    text = say(person.language, "erase.done_for_them")
    await saying.tell(tx, person.chat, text, markup=keyboards.NONE, is_traceless=True)


async def _send_again(comment: CommentId, tx: Transaction, event: Event) -> None:
    await drop_parked(tx, comment)
    await _send(comment, tx, event)


async def _send_what_was_missed(customer: CustomerId, tx: Transaction, event: Event) -> None:
    """After the facts of their tickets."""
    for comment in await replies.missed_replies(tx.session, customer):
        await sending.retry(tx, comment)
    await sending.missed_edits(tx, customer)
    for incident, is_for_good in await incidents.missed(tx.session, customer):
        kind = Reminder.LOOP if is_for_good else Reminder.INCIDENT_OVER
        remind_each(tx, kind, f"{event.key}:{incident}", [customer], incident=incident)


async def _tell_followers(incident_id: IncidentId, tx: Transaction, event: Event) -> None:
    incident = await incidents.lock(tx, incident_id)
    people = await incidents.followers(tx.session, incident)
    remind_each(tx, Reminder.INCIDENT_OVER, event.key, people, incident=incident_id)


async def _tell_for_good(incident_id: IncidentId, tx: Transaction, event: Event) -> None:
    people = await incidents.untold(tx.session, incident_id)
    remind_each(tx, Reminder.LOOP, event.key, people, incident=incident_id)


async def _follow_edit(comment: CommentId, tx: Transaction, event: Event) -> None:
    await amending.follow_edit(tx, comment, str(event.key))


async def _follow_taking_back(comment: CommentId, tx: Transaction, event: Event) -> None:
    await amending.follow_taking_back(tx, comment)


async def _follow_removal(comment: CommentId, tx: Transaction, event: Event) -> None:
    await amending.follow_removal(tx, comment, str(event.key))


async def _amend_again(comment: CommentId, tx: Transaction, event: Event) -> None:
    await amending.again(tx, comment, str(event.key))


async def _send(
    comment: CommentId, tx: Transaction, event: Event, *, goes_at: datetime | None = None
) -> None:
    """What waits for `goes_at` holds up all that the chat is told after it."""
    reply = await replies.reply(tx.session, comment, tx.now)
    for call in reply_calls.calls_for(reply, str(event.key)) if reply else ():
        await send(tx, replace(call, run_at=goes_at, keeps_place=goes_at is not None))


async def _fetch(tx: Transaction, file: FileId, event: Event, *, is_asked: bool = False) -> None:
    await tx.later(
        Job(
            queue=Queue.MEDIA,
            key=f"{file}:{event.key}",
            order_key=file_key(file),
            payload={"file": file, "asked": is_asked},
        )
    )
