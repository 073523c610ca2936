"""The company's texts and picture over the API: who may, what is refused beside which field, what is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData

from board.desk import company
from board.people import team
from board.store.files import Blobs
from board.values import DESK
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api, token_of
from tests.sandbox.pictures import jpeg, png
from tests.world import World

TEXT = "registration_text"


async def test_a_text_is_set_in_every_language_and_read_as_the_customer_reads_it(api: Api) -> None:
    before = await _text(api)
    assert before["defaults"]["ru"].startswith("Здравствуйте!")

    await api.send("PUT", f"/settings/texts/{TEXT}", {"texts": {"ru": "Номер на чеке.", "id": " "}})

    assert (await _text(api))["texts"] == {"ru": "Номер на чеке."}
    for language, text, shown in (
        ("ru", "", before["defaults"]["ru"]),
        ("ru", "Номер на счёте.", "Номер на счёте."),
        ("id", "", before["defaults"]["id"]),
    ):
        preview = {"language": language, "text": text}
        assert await api.post(f"/settings/texts/{TEXT}/preview", preview) == {"text": shown}


async def test_what_is_wrong_with_a_text_is_said_beside_its_language(api: Api) -> None:
    wrong = {"ru": "я" * 1025, "en": "Hello {name}", "xx": "hello"}

    refused = await api.send("PUT", f"/settings/texts/{TEXT}", {"texts": wrong}, 422)

    assert {error["field"] for error in refused["errors"]} == {"texts.ru", "texts.en", "texts.xx"}
    assert (await _text(api))["texts"] == {}


async def test_two_who_set_the_same_text_are_told_apart(api: Api, world: World) -> None:
    version = (await _text(api))["version"]
    await api.send("PUT", f"/settings/texts/{TEXT}", {"texts": {"en": "First"}, "version": version})

    refused = await api.send(
        "PUT", f"/settings/texts/{TEXT}", {"texts": {"en": "Second"}, "version": version}, 409
    )

    assert refused["changed_by"] == "Vera"
    assert (await _text(api))["texts"] == {"en": "First"}
    over = {"texts": {"en": "Second"}, "version": refused["version"]}
    assert (await api.send("PUT", f"/settings/texts/{TEXT}", over))["texts"] == {"en": "Second"}


async def test_the_latest_change_of_a_text_is_taken_back_in_one_click(api: Api) -> None:
    for texts in ({"en": "First"}, {"en": "Second"}):
        await api.send("PUT", f"/settings/texts/{TEXT}", {"texts": texts})
    (second, first) = (await api.get(f"/settings/changes?thing=setting&keys={TEXT}"))["items"]
    assert (second["before"], second["after"], second["by"]) == ({"en": "First"}, {"en": "Second"}, "Vera")

    await api.post(f"/settings/changes/{first['id']}/take-back", {}, 409)
    await api.post(f"/settings/changes/{second['id']}/take-back", {})

    assert (await _text(api))["texts"] == {"en": "First"}


async def test_a_text_goes_back_to_what_a_new_desk_says(api: Api) -> None:
    await api.send("PUT", "/settings/texts/greeting", {"texts": {}})
    assert not (await _text(api, "greeting"))["is_default"]

    text = await api.send("PUT", "/settings/texts/greeting", {"texts": None})

    assert text["is_default"]
    assert text["texts"]["ru"] == "Здравствуйте! Взяли в работу, уже разбираюсь."


async def test_an_upload_becomes_the_picture_and_the_old_one_can_come_back(api: Api, blobs: Blobs) -> None:
    ours = await _shown(api)
    await api.send("PUT", "/settings/picture", {"file": await _uploaded(api, png(40, 30))})
    assert await _shown(api) == png(40, 30)

    await api.send("DELETE", "/settings/picture")
    assert await _shown(api) == ours
    (latest, _) = (await api.get(f"/settings/changes?thing=setting&keys={company.REGISTRATION_PICTURE}"))[
        "items"
    ]
    await api.post(f"/settings/changes/{latest['id']}/take-back", {})

    assert await _shown(api) == png(40, 30)
    assert (await api.get("/settings/picture"))["is_own"]
    for method, body in (
        ("PUT", {"file": await _uploaded(api, png()), "version": 0}),
        ("DELETE", {"version": 0}),
    ):
        assert (await api.send(method, "/settings/picture", body, 409))["changed_by"] == "Vera"


async def test_the_bots_picture_is_changed_by_version_and_comes_back(api: Api) -> None:
    first, second = [{"file": await _uploaded(api, jpeg(side))} for side in (40, 60)]
    await api.put("/settings/bot/picture", first)
    face = (await api.get("/start"))["bot"]["face"]
    await api.put("/settings/bot/picture", {**second, "version": 0}, 409)
    await api.put("/settings/bot/picture", {**second, "version": face["picture_version"]})

    async def shown() -> bytes:
        async with api.client.get(
            "/api/v1/settings/bot/picture", headers={"Authorization": f"Bearer {api.token}"}
        ) as answer:
            return await answer.read()

    assert await shown() == jpeg(60)
    latest = (await api.get("/settings/changes?thing=setting&keys=bot_picture"))["items"][0]
    await api.post(f"/settings/changes/{latest['id']}/take-back", {})
    assert await _shown(api, "bot/picture") == jpeg(40)


def test_whoever_changes_what_stands_can_say_what_they_saw() -> None:
    """So of two owners the second is told; what is only given, taken back has no version."""
    decided = [each for each in ENDPOINTS if each.method in ("PUT", "DELETE") and each.body is not None]
    without = {each.id for each in decided if "version" not in each.body.model_fields}  # type: ignore[union-attr]
    assert without == {
        *("end_any_session", "revoke_token", "come_back", "wake"),
        *("drop_draft", "change_search", "remove_search", "change_scheduled", "drop_scheduled"),
    }


@pytest.mark.parametrize("data", [b"no picture", png(2100, 100)])
async def test_what_telegram_would_not_show_is_refused_with_the_reason(api: Api, data: bytes) -> None:
    refused = await api.send("PUT", "/settings/picture", {"file": await _uploaded(api, data)}, 422)

    assert "a.png" in refused["detail"]
    assert not (await api.get("/settings/picture"))["is_own"]


async def test_whoever_is_no_owner_may_look(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg")
    oleg = Api(api.client, await token_of(world, "Oleg"))
    number = await _uploaded(oleg, png(40, 30))

    for method, path, body in (
        ("PUT", f"/settings/texts/{TEXT}", {"texts": {}}),
        ("PUT", "/settings/picture", {"file": number}),
        ("DELETE", "/settings/picture", {}),
        ("POST", "/settings/changes/1/take-back", {}),
    ):
        await oleg.send(method, path, body, 403)
    assert await _text(oleg) == await _text(api)


async def _text(api: Api, key: str = TEXT) -> Any:
    return next(text for text in (await api.get("/settings/texts"))["items"] if text["key"] == key)


async def _uploaded(api: Api, data: bytes) -> int:
    form = FormData()
    form.add_field("file", data, filename="a.png", content_type="image/png")
    return int((await api.post("/uploads", data=form))["id"])


async def _shown(api: Api, what: str = "picture/file") -> bytes:
    async with api.client.get(
        f"/api/v1/settings/{what}", headers={"Authorization": f"Bearer {api.token}"}
    ) as response:
        return await response.read()
