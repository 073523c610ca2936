"""Formatting and trimming: what Telegram takes, and that ranges stay on their words."""

from __future__ import annotations

from typing import Any

import pytest

from board.errors import Invalid
from board.talk import formatting
from board.text import clean_formatted, is_blank, utf16_length

pytestmark = pytest.mark.fast

TEXT = "ab 👍 cd https"


def _range(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("entities", "field"),
    [
        ([_range("bold", 0, 99)], "entities.0.length"),
        ([_range("bold", 0, 2), _range("bold", 99, 1)], "entities.1.offset"),
        ([_range("bold", 4, 1)], "entities.0.offset"),
        ([_range("bold", 0, 4)], "entities.0.length"),
        ([_range("marquee", 0, 2)], "entities.0.type"),
        ([_range("text_mention", 0, 2)], "entities.0.type"),
        ([_range("mention", 0, 2)], "entities.0.type"),
        ([_range("text_link", 0, 2)], "entities.0.url"),
        ([_range("text_link", 0, 2, url="")], "entities.0.url"),
        ([_range("text_link", 0, 2, url="javascript:alert(1)")], "entities.0.url"),
        ([_range("text_link", 0, 2, url="ftp://example.org/a")], "entities.0.url"),
        ([_range("text_link", 0, 2, url="http://localhost/")], "entities.0.url"),
        ([_range("text_link", 0, 2, url="https://[::1")], "entities.0.url"),
        ([_range("text_link", 0, 2, url="https://example.org:99999/")], "entities.0.url"),
        ([_range("bold", 0, 5), _range("italic", 3, 4)], "entities.1"),
        ([_range("italic", 3, 4), _range("bold", 0, 5)], "entities.0"),
        ([_range("bold", 0, 5), _range("code", 0, 2)], "entities.1"),
        ([_range("pre", 0, 5), _range("bold", 0, 2)], "entities.1"),
        ([_range("code", 0, 2), _range("code", 0, 2)], "entities.1"),
        ([_range("blockquote", 0, 5), _range("expandable_blockquote", 0, 2)], "entities.1"),
        (
            [_range("text_link", 0, 5, url="a.org"), _range("text_link", 0, 2, url="b.org")],
            "entities.1",
        ),
        ([_range("text_link", 0, 5, url="a.org"), _range("blockquote", 0, 2)], "entities.1"),
    ],
)
def test_formatting_that_telegram_does_not_take_is_refused_by_its_field(
    entities: list[dict[str, Any]], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        formatting.check(TEXT, entities)

    assert list(refused.value.wrong) == [field]
    assert str(refused.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    "entities",
    [
        [_range("bold", 0, 5), _range("italic", 3, 2)],
        [_range("bold", 0, 5), _range("italic", 0, 5), _range("underline", 0, 5)],
        [_range("bold", 0, 3), _range("italic", 3, 2)],
        [_range("bold", 0, 5), _range("text_link", 0, 5, url="https://example.org/a?b=c")],
        [_range("text_link", 0, 5, url="example.org"), _range("spoiler", 0, 2)],
        [_range("text_link", 0, 5, url="tg://user?id=42")],
        [_range("text_link", 0, 5, url="http://[::1]/"), _range("pre", 6, 2, language="sh")],
        [_range("code", 0, 2), _range("blockquote", 0, 5), _range("strikethrough", 3, 2)],
        [_range("bold", 0, utf16_length(TEXT))],
    ],
)
def test_formatting_that_telegram_takes_is_taken(entities: list[dict[str, Any]]) -> None:
    formatting.check(TEXT, entities)


@pytest.mark.parametrize(
    ("text", "entities", "kept"),
    [
        ("  Hold on", [("bold", 2, 4)], ("Hold on", [("bold", 0, 4)])),
        ("\n\n👍 ok \n", [("bold", 0, 8)], ("👍 ok", [("bold", 0, 5)])),
        ("\u00a0ok\u2003", [("bold", 0, 1), ("italic", 3, 1)], ("ok", [])),
        ("ok", [("bold", 0, 2)], ("ok", [("bold", 0, 2)])),
        ("  ", [("bold", 0, 2)], ("", [])),
    ],
)
def test_ranges_stay_on_their_words_when_space_is_cut(
    text: str, entities: list[tuple[str, int, int]], kept: tuple[str, list[tuple[str, int, int]]]
) -> None:
    words, ranges = kept

    assert clean_formatted(text, [_range(*each) for each in entities]) == (
        words,
        [_range(*each) for each in ranges],
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  \n\t",
            "\u200b",
            "\u2060\ufeff",
            "\u3164\u3164",
            "\u00ad",
            "\u202e",
            "\u2800",
            "\ufe0f",
            "\u034f",
        ),
        *("\u180e", "\u115f\u1160", "\uffa0", "\u0333", "\U000e0020", "\U000e0101", "\ufffc", "\u2028\u00a0"),
    ],
)
def test_what_nobody_sees_is_no_text(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}.")


@pytest.mark.parametrize("text", ["0", "👍🏽", "❤\ufe0f", "ا", "\u200fשלום", "é", "🏴\U000e0067\U000e007f"])
def test_what_is_seen_is_a_text(text: str) -> None:
    assert not is_blank(text)
