"""The one catalog: plural forms, languages asked for, and what the page gets of it."""

import pytest

from board.errors import DeskError
from board.words.catalog import _categories, best_language, say

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de,en;q=0.5,id;q=0.7", "id"),
        ("en;q=0,ru;q=0.1", "ru"),
        ("de-DE", None),
        ("", None),
        ("*", None),
        (";;;q=,", None),
    ],
)
def test_the_browser_is_answered_in_the_best_language_it_asks_for(
    accepted: str, language: str | None
) -> None:
    assert best_language(accepted) == language


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("en", {"one": 0, "other": 1}),
        ("ru", {"one": 0, "few": 1, "many": 2, "other": 1}),
        ("id", {"other": 0}),
    ],
)
def test_plural_forms_go_by_the_names_that_browsers_use(language: str, categories: dict[str, int]) -> None:
    assert _categories(language) == categories


def test_a_refusal_is_said_in_each_language_with_what_it_holds() -> None:
    inner = DeskError("state.done")
    refusal = DeskError("refused.changed_meanwhile", by=inner)

    assert say("en", "state.done") in str(refusal)
    assert say("ru", "state.done") in refusal.say("ru")
