"""What looks like a card's number, and what does not."""

from __future__ import annotations

import pytest

from board.talk.card_numbers import card_numbers

pytestmark = pytest.mark.fast

VISA, AMEX = "4111111111111111", "378282246310005"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"my card {VISA}, take it", {VISA}),
        ("4111 1111 1111 1111", {VISA}),
        ("4111-1111-1111-1111.", {VISA}),
        ("карта 4111\u00a01111\u00a01111\u00a01111 12/27 123", {VISA}),
        (f"{AMEX}\n{VISA}", {AMEX, VISA}),
        ("4111 1111 1111 1112", set()),
        ("4111  1111 1111 1111", set()),
        (f"A{VISA} and {VISA}B", set()),
        ("+4111 1111 1111 1111", set()),
        ("0000 0000 0000 0000", set()),
        ("40702810900000012345", set()),
        ("8 800 555-35-35, 17-203, 12.11.2026 10:30", set()),
        ("٤١١١ ١١١١ ١١١١ ١١١١", set()),
    ],
)
def test_card_numbers_are_found_by_their_check(text: str, found: set[str]) -> None:
    assert card_numbers(text) == found


def test_digits_without_end_take_no_time() -> None:
    assert "4" * 18 + "9" not in card_numbers("1 " * 20_000 + "1" * 20_000)
