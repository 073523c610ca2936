"""The command line speaks the terminal's language, argparse's own words included."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

import lanedesk
from board.words.shell import shell_language
from cli.words import teach_argparse

pytestmark = pytest.mark.fast

NAMES = {"bot, board, sla, voice"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANEDESK_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "id_ID"}, "id"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": ""}, "ru"),
        ({"LANG": "C.UTF-8", "LANEDESK_LANGUAGE": "ru"}, "ru"),
        ({"LANG": "de_DE.UTF-8", "LANEDESK_LANGUAGE": "id"}, "id"),
        ({"LANG": "de_DE.UTF-8", "LANEDESK_LANGUAGE": "de"}, "en"),
    ],
)
def test_the_terminals_language_counts_before_the_desks(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert shell_language() == language


def test_every_help_text_is_in_russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    teach_argparse()
    texts = {each.help for parser in _parsers(lanedesk._parser()) for each in _helped(parser) if each.help}

    assert len(texts) > 20
    assert [text for text in texts - NAMES if not re.search("[а-яё]", text)] == []


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("", "en", "the following arguments are required: COMMAND"),
        ("", "ru", "не хватает аргументов: COMMAND"),
        ("", "id", "argumen berikut wajib diisi: COMMAND"),
        ("lane set a b --warn x", "ru", "аргумент --warn: неверное значение (int): 'x'"),
        ("lane set a b --warn", "ru", "аргумент --warn: нужно одно значение"),
        ("version now", "ru", "лишние аргументы: now"),
        ("run bots", "ru", "аргумент PART: «bots» — не одна из частей bot, board, sla, voice"),
        ("demo --port=many", "id", "argumen --port: “many” bukan porta"),
    ],
)
def test_a_wrong_command_line_is_refused_in_that_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, language: str, said: str
) -> None:
    monkeypatch.setenv("LANG", language)

    with pytest.raises(SystemExit) as end:
        lanedesk.main(line.split())

    assert end.value.code == 2
    assert said in capsys.readouterr().err


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _parsers(each)


def _helped(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions
