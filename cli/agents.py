"""`lanedesk agent`, `token` and `session`: who answers, programs that act for them, and where they are signed in."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from board.errors import NotFound
from board.people import keys, roles, team
from board.people.roles import Wish
from board.settings import load_settings
from board.store.db import Transaction
from board.values import Role
from board.words.catalog import LANGUAGES
from cli.verbs import Runs, family

if TYPE_CHECKING:
    from board.models import Agent
    from cli.verbs import Commands


T = TypeVar("T")

_MOST_DAYS = 3650


def add_to(commands: Commands, runs: Runs) -> None:
    _add_agents(family(commands, "agent", "who answers"), runs)
    _add_tokens(family(commands, "token", "API tokens"), runs)
    _add_sessions(family(commands, "session", "where agents are signed in"), runs)


def _add_sessions(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help="who is signed in, where, and when last").set_defaults(
        **runs(_session_list)
    )
    command = group.add_parser("end", help="end one of them")
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_session_end))


def _add_agents(group: Commands, runs: Runs) -> None:
    command = group.add_parser(
        "add", help="add an agent; the first of a desk is its owner, later ones agents"
    )
    command.add_argument("name", metavar="NAME")
    command.add_argument("--role", type=Role, choices=list(Role), help="decides all, works tickets, or looks")
    command.set_defaults(**runs(_agent_add))
    command = group.add_parser("set", help="change what an agent may, their name or their language")
    command.add_argument("name", metavar="NAME")
    command.add_argument("--role", type=Role, choices=list(Role))
    command.add_argument("--name", dest="new_name", metavar="NEW", help="what they are called from now on")
    command.add_argument("--language", choices=[*LANGUAGES, ""], metavar="XX", help="empty: their browser's")
    command.set_defaults(**runs(_agent_set))
    for name, verb, text in (
        ("remove", _agent_remove, "end their sessions, tokens, codes and alarms; tickets keep the name"),
        ("login", _agent_login, "print a one-time login address"),
        ("link", _agent_link, "print a one-time code; /start CODE to the bot links the agent's Telegram"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(**runs(verb))
    group.add_parser("list", help="who answers, and by what they are known").set_defaults(**runs(_agent_list))


def _add_tokens(group: Commands, runs: Runs) -> None:
    command = group.add_parser("add", help="print a token that acts as the agent NAME, once")
    command.add_argument("name", metavar="NAME")
    command.add_argument("--days", type=_days, metavar="N", help="how long it lives (until it is revoked)")
    command.add_argument(
        "--role", type=Role, choices=list(Role), help="the most it may, if less than the agent"
    )
    command.set_defaults(**runs(_token_add))
    group.add_parser("list", help="all tokens, and when and from where they were last used").set_defaults(
        **runs(_token_list)
    )
    command = group.add_parser("revoke", help="take a token back")
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_token_revoke))


async def _known(asked: Awaitable[T]) -> T:
    """What an agent was asked for by name; an operator hears how there can be one."""
    try:
        return await asked
    except NotFound as error:
        raise NotFound(f"{error} To add one: lanedesk agent add NAME") from error


async def _agent_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _role_line(await team.add_agent(tx, options.name, options.role))


async def _agent_set(tx: Transaction, options: argparse.Namespace) -> str:
    agent = await _known(team.agent_named(tx, options.name))
    wish = Wish(options.new_name, options.role, options.language)
    agent = await roles.change_agent(tx, agent.id, wish)
    return _role_line(agent)


def _role_line(agent: Agent) -> str:
    return f"{agent.name} is {'a' if agent.role == Role.VIEWER else 'an'} {agent.role}."


async def _agent_remove(tx: Transaction, options: argparse.Namespace) -> str:
    ended = await _known(team.remove_agent(tx, options.name))
    return f"{options.name} is no agent any more; sessions and tokens ended: {ended}. Tickets keep the name."


async def _agent_list(tx: Transaction, _: argparse.Namespace) -> str:
    sessions = Counter(key.agent for key in await keys.living(tx.session, "session"))
    tokens = Counter(key.agent for key in await keys.living(tx.session, "token"))
    return "\n".join(
        f"{agent.name}\t{agent.role}\tsessions: {sessions[agent.name]}\ttokens: {tokens[agent.name]}"
        f"\tTelegram: {'linked' if agent.telegram_id else '–'}"
        for agent in await team.everyone(tx.session)
    )


async def _agent_login(tx: Transaction, options: argparse.Namespace) -> str:
    secret = await _known(team.login_secret(tx, options.name))
    return f"{load_settings().public_url}/login/{secret}"


async def _agent_link(tx: Transaction, options: argparse.Namespace) -> str:
    return await _known(team.link_code(tx, options.name))


async def _token_add(tx: Transaction, options: argparse.Namespace) -> str:
    is_new = await team.find_agent(tx, options.name) is None
    token = await team.add_token(tx, options.name, options.days, options.role)
    if is_new:  # a program may need an agent of its own, but the name may also be a typing mistake
        print(f"“{options.name}” is new: an agent of that name was made.", file=sys.stderr)
    return token


async def _token_list(tx: Transaction, _: argparse.Namespace) -> str:
    tokens = await keys.living(tx.session, "token")
    return (
        "\n".join(f"{_key_line(key)}\t{key.role}\tuntil {_time(key.expires_at)}" for key in tokens)
        or "There is no token."
    )


async def _token_revoke(tx: Transaction, options: argparse.Namespace) -> str:
    return f"Token {options.id} of {await keys.take_back(tx, 'token', options.id)} is revoked."


async def _session_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_key_line, await keys.living(tx.session, "session"))) or "Nobody is signed in."


async def _session_end(tx: Transaction, options: argparse.Namespace) -> str:
    return f"Session {options.id} of {await keys.take_back(tx, 'session', options.id)} is ended."


def _key_line(key: keys.Key) -> str:
    made, used = _time(key.created_at), _time(key.used_at)
    return f"{key.id}\t{key.agent}\tmade {made}\tlast used {used}\t{key.address or '–'}\t{key.device or '–'}"


def _time(moment: datetime | None) -> str:
    return f"{moment:%F %R}" if moment else "–"


def _days(text: str) -> timedelta:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of days between 1 and {_MOST_DAYS}")
    return timedelta(days=int(text))
