"""Agents link their Telegram with a one-time code. Without an account, they only get alarms here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aiogram import Router
from aiogram.types import Message

from board.people import keys, team
from board.security import Said
from board.settings import Settings
from board.store.db import Transaction
from board.talk import questions
from board.words.catalog import say
from bot.talk import saying

if TYPE_CHECKING:
    from board.models import Agent, Customer

_CODE = re.compile(r"[\w-]{32}")  # as long as the codes that board.team issues


def router() -> Router:
    router = Router(name="agents")
    router.message.register(_only_listens, _is_agent_alone)
    router.edited_message.register(_stays_quiet, _is_agent_alone)
    return router


async def link(tx: Transaction, code: str, chat_id: int, settings: Settings) -> bool:
    """Whether it was a good code; the agent hears that their Telegram is linked."""
    agent = await team.link_telegram(tx, code, chat_id)
    if agent is not None:
        await saying.tell(
            tx, chat_id, say(agent.language or settings.language, "agent.linked", name=agent.name)
        )
    return agent is not None


def looks_like_code(word: str) -> bool:
    return _CODE.fullmatch(word) is not None


async def refuse(tx: Transaction, chat_id: int, settings: Settings) -> None:
    """It looked like a code, but was used already, is too old, or never was one."""
    await keys.tell(tx.session, Said.LINK_REFUSED, kind="link", address=f"telegram:{chat_id}")
    await saying.tell(tx, chat_id, say(settings.language, "agent.code_wrong"))


async def _is_agent_alone(message: Message, tx: Transaction, customer: Customer) -> dict[str, Any] | bool:
    """Whether it is an agent without an account, who has not asked for one with /start."""
    if customer.account_id is not None or (message.text or "").startswith("/start"):
        return False
    if await questions.latest_open(tx, customer) is not None:
        return False
    agent = await team.agent_by_telegram(tx.session, message.chat.id)
    return {"agent": agent} if agent is not None else False


async def _only_listens(message: Message, tx: Transaction, agent: Agent, settings: Settings) -> None:
    text = say(agent.language or settings.language, "agent.only_listens", name=agent.name)
    await saying.tell(tx, message.chat.id, text)


async def _stays_quiet(message: Message) -> None:
    """An edit needs no second answer."""
