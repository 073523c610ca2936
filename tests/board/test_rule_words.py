"""The owner's words in what people write: whole words in their forms, and never inside others."""

from __future__ import annotations

import pytest

from board.desk.rule_words import find, phrases
from board.desk.rules import Words

pytestmark = pytest.mark.fast

USUAL = phrases(Words().words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Здравствуйте! Касса не работает, очередь", "не работает"),
        ("КАССЫ СЕГОДНЯ ОПЯТЬ НЕ РАБОТАЮТ!!!", "не работает"),
        ("мойка с утра стоит", "мойка стоит"),
        ("Все стоит", "всё стоит"),
        ("The terminal STOPPED", "stopped"),
        ("it doesn’t work", "doesn't work"),
        ("Kasir tidak berfungsi.", "tidak berfungsi"),
        ("ｓｔｏｐｐｅｄ", "stopped"),
        ("сообщение: касса\nстоит ли обновлять?", None),
        ("Сколько стоит вторая касса?", None),
        ("сто рублей, касса", None),
        ("стоимость кассы", None),
        ("countdown, unstoppable", None),
        ("Как дела? Работает хорошо", None),
        ("", None),
    ],
)
def test_usual_words_are_found_whole_and_in_their_forms(text: str, found: str | None) -> None:
    assert find(text, USUAL) == found


def test_a_phrase_says_more_than_a_word_and_stays_in_its_sentence() -> None:
    known = phrases({"ru": ["очередь", "касса зависла"]})
    assert find("очередь, касса снова зависла", known) == "касса зависла"
    assert find("Касса. Зависла.", known) is None
    assert find("касса раз два три зависла", known) is None


def test_words_of_a_language_nobody_stems_are_found_as_they_stand() -> None:
    known = phrases({"xx": ["werkt niet"], "ru": ["🔥", "!"]})
    assert find("Hij WERKT niet", known) == "werkt niet"
    assert find("🔥!", known) is None
