"""Registries as offices write them: read right, or refused with one sentence that names line and remedy."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.errors import Invalid
from board.models import Account
from board.people import account_rows, accounts, imports
from board.people.file_encoding import decoded
from board.store.db import Database
from board.values import DESK


async def _taken_in(database: Database, data: bytes) -> dict[str, str]:
    async with database.transaction(DESK) as tx:
        await imports.import_csv(tx, data)
        rows = (await tx.session.scalars(select(Account).order_by(Account.id))).all()
    return {row.number: row.name for row in rows}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("account,name\n№41-203,a\n#41-204,b\n", {"№41-203": "a", "#41-204": "b"}),
        ('account,name\n"=""0043203""",a\n="0043204",b\n\'0043205,c\n', {"0043203": "a", "0043204": "b", "0043205": "c"}),  # noqa: E501
        ("account,name\n44203.0,a\n44204.00,b\n", {"44203": "a", "44204": "b"}),
        ('account;name\n44203,0;a\n44 204,00;b\n', {"44203": "a", "44 204": "b"}),
        ("account,name\n17.203,a\n44.000,b\n", {"17.203": "a", "44.000": "b"}),
        ("account,name,status\n1,a,active\n2,b,active\n,,\n,,\n", {"1": "a", "2": "b"}),
        ("\n , \naccount,name\n\n1,a\n , \n,\n2,b\n\n", {"1": "a", "2": "b"}),
        ("account;name\n1;a, b\n", {"1": "a, b"}),
        ("account\tname\n1\ta, b; c\n", {"1": "a, b; c"}),
        ("account|name\n1|a, b\n", {"1": "a, b"}),
        ("sep=;\r\naccount;name\r\n1;a\r\n", {"1": "a"}),
        ('"account","name"\n"1","a ""b"""\n', {"1": 'a "b"'}),
        ("account,name\r1,a\r2,b\r", {"1": "a", "2": "b"}),
        ('account,name\n1,"a\nb"\n2,c\n', {"1": "a\nb", "2": "c"}),
        (" Account , NAME ,city\n1,a,Riga\n", {"1": "a"}),
        ("account,name,,\n1,a,,\n", {"1": "a"}),
        ("account,name,plan\n1,a\n2\n", {"1": "a", "2": "2"}),
        ("account,name\n1,a,\n", {"1": "a"}),
        ("account,name,status,support_until\n1,a,Active,30.06.2027\n2,b,,2027-06-30 00:00:00\n", {"1": "a", "2": "b"}),
        ("account,name\n1,=HYPERLINK\n", {"1": "=HYPERLINK"}),
        ("account,name\n17E5,a\n1E10,b\nMAR-17A,c\n", {"17E5": "a", "1E10": "b", "MAR-17A": "c"}),
        ("account,name\nDESK-7,a\nMARKET-12,b\n12-MARKET,c\nDEC-1042,d\n", {"DESK-7": "a", "MARKET-12": "b", "12-MARKET": "c", "DEC-1042": "d"}),  # noqa: E501
        ("account,name\nMAR-17,a\nMAR-18,b\nMAR-19,c\n", {"MAR-17": "a", "MAR-18": "b", "MAR-19": "c"}),
    ],
)  # fmt: skip
async def test_a_file_is_read_right(database: Database, text: str, read: dict[str, str]) -> None:
    assert await _taken_in(database, text.encode()) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("account,name\n1.7203E+10,a\n", "Line 2: “1.7203E\\+10” is a rounded number: make the column text in"),
        ("account;name\n\n1,7203E+10;a\n", "Line 3: “1,7203E\\+10” is a rounded number"),
        ("account,name\n1e+05,a\n", "Line 2: “1e\\+05” is a rounded number"),
        ("account,name\n17-Mar,a\n", "Line 2: “17-Mar” has become a date: make the column text"),
        ("account,name\n17.мар,a\n", "Line 2: “17.мар” has become a date"),
        ("account,name\nMar-17,a\n", "Line 2: “Mar-17” has become a date"),
        ("account,name\n17-203,a\n17-204,b\n17.03.2025,c\n", "Line 4: “17.03.2025” has become a date"),
        ("account,name\n=A2&B2,a\n", "Line 2: “=A2&B2” is a formula: export the values"),
        ("account,name\n#N/A,a\n", "Line 2: “#N/A” isn't an account number: it needs a digit"),
        ("account,name\n,a\n", "Line 2: “” isn't an account number"),
        ("account,name\n№ 5 of 7 cars,a\n", "Line 2: .* isn't an account number: it has more than 3 words"),
        ("account,name,phone,phone\n1,a,,\n", "Line 1 names the column “phone” twice: rename or delete one"),
        ("account,name,Account\n1,a,2\n", "Line 1 names the column “account” twice"),
        ("17-203,Blesk\n17-204,Siyanie\n", "Line 1 must name the columns; missing: account, name"),
        ("\naccount;title\n", "Line 2 must name the columns; missing: name"),
        ("", "Line 1 must name the columns; missing: account, name"),
        ("account,name\n1,a\n2,b,Riga\n", "Line 3: there are more cells than columns: quote a cell"),
        ("account,name,\n1,a,x\n", "Line 2: there are more cells than columns"),
        ('account,name\n1,a\n2,"b\n3,c\n', "Line 3 can't be read as CSV: close the quoted cell"),
        ('account,name\n1,"a "b" c"\n', "Line 2 can't be read as CSV: .* write a quote inside it twice"),
        ("account,name\n61:203,a\n\n61/203,b\n", "Line 2: “61:203” and “61/203” in line 4 are .*: delete"),
        ("account,name\nАВ-1,a\nAB1,b\n", "Line 2: “АВ-1” and “AB1” in line 3 are the same account"),
        ("account,name,support_until\n1,a,30/06/2027\n", "Line 2: “30/06/2027” isn't a date like 2027-06-30"),
        ("account,name,support_until\n1,a,31.02.2027\n", "Line 2: “31.02.2027” isn't a date"),
        ("account,name,city\n1,a," + "x" * 501, "Line 2: The column “city” has more than 500 characters"),
        ("account,name," + ",".join(map(str, range(101))), "Line 1 names too many columns: .* at most 100"),
    ],
)  # fmt: skip
async def test_a_file_is_refused_with_line_and_remedy(database: Database, text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        await _taken_in(database, text.encode())
    assert "\n" not in str(refused.value)
    async with database.transaction(DESK) as tx:
        assert await accounts.everyone(tx) == []


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1251", "Windows-1251"),
        ("cp866", "DOS 866"),
        ("koi8-r", "KOI8-R"),
    ],
)
@pytest.mark.parametrize(
    "name_of_company", ["Блеск", "ООО Чистый Дон", "ИП Соколова А. В.", "АВТОМОЙКА", "мойка на Юго-Западной"]
)
def test_encoding_is_told_by_the_letters(codec: str, name: str, name_of_company: str) -> None:
    text = f"account,name\n17-203,{name_of_company}\n"
    assert decoded(text.encode(codec)) == (text, name)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            "account,name\n1,Größe Café\n".encode("latin-1"),
            "neither UTF-8 nor Russian .*: save it as “CSV UTF-8”",
        ),
        (b"PK\x03\x04account", "is an Excel workbook, not CSV: save it as"),
        (b"\xff\xfea\x00\x00", "broken UTF-16 text: save it"),
    ],
)
async def test_what_is_no_text_is_refused(database: Database, data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        await _taken_in(database, data)


async def test_progress_is_told_until_all_are_stored(database: Database) -> None:
    told: list[tuple[int, int]] = []
    lines = "".join(f"{number},a\n" for number in range(12_000))
    reading = account_rows.read(f"account,name\n{lines}".encode())
    async with database.transaction(DESK) as tx:
        await imports.take_in(tx, reading, progress=lambda *step: told.append(step))
    assert told == [(0, 12_000), (5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]
