"""The registry, and who holds what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from board.errors import Invalid, NotFound
from board.facts import PersonConfirmed, PersonUnconfirmed
from board.models import Account, AccountImport, CustomerAccount
from board.people import accounts, imports
from board.people.accounts import Standing
from board.values import DESK
from tests.world import World

CSV = """account,name,status,support_until,plan,city
17-203,"Мойка №1 «Блеск», ИП Соколова А. В.",active,2027-06-30,standard,Казань
20-116,"O'Brien's ""Quick"" Wash",suspended,,,Cork
"""


async def test_csv_is_taken_in_with_quotes_commas_and_details(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        assert _taken(await imports.import_csv(tx, CSV.encode())) == 2
        account = await accounts.by_number(tx, "17203")
        quick = await accounts.by_number(tx, "20-116")
    assert (account.name, account.support_until) == ("Мойка №1 «Блеск», ИП Соколова А. В.", date(2027, 6, 30))
    assert account.details == {"city": "Казань"}
    assert (quick.name, quick.status) == ("O'Brien's \"Quick\" Wash", "suspended")


async def test_file_with_fewer_columns_leaves_what_it_does_not_name(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await imports.import_csv(tx, CSV.encode())
        await imports.import_csv(tx, "account,name\n17 203,Блеск\n20116,\n".encode())
        account = await accounts.by_number(tx, "17203")
        quick = await accounts.by_number(tx, "20-116")
    assert (account.number, account.name, account.status) == ("17-203", "Блеск", "active")
    assert (account.support_until, account.plan) == (date(2027, 6, 30), "standard")
    assert account.details == {"city": "Казань"}
    assert (quick.number, quick.name, quick.status) == ("20-116", "O'Brien's \"Quick\" Wash", "suspended")


async def test_empty_cell_takes_away_all_but_name_and_status(world: World) -> None:
    lines = "account,name,status,support_until,plan,city,country\n17-203,,,,,,Россия\n30-001,New,,,,,\n"
    async with world.database.transaction(DESK) as tx:
        await imports.import_csv(tx, CSV.replace("active", "suspended").encode())
        await imports.import_csv(tx, lines.encode())
        account = await accounts.by_number(tx, "17-203")
        new = await accounts.by_number(tx, "30-001")
    assert (account.name, account.status) == ("Мойка №1 «Блеск», ИП Соколова А. В.", "suspended")
    assert (account.support_until, account.plan, account.details) == (None, None, {"country": "Россия"})
    assert (new.name, new.status, new.details) == ("New", "active", {})


async def test_details_are_merged_by_the_columns_given(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        await imports.import_csv(tx, CSV.encode())
        await imports.import_csv(tx, "account,name,zone\n17-203,Блеск,Europe/Moscow\n".encode())
        account = await accounts.by_number(tx, "17-203")
    assert account.details == {"city": "Казань", "zone": "Europe/Moscow"}


async def test_file_of_excel_with_semicolons_is_read(world: World) -> None:
    lines = 'account;name;city\n17-203;"Блеск; Сияние, ИП";Казань\n'
    async with world.database.transaction(DESK) as tx:
        assert _taken(await imports.import_csv(tx, lines.encode())) == 1
        account = await accounts.by_number(tx, "17-203")
    assert (account.name, account.details) == ("Блеск; Сияние, ИП", {"city": "Казань"})


@pytest.mark.parametrize(("name", "shown"), [(None, "Блеск"), ("Сияние", "Сияние")])
async def test_adding_a_known_account_changes_its_name_only(
    world: World, name: str | None, shown: str
) -> None:
    async with world.database.transaction(DESK) as tx:
        await imports.import_csv(tx, "account,name,status,plan\n17-203,Блеск,suspended,gold\n".encode())
        account = await accounts.add(tx, "17 203", name)
    assert (account.number, account.name, account.status, account.plan) == (
        "17-203",
        shown,
        "suspended",
        "gold",
    )


async def test_registry_of_thousands_is_taken_in_at_once(world: World) -> None:
    lines = "".join(f"{number},Company {number}\n" for number in range(5000))
    async with world.database.transaction(DESK) as tx:
        assert _taken(await imports.import_csv(tx, f"account,name\n{lines}".encode())) == 5000
        assert len(await accounts.everyone(tx)) == 5000 + 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("number,name\n1,a\n", "missing: account"),
        ("account,name,status\n1,a,dead\n", "Line 2.*dead"),
        ("account,name,support_until\n1,a,soon\n", "Line 2.*soon"),
        ("account,name\nabc,a\n", "Line 2.*digit"),
        ("account,name\n1,a\n1,b\n", "Line 2: “1” and “1” in line 3 are the same"),
        ("account,name\n1,a,extra\n", "Line 2.*cells"),
        ('account,name\n1,"a\n', "CSV"),
        ('account,"name\n', "Line 1.*CSV"),
        ("", "missing: account, name"),
    ],
)
async def test_bad_csv_is_refused_whole_with_its_line(world: World, text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        async with world.database.transaction(DESK) as tx:
            await imports.import_csv(tx, text.encode())


@pytest.mark.parametrize(
    ("status", "until", "standing"),
    [
        ("active", None, Standing.ACTIVE),
        ("active", date(2026, 11, 21), Standing.ACTIVE),
        ("active", date(2026, 11, 20), Standing.EXPIRED),
        ("suspended", None, Standing.SUSPENDED),
        ("expired", date(2030, 1, 1), Standing.EXPIRED),
    ],
)
def test_active_with_support_in_the_past_is_expired(
    status: str, until: date | None, standing: Standing
) -> None:
    account = Account(key="1", number="1", name="a", status=status, support_until=until)
    assert accounts.standing(account, date(2026, 11, 21)) is standing


async def test_every_person_on_an_account_is_new_until_confirmed_and_it_can_be_taken_back(
    world: World,
) -> None:
    await world.customer(42)
    number = await world.open(42)
    assert await _unconfirmed(world) == 1
    for verb, left in ((accounts.confirm_person, 0), (accounts.unconfirm_person, 1)):
        for _ in range(2):
            async with world.database.transaction(world.agent) as tx:
                await verb(tx, number)
            assert await _unconfirmed(world) == left
    assert (await world.facts(number))[-2:] == [PersonConfirmed, PersonUnconfirmed]


async def test_leaving_the_current_account_makes_another_held_one_current(world: World) -> None:
    await world.customer(account="17-203")
    await world.customer(account="17-204")
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        await accounts.leave(tx, person, (await accounts.by_number(tx, "17-204")).id)
        assert person.account_id == (await accounts.by_number(tx, "17-203")).id
        with pytest.raises(NotFound):
            await accounts.switch(tx, person, (await accounts.by_number(tx, "17-204")).id)


async def test_sign_out_leaves_no_account(world: World) -> None:
    await world.customer(account="17-203")
    async with world.database.transaction(DESK) as tx:
        person = await world.meet(tx, 42)
        await accounts.sign_out(tx, person)
        assert person.account_id is None
        assert await accounts.held(tx, person) == []


async def test_sample_registry_is_read_whole(world: World) -> None:
    sample = Path(__file__).parents[2] / "sandbox" / "accounts.csv"
    async with world.database.transaction(DESK) as tx:
        assert _taken(await imports.import_csv(tx, sample.read_bytes())) == 7


async def test_of_accounts_that_are_the_same_each_is_told_by_its_spelling(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        tx.session.add(Account(key="17203~9", number="17.203", name="B", status="active", details={}))
        await tx.session.flush()
        assert (await accounts.set_status(tx, " 17.203 ", Standing.SUSPENDED)).number == "17.203"
        assert [(await accounts.by_number(tx, each)).number for each in ("17-203", "17.203", "17 203")] == [
            "17-203",
            "17.203",
            "17-203",
        ]
        assert (await accounts.by_number(tx, "17-203")).status == "active"
        assert (await accounts.add(tx, "17.203", "C")).number == "17.203"


async def test_a_row_spelled_like_an_account_that_cannot_be_named_is_refused(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        tx.session.add(Account(key="17203~9", number="17.203", name="B", status="active", details={}))
    why = r"Line 3: account “17\.203” can't be named, as it is the same as 17-203: .* first \(account renumber\)"
    with pytest.raises(Invalid, match=why):
        async with world.database.transaction(DESK) as tx:
            await imports.import_csv(tx, b"account,name,status\n1,a,\n17.203,B,suspended\n")
    async with world.database.transaction(DESK) as tx:
        await imports.import_csv(tx, "account,name\n17 203,Блеск\n".encode())
        assert (await accounts.by_number(tx, "17-203")).name == "Блеск"
        await accounts.renumber(tx, "17.203", "17-299")
        await imports.import_csv(tx, b"account,name\n17.203,a\n")
        assert (await accounts.by_number(tx, "17-203")).name == "a"


def _taken(made: AccountImport) -> int:
    return sum(int(made.counts[kind]) for kind in ("new", "changed", "unchanged"))


async def _unconfirmed(world: World) -> int:
    async with world.database.reading() as session:
        count = await session.scalar(
            select(func.count()).select_from(CustomerAccount).where(CustomerAccount.confirmed_at.is_(None))
        )
    return count or 0
