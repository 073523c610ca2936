"""What an operator asks of the desk's data on the command line: each command is one verb in one transaction."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from board import accounts, company, conversation, promises, registry, routing, team
from board.accounts import Standing
from board.errors import Invalid, NotFound
from board.events import Metric
from board.settings import load_settings
from board.store import jobs
from board.store.db import Transaction
from board.store.files import Blobs
from bot import outbox
from bot.texts.catalog import LANGUAGES
from sla.policy import parse_goal, write_goal

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_PICTURES = {
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "image/png": (b"\x89PNG\r\n\x1a\n", b"IEND"),
}
"""By type: what such a file begins with, and what stands at its end."""
_PICTURE_BYTES = 10 * 1000**2

Verb = Callable[[Transaction, argparse.Namespace], Awaitable[str]]
Runs = Callable[[Verb], dict[str, object]]


def add_to(commands: Commands, in_transaction: Callable[[Verb], object]) -> None:
    """The parsers of these commands; `in_transaction` makes of a verb what runs it and prints its answer."""

    def runs(verb: Verb) -> dict[str, object]:
        return {"command": in_transaction(verb)}

    seed = commands.add_parser(
        "seed", help="make the default boards, lanes and topics; harmless when repeated"
    )
    seed.set_defaults(**runs(_seed))
    _account_commands(_group(commands.add_parser("account", help="the registry of accounts")), runs)
    _agent_commands(_group(commands.add_parser("agent", help="who answers")), runs)
    _lane_commands(_group(commands.add_parser("lane", help="what a lane promises")), runs)
    _token_commands(_group(commands.add_parser("token", help="API tokens")), runs)
    setting = commands.add_parser("setting", help="the company's own texts, picture, agents' chat")
    _setting_commands(_group(setting), runs)
    parked = commands.add_parser("parked", help="work that kept failing and waits for a person")
    _parked_commands(_group(parked), runs)


def _account_commands(group: Commands, runs: Runs) -> None:
    command = group.add_parser("import", help="take in a CSV file: account,name,status,support_until,plan,…")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.set_defaults(**runs(_account_import))
    command = group.add_parser("add", help="add an active account")
    command.add_argument("account", metavar="ACCOUNT")
    command.add_argument("--name")
    command.set_defaults(**runs(_account_add))
    for name, status in (("suspend", Standing.SUSPENDED), ("resume", Standing.ACTIVE)):
        command = group.add_parser(name, help=f"make the account {status}")
        command.add_argument("account", metavar="ACCOUNT")
        command.set_defaults(**runs(_account_status(status)))
    group.add_parser("list", help="all accounts").set_defaults(**runs(_account_list))


def _agent_commands(group: Commands, runs: Runs) -> None:
    for name, verb, text in (
        ("add", _agent_add, "add an agent"),
        ("login", _agent_login, "print a one-time login address"),
        ("link", _agent_link, "print a one-time code; /start CODE to the bot links the agent's Telegram"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(**runs(verb))


def _lane_commands(group: Commands, runs: Runs) -> None:
    command = group.add_parser("set", help="change what a lane promises from now on")
    command.add_argument("board", metavar="BOARD")
    command.add_argument("lane", metavar="LANE")
    command.add_argument("--first-response", metavar="D", help="like 5m, 48h, 10s, or off")
    command.add_argument("--next-response", metavar="D", help="like 5m, or off")
    command.add_argument("--resolution", metavar="D", help="like 5h, or off")
    command.add_argument("--warn", type=int, metavar="PERCENT", help="of the goal, before the warning")
    command.set_defaults(**runs(_lane_set))


def _token_commands(group: Commands, runs: Runs) -> None:
    command = group.add_parser("add", help="print a token that acts as the agent NAME, once")
    command.add_argument("name", metavar="NAME")
    command.set_defaults(**runs(_token_add))


def _setting_commands(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help="what is set").set_defaults(**runs(_setting_list))
    keys = f"{', '.join(company.KEYS)}; a text's may end with a language: {company.REGISTRATION_TEXT}.ru"
    command = group.add_parser("set", help="set one; it counts from the next message on")
    command.add_argument("key", metavar="KEY", help=keys)
    command.add_argument("value", metavar="VALUE", help="a text, a picture's path, a chat's id")
    command.set_defaults(**runs(_setting_set))
    command = group.add_parser("unset", help="back to what a new desk begins with")
    command.add_argument("key", metavar="KEY", help=keys)
    command.set_defaults(**runs(_setting_unset))


def _parked_commands(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help="what is parked, and why").set_defaults(**runs(_parked_list))
    for name, verb, text in (
        ("retry", _parked_retry, "try it again"),
        ("drop", _parked_drop, "give it up; a message's placeholder stays on its card"),
    ):
        command = group.add_parser(name, help=text)
        command.add_argument("id", type=int, metavar="ID")
        command.set_defaults(**runs(verb))


def _group(parser: argparse.ArgumentParser) -> Commands:
    return parser.add_subparsers(required=True, metavar="COMMAND")


async def _seed(tx: Transaction, _: argparse.Namespace) -> str:
    await routing.seed(tx)
    return "The desk has its boards, lanes and topics."


async def _account_import(tx: Transaction, options: argparse.Namespace) -> str:
    path: Path = options.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            count = await registry.import_csv(tx, stream)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} isn't UTF-8 text: save it as “CSV UTF-8”.") from error
    return f"{count} accounts."


async def _account_add(tx: Transaction, options: argparse.Namespace) -> str:
    return _account_line(await accounts.add(tx, options.account, options.name))


def _account_status(status: Standing) -> Callable[[Transaction, argparse.Namespace], Awaitable[str]]:
    async def command(tx: Transaction, options: argparse.Namespace) -> str:
        return _account_line(await accounts.set_status(tx, options.account, status))

    return command


async def _account_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(map(_account_line, await accounts.everyone(tx)))


async def _agent_add(tx: Transaction, options: argparse.Namespace) -> str:
    return f"{(await team.add_agent(tx, options.name)).name} is an agent."


async def _agent_login(tx: Transaction, options: argparse.Namespace) -> str:
    secret = await team.login_secret(tx, options.name)
    return f"{load_settings().public_url}/login/{secret}"


async def _agent_link(tx: Transaction, options: argparse.Namespace) -> str:
    return await team.link_code(tx, options.name)


async def _token_add(tx: Transaction, options: argparse.Namespace) -> str:
    is_new = await team.find_agent(tx, options.name) is None
    token = await team.add_token(tx, options.name)
    if is_new:  # a machine may well have a name of its own, but so has a slip of the finger
        print(f"“{options.name}” is new: an agent of that name was made.", file=sys.stderr)
    return token


async def _setting_list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(
        f"{key}\t{' '.join(value.split())}" for key, value in (await company.everything(tx)).items()
    )


async def _setting_set(tx: Transaction, options: argparse.Namespace) -> str:
    key, language = _key_and_language(options.key)
    if language is not None or key in (company.GREETING, company.REGISTRATION_TEXT):
        await company.set_text(tx, key, options.value, language)
    elif key == company.AGENTS_CHAT:
        await company.set_agents_chat(tx, options.value)
    else:
        path = Path(options.value)
        data, mime = _read_picture(path)
        await company.set_picture(tx, await _keep(data), path.name, mime)
    return f"{options.key} is set."


async def _setting_unset(tx: Transaction, options: argparse.Namespace) -> str:
    await company.unset(tx, *_key_and_language(options.key))
    return f"{options.key} is as it was at first."


def _key_and_language(given: str) -> tuple[str, str | None]:
    key, _, language = given.partition(".")
    if key not in company.KEYS:
        raise NotFound(f"There is no setting “{key}”, only {', '.join(company.KEYS)}.")
    if language and language not in LANGUAGES:
        raise NotFound(f"The bot doesn't speak “{language}”, only {', '.join(LANGUAGES)}.")
    return key, language or None


def _read_picture(path: Path) -> tuple[bytes, str]:
    """Its bytes and type."""
    try:
        if path.stat().st_size > _PICTURE_BYTES:
            raise Invalid(f"{path} is too big: Telegram takes pictures up to {_PICTURE_BYTES // 1000**2} MB.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    for mime, (head, tail) in _PICTURES.items():
        if data.startswith(head) and tail in data:
            return data, mime
    raise Invalid(f"{path} isn't a whole JPEG or PNG picture.")


async def _keep(data: bytes) -> str:
    """Among the desk's files, under the hash it gives."""

    async def chunks() -> AsyncIterator[bytes]:
        yield data

    sha256, _ = await Blobs(load_settings().data_dir / "files").save(chunks())
    return sha256


async def _lane_set(tx: Transaction, options: argparse.Namespace) -> str:
    for metric in Metric:
        duration = getattr(options, metric)
        if duration is not None:
            await promises.set_policy(tx, options.board, options.lane, metric, parse_goal(duration))
    if options.warn is not None:
        await promises.set_warning(tx, options.board, options.lane, options.warn)
    goals = await promises.goals_of(tx, options.board, options.lane)
    return "\n".join(
        f"{metric}: {write_goal(goal.duration)}, warned at {goal.warn_percent} %"
        for metric, goal in goals.items()
    )


async def _parked_list(tx: Transaction, _: argparse.Namespace) -> str:
    rows = await jobs.parked(tx.session)
    if not rows:
        return "Nothing is parked."
    return "\n".join(f"{row['id']}\t{row['queue']}\t{row['parked_at']:%F %T}\t{row['error']}" for row in rows)


async def _parked_retry(tx: Transaction, options: argparse.Namespace) -> str:
    comment = await outbox.parked_comment(tx, options.id)
    if comment is not None and await conversation.is_failed_reply(tx, comment):
        # Its calls are made anew, those that were not taken yet; a notice would lose its keyboard by that.
        await conversation.retry(tx, comment)
    elif not await jobs.unpark(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is tried again."


async def _parked_drop(tx: Transaction, options: argparse.Namespace) -> str:
    if not await jobs.drop_parked(tx.session, options.id):
        raise NotFound(f"Nothing is parked under {options.id}.")
    return f"{options.id} is dropped."


def _account_line(account: object) -> str:
    shown = ("number", "status", "support_until", "plan", "name")
    return "\t".join(str(getattr(account, name) or "") for name in shown)
