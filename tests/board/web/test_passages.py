"""The words that a search found, as they were said."""

from __future__ import annotations

import pytest

from tests.board.web.conftest import Api
from tests.world import World


@pytest.mark.parametrize(
    ("said", "query", "parts"),
    [
        ("The receipts are blank.", "receipt", ["The ", "receipts", " are blank."]),
        ("Чёрный экран на кассе", "черные кассы", ["", "Чёрный", " экран на ", "кассе", ""]),
        ("Mesin tidak mencetak struk", "cetak", ["Mesin tidak ", "mencetak", " struk"]),
        ("One\n two  three", "two", ["One ", "two", " three"]),
        ("Code <Error 3705> 👀 till", "till", ["Code <Error 3705> 👀 ", "till", ""]),
        (
            "word " * 30 + "till" + " and so on" * 30,
            "till",
            ["…" + "word " * 8, "till", " and so on" * 11 + " and…"],
        ),
    ],
)
async def test_a_passage_marks_the_words_that_were_found(
    api: Api, world: World, said: str, query: str, parts: list[str]
) -> None:
    await world.customer()
    number = await world.open()
    await world.write(said)

    found = await api.get(f"/passages?numbers={number}&q={query}")

    assert found == {"passages": [{"ticket": number, "parts": parts}]}


async def test_the_comment_with_most_of_the_words_is_shown_then_the_newest(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    for line in ("The till beeps.", "The till beeps and smokes.", "The till is new."):
        await world.write(line)

    async def told(query: str) -> str:
        (passage,) = (await api.get(f"/passages?numbers={number}&q={query}"))["passages"]
        return "".join(passage["parts"])

    assert await told("smoke till") == "The till beeps and smokes."
    assert await told("till") == "The till is new."


async def test_what_was_heard_is_found_and_what_was_not_said_is_left_out(api: Api, world: World) -> None:
    await world.customer()
    spoken, silent = await world.open(), await world.open()
    await world.hear(await world.speak(), "The vestibule is flooded.")

    found = await api.get(f"/passages?numbers={spoken},{silent}&q=vestibule")

    assert [passage["parts"][1] for passage in found["passages"]] == ["vestibule"]
