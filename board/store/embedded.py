"""The embedded PostgreSQL: one cluster, shared by several processes and stopped by the last that leaves."""

import fcntl
import hashlib
import os
import secrets
import shlex
import shutil
import socket
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from board.errors import DeskError, Unavailable
from board.store.binaries import Installation, settle

_USER = "lanedesk"
_PORT = "5432"
_SOCKET_PATH_LIMIT = 103
"""Bytes in the path of a Unix socket: macOS takes 103, Linux 107."""

_RETRY_SECONDS = 15.0
_RECOVERY_SECONDS = 120.0
_READY, _STARTING = 0, 1
"""Exit codes of pg_isready."""

_SERVER_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "log_checkpoints": "off",
    # Statements and details of errors hold what people wrote: keep them out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Embedded:
    """A PostgreSQL under ``root``. Its calls block: asynchronous callers run them in a thread.

    Each user holds a shared lock on a file, which the kernel releases even after kill -9. A second lock makes
    starts and stops wait for each other. The next start takes over a server that killed processes left running.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._use: IO[str] | None = None
        self._server: Installation | None = None
        self._socket: Path | None = None

    def start(self) -> str:
        """Make the cluster if there is none, start the server if it does not run; returns its SQLAlchemy URL.

        Repeating it is harmless. Raises ``Unavailable``.
        """
        try:
            return self._start()
        except OSError as error:
            raise Unavailable("refused.postgres.unusable", folder=self._root, error=str(error)) from error

    def is_up(self) -> bool:
        """Whether the server that was started still listens; `start` brings back one that was killed."""
        if self._socket is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._socket))
            except OSError:
                return False
        return True

    def stop(self) -> bool:
        """Stop using the server; True if nobody else used it, so that it was stopped."""
        if self._use is None or self._server is None:
            return False
        with self._use as use, self._alone():
            self._use = None
            if not _is_last(use):
                return False
            self._server.run("pg_ctl", "stop", "-D", self._server.cluster, "-m", "fast", "-w")
            return True

    def _start(self) -> str:
        self._root.mkdir(parents=True, exist_ok=True)
        use, self._use = self._use or (self._root / "use.lock").open("a"), None
        with ExitStack() as failed:
            failed.callback(use.close)
            # Before the other lock: a last user about to stop the server sees that it is not the last.
            fcntl.flock(use, fcntl.LOCK_SH)
            with self._alone():
                server = settle(self._root)
                if not server.cluster.exists():
                    _make_cluster(server)
                sockets = _socket_folder(server)
                _await_server(server, sockets)
            failed.pop_all()
        self._use, self._server = use, server
        self._socket = sockets / f".s.PGSQL.{_PORT}"
        # Without the port, the driver would use the operator's PGPORT.
        return f"postgresql+asyncpg://{_USER}@/postgres?host={quote(str(sockets))}&port={_PORT}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._root / "control.lock").open("a") as control:
            fcntl.flock(control, fcntl.LOCK_EX)
            yield


def _is_last(use: IO[str]) -> bool:
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_cluster(server: Installation) -> None:
    """Make the cluster under another name first, so that a killed initdb leaves no unfinished one."""
    for leftover in server.home.glob("cluster.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    # A new name each time: an initdb that outlived its parent may still be writing to the old one.
    draft = server.home / f"cluster.{secrets.token_hex(4)}"
    made = server.run("initdb", "-D", draft, "-U", _USER, "-A", "trust", "-E", "UTF8", *_locale(server.major))
    if made.returncode:
        raise Unavailable("refused.postgres.no_files", folder=server.home, error=_last_words(made.stderr))
    draft.rename(server.cluster)


def _locale(major: int) -> tuple[str, ...]:
    """Byte order for sorting, but UTF-8 for letters: with LC_CTYPE C, lower() and trigrams fail on Cyrillic."""
    letters = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    if major < 17:
        return (f"--locale={letters}", "--lc-messages=C")
    return (
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--lc-collate=C",
        f"--lc-ctype={letters}",
    )


def _socket_folder(server: Installation) -> Path:
    """The cluster's own folder, or a short private one where that path is too long for a socket."""
    if len(os.fsencode(server.home / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_LIMIT:
        return server.home
    name = hashlib.sha256(os.fsencode(server.home)).hexdigest()[:12]
    # Not the TMPDIR of this process: other processes must find the same folder.
    folder = Path(f"/tmp/lanedesk-{server.runner.uid}-{name}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid == os.geteuid():
        os.chown(folder, server.runner.uid, server.runner.gid, follow_symlinks=False)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != server.runner.uid or found.st_mode & 0o077:
        raise Unavailable("refused.postgres.not_private", folder=folder, user=server.runner.name)
    return folder


def _await_server(server: Installation, sockets: Path) -> None:
    """Return once the server answers, starting it if nobody has.

    A start right after a kill fails while the killed server's pid or memory is still there: try again.
    """
    began = time.monotonic()
    while (answer := _answer(server, sockets)) != _READY:
        waited = time.monotonic() - began
        if waited > (_RECOVERY_SECONDS if answer == _STARTING else _RETRY_SECONDS):
            raise Unavailable(
                "refused.postgres.no_start", error=_last_words(_log(server).read_text(errors="replace"))
            )
        if answer != _STARTING:
            _launch(server, sockets)
        time.sleep(0.1)


def _answer(server: Installation, sockets: Path) -> int:
    return server.run("pg_isready", "-h", sockets, "-p", _PORT, "-U", _USER, "-d", "postgres").returncode


def _launch(server: Installation, sockets: Path) -> None:
    _forget_zombie(server.cluster / "postmaster.pid")
    given = {**_SERVER_SETTINGS, "port": _PORT, "unix_socket_directories": str(sockets)}
    options = shlex.join(f"--{name}={value}" for name, value in given.items())
    # pg_ctl gives the server a session of its own: Ctrl-C in a terminal reaches us, not the server.
    server.run(
        "pg_ctl",
        "start",
        "-D",
        server.cluster,
        "-l",
        _log(server),
        "-w",
        "-t",
        "60",
        "-o",
        options,
    )


def _forget_zombie(pid_file: Path) -> None:
    """Remove the pid file of a killed server that its parent never reaped, which PostgreSQL would think alive.

    Its memory is guarded on its own: a server refuses to start while children of the old one still use it.
    """
    try:
        status = Path(f"/proc/{int(pid_file.read_text().split()[0])}/stat").read_text()
    except (OSError, ValueError, IndexError):
        return
    if status.rpartition(")")[2].split()[0] == "Z":
        pid_file.unlink(missing_ok=True)


def _log(server: Installation) -> Path:
    return server.home / "server.log"


def _last_words(output: str) -> str | DeskError:
    return " ".join(output.split("\n")[-8:]).strip() or DeskError("refused.postgres.no_reason")
