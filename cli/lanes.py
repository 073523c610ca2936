"""`lanedesk seed` and `lanedesk lane`: the default boards, and what their lanes promise."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from board.desk import seed
from board.desk.in_force import settings_in_force
from board.settings import load_settings
from board.store.db import Transaction
from board.tickets import promises
from board.values import Metric
from cli.verbs import Runs, family
from cli.words import said
from sla.policy import parse_goal, write_goal

if TYPE_CHECKING:
    from cli.verbs import Commands


def add_to(commands: Commands, runs: Runs) -> None:
    seed = commands.add_parser("seed", help=said("command.seed.help"))
    seed.set_defaults(**runs(_seed))
    _add_lanes(family(commands, "lane", said("command.lane.help")), runs)


def _add_lanes(group: Commands, runs: Runs) -> None:
    command = group.add_parser("set", help=said("command.lane.set.help"))
    command.add_argument("board", metavar="BOARD")
    command.add_argument("lane", metavar="LANE")
    for metric in Metric:
        command.add_argument(f"--{metric.replace('_', '-')}", metavar="D", help=said("command.lane.set.goal"))
    command.add_argument("--warn", type=int, metavar="PERCENT", help=said("command.lane.set.warn"))
    command.set_defaults(**runs(_lane_set))


async def _seed(tx: Transaction, _: argparse.Namespace) -> str:
    await seed.seed(tx, (await settings_in_force(tx.session, load_settings())).language)
    return said("command.seed.done")


async def _lane_set(tx: Transaction, options: argparse.Namespace) -> str:
    for metric in Metric:
        duration = getattr(options, metric)
        if duration is not None:
            await promises.set_policy(tx, options.board, options.lane, metric, parse_goal(duration))
    if options.warn is not None:
        await promises.set_warning(tx, options.board, options.lane, options.warn)
    goals = await promises.goals_of(tx, options.board, options.lane)
    return "\n".join(
        said("command.lane.goal", metric=metric, goal=write_goal(goal.duration), percent=goal.warn_percent)
        for metric, goal in goals.items()
    )
