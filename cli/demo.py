"""The whole desk on one machine, with the sandbox instead of Telegram, and scripted customers."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import structlog
from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from board.desk import seed, texts, trades
from board.errors import Conflict, Unavailable
from board.models import Agent, AgentKey, Column, Setting, Ticket
from board.people import accounts, imports, team
from board.settings import Settings
from board.store import loops, schema
from board.store.db import Database, Transaction
from board.store.privacy import make_folder
from board.store.trouble import describe
from board.talk import conversation
from board.tickets import marking, moving
from board.values import DESK, AgentId, State, agent_actor
from board.words.shell import shell_language
from composition import PARTS, Ground, ground, import_bot_meanwhile, stop_on_signals, turn
from voice import weights

log = structlog.get_logger()

AGENT = "Vera"
_TOKEN = "4200000001:sandbox-token-that-opens-nothing"
_PHONE = "the phone"
_PLAYED = "demo_played"
_ACCOUNTS = Path(__file__).parents[1] / "sandbox" / "accounts.csv"
_DATA_DIR = Path("data") / "demo"
"""Not the folder of a real desk: the demo moves time, and its customers are invented."""
_PORTS = 65536
_PORTS_TRIED = 100
_CAST_SECONDS = 120.0
_GOODBYE_SECONDS = 8.0


async def play(options: argparse.Namespace) -> None:
    """Run everything until Ctrl-C. If it is killed and started again on the same folder, it goes on where it was."""
    import_bot_meanwhile()
    stop = stop_on_signals()
    data_dir: Path = (options.data_dir or _DATA_DIR).absolute()
    make_folder(data_dir)
    port = _free_port(options.port)
    phone_port = _free_port(options.phone_port, besides=port)
    phone_url = f"http://127.0.0.1:{phone_port}"
    settings = Settings(
        bot_token=SecretStr(_TOKEN),
        telegram_api=phone_url,
        database_url="",
        data_dir=data_dir,
        board_host="127.0.0.1",
        board_port=port,
        public_url=f"http://127.0.0.1:{port}",
        webhook_secret=SecretStr(""),
        practice=True,
    )
    with _only_one(data_dir):
        async with ground(settings) as desk:
            login, phone_token = await _furnish(desk.database)
            async with _sandbox(data_dir / "sandbox", phone_port, settings.public_url, phone_token):
                await _run(desk, stop, f"{settings.public_url}/login/{login}", phone_url, options.empty)


async def _run(desk: Ground, stop: asyncio.Event, board_url: str, phone_url: str, is_empty: bool) -> None:
    started = asyncio.Event()
    turning = asyncio.create_task(turn(desk, PARTS, stop, started))
    starting = asyncio.create_task(started.wait())
    await asyncio.wait((turning, starting), return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    if started.is_set():
        print(f"board {board_url}\nphone {phone_url}", flush=True)
        showing = asyncio.create_task(_show(desk.database, phone_url, is_empty))
        await asyncio.wait((turning, showing), return_when=asyncio.FIRST_COMPLETED)
        if turning.done():
            await loops.end(showing)
        else:
            if problem := showing.exception():
                log.warning("the demo's agent did not answer", error=describe(problem))
            print("ready", flush=True)
            hearing = asyncio.create_task(_tell_of_words(desk.settings))
            await asyncio.wait((turning,))
            await loops.end(hearing)
    await turning


async def _furnish(database: Database) -> tuple[str, str]:
    """Make schema, default desk, accounts and an agent; returns a reusable login secret and the phone's API token."""
    await schema.migrate(database)
    async with database.transaction(DESK) as tx:
        await seed.seed(tx)
        if not await accounts.everyone(tx):
            await imports.import_csv(tx, _ACCOUNTS.read_bytes())
            await trades.put_quick_replies(tx, trades.ALL[0], shell_language())
        await team.add_agent(tx, AGENT)
        phone = await team.add_agent(tx, _PHONE)
        await tx.session.execute(delete(AgentKey).where(AgentKey.agent_id == phone.id))
        return await team.login_secret(tx, AGENT, reusable=True), await team.add_token(tx, _PHONE)


@contextlib.asynccontextmanager
async def _sandbox(folder: Path, port: int, desk_url: str, desk_token: str) -> AsyncIterator[None]:
    """Run the sandbox in its own process, again if it dies. It ends with this process, also when that is killed."""
    arguments = ("--data-dir", str(folder), "--port", str(port), "--desk-url", desk_url, "--with-parent")

    async def supervise() -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sandbox",
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                env={**os.environ, "SANDBOX_DESK_TOKEN": desk_token},
                start_new_session=True,  # Ctrl-C goes to the desk, which still needs the sandbox while it stops
            )
            try:
                code = await process.wait()
            finally:
                await _end(process)
            log.warning("sandbox ended", code=code)
            await asyncio.sleep(1)

    task = asyncio.create_task(supervise())
    try:
        await _listens(port)
        yield
    finally:
        await loops.end(task)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, and make it, where it does not."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await process.wait()
                return
        process.kill()
    await process.wait()


async def _show(database: Database, phone_url: str, is_empty: bool) -> None:
    """Play the scripted customers and the agent's answers, once in the life of a desk; what was cut off goes on."""
    if is_empty or await database.run(DESK, _was_played):
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox.cast",
        "--phone",
        phone_url,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the desk, which ends it below
    )
    try:
        async with asyncio.timeout(_CAST_SECONDS):
            _, problem = await process.communicate()
    except TimeoutError:
        log.warning("the scripted customers did not finish")
    else:
        if process.returncode == 0:
            await _answer_some(database)
            await database.run(DESK, _note_played)
        else:
            log.warning("the scripted customers stopped", why=problem.decode().strip().rpartition("\n")[2])
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def _tell_of_words(settings: Settings) -> None:
    """Print whether recordings become words, and install what that needs in the background."""
    try:
        if settings.whisper_engine != "off" and not _can_hear(settings):
            await _install_voice(settings)
        found = weights.find(settings)
        print(f"words: {found.engine} {found.model}", flush=True)
    except Unavailable as reason:
        print(f"no words: {reason.say(shell_language())}", flush=True)


def _can_hear(settings: Settings) -> bool:
    with contextlib.suppress(Unavailable):
        return bool(weights.find(settings))
    return False


async def _install_voice(settings: Settings) -> None:
    """In a process group of its own, so that what it starts can be ended with it."""
    chosen = {
        "LANEDESK_DATA_DIR": str(settings.data_dir),
        "LANEDESK_WHISPER_ENGINE": settings.whisper_engine,
        "LANEDESK_WHISPER_MODEL": settings.whisper_model,
    }
    process = await asyncio.create_subprocess_exec(
        *("nice", sys.executable, "-m", "lanedesk", "voice", "install", "--pinned"),
        env={**os.environ, **chosen},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        umask=0o022,
    )
    try:
        _, errors = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    if process.returncode != 0:
        if told := errors.decode().strip():
            raise Unavailable("refused.demo.no_install", said=told.splitlines()[-1])
        raise Unavailable("refused.demo.stopped")


async def _was_played(tx: Transaction) -> bool:
    return await tx.session.get(Setting, _PLAYED) is not None


async def _note_played(tx: Transaction) -> None:
    await tx.session.execute(insert(Setting).values(key=_PLAYED, value=True).on_conflict_do_nothing())


async def _answer_some(database: Database) -> None:
    """Let the agent answer, so that some tickets are in work, one waits and some are done."""
    async with database.reading() as session:
        agent = (await session.scalars(select(Agent).where(Agent.name == AGENT))).one()
        tickets = await session.execute(
            select(Ticket.number, Column.kind)
            .join(Column, (Column.board_key == Ticket.board_key) & (Column.key == Ticket.column_key))
            .order_by(Ticket.number)
        )
    actor = agent_actor(AgentId(agent.id))
    # Each by its place among all: who was interrupted goes on with the same answers.
    for index, ticket in enumerate(tickets.all()):
        if ticket.kind != State.INBOX:
            continue
        with contextlib.suppress(Conflict):
            async with database.transaction(actor) as tx:
                await _act(tx, ticket.number, index)


_ASKED = {
    "en": "Thank you! Could you tell me which bay it is?",
    "ru": "Спасибо! Подскажите, пожалуйста, какой это пост?",
    "id": "Terima kasih! Bisa sebutkan jalur yang mana?",
}
_DONE = {
    "en": "Done, I have set it up for you. Please try it once.",
    "ru": "Готово, всё настроил. Попробуйте, пожалуйста.",
    "id": "Sudah saya atur. Silakan dicoba sekali.",
}


async def _act(tx: Transaction, number: int, index: int) -> None:
    language = (await conversation.customer_of(tx, number)).language
    match index % 6:
        case 0:
            await conversation.greet(tx, number)
            await marking.label(tx, number, add=["till"])
        case 1:
            await conversation.reply(tx, number, texts.in_language(_ASKED, language))
            await moving.move(tx, number, column="waiting")
        case 2:
            await conversation.greet(tx, number)
            await conversation.note(tx, number, "Same fault as last week: the card reader's cable.")
            await moving.move(tx, number, board="second_line")
        case 3:
            await conversation.reply(tx, number, texts.in_language(_DONE, language))
            await moving.resolve(tx, number)
        case _:
            pass


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    with (data_dir / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("refused.demo.running", folder=data_dir) from error
        yield


def _free_port(wanted: int, besides: int | None = None) -> int:
    """The given port, else the next free one; 0 is any."""
    last = min(wanted + _PORTS_TRIED, _PORTS) - 1
    for port in range(wanted, last + 1) if wanted else [0] * _PORTS_TRIED:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found: int = probe.getsockname()[1]
                if found != besides:
                    return found
    raise Conflict("refused.demo.no_port_of" if wanted else "refused.demo.no_port", first=wanted, last=last)


async def _listens(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)
