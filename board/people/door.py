"""People at the door have messages but no ticket yet: agents see them, let them in, answer or dismiss them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from sqlalchemy import delete, or_, select

from board.desk import support
from board.errors import Conflict
from board.facts import AnsweredAtDoor, DismissedAtDoor, Opening
from board.models import Column, Comment, Customer, Ticket
from board.people import accounts, arriving, claims, customers, guessing
from board.people.accounts import Standing
from board.store.allowed import allowed
from board.store.db import Transaction
from board.talk import attachments, looking, questions, receiving, refusals, regrouping, waiting, writing
from board.tickets import marking, moving, places
from board.tickets.reach import refuse_to_nobody
from board.values import Author, Role, State

NO_TOPIC_LABEL = "no topic"
_WARNING = {
    Standing.SUSPENDED: "refused.account.suspended",
    Standing.EXPIRED: "refused.account.expired",
}


@allowed(Role.AGENT)
async def open_ticket(
    tx: Transaction,
    customer: Customer,
    topic_key: str,
    zone: tzinfo,
    *,
    labels: Iterable[str] = (),
    why: Opening | None = None,
    is_let_in: bool = False,
) -> Ticket:
    """A new ticket for this customer; it begins with what they wrote at the door.

    If they wrote something there, it follows their last ticket, which it may be about. Raises ``NoSupport`` if their
    account gets none now, unless an agent lets them in.
    """
    labels = [*labels, *await support.admit(tx, customer.account_id, zone, anyway=is_let_in)]
    words = await tx.session.scalar(
        select(Comment.id).where(Comment.customer_id == customer.id, waiting.opening_words_at_door()).limit(1)
    )
    follows = await _latest_done(tx, customer) if words is not None else None
    given = await arriving.brought(tx, customer)
    ticket = await moving.open_ticket(
        tx,
        customer,
        topic_key,
        follows=follows,
        labels=labels,
        why=why,
        is_empty=words is None,
        source=given.source,
        invite_id=given.invite,
        agent=given.agent,
    )
    await regrouping.gather(tx, customer, ticket)
    await refusals.forget(tx, customer)
    return ticket


async def open_without_topic(tx: Transaction, customer: Customer, zone: tzinfo) -> Ticket:
    """They picked no topic: what waits gets a ticket of the default one. What they chose since stays current."""
    current = await looking.current(tx, customer)
    topic = await places.default_topic(tx.session)
    ticket = await open_ticket(tx, customer, topic.key, zone, labels=[NO_TOPIC_LABEL], why=Opening.NO_TOPIC)
    ticket.chosen_at = tx.now if current is None else ticket.last_message_at
    return ticket


async def may_pick_topic(tx: Transaction, number: int) -> bool:
    """Whether it is a ticket without a topic that nobody has answered yet."""
    ticket = await tx.session.get_one(Ticket, number)
    if NO_TOPIC_LABEL not in ticket.labels or await places.state_of(tx, ticket) is State.DONE:
        return False
    answered = await tx.session.scalar(
        select(Comment.id)
        .where(Comment.ticket_number == number, Comment.author == Author.AGENT, Comment.is_public)
        .limit(1)
    )
    return answered is None


async def pick_topic(tx: Transaction, number: int, topic_key: str) -> Ticket:
    """The topic of a ticket that was opened without one."""
    await moving.to_topic(tx, number, topic_key)
    return await marking.label(tx, number, remove=[NO_TOPIC_LABEL])


@allowed(Role.AGENT)
async def give_account(
    tx: Transaction, customer_id: int, number: str, today: date, *, anyway: bool = False
) -> Customer:
    """An agent knows who this is: link the account to them, confirmed.

    One that gets no support on that day is refused with a warning, unless it is to be given anyway.
    """
    customer = await customers.lock(tx, customer_id)
    account = await accounts.by_number(tx, number)
    if customer.account_id == account.id and await accounts.is_confirmed(tx, customer, account):
        return customer
    standing = accounts.standing(account, today)
    if standing is not Standing.ACTIVE and not anyway:
        raise Conflict(_WARNING[standing], number=account.number)
    link = await accounts.register(tx, customer, account)
    link.confirmed_at = link.confirmed_at or tx.now
    await guessing.forgive(tx, customer)
    return customer


@allowed(Role.AGENT)
async def let_in(
    tx: Transaction, customer_id: int, zone: tzinfo, topic_key: str | None = None
) -> Ticket | None:
    """An agent takes somebody from the door whose account gets no support: they get a ticket, marked.

    It has the topic given, else the one they picked, or what took its place, else the default one. None if nothing
    waits there any more.
    """
    customer = await customers.lock(tx, customer_id)
    if customer.account_id is None:
        raise Conflict("refused.door.no_account")
    waits = select(Comment.id).where(Comment.customer_id == customer.id, waiting.own_words_at_door())
    if await tx.session.scalar(waits.limit(1)) is None:
        return None
    if topic_key is not None:
        await places.topic(tx.session, topic_key)
    refusal = await refusals.of(tx, customer)
    wanted = topic_key or (refusal.topic_key if refusal else None)
    topic = await (
        places.default_topic(tx.session) if wanted is None else places.topic_for_more(tx.session, wanted)
    )
    ticket = await open_ticket(tx, customer, topic.key, zone, is_let_in=True)
    await questions.opened(tx, customer.id, ticket.number)
    return ticket


@allowed(Role.AGENT)
async def answer(tx: Transaction, customer_id: int, text: str) -> Comment:
    """Answer someone at the door. When they get a ticket, the answer moves to it."""
    customer = await customers.lock(tx, customer_id)
    await refuse_to_nobody(tx, customer.id)
    comment = await writing.by_agent(tx, customer.id, text, ticket=None)
    await tx.record(AnsweredAtDoor(comment.id, customer.id))
    return comment


@allowed(Role.AGENT)
async def dismiss(tx: Transaction, customer_id: int) -> None:
    """What they wrote so far is nothing for this desk: agents no longer see it, and it is deleted after a week.

    Accounts that they claimed are refused.
    """
    customer = await customers.lock(tx, customer_id)
    await claims.refuse_all(tx, customer)
    stands = select(Comment.id).where(Comment.customer_id == customer.id, waiting.at_door()).limit(1)
    if await tx.session.scalar(stands) is None:
        return
    customer.left_door_at = tx.now
    await tx.record(DismissedAtDoor(customer.id))


async def forget_old(tx: Transaction) -> None:
    """Delete, after seven days, what people without an account wrote at the door, and what was dismissed.

    What waits for an agent's approval is kept as long as it takes.
    """
    unregistered = select(Customer.id).where(Customer.account_id.is_(None), ~claims.has_open_claim())
    old = (
        select(Comment.id)
        .where(
            Comment.ticket_number.is_(None),
            or_(
                Comment.customer_id.in_(unregistered),
                ~waiting.at_door(),
                Comment.detail["try"].astext.is_not(None),
            ),
        )
        .where(Comment.created_at < tx.now - receiving.KEPT_AT_DOOR_FOR)
    )
    await attachments.forget_files_of(tx, old)
    await tx.session.execute(
        delete(Comment).where(Comment.id.in_(old)).execution_options(synchronize_session=False)
    )


async def _latest_done(tx: Transaction, customer: Customer) -> int | None:
    found: int | None = await tx.session.scalar(
        select(Ticket.number)
        .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
        .where(Ticket.customer_id == customer.id, Column.kind == State.DONE)
        .where(Ticket.account_id == customer.account_id, Ticket.last_message_at.is_not(None))
        .order_by(Ticket.done_at.desc())
        .limit(1)
    )
    return found
