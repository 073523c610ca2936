"""What agents do from their own Telegram: a tap under an alarm is theirs, and not the customer's they may be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from board.errors import DeskError
from board.people import team
from board.settings import Settings
from board.store.db import Transaction
from board.tickets import delays, snoozing
from board.tickets.snoozing import Until
from board.values import AgentId, Role, agent_actor
from board.words import times
from board.words.catalog import say
from bot.talk import saying
from bot.talk.taps import DelayTap, Press, SnoozeAct, SnoozeTap

if TYPE_CHECKING:
    from board.models import Customer

_HOUR = timedelta(hours=1)


async def snooze(
    tx: Transaction, customer: Customer, press: Press, tap: SnoozeTap, settings: Settings
) -> None:
    async def act(language: str) -> str:
        ticket = await snoozing.snooze(tx, tap.ticket, _end(tx, tap.until))
        named = {"number": ticket.number}
        if ticket.snoozed_until is None:
            return say(language, "snooze.done.customer", **named)
        until = times.until(language, ticket.snoozed_until, tx.now, settings.timezone)
        return say(language, "snooze.done", **named, time=until)

    await _as_agent(tx, customer, press, settings, act)


async def tell_delay(
    tx: Transaction, customer: Customer, press: Press, tap: DelayTap, settings: Settings
) -> None:
    async def act(language: str) -> str:
        ticket = await delays.tell_by_word(tx, tap.ticket, tap.until, settings.timezone)
        return say(language, "delay.done", number=ticket.number)

    await _as_agent(tx, customer, press, settings, act)


async def _as_agent(
    tx: Transaction,
    customer: Customer,
    press: Press,
    settings: Settings,
    act: Callable[[str], Awaitable[str]],
) -> None:
    """Answers with what `act` says in the agent's language, or with why it is refused."""
    agent = await team.agent_by_telegram(tx.session, press.chat)
    if agent is None:
        await saying.answer(tx, press, say(customer.language, "button.old"))
        return
    tx.actor = agent_actor(AgentId(agent.id), Role(agent.role))
    language = agent.language or settings.language
    try:
        await saying.answer(tx, press, await act(language))
    except DeskError as refused:
        await saying.answer(tx, press, refused.say(language))


def _end(tx: Transaction, act: SnoozeAct) -> datetime | Until:
    match act:
        case SnoozeAct.HOUR:
            return tx.now + _HOUR
        case SnoozeAct.OPENING:
            return Until.OPENING
        case SnoozeAct.CUSTOMER:
            return Until.CUSTOMER
