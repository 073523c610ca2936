"""Only the desk's user reads what the desk keeps, on the disk and in memory."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_PR_SET_DUMPABLE = 4
_OTHERS_READ, _OTHERS_ENTER = 0o044, 0o011


def begin() -> None:
    """Whatever this process makes from now on is private, and so are its memory and environment.

    A child that decodes a stranger's file runs as the same user, and could otherwise read the secrets in
    /proc/PID/environ. Only root still can.
    """
    os.umask(0o077)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def make_folder(folder: Path) -> None:
    """A private folder, its missing parents too. PostgreSQL, which root lets another user run, may pass through."""
    if folder.exists():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def exposed(*paths: Path) -> Iterator[Path]:
    """Those of these that another user of the machine can read."""
    for path in paths:
        if path.exists() and path.stat().st_mode & _OTHERS_READ & _let_in(path):
            yield path


def _let_in(path: Path) -> int:
    """The bits of reading of those whom every parent folder lets in."""
    let_in = _OTHERS_READ
    for parent in path.absolute().parents:
        let_in &= (parent.stat().st_mode & _OTHERS_ENTER) << 2
    return let_in
