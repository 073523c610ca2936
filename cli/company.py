"""`lanedesk setting`: the company's own texts and picture, and what it sets once, like its time zone."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from board.desk import company, pictures, plans, privacy
from board.desk.texts import COMPANY_TEXTS
from board.errors import Invalid, NotFound
from board.settings import load_settings
from board.store.db import Transaction
from board.store.files import Blobs
from board.text import is_blank
from board.words.catalog import LANGUAGES
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands


KEYS = (*company.KEYS, *plans.RULE_CHOICES, privacy.PRIVACY)


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "setting", said("command.setting.help"))
    group.add_parser("list", help=said("command.setting.list.help")).set_defaults(**runs(_setting_list))
    example = f"{company.REGISTRATION_TEXT}.ru"
    keys = said("command.setting.keys", keys=", ".join(KEYS), example=example)
    command = group.add_parser("set", help=said("command.setting.set.help"))
    command.add_argument("key", metavar="KEY", help=keys)
    command.add_argument("value", metavar="VALUE", help=said("command.setting.set.value"))
    command.set_defaults(**runs(_setting_set))
    command = group.add_parser("unset", help=said("command.setting.unset.help"))
    command.add_argument("key", metavar="KEY", help=keys)
    command.set_defaults(**runs(_setting_unset))


async def _setting_list(tx: Transaction, _: argparse.Namespace) -> str:
    found = {**await company.everything(tx), **await plans.rules_set(tx), **await privacy.rules_set(tx)}
    return "\n".join(f"{key}\t{' '.join(value.split())}" for key, value in found.items())


async def _setting_set(tx: Transaction, options: argparse.Namespace) -> str:
    key, language = _key_and_language(options.key)
    if language is not None or key in COMPANY_TEXTS:
        if is_blank(options.value):
            raise Invalid("command.setting.empty", key=key)
        await company.set_text(tx, key, options.value, language)
    elif key in plans.RULE_CHOICES:
        await plans.set_rule(tx, key, options.value)
    elif key == privacy.PRIVACY:
        await privacy.set_rule(tx, options.value)
    elif key in company.SET_ONCE:
        await company.set_one(tx, key, options.value)
    else:
        path = Path(options.value)
        data, mime = read_picture(path)
        await company.set_picture(tx, await keep(data), path.name, mime)
    return said("command.setting.done", key=options.key)


async def _setting_unset(tx: Transaction, options: argparse.Namespace) -> str:
    key, language = _key_and_language(options.key)
    if key == privacy.PRIVACY and language is None:
        await privacy.set_rule(tx, privacy.Mode.OFF)
    elif key in plans.RULE_CHOICES and language is None:
        await plans.unset_rule(tx, key)
    else:
        await company.unset(tx, key, language)
    return said("command.setting.undone", key=options.key)


def _key_and_language(given: str) -> tuple[str, str | None]:
    key, _, language = given.partition(".")
    if key not in KEYS:
        raise NotFound("refused.command.no_setting", key=key, keys=", ".join(KEYS))
    if language and language not in LANGUAGES:
        raise NotFound("refused.command.no_language", language=language, languages=", ".join(LANGUAGES))
    return key, language or None


def read_picture(path: Path) -> tuple[bytes, str]:
    """Returns its bytes and type."""
    try:
        with path.open("rb") as file:
            data = file.read(pictures.MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound("refused.command.no_file", path=path) from error
    return data, pictures.type_of(data, str(path))


async def keep(data: bytes) -> str:
    """Save it among the desk's files; returns its hash."""

    async def chunks() -> AsyncIterator[bytes]:
        yield data

    sha256, _ = await Blobs(load_settings().data_dir / "files").save(chunks())
    return sha256
