"""`lanedesk quick-reply`: answers written once."""

from __future__ import annotations

import argparse
import mimetypes
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from board.desk import quick_replies
from board.desk.quick_replies import NOTHING, Actions, Content, NewFile, Wish
from board.errors import Invalid, NotFound
from board.store.db import Transaction
from board.store.files import MOST_BYTES
from board.talk import attachments, proposing
from board.talk.file_types import ANYTHING
from board.values import CommentId
from board.views.proposals import comments_saying, proposal_by, proposals
from board.views.quick_replies import QuickReplyJson, by_use
from cli.company import keep
from cli.files import read_file
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from board.models import QuickReply
    from cli.verbs import Commands

_NONE = "none"
_GONE = "-"


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "quick-reply", said("command.quick_reply.help"))
    group.add_parser("list", help=said("command.quick_reply.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("add", help=said("command.quick_reply.add.help"))
    command.add_argument("title", metavar="TITLE", help=said("command.quick_reply.title"))
    _take_content(command)
    command.add_argument("--proposal", type=int, metavar="COMMENT", help=said("command.quick_reply.proposal"))
    command.set_defaults(**runs(_add))
    command = group.add_parser("set", help=said("command.quick_reply.set.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.add_argument("--title", metavar="TITLE", help=said("command.quick_reply.title"))
    _take_content(command)
    command.set_defaults(**runs(_set))
    command = group.add_parser("remove", help=said("command.quick_reply.remove.help"))
    command.add_argument("id", type=int, metavar="ID")
    command.set_defaults(**runs(_remove))
    group.add_parser("proposals", help=said("command.quick_reply.proposals.help")).set_defaults(
        **runs(_proposals)
    )
    command = group.add_parser("dismiss", help=said("command.quick_reply.dismiss.help"))
    command.add_argument("comment", type=int, metavar="COMMENT", help=said("command.quick_reply.comment"))
    command.set_defaults(**runs(_dismiss))


def _take_content(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text", action="append", metavar="ru=TEXT", help=said("command.quick_reply.text"))
    command.add_argument("--label", action="append", metavar="LABEL", help=said("command.quick_reply.label"))
    command.add_argument("--lane", metavar="LANE", help=said("command.quick_reply.lane"))
    command.add_argument("--column", metavar="COLUMN", help=said("command.quick_reply.column"))
    switch = command.add_mutually_exclusive_group()
    switch.add_argument(
        "--resolve", action="store_true", default=None, help=said("command.quick_reply.resolve")
    )
    switch.add_argument(
        "--no-resolve", dest="resolve", action="store_false", help=said("command.quick_reply.no_resolve")
    )
    command.add_argument("--file", action="append", metavar="FILE", help=said("command.quick_reply.file"))


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(_line(each) for each in await by_use(tx.session))


async def _add(tx: Transaction, options: argparse.Namespace) -> str:
    own: dict[str, str] = {}
    if options.proposal is not None:
        proposal = await proposal_by(tx.session, options.proposal)
        own = {proposal["language"]: proposal["text"]}
        await _dismissed(tx, options.proposal)
    content = Content(
        options.title,
        _texts(own, options),
        _actions(NOTHING, options),
        new_files=await _files(options),
    )
    return said("command.quick_reply.added", id=(await quick_replies.add(tx, content)).id)


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    row = await _standing(tx, options.id)
    wish = Wish(
        options.title,
        _texts(row.texts, options),
        _actions(quick_replies.actions_of(row), options),
        [] if options.file and _NONE in options.file else None,
        await _files(options),
    )
    await quick_replies.edit(tx, options.id, wish)
    return said("command.quick_reply.changed", id=options.id)


async def _remove(tx: Transaction, options: argparse.Namespace) -> str:
    await quick_replies.remove(tx, options.id)
    return said("command.quick_reply.removed", id=options.id)


async def _proposals(tx: Transaction, _: argparse.Namespace) -> str:
    return "\n".join(
        "\t".join(
            (
                str(each["comment"]),
                str(each["times"]),
                each["language"],
                each["title"],
                " ".join(each["text"].split()),
            )
        )
        for each in (await proposals(tx.session))["items"]
    )


async def _dismiss(tx: Transaction, options: argparse.Namespace) -> str:
    await _dismissed(tx, options.comment)
    return said("command.quick_reply.dismissed")


async def _dismissed(tx: Transaction, comment: int) -> None:
    await proposing.dismiss(tx, CommentId(comment), await comments_saying(tx.session, comment))


async def _standing(tx: Transaction, id: int) -> QuickReply:
    for row in await quick_replies.everything(tx.session):
        if row.id == id:
            return row
    raise NotFound("refused.quick_reply.unknown", id=id)


def _texts(own: dict[str, str], options: argparse.Namespace) -> dict[str, str]:
    """A language that is named has this text, or with a dash none."""
    texts = {**own, **dict(map(_in_language, options.text or ()))}
    return {language: text for language, text in texts.items() if text != _GONE}


def _in_language(written: str) -> tuple[str, str]:
    language, sign, text = written.partition("=")
    if not sign:
        raise Invalid("command.quick_reply.no_language", written=written)
    return language, text.replace("\\n", "\n")


def _actions(own: Actions, options: argparse.Namespace) -> Actions:
    """What is not named stays; `none` takes it away."""
    if options.label:
        own = replace(own, labels=[each for each in options.label if each != _NONE])
    if options.lane is not None:
        own = replace(own, lane=None if options.lane == _NONE else options.lane)
    if options.column is not None:
        own = replace(own, column=None if options.column == _NONE else options.column)
    return own if options.resolve is None else replace(own, resolves=options.resolve)


async def _files(options: argparse.Namespace) -> list[NewFile]:
    return [await _file(Path(each)) for each in options.file or () if each != _NONE]


async def _file(path: Path) -> NewFile:
    data = await read_file(path)
    if not data:
        raise Invalid("refused.upload.empty")
    if len(data) > MOST_BYTES:
        raise Invalid("refused.upload.large", most=MOST_BYTES // 1024 // 1024)
    mime = mimetypes.guess_type(path.name)[0] or ANYTHING
    return NewFile(await keep(data), len(data), path.name, mime, attachments.kind_of_type(mime))


def _line(told: QuickReplyJson) -> str:
    done = told["actions"]
    actions = [f"label={label}" for label in done["labels"]]
    actions += [f"{name}={key}" for name in ("lane", "column") if (key := done[name])]
    actions += ["resolve"] if done["resolve"] else []
    files = [file["name"] for file in told["files"]]
    texts = " / ".join(" ".join(text.split()) for text in told["texts"].values())
    return "\t".join(
        (str(told["id"]), told["title"], str(told["uses"]), ", ".join(actions), ", ".join(files), texts)
    )
