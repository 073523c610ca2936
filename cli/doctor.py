"""`lanedesk doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from board.desk import company, texts
from board.errors import DeskError
from board.settings import Settings
from board.store import jobs, schema
from board.store.db import check_encoding
from board.store.privacy import exposed
from board.store.room import LEAST_BYTES, free_bytes
from board.views.health import HealthJson, RecordingsJson, health, is_well, recordings
from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable
from cli import accounts
from composition import ground
from voice import weights

_FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """One line of the answer; `remedy` says what to do if it is bad."""

    is_well: bool
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.is_well else "BAD "
        return mark + self.text + (f"\n      → {self.remedy}" if self.remedy and not self.is_well else "")


async def examine(settings: Settings) -> list[Finding]:
    """Everything that can be checked from here, the most basic first."""
    findings = [_data_dir(settings), _privacy(settings)]
    findings += [finding async for finding in _database(settings)]
    findings.append(await _telegram(settings))
    return findings


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        return Finding(False, f"{folder} can't be written", "make it writable, or set LANEDESK_DATA_DIR")
    free = free_bytes(folder)
    return Finding(
        free > _FREE_BYTES,
        f"{folder} has {free // 1024**2} MB free",
        f"make room: files and database live here; with less than {LEAST_BYTES // 1024**2} MB no file is fetched",
    )


def _privacy(settings: Settings) -> Finding:
    folder = settings.data_dir
    inside = (path for path in folder.glob("*") if path.is_dir()) if folder.exists() else ()
    open_to_all = " ".join(map(str, exposed(Path(".env"), folder, *sorted(inside))))
    return Finding(
        not open_to_all,
        f"others on this machine can read {open_to_all}"
        if open_to_all
        else "nobody else can read the desk's files",
        f"chmod go-r {open_to_all}",
    )


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with ground(settings) as desk:
            await schema.require_newest(desk.database)
            await check_encoding(desk.database)
            yield Finding(True, "the database answers and has the newest schema")
            async with desk.database.reading() as session:
                state = await health(session, expected=())
                parked = await jobs.parked(session)
                under_way = await recordings(session)
                twins = await accounts.twins(session)
                picture = await texts.setting(session, company.REGISTRATION_PICTURE)
            for finding in (*_loops(state), *_work(state), *_voice(settings, under_way, state)):
                yield finding
            if "refused" in picture:
                yield Finding(
                    False,
                    f"the registration picture isn't shown, Telegram refuses it: {picture['refused']}",
                    f"lanedesk setting set {company.REGISTRATION_PICTURE} FILE",
                )
            for what, remedy in twins:
                yield Finding(False, what, remedy)
            for row in parked:
                yield Finding(
                    False,
                    f"parked: {row['queue']} {row['id']}, {row['error']}",
                    f"lanedesk parked retry {row['id']}, or: lanedesk parked drop {row['id']}",
                )
    except DeskError as error:
        yield Finding(False, "the database isn't ready", str(error))
    except (OSError, SQLAlchemyError) as error:
        yield Finding(
            False, f"the database doesn't answer ({type(error).__name__})", "see LANEDESK_DATABASE_URL"
        )


def _loops(state: HealthJson) -> list[Finding]:
    if not state["loops"]:
        return [Finding(True, "no part of the desk is running right now")]
    return [
        Finding(
            is_well(loop),
            f"loop {name}: last turned {loop['beat_age_s']} s ago, {loop['lag_s']:.1f} s behind",
            "start it again with: lanedesk run",
        )
        for name, loop in sorted(state["loops"].items())
    ]


def _work(state: HealthJson) -> list[Finding]:
    return [
        Finding(True, f"at the door: {state['at_door']}"),
        Finding(
            not state["undelivered"],
            f"replies not delivered: {state['undelivered']}",
            "see the counter on the board; each can be sent again there",
        ),
    ]


def _voice(settings: Settings, recordings: RecordingsJson, state: HealthJson) -> Iterator[Finding]:
    if settings.whisper_engine == "off":
        yield Finding(True, "voice: off")
        return
    try:
        found = weights.find(settings)
        weights.verify(found)
    except DeskError as reason:
        yield Finding(False, f"voice: {reason}", "or do without: LANEDESK_WHISPER_ENGINE=off")
    else:
        yield Finding(True, f"voice: {found.engine} {found.model}")
    is_heard = not recordings["waiting"] or not state["loops"] or "voice" in state["loops"]
    yield Finding(
        is_heard,
        f"recordings: {recordings['waiting']} waiting, {recordings['working']} being transcribed,"
        f" {recordings['done']} done, {recordings['without']} without words",
        "no process listens, start one with: lanedesk run voice",
    )


async def _telegram(settings: Settings) -> Finding:
    if settings.bot_token is None:
        return Finding(False, "there is no bot token", "set LANEDESK_BOT_TOKEN; @BotFather gives it")
    try:
        async with BotApi(settings.bot_token.get_secret_value(), settings.telegram_api) as api:
            me = await api.result("getMe", {})
        name = me.get("username") if isinstance(me, dict) else None
        return Finding(True, f"Telegram knows the bot as @{name}")
    except TelegramRefused as refusal:
        if refusal.is_about_token:
            return Finding(
                False, "Telegram refuses the bot's token", "check LANEDESK_BOT_TOKEN with @BotFather"
            )
        return Finding(False, f"Telegram refuses ({refusal})", "check LANEDESK_TELEGRAM_API")
    except Unreachable:
        return Finding(False, "Telegram doesn't answer", "check the network, or LANEDESK_TELEGRAM_API")
