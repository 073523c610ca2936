"""The registry over the API: found, edited, imported, undone, exported; by an owner, and looked at by others."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st

from board.desk import changes
from board.errors import Invalid
from board.people import account_rows, accounts, sheet, team
from board.people.export import number_cell, rows_as_csv
from board.people.normal_form import key_of
from board.text import clean
from board.upkeep import taking_back
from board.values import DESK, Thing
from tests.board.web.conftest import Api, token_of
from tests.world import World

_SHEET = (
    "Лицевой счёт;Название;Статус;Поддержка до;Город\n1-1;Блеск;активен;30.06.2020;Казань\n1-2;Маяк;стоп;;\n"
)


async def test_accounts_are_found_by_number_name_and_person(api: Api, world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await accounts.add(tx, "17-204", "Автомойка 100%")
    await world.customer(42, "17-203")
    for q, found in {
        "17 20": ["17-203", "17-204"],
        "7-204": ["17-204"],
        "автомойка": ["17-204"],
        "00%": ["17-204"],
        "ann": ["17-203"],
        "nobody": [],
    }.items():
        listed = await api.get("/accounts", params={"q": q})
        assert [item["number"] for item in listed["items"]] == found, q


async def test_accounts_come_by_pages_and_by_how_they_stand(api: Api, world: World) -> None:
    await _commit(api, _SHEET)
    first = await api.get("/accounts?limit=2")
    rest = await api.get(f"/accounts?limit=2&after={first['next']}")
    assert [item["number"] for item in (*first["items"], *rest["items"])] == ["1-1", "17-203", "17-204"]
    assert (rest["next"], first["standings"]) == (None, {"active": 2, "suspended": 0, "expired": 1})
    over = (await api.get("/accounts?status=expired"))["items"]
    assert [(item["number"], item["status"], item["standing"]) for item in over] == [
        ("1-1", "active", "expired")
    ]


async def test_an_account_tells_its_people_tickets_and_promises(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    await world.write("It stopped.")
    await world.answer(number)
    account = (await world.account("17-203")).id

    shown = await api.get(f"/accounts/{account}")

    assert (shown["people"], shown["new_people"], shown["open_tickets"], shown["tickets"]) == (1, 1, 1, 1)
    assert shown["promises"] == {"kept": 1, "broken": 0}
    (person,) = shown["persons"]
    assert (person["name"], person["confirmed"], person["ticket"]) == ("Anna", False, number)
    assert shown["latest"][0]["number"] == number


async def test_an_account_is_added_edited_and_each_change_taken_back(api: Api, world: World) -> None:
    made = await api.post("/accounts", {"number": " 5-77 ", "details": {"city": " Уфа ", "": ""}})
    assert (made["number"], made["name"], made["details"]) == ("5-77", "5-77", {"city": "Уфа"})
    path = f"/accounts/{made['id']}"
    edit = {"name": "Маяк", "number": "5-78", "support_until": "2027-06-30", "version": made["version"]}
    edited = await api.send("PUT", path, edit)
    assert [edited[name] for name in ("name", "number", "support_until")] == ["Маяк", "5-78", "2027-06-30"]

    stale = await api.send("PUT", path, {"name": "x", "version": made["version"]}, 409)
    assert stale["changed_by"] == "Vera"
    taken = await api.post("/accounts", {"number": "5 78"}, 422)
    assert taken["errors"][0]["field"] == "number"
    for wrong in (
        {"name": " "},
        {"details": {"Account": "x"}},
        {"number": "abc"},
        {"details": {"a": "1", " a": "2"}},
    ):
        refused = await api.send("PUT", path, wrong, 422)
        assert refused["errors"][0]["field"] == next(iter(wrong))

    await _take_back(world, made["id"])
    assert (await api.get(path))["number"] == "5-77"


async def test_that_an_account_was_added_is_taken_back_and_that_too(api: Api, world: World) -> None:
    made = await api.post(
        "/accounts", {"number": "5-77", "support_until": "9999-12-31", "details": {"a": "1"}}
    )
    await _take_back(world, made["id"])
    await api.get(f"/accounts/{made['id']}", 404)
    await _take_back(world, made["id"])
    again = await api.get(f"/accounts/{made['id']}")
    assert {**again, "version": 0} == {**made, "version": 0}
    await _take_back(world, made["id"])
    await api.post("/accounts", {"number": "577"})
    with pytest.raises(Invalid, match="5-77"):
        await _take_back(world, made["id"])


async def test_an_account_read_before_its_plan_was_renamed_is_stale(api: Api) -> None:
    plan = (await api.post("/settings/plans", {"name": "Gold", "tickets": 5}))["items"][0]
    made = await api.post("/accounts", {"number": "5-77", "plan": "Gold"})
    path = f"/accounts/{made['id']}"
    await api.put(f"/settings/plans/{plan['id']}", {"name": "Platinum", "tickets": 5})
    await api.put(path, {"plan": "Gold", "version": made["version"]}, 409)
    fresh = await api.get(path)
    assert fresh["plan"] == "Platinum"
    await api.put(path, {"name": "Маяк", "version": fresh["version"]})


async def test_people_are_confirmed_and_taken_off_and_put_back(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    account = await world.account("17-203")
    path, person = f"/accounts/{account.id}", {"person": (await world.ticket(number)).customer_id}
    assert (await api.post(path + "/confirm", person))["new_people"] == 0
    assert not (await api.get(f"/tickets/{number}/customer"))["new_person"]
    assert (await api.post(path + "/unconfirm", person))["new_people"] == 1

    assert (await api.post(path + "/take-off", person))["people"] == 0
    assert (await api.get(f"/tickets/{number}"))["state"] == "inbox"
    await api.post(path + "/take-off", person, 404)
    await _take_back(world, account.id)
    assert (await api.get(path))["people"] == 1


async def test_a_file_is_previewed_done_and_undone(api: Api) -> None:
    made = await _preview(api, _SHEET.encode("cp1251"))
    assert (made["encoding"], made["counts"]["new"], made["counts"]["refused"]) == ("Windows-1251", 1, 1)
    assert made["columns"][0] == {"heading": "Лицевой счёт", "column": "account"}
    page = await api.get(f"/accounts/imports/{made['id']}?kind=refused", headers={"Accept-Language": "ru"})
    (line,) = page["lines"]["items"]
    assert (line["line"], line["cells"][:2]) == (3, ["1-2", "Маяк"])
    assert line["why"][0].startswith("статус «стоп»")

    done = await api.post(f"/accounts/imports/{made['id']}/commit")
    assert done["may_undo"]
    assert (await api.get("/accounts/imports"))["items"][0]["id"] == made["id"]
    undone = await api.post(f"/accounts/imports/{made['id']}/undo")
    assert undone["undone"] == {"restored": 0, "removed": 1, "changed_since": 0, "in_use": 0}
    assert len((await api.get("/accounts"))["items"]) == 2


async def test_agents_look_and_confirm_and_no_more(api: Api, world: World) -> None:
    made = await _preview(api, _SHEET.encode())
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg")
    oleg = Api(api.client, await token_of(world, "Oleg"))
    account = (await world.account("17-203")).id
    for method, path, body in (
        ("POST", "/accounts", {"number": "9-9"}),
        ("PUT", f"/accounts/{account}", {"name": "x"}),
        ("POST", f"/accounts/{account}/take-off", {"person": 1}),
        ("POST", "/accounts/imports", {"text": _SHEET}),
        ("POST", f"/accounts/imports/{made['id']}/commit", {}),
        ("POST", f"/accounts/imports/{made['id']}/undo", {}),
    ):
        await oleg.send(method, path, body, 403)
    assert (await oleg.get(f"/accounts/{account}"))["number"] == "17-203"


@pytest.mark.parametrize("separator", ["comma", "semicolon"])
async def test_an_export_imports_again_equal(api: Api, world: World, separator: str) -> None:
    await api.post(
        "/accounts",
        {"number": "007", "name": "=cmd|' /C calc'!A0", "details": {"=x": "+7 900", "a,;b": '"q"\n1'}},
    )
    await api.post(
        "/accounts", {"number": "44203.0", "name": "'tis", "plan": "@SUM", "support_until": "9999-12-31"}
    )
    await api.post(
        "/accounts", {"number": "03-12", "name": "Мойка №1", "status": "suspended", "details": {"№": "-1"}}
    )

    data = await _exported(api, separator)

    assert data.startswith(b"\xef\xbb\xbf")
    for record in sheet_records(data, separator):
        assert not any(cell[:1] in "=+-@" for cell in record if cell), record
    made = await _preview(api, data)
    counts = {name: made["counts"][name] for name in ("new", "changed", "unchanged", "refused", "not_named")}
    assert counts == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0, "not_named": 0}


@pytest.mark.fast
@given(
    number=st.text("0123456789-./'=+E, №АB", min_size=1, max_size=12),
    name=st.text(max_size=20),
    heading=st.text(min_size=1, max_size=10),
    separator=st.sampled_from(",;"),
)
def test_any_cell_written_is_read_back_equal(number: str, name: str, heading: str, separator: str) -> None:
    number, name, heading = clean(number), clean(name), sheet.column_name(heading)
    try:
        key_of(number)
    except Invalid:
        return
    if not heading or heading in sheet.OURS:
        return
    rows = [
        ["account", "name", sheet.marked(heading)],
        [number_cell(number), *map(sheet.marked, (name, name))],
    ]
    (line,) = account_rows.read(rows_as_csv(rows, separator).encode()).lines
    assert (line.number, line.given["name"] or "") == (number, name)
    assert line.given["details"] == {heading: name or None}


async def _preview(api: Api, data: bytes) -> Any:
    form = FormData()
    form.add_field("file", data, filename="accounts.csv", content_type="text/csv")
    file = (await api.post("/uploads", data=form))["id"]
    return await api.post("/accounts/imports", {"file": file})


async def _commit(api: Api, text: str) -> Any:
    made = await api.post("/accounts/imports", {"text": text})
    return await api.post(f"/accounts/imports/{made['id']}/commit")


async def _exported(api: Api, separator: str) -> bytes:
    headers = {"Authorization": f"Bearer {api.token}"}
    async with api.client.get(
        f"/api/v1/accounts/export.csv?separator={separator}", headers=headers
    ) as answer:
        assert answer.status == 200
        return await answer.read()


def sheet_records(data: bytes, separator: str) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if separator == "semicolon" else ","))


async def _take_back(world: World, account: int) -> None:
    async with world.database.transaction(DESK) as tx:
        await taking_back.take_back(tx, await changes.version(tx.session, Thing.ACCOUNT, str(account)))
