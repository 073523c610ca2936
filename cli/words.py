"""What commands say, in the terminal's language; argparse's own words too."""

from __future__ import annotations

import argparse

from board.words.catalog import FALLBACK, say
from board.words.shell import shell_language

_OF_ARGPARSE = {
    "usage: ": "argparse.usage",
    "positional arguments": "argparse.positionals",
    "options": "argparse.options",
    "show this help message and exit": "argparse.help",
    "%(prog)s: error: %(message)s\n": "argparse.error",
    "argument %(argument_name)s: %(message)s": "argparse.argument",
    "the following arguments are required: %s": "argparse.required",
    "unrecognized arguments: %s": "argparse.unrecognized",
    "expected one argument": "argparse.one",
    "expected at most one argument": "argparse.at_most_one",
    "expected at least one argument": "argparse.at_least_one",
    "expected %s argument": "argparse.several",
    "invalid choice: %(value)r (choose from %(choices)s)": "argparse.choice",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": "argparse.choice_like",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "argparse.parser",
    "invalid %(type)s value: %(value)r": "argparse.value",
    "ambiguous option: %(option)s could match %(matches)s": "argparse.ambiguous",
    "not allowed with argument %s": "argparse.not_with",
    "one of the arguments %s is required": "argparse.one_of",
    "ignored explicit argument %r": "argparse.explicit",
}


def said(key: str, /, **params: object) -> str:
    return say(shell_language(), key, **params)


def teach_argparse() -> None:
    """Its sentences come from gettext, whose catalogs would have to be compiled files; ours are said instead.

    What another version of Python says otherwise stays English.
    """
    if shell_language() != FALLBACK:
        setattr(argparse, "_", _instead)  # noqa: B010 # the type checker knows only what is public
        setattr(argparse, "ngettext", _instead_of_many)  # noqa: B010


def _instead(text: str) -> str:
    key = _OF_ARGPARSE.get(text)
    return said(key) if key else text


def _instead_of_many(one: str, many: str, n: int) -> str:
    key = _OF_ARGPARSE.get(one)
    return said(key, n=n) if key else (one if n == 1 else many)
