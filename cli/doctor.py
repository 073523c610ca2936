"""`lanedesk doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from board.desk import company, setting_rows
from board.desk.first_day import Step
from board.errors import DeskError
from board.settings import Settings
from board.store import jobs, schema
from board.store.db import check_encoding
from board.store.privacy import exposed
from board.store.room import LEAST_BYTES, free_bytes
from board.views import readiness
from board.views.health import HealthJson, RecordingsJson, health, is_well, recordings
from board.views.readiness import StepJson
from board.words.shell import shell_language
from bot.inbound.bot_api import BotApi, TelegramRefused, Unreachable
from cli import accounts
from cli.words import said
from composition import as_decided, ground
from voice import weights

_FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """One line of the answer; `remedy` says what to do if it is bad."""

    is_well: bool
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        fine, bad = said("doctor.ok"), said("doctor.bad")
        mark = (fine if self.is_well else bad).ljust(max(len(fine), len(bad)) + 1)
        remedy = f"\n      → {self.remedy}" if self.remedy and not self.is_well else ""
        return f"{mark}{self.text}{remedy}"


def _bad(found: str, remedy: str, /, **params: object) -> Finding:
    return Finding(False, said(found, **params), said(remedy))


async def examine(settings: Settings) -> list[Finding]:
    """Everything that can be checked from here, the most basic first."""
    findings = [_data_dir(settings), _privacy(settings)]
    findings += [finding async for finding in _database(settings)]
    findings.append(await _telegram(await _decided(settings)))
    return findings


async def _decided(settings: Settings) -> Settings:
    """With the token that the owner gave on the page, if the database can say it."""
    with contextlib.suppress(DeskError, OSError, SQLAlchemyError):
        async with ground(settings) as desk:
            return (await as_decided(desk)).settings
    return settings


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        return _bad("doctor.data.unwritable", "doctor.data.unwritable.do", folder=folder)
    free = free_bytes(folder)
    return Finding(
        free > _FREE_BYTES,
        said("doctor.data.free", folder=folder, free=free // 1024**2),
        said("doctor.data.free.do", least=LEAST_BYTES // 1024**2),
    )


def _privacy(settings: Settings) -> Finding:
    folder = settings.data_dir
    inside = (path for path in folder.glob("*") if path.is_dir()) if folder.exists() else ()
    open_to_all = " ".join(map(str, exposed(Path(".env"), folder, *sorted(inside))))
    return Finding(
        not open_to_all,
        said("doctor.privacy.open", paths=open_to_all) if open_to_all else said("doctor.privacy.fine"),
        f"chmod go-r {open_to_all}",
    )


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with ground(settings) as desk:
            await schema.require_newest(desk.database)
            await check_encoding(desk.database)
            yield Finding(True, said("doctor.database.fine"))
            async with desk.database.reading() as session:
                state = await health(session, expected=())
                parked = await jobs.parked(session)
                under_way = await recordings(session)
                twins = await accounts.twins(session)
                steps = await readiness.steps(session, settings)
                picture = await setting_rows.read(session, company.REGISTRATION_PICTURE)
            for finding in (*_loops(state), *_work(state), *_voice(settings, under_way, state)):
                yield finding
            for finding in _readiness(steps):
                yield finding
            if "refused" in picture:
                yield Finding(
                    False,
                    said("doctor.picture.refused", why=picture["refused"]),
                    f"lanedesk setting set {company.REGISTRATION_PICTURE} FILE",
                )
            for what, remedy in twins:
                yield Finding(False, what, remedy)
            for row in parked:
                yield Finding(
                    False,
                    said("doctor.parked", queue=row["queue"], id=row["id"], error=row["error"]),
                    said("doctor.parked.do", id=row["id"]),
                )
    except DeskError as error:
        yield Finding(False, said("doctor.database.not_ready"), error.say(shell_language()))
    except (OSError, SQLAlchemyError) as error:
        yield _bad("doctor.database.silent", "doctor.database.silent.do", error=type(error).__name__)


def _readiness(steps: Sequence[StepJson]) -> Iterator[Finding]:
    """What the page's first day lists too, except the bot, whom Telegram is asked about."""
    for step in steps:
        if step["done"]:
            yield Finding(True, said(f"ready.{step['step']}"))
        elif not step["skipped"] and step["step"] != Step.BOT:
            missing = said(f"ready.missing.{step['step']}")
            yield Finding(not step["needed"], missing, said("ready.remedy"))


def _loops(state: HealthJson) -> list[Finding]:
    if not state["loops"]:
        return [Finding(True, said("doctor.loops.none"))]
    return [
        Finding(
            is_well(loop),
            said("doctor.loops.loop", name=name, age=loop["beat_age_s"], lag=f"{loop['lag_s']:.1f}"),
            said("doctor.loops.do"),
        )
        for name, loop in sorted(state["loops"].items())
    ]


def _work(state: HealthJson) -> list[Finding]:
    return [
        Finding(True, said("doctor.work.door", number=state["at_door"])),
        Finding(
            not state["undelivered"],
            said("doctor.work.undelivered", number=state["undelivered"]),
            said("doctor.work.undelivered.do"),
        ),
    ]


def _voice(settings: Settings, recordings: RecordingsJson, state: HealthJson) -> Iterator[Finding]:
    if settings.whisper_engine == "off":
        yield Finding(True, said("doctor.voice.off"))
        return
    try:
        found = weights.find(settings)
        weights.verify(found)
    except DeskError as reason:
        yield _bad("doctor.voice.bad", "doctor.voice.bad.do", reason=reason.say(shell_language()))
    else:
        yield Finding(True, said("doctor.voice.fine", engine=found.engine, model=found.model))
    is_heard = not recordings["waiting"] or not state["loops"] or "voice" in state["loops"]
    yield Finding(
        is_heard,
        said("doctor.recordings", **recordings),
        said("doctor.recordings.do"),
    )


async def _telegram(settings: Settings) -> Finding:
    if settings.bot_token is None:
        return _bad("doctor.telegram.no_token", "doctor.telegram.no_token.do")
    try:
        async with BotApi(settings.bot_token.get_secret_value(), settings.telegram_api) as api:
            me = await api.result("getMe", {})
        name = me.get("username") if isinstance(me, dict) else None
        return Finding(True, said("doctor.telegram.fine", name=name))
    except TelegramRefused as refusal:
        if refusal.is_about_token:
            return _bad("doctor.telegram.bad_token", "doctor.telegram.bad_token.do")
        return _bad("doctor.telegram.refuses", "doctor.telegram.refuses.do", error=refusal)
    except Unreachable:
        return _bad("doctor.telegram.silent", "doctor.telegram.silent.do")
