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
from board.tickets import handing_over
from board.values import AgentId, Role
from board.words.catalog import LANGUAGES
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from board.models import Agent
    from cli.verbs import Commands


T = TypeVar("T")

_MOST_DAYS = 3650


def add_to(commands: Commands, runs: Runs) -> None:
    _add_agents(family(commands, "agent", said("command.agent.help")), runs)
    _add_tokens(family(commands, "token", said("command.token.help")), runs)
    _add_sessions(family(commands, "session", said("command.session.help")), runs)


def _add_sessions(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help=said("command.session.list.help")).set_defaults(**runs(_session_list))
    command = group.add_parser("end", help=said("command.session.end.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_session_end))


def _add_agents(group: Commands, runs: Runs) -> None:
    command = group.add_parser("add", help=said("command.agent.add.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--role", type=Role, choices=list(Role), help=said("command.agent.add.role"))
    command.set_defaults(**runs(_agent_add))
    command = group.add_parser("set", help=said("command.agent.set.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--role", type=Role, choices=list(Role))
    command.add_argument("--name", dest="new_name", metavar="NEW", help=said("command.agent.set.name"))
    command.add_argument(
        "--language", choices=[*LANGUAGES, ""], metavar="XX", help=said("command.agent.set.language")
    )
    command.set_defaults(**runs(_agent_set))
    for name, verb, text in (
        ("login", _agent_login, said("command.agent.login.help")),
        ("link", _agent_link, said("command.agent.link.help")),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(**runs(verb))
    command = group.add_parser("remove", help=said("command.agent.remove.help"))
    command.add_argument("name", metavar="NAME")
    text = said("command.agent.remove.hand_over")
    command.add_argument("--hand-over", nargs="?", const="", metavar="TO", help=text)
    command.set_defaults(**runs(_agent_remove))
    command = group.add_parser("hand-over", help=said("command.agent.hand_over.help"))
    command.add_argument("name", metavar="FROM")
    command.add_argument("to", metavar="TO", nargs="?")
    command.set_defaults(**runs(_agent_hand_over))
    group.add_parser("list", help=said("command.agent.list.help")).set_defaults(**runs(_agent_list))


def _add_tokens(group: Commands, runs: Runs) -> None:
    command = group.add_parser("add", help=said("command.token.add.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--days", type=_days, metavar="N", help=said("command.token.add.days"))
    command.add_argument("--role", type=Role, choices=list(Role), help=said("command.token.add.role"))
    command.set_defaults(**runs(_token_add))
    group.add_parser("list", help=said("command.token.list.help")).set_defaults(**runs(_token_list))
    command = group.add_parser("revoke", help=said("command.token.revoke.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_token_revoke))


async def _known(asked: Awaitable[T]) -> T:
    """What an agent was asked for by name; an operator hears how there can be one."""
    try:
        return await asked
    except NotFound as error:
        raise NotFound("refused.command.no_agent", refused=error) from error


async def _agent_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _role_line(await team.add_agent(tx, options.name, options.role))


async def _agent_set(tx: Transaction, options: argparse.Namespace) -> str:
    agent = await _known(team.agent_named(tx, options.name))
    wish = Wish(options.new_name, options.role, options.language)
    agent = await roles.change_agent(tx, agent.id, wish)
    return _role_line(agent)


def _role_line(agent: Agent) -> str:
    return said(f"command.agent.is_{agent.role}", name=agent.name)


async def _agent_remove(tx: Transaction, options: argparse.Namespace) -> str:
    leaving = AgentId((await _known(team.agent_named(tx, options.name))).id)
    tickets = []
    if options.hand_over is not None:
        handed = await handing_over.hand_over_all(tx, leaving, await _taker(tx, options.hand_over))
        tickets = [said("command.agent.hand_over.done", n=len(handed))]
    elif left := await handing_over.open_tickets(tx.session, leaving):
        tickets = [said("command.agent.removed.open", name=options.name, n=len(left))]
    ended = await _known(team.remove_agent(tx, options.name))
    return "\n".join([said("command.agent.removed", name=options.name, ended=ended), *tickets])


async def _agent_list(tx: Transaction, _: argparse.Namespace) -> str:
    sessions = Counter(key.agent for key in await keys.living(tx.session, "session"))
    tokens = Counter(key.agent for key in await keys.living(tx.session, "token"))
    return "\n".join(
        "\t".join(
            (
                agent.name,
                agent.role,
                said("command.agent.sessions", number=sessions[agent.name]),
                said("command.agent.tokens", number=tokens[agent.name]),
                said("command.agent.linked" if agent.telegram_id else "command.agent.unlinked"),
            )
        )
        for agent in await team.everyone(tx.session)
    )


async def _agent_hand_over(tx: Transaction, options: argparse.Namespace) -> str:
    leaving = AgentId((await _known(team.agent_named(tx, options.name, also_removed=True))).id)
    handed = await handing_over.hand_over_all(tx, leaving, await _taker(tx, options.to))
    return said("command.agent.hand_over.done", n=len(handed))


async def _taker(tx: Transaction, name: str | None) -> AgentId | None:
    """None: whoever at work has the least to do."""
    return AgentId((await _known(team.agent_named(tx, name))).id) if name else None


async def _agent_login(tx: Transaction, options: argparse.Namespace) -> str:
    secret = await _known(team.login_secret(tx, options.name))
    return f"{load_settings().public_url}/login/{secret}"


async def _agent_link(tx: Transaction, options: argparse.Namespace) -> str:
    return await _known(team.link_code(tx, options.name))


async def _token_add(tx: Transaction, options: argparse.Namespace) -> str:
    is_new = await team.find_agent(tx, options.name) is None
    token = await team.add_token(tx, options.name, options.days, options.role)
    if is_new:  # a program may need an agent of its own, but the name may also be a typing mistake
        print(said("command.token.new_agent", name=options.name), file=sys.stderr)
    return token


async def _token_list(tx: Transaction, _: argparse.Namespace) -> str:
    tokens = await keys.living(tx.session, "token")
    return "\n".join(
        f"{_key_line(key)}\t{key.role}\t{said('command.token.until', time=_time(key.expires_at))}"
        for key in tokens
    ) or said("command.token.none")


async def _token_revoke(tx: Transaction, options: argparse.Namespace) -> str:
    return said("command.token.revoked", id=options.id, name=await keys.take_back(tx, "token", options.id))


async def _session_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_key_line, await keys.living(tx.session, "session"))) or said("command.session.none")


async def _session_end(tx: Transaction, options: argparse.Namespace) -> str:
    return said("command.session.ended", id=options.id, name=await keys.take_back(tx, "session", options.id))


def _key_line(key: keys.Key) -> str:
    made = said("command.key.made", time=_time(key.created_at))
    used = said("command.key.used", time=_time(key.used_at))
    return f"{key.id}\t{key.agent}\t{made}\t{used}\t{key.address or '–'}\t{key.device or '–'}"


def _time(moment: datetime | None) -> str:
    return f"{moment:%F %R}" if moment else "–"


def _days(text: str) -> timedelta:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(said("refused.command.days", written=text, most=_MOST_DAYS))
    return timedelta(days=int(text))
