"""`lanedesk` in a process of its own, without the seconds that its imports take each time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess


def lanedesk(arguments: Sequence[str], environment: Mapping[str, str]) -> ForkServerProcess:
    """Started: a copy of a process that has imported what a desk imports, and done nothing else."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["lanedesk", "bot.app"])
    process = forks.Process(target=_run, args=(arguments, environment))
    process.start()
    return process


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    import lanedesk

    os.environ.clear()
    os.environ.update(environment)
    sys.exit(lanedesk.main(arguments))
