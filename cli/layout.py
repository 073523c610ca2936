"""`lanedesk seed`, `topic`, `board`, `column` and `lane`: what the settings pages do, by the same verbs."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from board.desk import boards, calendars, columns, lanes, seed, topics, trades
from board.desk.effects import Effect
from board.desk.in_force import settings_in_force
from board.settings import load_settings
from board.store.db import Transaction
from board.tickets import policies, renewing
from board.upkeep import clearing
from board.values import Metric, State
from board.views.layout import BoardSettingsJson, TopicSettingsJson, boards_settings, topics_settings
from board.words.catalog import LANGUAGES
from board.words.shell import shell_language
from cli.verbs import Runs, family
from cli.words import said
from sla.policy import parse_goal, write_goal

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    seed = commands.add_parser("seed", help=said("command.seed.help"))
    kinds = ", ".join(trade.key for trade in trades.ALL)
    seed.add_argument("--trade", metavar="KEY", help=said("command.seed.trade", trades=kinds))
    seed.set_defaults(**runs(_seed))
    _add_topics(family(commands, "topic", said("command.topic.help")), runs)
    _add_boards(family(commands, "board", said("command.board.help")), runs)
    _add_columns(family(commands, "column", said("command.column.help")), runs)
    _add_lanes(family(commands, "lane", said("command.lane.help")), runs)


def _add_topics(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help=said("command.topic.list.help")).set_defaults(**runs(_topic_list))
    command = group.add_parser("add", help=said("command.topic.add.help"))
    command.add_argument("key", metavar="KEY", nargs="?", default="", help=said("command.layout.key"))
    _add_topic_options(command, is_new=True)
    command.set_defaults(**runs(_topic_add))
    command = group.add_parser("set", help=said("command.topic.set.help"))
    command.add_argument("key", metavar="KEY")
    _add_topic_options(command, is_new=False)
    switch = command.add_mutually_exclusive_group()
    switch.add_argument(
        "--on", dest="is_on", action="store_true", default=None, help=said("command.topic.on")
    )
    switch.add_argument("--off", dest="is_on", action="store_false", help=said("command.topic.off"))
    command.add_argument("--default", action="store_true", help=said("command.topic.default"))
    command.add_argument("--successor", metavar="TOPIC", help=said("command.topic.successor"))
    _add_place(command)
    command.set_defaults(**runs(_topic_set))
    command = group.add_parser("remove", help=said("command.topic.remove.help"))
    command.add_argument("key", metavar="KEY")
    command.add_argument("--successor", metavar="TOPIC", help=said("command.topic.successor"))
    command.set_defaults(**runs(_topic_remove))


def _add_topic_options(command: argparse.ArgumentParser, *, is_new: bool) -> None:
    for code in LANGUAGES:
        command.add_argument(f"--name-{code}", metavar="NAME", help=said("command.topic.name"))
    for code in LANGUAGES:
        command.add_argument(f"--prompt-{code}", metavar="TEXT", help=said("command.topic.prompt"))
    command.add_argument("--emoji", help=said("command.topic.emoji"))
    command.add_argument("--board", required=is_new, help=said("command.topic.board"))
    command.add_argument("--lane", required=is_new, help=said("command.topic.lane"))


def _add_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--place", type=int, metavar="N", help=said("command.layout.place"))


def _add_boards(group: Commands, runs: Runs) -> None:
    group.add_parser("list", help=said("command.board.list.help")).set_defaults(**runs(_board_list))
    command = group.add_parser("add", help=said("command.board.add.help"))
    command.add_argument("name", metavar="NAME")
    command.add_argument("--key", default="", help=said("command.layout.key"))
    command.set_defaults(**runs(_board_add))
    command = group.add_parser("set", help=said("command.board.set.help"))
    command.add_argument("key", metavar="BOARD")
    command.add_argument("--name", help=said("command.layout.name"))
    _add_place(command)
    command.set_defaults(**runs(_board_set))
    command = group.add_parser("remove", help=said("command.board.remove.help"))
    command.add_argument("key", metavar="BOARD")
    command.add_argument("--to", metavar="BOARD", help=said("command.board.to"))
    command.set_defaults(**runs(_board_remove, clearing.lead_on_all))


def _add_columns(group: Commands, runs: Runs) -> None:
    command = group.add_parser("list", help=said("command.column.list.help"))
    command.add_argument("board", metavar="BOARD")
    command.set_defaults(**runs(_column_list))
    command = group.add_parser("add", help=said("command.column.add.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("name", metavar="NAME")
    command.add_argument("--kind", required=True, choices=[*State], help=said("command.column.kind"))
    command.add_argument("--key", default="", help=said("command.layout.key"))
    command.set_defaults(**runs(_column_add))
    command = group.add_parser("set", help=said("command.column.set.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("key", metavar="COLUMN")
    command.add_argument("--name", help=said("command.layout.name"))
    command.add_argument("--kind", choices=[*State], help=said("command.column.kind"))
    _add_place(command)
    command.set_defaults(**runs(_column_set))
    command = group.add_parser("remove", help=said("command.column.remove.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("key", metavar="COLUMN")
    command.add_argument("--to", metavar="COLUMN", help=said("command.column.to"))
    command.set_defaults(**runs(_column_remove, clearing.lead_on_all))


def _add_lanes(group: Commands, runs: Runs) -> None:
    command = group.add_parser("list", help=said("command.lane.list.help"))
    command.add_argument("board", metavar="BOARD")
    command.set_defaults(**runs(_lane_list))
    command = group.add_parser("set", help=said("command.lane.set.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("lane", metavar="LANE")
    command.add_argument("--name", help=said("command.layout.name"))
    for metric in Metric:
        name = f"--{metric.replace('_', '-')}"
        command.add_argument(name, metavar="D", help=said("command.lane.set.goal"))
        command.add_argument(
            f"{name}-calendar", metavar="NAME|24x7", help=said("command.lane.set.calendar_of")
        )
    command.add_argument("--calendar", metavar="NAME|24x7", help=said("command.lane.set.calendar"))
    command.add_argument("--warn", type=int, metavar="PERCENT", help=said("command.lane.set.warn"))
    for code in LANGUAGES:
        command.add_argument(f"--elsewhere-{code}", metavar="TEXT", help=said("command.lane.set.elsewhere"))
    command.set_defaults(**runs(_lane_set))
    command = group.add_parser("renew", help=said("command.lane.renew.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("lane", metavar="LANE")
    command.set_defaults(**runs(_lane_renew, clearing.renew_begun))


async def _seed(tx: Transaction, options: argparse.Namespace) -> str:
    language = (await settings_in_force(tx.session, load_settings())).language
    await seed.seed(tx, language)
    if options.trade is not None:
        await trades.begin(tx, options.trade, language)
    return said("command.seed.done")


async def _topic_list(tx: Transaction, _: argparse.Namespace) -> str:
    told = await topics_settings(tx.session, shell_language())
    return "\n".join(
        "\t".join(
            (
                topic["key"],
                f"{topic['emoji']} {topic['name']}".strip(),
                f"{topic['board']}/{topic['lane']}",
                said(_standing(topic)),
            )
        )
        for topic in told["topics"]
    )


def _standing(topic: TopicSettingsJson) -> str:
    if topic["default"]:
        return "command.topic.is_default"
    return "command.topic.is_on" if topic["on"] else "command.topic.is_off"


async def _topic_add(tx: Transaction, options: argparse.Namespace) -> str:
    topic = await topics.add(
        tx,
        _by_language(options, "name"),
        options.board,
        options.lane,
        key=options.key,
        emoji=options.emoji or "",
        prompts=_by_language(options, "prompt"),
    )
    return said("command.topic.added", topic=topic.key)


async def _topic_set(tx: Transaction, options: argparse.Namespace) -> str:
    """What is named is changed, the rest stays; an empty text takes that language's away."""
    told = await topics_settings(tx.session, shell_language())
    before = next((topic for topic in told["topics"] if topic["key"] == options.key), None)
    names, prompts = _by_language(options, "name"), _by_language(options, "prompt")
    wish = topics.Wish(
        names={**(before["names"] if before else {}), **names} if names else None,
        emoji=options.emoji,
        prompts={**(before["prompts"] if before else {}), **prompts} if prompts else None,
        board=options.board,
        lane=options.lane,
        is_on=options.is_on,
        successor=options.successor,
    )
    effect = await topics.edit(tx, options.key, wish)
    if options.default:
        await topics.make_default(tx, options.key)
    if options.place is not None:
        await topics.arrange(tx, _placed([topic["key"] for topic in told["topics"]], options))
    return _done("command.layout.changed", options.key, effect)


async def _topic_remove(tx: Transaction, options: argparse.Namespace) -> str:
    effect = await topics.remove(tx, options.key, successor=options.successor)
    return _done("command.layout.removed", options.key, effect)


async def _board_list(tx: Transaction, _: argparse.Namespace) -> str:
    told = await boards_settings(tx.session, shell_language())
    return "\n".join(
        f"{board['key']}\t{board['name']}\t{said('command.layout.cards', n=board['open'] + board['done'])}"
        for board in told["boards"]
    )


async def _board_add(tx: Transaction, options: argparse.Namespace) -> str:
    return said("command.board.added", board=(await boards.add(tx, options.name, key=options.key)).key)


async def _board_set(tx: Transaction, options: argparse.Namespace) -> str:
    if options.name is not None:
        await boards.rename(tx, options.key, options.name)
    if options.place is not None:
        standing = [board.key for board in await boards.all_standing(tx)]
        await boards.arrange(tx, _placed(standing, options))
    return said("command.layout.changed", what=options.key)


async def _board_remove(tx: Transaction, options: argparse.Namespace) -> str:
    effect = await boards.remove(tx, options.key, to=options.to)
    return _done("command.layout.removed", options.key, effect)


async def _column_list(tx: Transaction, options: argparse.Namespace) -> str:
    return "\n".join(
        "\t".join(
            (
                column["key"],
                column["name"],
                column["kind"],
                said("command.layout.cards", n=column["open"] + column["done"]),
            )
        )
        for column in (await _board(tx, options.board))["columns"]
    )


async def _column_add(tx: Transaction, options: argparse.Namespace) -> str:
    column = await columns.add(tx, options.board, options.name, State(options.kind), key=options.key)
    return said("command.column.added", column=column.key)


async def _column_set(tx: Transaction, options: argparse.Namespace) -> str:
    kind = None if options.kind is None else State(options.kind)
    await columns.edit(tx, options.board, options.key, name=options.name, kind=kind)
    if options.place is not None:
        standing = [column.key for column in await columns.standing_in(tx, options.board)]
        await columns.arrange(tx, options.board, _placed(standing, options))
    return said("command.layout.changed", what=options.key)


async def _column_remove(tx: Transaction, options: argparse.Namespace) -> str:
    effect = await columns.remove(tx, options.board, options.key, to=options.to)
    return _done("command.layout.removed", options.key, effect)


async def _lane_list(tx: Transaction, options: argparse.Namespace) -> str:
    lines = []
    for lane in (await _board(tx, options.board))["lanes"]:
        lines.append(f"{lane['key']}\t{lane['name']}")
        lines += [f"  {line}" for line in await _goals(tx, options.board, lane["key"])]
        lines += [f"  {code}: {text}" for code, text in sorted(lane["elsewhere"].items())]
    return "\n".join(lines)


async def _lane_set(tx: Transaction, options: argparse.Namespace) -> str:
    durations = {metric: getattr(options, metric) for metric in Metric}
    goals = {metric: parse_goal(given) for metric, given in durations.items() if given is not None}
    named = {metric: getattr(options, f"{metric}_calendar") or options.calendar for metric in Metric}
    counted = {metric: await _calendar(tx, name) for metric, name in named.items() if name is not None}
    wish = lanes.Wish(
        options.name, goals or None, options.warn, counted or None, await _elsewhere(tx, options)
    )
    effect = await lanes.edit(tx, options.board, options.lane, wish)
    return "\n".join([*await _goals(tx, options.board, options.lane), *effect.say(shell_language())])


async def _elsewhere(tx: Transaction, options: argparse.Namespace) -> Mapping[str, str] | None:
    """Languages that are not named keep their text; an empty one takes it away."""
    if not (given := _by_language(options, "elsewhere")):
        return None
    told = (await _board(tx, options.board))["lanes"]
    before = next((lane["elsewhere"] for lane in told if lane["key"] == options.lane), {})
    return {**before, **given}


async def _lane_renew(tx: Transaction, options: argparse.Namespace) -> str:
    await boards.standing(tx, options.board)
    scope = renewing.Scope(board=options.board, lane=options.lane)
    return said("command.promises.renewed", n=await renewing.begin(tx, scope))


async def _goals(tx: Transaction, board: str, lane: str) -> list[str]:
    terms = await policies.terms_of(tx, board, lane)
    return [
        said("command.lane.goal", metric=metric, goal=await _written(tx, each), percent=each.warn_percent)
        for metric, each in terms.items()
    ]


async def _written(tx: Transaction, terms: policies.Terms) -> str:
    goal = write_goal(terms.goal)
    if terms.calendar is None:
        return goal
    calendar = (await calendars.numbered(tx.session, terms.calendar)).row.name
    return said("command.lane.in_calendar", goal=goal, calendar=calendar)


async def _calendar(tx: Transaction, name: str) -> int | None:
    if name.strip().lower() == calendars.ROUND_THE_CLOCK:
        return None
    return (await calendars.named(tx.session, name)).row.id


async def _board(tx: Transaction, key: str) -> BoardSettingsJson:
    await boards.standing(tx, key)
    told = await boards_settings(tx.session, shell_language())
    return next(board for board in told["boards"] if board["key"] == key)


def _by_language(options: argparse.Namespace, what: str) -> Mapping[str, str]:
    given = {code: getattr(options, f"{what}_{code}") for code in LANGUAGES}
    return {code: text for code, text in given.items() if text is not None}


def _placed(keys: list[str], options: argparse.Namespace) -> list[str]:
    others = [key for key in keys if key != options.key]
    at = max(options.place - 1, 0)
    return [*others[:at], options.key, *others[at:]]


def _done(key: str, what: str, effect: Effect) -> str:
    return "\n".join([said(key, what=what), *effect.say(shell_language())])
