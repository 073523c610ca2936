"""Brings a checkout up to its lock files; when nothing changed it needs no network and takes a moment."""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PROJECT = ROOT / "pyproject.toml"
SETUP_LOCK = ROOT / "tools" / "requirements-setup.lock"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "tools" / "requirements-dev.lock"}
CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SOUNDS = Path("/usr/share/asterisk/sounds")
SPEECH = {
    "asterisk-core-sounds-en-wav": "en_US_f_Allison",
    "asterisk-core-sounds-ru-wav": "ru_RU_f_IvrvoiceRU",
}
VOICE_DATA = VENV / "share" / "lanedesk"
VOICE_MODEL = "base"
VOICE_SOURCES = (
    PROJECT,
    ROOT / "tools" / "requirements-voice.lock",
    ROOT / "tools" / "requirements-voice-faster.lock",
    ROOT / "tools" / "voice.py",
    ROOT / "voice" / "checkpoint.py",
    ROOT / "voice" / "fetching.py",
)
FONTS = ("fonts-dejavu-core", "fonts-noto-color-emoji")


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is no error to tell of
    os.environ.update(with_home(os.environ))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "scope", choices=("run", "dev", "test"), help="what for: the desk, its checks, its tests"
    )
    scope = parser.parse_args().scope
    packages = "run" if scope == "run" else "dev"
    try:
        install_packages(packages)
        install_page_modules(packages)
    except subprocess.CalledProcessError as failure:
        print(f"Setting up failed at: {_shown(failure.cmd)}. Is there a network?", file=sys.stderr)
        return 1
    if scope == "test":
        install_programs()
        install_speech()
        install_voice()
    return 0


def install_packages(scope: str) -> None:
    """Install what the lock names, by hash, and this checkout itself; other packages (voice) stay."""
    if _is_current(scope) or (scope == "run" and _is_current("dev")):
        return
    print("Installing packages.", flush=True)
    _run(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", SETUP_LOCK
    )
    install("--require-hashes", "-r", LOCKS[scope])
    install("--no-deps", "--no-build-isolation", "-e", ROOT)
    _stamp(scope).write_text(_digest(scope))


def install_page_modules(scope: str) -> None:
    """Bring the board's JavaScript modules, which keep a stamp of their own."""
    _run(ROOT / "tools" / "vendor.py", *(["--dev"] if scope == "dev" else []))


def install_programs() -> None:
    """Install what only tests need, if we may; else say what will not be tested."""
    missing = [
        name
        for name, there in (("chromium", find_chromium()), ("ffmpeg", shutil.which("ffmpeg")))
        if not there
    ]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(missing)}.", flush=True)
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *missing, *FONTS)
    if not find_chromium():
        print("There is no Chromium here: browser tests will be reported as not run.", file=sys.stderr)
    if not shutil.which("ffmpeg"):
        print("There is no ffmpeg here: tests that make sound will be reported as not run.", file=sys.stderr)


def install_speech() -> None:
    """Fetch the recorded sentences that tests of hearing use."""
    missing = [package for package, folder in SPEECH.items() if not (SOUNDS / folder).exists()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing recorded sentences.", flush=True)
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *missing)
    if not all((SOUNDS / folder).exists() for folder in SPEECH.values()):
        print(
            "There is no recorded speech here: tests that hear it will be reported as not run.",
            file=sys.stderr,
        )


def install_voice() -> None:
    """Both engines and the weights of one model, into a data directory that all test runs share."""
    stamp = VENV / ".installed-voice-tests"
    if stamp.exists() and stamp.read_text() == _sha256(VOICE_SOURCES):
        return
    print("Installing what hears.", flush=True)
    VOICE_DATA.mkdir(parents=True, exist_ok=True)
    installed = [_voice_installs(engine) for engine in ("openai", "faster")]
    if all(installed):
        stamp.write_text(_sha256(VOICE_SOURCES))


def find_chromium() -> str | None:
    """A Chromium that runs; Ubuntu's package is a stub that only works inside snap."""
    for name in CHROMIUM_NAMES:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def _voice_installs(engine: str) -> bool:
    settings = {
        "LANEDESK_DATA_DIR": str(VOICE_DATA),
        "LANEDESK_WHISPER_ENGINE": engine,
        "LANEDESK_WHISPER_MODEL": VOICE_MODEL,
    }
    # In a folder without a .env of the operator's.
    installed = subprocess.run(
        [sys.executable, "-m", "lanedesk", "voice", "install", "--pinned"],
        cwd=VOICE_DATA,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if installed.returncode:
        print(f"The engine {engine} is not there: tests of it will be reported as not run.", file=sys.stderr)
    return not installed.returncode


def _is_current(scope: str) -> bool:
    stamp = _stamp(scope)
    return stamp.exists() and stamp.read_text() == _digest(scope)


def _stamp(scope: str) -> Path:
    return VENV / f".installed-{scope}"


def _digest(scope: str) -> str:
    return _sha256((PROJECT, SETUP_LOCK, LOCKS[scope]))


def _sha256(files: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def install(*what: str | Path) -> None:
    """By uv, in seconds; where it fails by pip, which also knows the mirrors and certificates of pip.conf."""
    uv, environment = quiet_uv()
    try:
        subprocess.run(
            [*uv, *what],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    except subprocess.CalledProcessError:
        _run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def quiet_uv() -> tuple[list[str], dict[str, str]]:
    """The command that installs into this Python, and its environment."""
    # Copies: files linked from a cache keep the cache's modes, and change with it.
    options = ("--quiet", "--link-mode=copy", f"--python={sys.executable}")
    environment = {**with_home(os.environ), "UV_SYSTEM_CERTS": "1"}
    return [sys.executable, "-m", "uv", "pip", "install", *options], environment


def with_home(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with a home that can be written, as uv, pip and npm need: a system user has none."""
    home = Path(environment.get("HOME") or "/nonexistent")
    if home.is_dir() and os.access(home, os.W_OK | os.X_OK):
        return dict(environment)
    ours = VENV / "home"
    ours.mkdir(exist_ok=True)
    return {**environment, "HOME": str(ours)}


def _run(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def _apt(*arguments: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ("apt-get", "-qq", "-o=Acquire::Retries=1", *arguments)
    subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def _shown(command: list[str | Path]) -> str:
    return " ".join(str(part) for part in command[1:4])


if __name__ == "__main__":
    sys.exit(main())
