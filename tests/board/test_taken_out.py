"""What repeats the words of a redacted message, and what of a text is left without it."""

from __future__ import annotations

import random

import pytest

from board.talk.taken_out import BLANK, blanked, taken_out
from board.text import utf16_length

pytestmark = pytest.mark.fast

CARD = "Моя карта 4111 1111 1111 1111, 12/27, спишите с неё пожалуйста"


@pytest.mark.parametrize(
    ("said", "unsaid", "left"),
    [
        (CARD, "По 4111-1111-1111-1111?", f"По {BLANK}?"),
        (CARD, "Карта 4111111111111111 12 не та", f"Карта {BLANK} не та"),
        (CARD, "Карта *1111, до 12/27", None),
        (CARD, "Вы писали: «спишите с нее, пожалуйста», но", None),
        (CARD, f"Вы: «{CARD}» Нет.", f"Вы: «{BLANK}» Нет."),
        ("Пароль Xy7#kk2.", "Ваш «xy7#kk2» сменён.", f"Ваш «{BLANK}» сменён."),
        ("Mail to anna@example.org", "See https://x.example/?q=anna@example.org!", f"See {BLANK}!"),
        ("моя мама давно умерла от рака", "Жаль, что мама давно умерла от рака…", f"Жаль, что {BLANK}…"),
        ("да", "да, приезжайте", None),
        ("У меня сын", "У меня, сын: да", f"{BLANK}: да"),
        ("Касса E-17, 10:30, 900 рублей", "E-17 в 10:30 за 900 рублей", None),
    ],
)
def test_what_a_customer_said_is_blanked_where_it_is_repeated(
    said: str, unsaid: str, left: str | None
) -> None:
    found = blanked(unsaid, [], taken_out([said], in_part=True))

    assert (found and found[0]) == left


def test_an_agent_may_say_the_same_again_without_what_should_not_have_been_said() -> None:
    said = "Good morning Anna, the new password of your till is Tulip44"
    again = "Good morning Anna, the new password of your till comes by letter"
    gone = taken_out([said], in_part=False)

    assert blanked(again, [], gone) is None
    assert blanked(f"{said}!", [], gone) == (f"{BLANK}!", [])
    assert blanked("It is Tulip44", [], gone) == (f"It is {BLANK}", [])


def test_formatting_stays_on_its_words_and_a_link_that_leads_there_goes() -> None:
    text = "🙂 Pay 4111111111111111 now, please"
    pay, digits, please = (
        {"type": "bold", "offset": at, "length": n} for at, n in ((3, 10), (9, 4), (29, 6))
    )
    link = {"type": "text_link", "offset": 24, "length": 3, "url": "https://x.example/4111-secret"}

    found = blanked(
        text, [pay, digits, link, please], taken_out(["4111 1111 1111 1111 4111-secret"], in_part=True)
    )

    assert found is not None
    words, entities = found
    assert words == f"🙂 Pay {BLANK} now, please"
    shown = [words.encode("utf-16-le")[e["offset"] * 2 : (e["offset"] + e["length"]) * 2] for e in entities]
    assert [each.decode("utf-16-le") for each in shown] == ["Pay ", "please"]


def test_nothing_but_what_repeats_is_touched() -> None:
    chance = random.Random(20_261_129)
    words = ["cash", "desk", "🙂", "касса", "Ёлка", "17-203", "4111", "1111", "a1b2c3", "no", "\n", "."]
    for _ in range(2000):
        said, unsaid = (" ".join(chance.choices(words, k=chance.randint(1, 14))) for _ in range(2))
        gone = taken_out([said], in_part=chance.random() < 0.5)
        at = chance.randrange(utf16_length(unsaid) + 1)
        entity = {"type": "bold", "offset": at, "length": utf16_length(unsaid) - at}
        found = blanked(unsaid, [entity], gone)
        if found is None:
            continue
        text, entities = found
        rest = text.split(BLANK)
        assert unsaid.startswith(rest[0])
        assert unsaid.endswith(rest[-1])
        assert all(each in unsaid for each in rest)
        assert all(0 < e["length"] <= utf16_length(text) - e["offset"] for e in entities)
        assert blanked(text, entities, gone) is None
