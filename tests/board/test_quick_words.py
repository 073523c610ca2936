"""What stands for something else in a quick reply's text, and what is still to be filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.desk import quick_words
from board.desk.quick_words import PLACEHOLDERS
from board.words.catalog import LANGUAGES

pytestmark = pytest.mark.fast

_PIECES = st.lists(
    st.one_of(
        st.sampled_from([*(f"{{{name}}}" for name in PLACEHOLDERS), "[[which till?]]", "{gone}", "[[", "]]"]),
        st.text(max_size=8),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hello {customer.name}, [[which till?]]", None),
        ('Plain braces { "a": 1 } and [one] [two] stay', None),
        ("Hello {customer.nam}", "refused.quick_reply.placeholder_near"),
        ("Hello {Customer.Name}", "refused.quick_reply.placeholder_near"),
        ("Hello {xyz}", "refused.quick_reply.placeholder"),
        ("Hello [[which till?", "refused.quick_reply.half_blank"),
        ("Hello [[ ]]", "refused.quick_reply.half_blank"),
        ("Hello [[two\nlines]]", "refused.quick_reply.half_blank"),
    ],
)
def test_a_text_that_could_never_be_filled_is_refused(text: str, key: str | None) -> None:
    trouble = quick_words.trouble(text)

    assert (trouble.key if trouble else None) == key


def test_the_nearest_known_placeholder_is_named() -> None:
    trouble = quick_words.trouble("by {dedline}")

    assert trouble is not None
    assert trouble.params["near"] == "{deadline}"


def test_what_nobody_knows_becomes_a_blank_by_its_name() -> None:
    stands = quick_words.standing({"customer.name": "Anna"}, "en")
    said = quick_words.filled("{customer.name}, {deadline}", stands)

    assert said == "Anna, [[solved by]]"


@given(_PIECES, st.dictionaries(st.sampled_from(PLACEHOLDERS), _PIECES))
def test_no_placeholder_goes_out_and_no_value_brings_blanks_with_it(
    text: str, values: dict[str, str]
) -> None:
    """Each blank afterwards was one before, or stands for something that is not known."""
    if quick_words.trouble(text) is not None:
        return
    said = quick_words.filled(text, quick_words.standing(values, "en"))

    unknown = [name for name in PLACEHOLDERS if f"{{{name}}}" in text and not values.get(name)]
    named = {*quick_words.blanks(text), *(f"[[{quick_words.called(name, 'en')}]]" for name in unknown)}
    assert set(quick_words.blanks(said)) <= named
    if not unknown and not any("{" in value for value in values.values()):
        assert not any(f"{{{name}}}" in said for name in PLACEHOLDERS)


def test_every_placeholder_has_a_name_that_can_be_a_blank() -> None:
    for language in LANGUAGES:
        for name in PLACEHOLDERS:
            blank = f"[[{quick_words.called(name, language)}]]"
            assert quick_words.blanks(blank) == [blank]


@pytest.mark.parametrize(
    ("customers", "desks", "language"),
    [("ru", "en", "ru"), ("id", "ru", "ru"), ("id", "id", "en"), ("xx", "yy", "en")],
)
def test_the_customers_language_is_taken_else_the_desks(customers: str, desks: str, language: str) -> None:
    assert quick_words.chosen({"ru": "Да", "en": "Yes"}, customers, desks)[0] == language


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("", True), ("RES", True), ("касс", True), ("переза елк", True), ("ассы", False), ("res нет", False)],
)
def test_words_are_found_by_their_beginnings_in_any_language(words: str, is_found: bool) -> None:
    assert quick_words.is_found(words, ["Restart", "Перезагрузите кассу у ёлки"]) is is_found
