"""Files of accounts in two steps: what one would do is said, then exactly that is done, and can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from board.desk import changes, plans
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.models import Account, AccountImport, AccountImportLine, Change
from board.people import account_rows, accounts, amending, imports, registry
from board.people.accounts import Standing
from board.upkeep import taking_back
from board.values import DESK, AgentId, Role, Thing, agent_actor
from tests.world import World

_FIRST = (
    "account,name,status,support_until,plan,city,phone\n"
    "1-1,Блеск,active,2027-06-30,gold,Казань,+7 900\n1-2,Маяк,,,,,\n"
)


async def test_a_preview_says_of_each_line_what_it_would_do_and_does_nothing(world: World) -> None:
    await _take_in(world, _FIRST)
    before = await _registry(world)

    made = await _preview(
        world, "account,name,plan,city\n1-1,Сияние,,\n1-2,Маяк,,\n2-1,Новая,silver,Уфа\nабв,x,,\n"
    )

    assert {kind: made.counts[kind] for kind in ("new", "changed", "unchanged", "refused")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "refused": 1,
    }
    assert (made.counts["emptying"], made.counts["emptied"]) == (1, {"plan": 1, "city": 1})
    assert made.counts["not_named"] == 2  # the world's own two
    changed = (await _lines(world, made))[2]
    assert changed.before is not None
    assert changed.after is not None
    assert [changed.before["name"], changed.after["name"]] == ["Блеск", "Сияние"]
    assert (changed.after["plan"], changed.after["support_until"]) == (None, "2027-06-30")
    assert changed.after["details"] == {"phone": "+7 900"}
    assert await _registry(world) == before


async def test_what_a_column_is_can_be_said_and_is_remembered(world: World) -> None:
    data = "Договорчик;name;Группа\n5-1;Маяк;gold\n".encode()
    with pytest.raises(Invalid) as refused:
        account_rows.read(data)
    assert refused.value.details["columns"] == [
        {"heading": "Договорчик", "column": "Договорчик"},
        {"heading": "name", "column": "name"},
        {"heading": "Группа", "column": "Группа"},
    ]

    async with world.database.transaction(DESK) as tx:
        names = await imports.names_of_columns(tx.session, {"договорчик": "account", "Группа": "plan"})
        await imports.take_in(tx, account_rows.read(data, names))
        again = account_rows.read(data, await imports.names_of_columns(tx.session, {"группа": None}))

    assert (await world.account("5-1")).plan == "gold"
    assert [each.column for each in again.columns] == ["account", "name", "Группа"]


async def test_a_preview_names_the_plans_that_are_not_there(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await plans.add(tx, "Gold", 5)

    made = await _preview(world, "account,name,plan\n5-1,a,gold\n5-2,b,silver\n5-3,c,silver\n5-4,d,\n")

    assert made.counts["unknown_plans"] == {"silver": 2}


async def test_every_line_that_cannot_be_taken_says_all_that_is_wrong_with_it(world: World) -> None:
    made = await _preview(
        world,
        "account;name;status;support_until\n"
        "17-1;a;dead;soon\n17-2;b;активен;30.06.2027\n17 2;c;;\n1,7E+10;d;;\n"
        "=A2;e;;\n;f;;\n17-3;g;;;beyond\n17-Mar;h;;\n",
    )
    said = {
        line.line: " ".join(str(imports.refusal_of(each)) for each in line.wrong or ())
        for line in (await _lines(world, made)).values()
    }
    assert made.counts["refused"] == 8
    for line, words in {
        2: ("“dead” isn't one of", "“soon” isn't a date"),
        3: ("“17-2” and “17 2” in line 4 are the same account",),
        4: ("“17 2” and “17-2” in line 3 are the same account",),
        5: ("is a rounded number",),
        6: ("is a formula",),
        7: ("isn't an account number",),
        8: ("more cells than columns",),
        9: ("has become a date",),
    }.items():
        assert all(each in said[line] for each in words), (line, said[line])


async def test_what_was_previewed_is_done_once_and_refused_lines_are_left_out(world: World) -> None:
    made = await _preview(world, _FIRST + "абв,x,,,,,\n")
    for _ in range(2):
        async with world.database.transaction(DESK) as tx:
            done = await imports.commit(tx, made.id)
            assert done.committed_at is not None
    found = await _registry(world)
    assert found["1-1"] == ("Блеск", "active", "2027-06-30", "gold", {"city": "Казань", "phone": "+7 900"})
    assert found["1-2"] == ("Маяк", "active", None, None, {})
    assert len(await _changes(world, "import")) == 1


@pytest.mark.parametrize("verb", ["rename", "add", "remove"])
async def test_a_registry_that_changed_meanwhile_is_previewed_again(world: World, verb: str) -> None:
    await _take_in(world, _FIRST)
    made = await _preview(world, "account,name\n1-1,Сияние\n2-1,Новая\n")
    async with world.database.transaction(DESK) as tx:
        if verb == "remove":
            await imports.undo(tx)
        else:
            await accounts.add(tx, "2-1" if verb == "add" else "1-1", "Прибой")
    before = await _registry(world)
    with pytest.raises(Conflict, match=r"changed after the preview \((1-1|2-1)\): read the file again"):
        async with world.database.transaction(DESK) as tx:
            await imports.commit(tx, made.id)
    assert await _registry(world) == before


async def test_an_account_the_file_does_not_name_may_change_meanwhile(world: World) -> None:
    made = await _preview(world, _FIRST)
    async with world.database.transaction(DESK) as tx:
        await accounts.set_status(tx, "17-203", Standing.SUSPENDED)
        await imports.commit(tx, made.id)
    assert (await _registry(world))["17-203"][1] == "suspended"


async def test_a_preview_lives_a_day(world: World) -> None:
    made = await _preview(world, _FIRST)
    await world.pass_time(timedelta(days=1, seconds=1))
    with pytest.raises(Conflict, match="older than a day"):
        async with world.database.transaction(DESK) as tx:
            await imports.commit(tx, made.id)
    async with world.database.transaction(DESK) as tx:
        await imports.forget_old(tx)
    with pytest.raises(NotFound):
        async with world.database.transaction(DESK) as tx:
            await imports.commit(tx, made.id)


async def test_undoing_makes_all_as_it_was(world: World) -> None:
    await _take_in(world, _FIRST)
    before = await _registry(world)
    await _take_in(world, "account,name,plan,city\n1-1,Сияние,,\n2-1,Новая,silver,Уфа\n")
    assert await _registry(world) != before
    for _ in range(2):
        async with world.database.transaction(DESK) as tx:
            done = await imports.undo(tx)
    assert await _registry(world) == before
    assert (done.counts["restored"], done.counts["removed"]) == (1, 1)


async def test_an_import_is_taken_back_in_one_click(world: World) -> None:
    before = await _registry(world)
    made = await _take_in(world, _FIRST)
    async with world.database.transaction(DESK) as tx:
        await taking_back.take_back(tx, await changes.version(tx.session, Thing.IMPORT, str(made.id)))
    assert await _registry(world) == before


async def test_what_was_changed_since_or_is_in_use_stays_and_is_said(world: World) -> None:
    await _take_in(world, _FIRST)
    made = await _take_in(world, "account,name\n1-1,Сияние\n1-2,Прибой\n3-1,Held\n3-2,Renamed\n3-3,Free\n")
    await world.customer(55, account="3-1")
    async with world.database.transaction(DESK) as tx:
        await accounts.set_status(tx, "1-1", Standing.SUSPENDED)
        await accounts.add(tx, "3-2", "By hand")
    async with world.database.transaction(DESK) as tx:
        done = await imports.undo(tx, made.id)
    found = await _registry(world)
    assert (found["1-1"][:2], found["1-2"][0]) == (("Сияние", "suspended"), "Маяк")
    assert {"3-1", "3-2"} <= found.keys()
    assert "3-3" not in found
    counted = {name: done.counts[name] for name in ("restored", "removed", "changed_since", "in_use")}
    assert counted == {"restored": 1, "removed": 1, "changed_since": 2, "in_use": 1}
    stayed = {line.line: line.stayed for line in (await _lines(world, made)).values()}
    assert stayed == {2: "changed_since", 3: None, 4: "in_use", 5: "changed_since", 6: None}


async def test_the_reason_of_a_suspension_goes_with_it_and_comes_back(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await accounts.set_status(tx, "17-203", Standing.SUSPENDED, "Not paid.")
    await _take_in(world, "account,name,status\n17-203,x,active\n17-204,y,suspended\n")
    assert (await world.account("17-203")).suspended_reason is None
    async with world.database.transaction(DESK) as tx:
        await imports.undo(tx)
    assert (await world.account("17-203")).suspended_reason == "Not paid."


async def test_only_the_last_import_is_undone(world: World) -> None:
    with pytest.raises(NotFound, match="Nothing was imported"):
        async with world.database.transaction(DESK) as tx:
            await imports.undo(tx)
    first, _ = await _take_in(world, _FIRST), await _take_in(world, "account,name\n9-9,x\n")
    with pytest.raises(Conflict, match="Only the last"):
        async with world.database.transaction(DESK) as tx:
            await imports.undo(tx, first.id)


async def test_only_an_owner_imports(world: World) -> None:
    reading = account_rows.read(_FIRST.encode())
    actor = agent_actor(AgentId((await world.vera()).id), Role.AGENT)
    with pytest.raises(NotAllowed):
        async with world.database.transaction(actor) as tx:
            await imports.take_in(tx, reading)


async def test_headings_and_statuses_are_understood_in_every_language(world: World) -> None:
    for text in (
        "Номер аккаунта;Название;Статус;Поддержка до;Тариф;Город\n1-1;Блеск;Приостановлен;30.06.2027;gold;Уфа\n",
        "Nomor akun;Nama;Status;Berlaku sampai;Paket;Город\n1-1;Блеск;Ditangguhkan;30.06.2027;gold;Уфа\n",
        "account,name,status,support_until,plan,Город\n1-1,Блеск,suspended,2027-06-30,gold,Уфа\n",
    ):
        async with world.database.transaction(DESK) as tx:
            await imports.import_csv(tx, text.encode())
        assert (await _registry(world))["1-1"] == (
            "Блеск",
            "suspended",
            "2027-06-30",
            "gold",
            {"Город": "Уфа"},
        )


async def test_an_edit_of_what_an_import_changed_meanwhile_is_refused(world: World) -> None:
    await _take_in(world, _FIRST)
    account = await world.account("1-1")
    async with world.database.transaction(DESK) as tx:
        seen = await amending.version(tx.session, account)
    await _take_in(world, "account,name\n1-1,Сияние\n")
    with pytest.raises(Conflict):
        async with world.database.transaction(DESK) as tx:
            await registry.edit(tx, account.id, {"name": "Маяк"}, seen)


async def test_a_file_with_a_refused_line_is_taken_whole_or_not_at_all(world: World) -> None:
    reading = account_rows.read((_FIRST + "абв,x,,,,,\n").encode())
    with pytest.raises(Invalid, match="Line 4: “абв” isn't an account number"):
        async with world.database.transaction(DESK) as tx:
            await imports.take_in(tx, reading)
    async with world.database.transaction(DESK) as tx:
        await imports.take_in(tx, reading, leave_out_refused=True)
    assert {"1-1", "1-2"} <= (await _registry(world)).keys()


async def _preview(world: World, text: str) -> AccountImport:
    async with world.database.transaction(DESK) as tx:
        return await imports.preview(tx, account_rows.read(text.encode()), "accounts.csv")


async def _take_in(world: World, text: str) -> AccountImport:
    async with world.database.transaction(DESK) as tx:
        return await imports.import_csv(tx, text.encode())


async def _lines(world: World, made: AccountImport) -> dict[int, AccountImportLine]:
    async with world.database.reading() as session:
        found = select(AccountImportLine).where(AccountImportLine.import_id == made.id)
        return {line.line: line for line in await session.scalars(found.order_by(AccountImportLine.line))}


async def _registry(world: World) -> dict[str, tuple[Any, ...]]:
    async with world.database.reading() as session:
        rows = (await session.scalars(select(Account).order_by(Account.key))).all()
    return {
        row.number: (
            row.name,
            row.status,
            row.support_until and row.support_until.isoformat(),
            row.plan,
            row.details,
        )
        for row in rows
    }


async def _changes(world: World, thing: str) -> list[Change]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(Change).where(Change.thing == thing)))
