"""A process of the desk keeps its environment from others of its own user, as decoders of strangers' files are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from board.store import privacy
from tests.desk.running import python_for

ROOT = Path(__file__).resolve().parents[2]
_A_CHILD_LOOKS = """
import os, subprocess, sys
from board.store import privacy
if sys.argv[1] == "private":
    privacy.begin()
looked = subprocess.run(["cat", f"/proc/{os.getpid()}/environ"], capture_output=True)
print(b"the-token" in looked.stdout)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize(("how", "is_seen"), [("private", False), ("open", True)])
def test_a_child_cannot_read_its_parents_environment(how: str, is_seen: bool) -> None:
    is_root = os.geteuid() == 0
    answer = subprocess.run(
        [python_for("nobody") if is_root else sys.executable, "-c", _A_CHILD_LOOKS, how],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "SECRET": "the-token", "PATH": os.environ["PATH"]},
        user="nobody" if is_root else None,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == str(is_seen)


@pytest.mark.parametrize(
    ("parent", "mode", "is_exposed"),
    [
        (0o755, 0o644, True),
        (0o755, 0o640, True),
        (0o755, 0o600, False),
        (0o700, 0o644, False),
        (0o750, 0o604, False),
    ],
)
def test_what_others_can_read_is_named(tmp_path: Path, parent: int, mode: int, is_exposed: bool) -> None:
    # Everything above is pytest's own and closed, so that only folders here are looked at.
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "file"
    file.touch()
    file.chmod(mode)
    folder.chmod(parent)
    above = {path: path.stat().st_mode for path in folder.parents if path.stat().st_mode & 0o011 != 0o011}
    for path in above:
        path.chmod(0o711)
    try:
        assert list(privacy.exposed(file)) == ([file] if is_exposed else [])
    finally:
        for path, before in above.items():
            path.chmod(before & 0o777)
