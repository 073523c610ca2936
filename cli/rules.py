"""`lanedesk rule`: what the desk suggests, moves and lists by itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.desk import rules
from board.desk.rules import Breach, Rule, Rules, Waiting, Words
from board.errors import Invalid
from board.store.db import Transaction
from board.views.rules import all_rules
from board.words.shell import shell_language
from cli.verbs import Runs, family
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Commands

_OPTIONS = {
    Rule.WORDS: {"is_on", "lane", "say"},
    Rule.BREACH: {"is_on", "lane", "board"},
    Rule.WAITING: {"is_on", "days"},
}
_ALL_OPTIONS = set().union(*_OPTIONS.values())


def add_to(commands: Commands, runs: Runs) -> None:
    group = family(commands, "rule", said("command.rule.help"))
    group.add_parser("list", help=said("command.rule.list.help")).set_defaults(**runs(_list))
    command = group.add_parser("set", help=said("command.rule.set.help"))
    command.add_argument("rule", choices=list(_OPTIONS), metavar="RULE", help=said("command.rule.which"))
    switch = command.add_mutually_exclusive_group()
    switch.add_argument("--on", dest="is_on", action="store_true", default=None, help=said("command.rule.on"))
    switch.add_argument("--off", dest="is_on", action="store_false", help=said("command.rule.off"))
    command.add_argument("--say", action="append", metavar="ru=WORDS", help=said("command.rule.say"))
    command.add_argument("--lane", metavar="LANE", help=said("command.rule.lane"))
    command.add_argument("--board", metavar="BOARD", help=said("command.rule.board"))
    command.add_argument("--days", type=int, metavar="DAYS", help=said("command.rule.days"))
    command.set_defaults(**runs(_set))


async def _list(tx: Transaction, _: argparse.Namespace) -> str:
    told = await all_rules(tx.session, shell_language())
    own = await rules.rules(tx.session)
    routes = [
        said("command.rule.topic", topic=each["topic"], board=each["board"], lane=each["lane"])
        for each in told["topics"]
    ]
    return "\n".join((*routes, *_lines(own)))


def _lines(own: Rules) -> tuple[str, ...]:
    words = "; ".join(f"{code}={', '.join(several)}" for code, several in own.words.words.items())
    return (
        f"words\t{_switch(own.words.is_on)}\t{own.words.lane}\t{words}",
        f"breach\t{_goal(own.breach)}",
        f"waiting\t{_switch(own.waiting.is_on)}\t{own.waiting.days}",
    )


def _switch(is_on: bool) -> str:
    return said("command.rule.is_on") if is_on else said("command.rule.is_off")


def _goal(breach: Breach) -> str:
    if breach.lane is not None:
        return f"lane {breach.lane}"
    return f"board {breach.board}" if breach.board is not None else said("command.rule.is_off")


async def _set(tx: Transaction, options: argparse.Namespace) -> str:
    """What is not named stays."""
    named = {name for name in _ALL_OPTIONS if getattr(options, name) is not None}
    if strange := named - _OPTIONS[options.rule]:
        raise Invalid("command.rule.not_its", rule=options.rule, option=f"--{min(strange)}")
    own = await rules.rules(tx.session)
    match Rule(options.rule):
        case Rule.WORDS:
            await rules.set_words(tx, _words(own.words, options))
        case Rule.BREACH:
            await rules.set_breach(tx, _breach(own.breach, options))
        case Rule.WAITING:
            days = own.waiting.days if options.days is None else options.days
            await rules.set_waiting(tx, Waiting(_is_on(own.waiting.is_on, options), days))
    return await _list(tx, options)


def _words(own: Words, options: argparse.Namespace) -> Words:
    """A language that is named has these words and no others."""
    words = {**own.words, **dict(map(_in_language, options.say or ()))}
    return Words(_is_on(own.is_on, options), options.lane or own.lane, words)


def _in_language(written: str) -> tuple[str, tuple[str, ...]]:
    language, sign, words = written.partition("=")
    if not sign:
        raise Invalid("command.rule.no_language", written=written)
    return language, tuple(word for word in map(str.strip, words.split(",")) if word)


def _breach(own: Breach, options: argparse.Namespace) -> Breach:
    """It is switched on by saying where to."""
    if options.is_on is False:
        return Breach()
    if options.lane is None and options.board is None and own == Breach():
        raise Invalid("command.rule.no_goal")
    is_same = options.lane is None and options.board is None
    return own if is_same else Breach(options.lane, options.board)


def _is_on(own: bool, options: argparse.Namespace) -> bool:
    return own if options.is_on is None else bool(options.is_on)
