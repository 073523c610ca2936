"""Command line of the sandbox: `python -m sandbox --data-dir DIR`."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from sandbox.server import serve
from sandbox.world import Desk


def main() -> int:
    options = _parser().parse_args()
    os.umask(0o077)  # what people say is nobody else's
    try:
        asyncio.run(_run(options))
    except OSError as problem:
        print(f"cannot listen on {options.host}:{options.port}: {problem.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A local stand-in for Telegram, with a phone in the browser.",
    )
    parser.add_argument("--data-dir", type=Path, required=True, help="where chats and files are kept")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on, 0 picks one (%(default)s)")
    parser.add_argument("--desk-url", help="the desk whose practice clock the phone moves")
    parser.add_argument(
        "--desk-token",
        default=os.environ.get("SANDBOX_DESK_TOKEN", ""),
        help="API token for the desk; or SANDBOX_DESK_TOKEN, which no process list shows",
    )
    parser.add_argument(
        "--with-parent",
        action="store_true",
        help="end when standard input does, as when the parent is killed",
    )
    return parser


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if options.with_parent:
        loop.add_reader(sys.stdin, _read_to_end, loop, stop)
    desk = Desk(options.desk_url, options.desk_token) if options.desk_url else None
    async with serve(options.data_dir, host=options.host, port=options.port, desk=desk) as url:
        print(f"phone {url}", flush=True)
        await stop.wait()


def _read_to_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        loop.remove_reader(sys.stdin)
        stop.set()


if __name__ == "__main__":
    sys.exit(main())
