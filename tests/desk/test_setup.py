"""Setting up where Node.js, a home or a network is missing, and where somebody presses Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tools import setup

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9/simple"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What installs the page's modules, in a checkout and a Python of its own; pip is there, uv and Node.js aren't."""
    folder = tmp_path / "desk"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "vendor.py", folder / "tools")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder)
    venv.create(folder / ".venv", with_pip=True)
    return folder


def vendor(checkout: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [checkout / ".venv" / "bin" / "python", "tools/vendor.py"],
        cwd=checkout,
        env={"PATH": "/nonexistent", "HOME": "/nonexistent", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_without_node_and_network_setup_says_one_line(checkout: Path) -> None:
    with vendor(checkout, PIP_INDEX_URL=NOWHERE, PIP_RETRIES="0") as process:
        said, problem = process.communicate(timeout=100)

    assert (process.returncode, said, len(problem.splitlines())) == (1, "", 1), problem
    assert problem.startswith("The board's modules could not be installed: ERROR: ")


def test_where_uv_fails_pip_brings_node(checkout: Path) -> None:
    (uv := next((checkout / ".venv" / "lib").glob("python3*")) / "site-packages" / "uv.py").write_text(
        "import os, sys\n"
        "open('uv.txt', 'w').write(os.environ['UV_SYSTEM_CERTS'])\n"
        "sys.exit('error: invalid peer certificate: UnknownIssuer')\n"
    )
    assert uv.exists()
    with vendor(checkout, PIP_INDEX_URL=NOWHERE, PIP_RETRIES="0") as process:
        _, problem = process.communicate(timeout=100)

    assert (checkout / "uv.txt").read_text() == "1"
    assert "UnknownIssuer" not in problem
    assert "ERROR: " in problem  # pip's own: it was asked next


def test_ctrl_c_is_quiet(checkout: Path) -> None:
    reached = checkout / "reached"
    (next((checkout / ".venv" / "lib").glob("python3*")) / "site-packages" / "uv.py").write_text(
        f"import pathlib, signal, time\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        f"pathlib.Path({str(reached)!r}).touch()\ntime.sleep(60)\n"
    )
    with vendor(checkout) as process:
        while not reached.exists():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        said, problem = process.communicate(timeout=30)

    assert (process.returncode, said, problem) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_whoever_has_no_home_gets_one_in_the_venv(home: str | None) -> None:
    given = {"PATH": "/bin"} | ({"HOME": home} if home else {})
    assert setup.with_home(given) == {**given, "HOME": str(setup.VENV / "home")}


def test_a_home_that_can_be_written_stays(tmp_path: Path) -> None:
    assert setup.with_home({"HOME": str(tmp_path)}) == {"HOME": str(tmp_path)}
    assert setup.quiet_uv()[1]["UV_SYSTEM_CERTS"] == "1"
    assert sys.executable in setup.quiet_uv()[0][0]
