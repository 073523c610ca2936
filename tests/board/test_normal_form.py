"""The normal form of account numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.people.normal_form import alone, inside, may_be_number, normal, shape

LISTED = [
    "№41-203",
    "#41-204",
    "61/203",
    "(61)204",
    "61:205",
    "61+206",
    "61*207",
    "61'208",
    "№ 61-209",
    "A&B-61210",
]


@pytest.mark.parametrize("number", LISTED)
def test_a_number_typed_as_it_is_listed_is_found_alone_and_in_a_sentence(number: str) -> None:
    key = normal(number)
    assert alone(number) == alone(f" {number}. ") == key
    assert key in dict(inside(f"Здравствуйте, мой номер {number}, касса не работает"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17-203", "17203"),
        ("17 203", "17\u00a0203"),
        ("ab-12", "AB12"),
        ("АВ-12", "AB-12"),  # Cyrillic, Latin
        ("ав-12", "ab-12"),
        ("хcу5", "XCY5"),
        ("ё1", "е1"),
        ("е\u03081", "ё1"),  # two characters, one letter
        ("１７２０３", "17203"),
        ("ＡＢ１", "ab1"),
        ("17\u200b203", "17203"),
        ("17\u00ad-\u2060203\ufeff", "17203"),
        ("17\u202e203", "17203"),
        ("17\u3164203", "17203"),
        ("№17", "17"),
        ("N17", "n17"),
        ("61ʼ208", "61'208"),  # a letter by Unicode
        ("17‑203", "17−203"),
        ("١٧٢٠٣", "17203"),
        ("1️⃣7️⃣", "17"),
        ("Straße1", "STRASSE1"),
        ("ı1", "i1"),
        ("İ1", "i1"),
        ("𝟏𝟕", "17"),
    ],
)
def test_what_does_not_count(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("17203", "17204"), ("AB1", "AC1"), ("O1", "01"), ("Ж1", "X1")])
def test_what_counts(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(st.text(max_size=60))
def test_a_normal_form_is_its_own(text: str) -> None:
    key = normal(text)
    assert normal(key) == key
    assert key.isalnum() or not key


@given(st.text(alphabet="0123456789ABXАВЖ-.# №", min_size=1, max_size=20))
def test_signs_never_count(text: str) -> None:
    assert normal(" ".join(text)) == normal("-".join(text)) == normal(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("номер:17-203", "17203"),
        ("account=17203;", "17203"),
        ("17-203/17-204", "17204"),
        ("(17 203)", "17203"),
        ("it is 17 2 03 today", "17203"),
        ("x " * 300 + "17-203", "17203"),
    ],
)
def test_a_number_is_seen_between_other_words(text: str, key: str) -> None:
    assert key in dict(inside(text))


@pytest.mark.parametrize(
    "text", ["", "hello", "№", "17 203 17 203", "1" * 41, "помогите, 17-203 не работает"]
)
def test_what_is_no_number_alone(text: str) -> None:
    assert alone(text) is None


def test_shape_is_letters_digits_and_length() -> None:
    assert (shape("17203"), shape("AB12"), shape("Ж1")) == ("99999", "AA99", "A9")
    assert may_be_number("A1")
    assert not may_be_number("AB")
