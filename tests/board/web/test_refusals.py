"""Refusals are said in the language of who asks, also those of strangers, of aiohttp and of pydantic."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from board.complaints import complaint
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api, Client

MODELS = {
    model.__name__: model for each in ENDPOINTS for model in (each.body, each.query) if model is not None
}
RUSSIAN = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}
INDONESIAN = {"Accept-Language": "id"}
ODD: list[object] = [
    *(None, True, -1, 2**70, 1.5, float("nan"), "", "x", "\0", "x" * 100_000, b"x"),
    *([], [None], ["x"] * 1000, {}, {"x": {}}, [{}]),
]
"""What no field expects all of."""


async def test_a_refusal_is_in_the_language_of_the_browser(api: Api) -> None:
    assert (await api.get("/tickets/99", 404))["detail"] == "There is no ticket #99."
    assert (await api.get("/tickets/99", 404, headers=RUSSIAN))["detail"] == "Обращения #99 нет."
    assert (await api.get("/tickets/99", 404, headers=INDONESIAN))["detail"] == "Tiket #99 tidak ada."


async def test_each_field_that_is_wrong_is_named_in_that_language(api: Api) -> None:
    refused = await api.get("/tickets?limit=500&state=gone", 422, headers=RUSSIAN)

    assert refused["errors"] == [
        {"field": "state", "detail": "Здесь должно быть 'inbox', 'working', 'waiting' или 'done'"},
        {"field": "limit", "detail": "Число должно быть не больше 200"},
    ]
    assert (
        refused["detail"]
        == "; ".join(f"{each['field']}: {each['detail']}" for each in refused["errors"]) + "."
    )


async def test_what_aiohttp_refuses_is_in_that_language(api: Api) -> None:
    assert (await api.get("/nowhere", 404, headers=RUSSIAN))["detail"] == "По этому адресу ничего нет."
    assert (await api.post("/desk", {}, 405, headers=RUSSIAN))["detail"] == "Этот адрес так не вызывают."


async def test_the_sign_in_page_is_in_the_language_of_the_browser(client: Client) -> None:
    async with client.get("/login", headers=RUSSIAN) as page:
        asked = await page.text()
    async with client.post("/login", data={"code": "wrong"}, headers=RUSSIAN) as page:
        refused = await page.text()

    assert '<html lang="ru">' in asked
    assert "Попросите ссылку для входа" in asked
    assert "Эта ссылка для входа уже использована" in refused


@pytest.mark.fast
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_pydantic_says_nothing_for_which_there_are_no_words(model: str) -> None:
    known = MODELS[model]
    found = {
        complaint(error).key: error["type"]
        for name in (*known.model_fields, "unknown")
        for odd in ODD
        for error in _errors(known, {name: odd})
    }

    assert found.get("refused.field.other") is None


def test_words_that_are_too_long_are_no_list() -> None:
    (error,) = _errors(MODELS["TicketsQuery"], {"q": "x" * 501})

    assert complaint(error).say("en") == "String should have at most 500 characters"


def _errors(model: type[BaseModel], given: dict[str, object]) -> list[ErrorDetails]:
    try:
        model.model_validate(given)
    except ValidationError as error:
        return error.errors(include_input=False, include_url=False)
    return []
