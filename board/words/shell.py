"""In which language the command line speaks: the terminal's, else the desk's."""

from __future__ import annotations

import os

from dotenv import dotenv_values

from board.words.catalog import FALLBACK, LANGUAGES

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_OWN = "LANEDESK_LANGUAGE"


def shell_language() -> str:
    """Of the locale's variables the first that is set counts (POSIX, 8.2); the settings may not be readable yet."""
    locale = next((value for name in _LOCALE if (value := os.environ.get(name))), "")
    spoken = locale.partition(".")[0].partition("_")[0].lower()
    wanted = spoken if spoken in LANGUAGES else os.environ.get(_OWN) or _own_in_file()
    return wanted if wanted in LANGUAGES else FALLBACK


def _own_in_file() -> str | None:
    try:
        return dotenv_values(".env").get(_OWN)
    except (OSError, ValueError):
        return None
