"""The operator's commands: what they print, how they refuse, which code they end with."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest
import structlog
from sqlalchemy import make_url, text

import lanedesk
from board.models import Comment
from board.people import customers, team
from board.people.keys import Use
from board.settings import setting_names
from board.store import jobs
from board.store.db import Database
from board.store.files import Blobs
from board.store.jobs import Job
from board.talk import conversation, sending
from board.values import DESK, Delivery
from bot.outbound.outbox import OUTBOX
from sandbox.server import serve
from tests.desk.running import free_port
from tests.sandbox.pictures import jpeg, png
from tests.world import World

PNG = (Path(lanedesk.__file__).parent / "board" / "desk" / "account_number.png").read_bytes()
JPEG = jpeg(40, 30)

Command = Callable[..., Coroutine[None, None, tuple[int, str, str]]]


@pytest.fixture
async def command(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Command]:
    """Runs a command line on the test's database; gives exit code, standard output, standard error."""
    for name in (*setting_names(), "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANEDESK_DATABASE_URL", database_url)
    monkeypatch.setenv("LANEDESK_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    async def run(*arguments: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(_exit_code, arguments)
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    umask = os.umask(0o022)
    os.umask(umask)
    # A command logs to the test's standard error, which is closed after the test.
    logging_before = structlog.get_config()
    yield run
    structlog.configure(**logging_before)
    os.umask(umask)


@pytest.fixture
async def furnished(database_url: str) -> None:
    database = Database(database_url)
    await World(database).furnish()
    await database.close()


@pytest.fixture
async def parked_reply(database_url: str) -> tuple[int, int]:
    """A parked call whose comment has failed; returns the ids of both."""
    database = Database(database_url)
    world = await World(database).furnish()
    await world.customer()
    number = await world.open()
    async with database.transaction(world.agent) as tx:
        comment = await conversation.reply(tx, number, "Try turning it on.")
        await sending.refused(tx, comment.id, "the desk can't read this message")
        await tx.later(Job(OUTBOX, "from tomorrow", "chat:42", {"comment": comment.id, "colour": "red"}))
    async with database.transaction(DESK) as tx:
        (claim,) = await jobs.lease(tx.session, OUTBOX, timedelta(minutes=1))
        await jobs.park(tx.session, claim, "the desk can't read this message")
    await database.close()
    return claim.id, comment.id


async def test_migrate_says_what_it_did(command: Command) -> None:
    assert await command("migrate") == (0, "The database has the newest schema.", "")


async def test_commands_answer_in_the_language_of_the_terminal(
    command: Command, monkeypatch: pytest.MonkeyPatch, furnished: None
) -> None:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    code, out, _ = await command("doctor")

    assert code == 1
    assert [line for line in out.splitlines() if not re.search("[а-яё]", line)] == []
    assert await command("seed") == (0, "Доски, дорожки и темы на месте.", "")
    assert await command("account", "suspend", "17-999") == (1, "", "Аккаунта 17-999 нет.")


@pytest.mark.usefixtures("command")
async def test_run_says_where_the_board_is_once_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("LANEDESK_BOARD_PORT", str(port))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lanedesk", "run", "board"),
        cwd=Path(lanedesk.__file__).parent,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            board, way_in, ready = [(await process.stdout.readline()).decode() for _ in range(3)]
            async with session.get(f"http://127.0.0.1:{port}/healthz") as health:
                assert health.status == 200
    finally:
        process.terminate()
        code = await process.wait()

    assert (board, ready, code) == (f"board http://127.0.0.1:{port}\n", "ready\n", 0)
    assert way_in.startswith(f"first sign-in http://127.0.0.1:{port}/login/")


@pytest.fixture
async def newer_schema(database_url: str) -> AsyncIterator[None]:
    """The database of a program that comes after this one."""
    database = Database(database_url)
    change = text("UPDATE alembic_version SET version_num = :version")
    async with database.engine.begin() as connection:
        before = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        await connection.execute(change, {"version": "9999"})
    yield
    async with database.engine.begin() as connection:
        await connection.execute(change, {"version": before})
    await database.close()


@pytest.mark.usefixtures("newer_schema")
@pytest.mark.parametrize("line", ["migrate", "seed", "account list", "backup copy"])
async def test_a_program_older_than_its_database_says_so(command: Command, line: str) -> None:
    code, out, err = await command(*line.split())
    assert (code, out) == (1, "")
    assert err.startswith("This program is too old: the database's schema is 9999")
    assert len(err.splitlines()) == 1


@pytest.mark.usefixtures("newer_schema")
async def test_doctor_says_that_the_program_is_too_old(command: Command) -> None:
    _, out, _ = await command("doctor")
    assert "→ This program is too old" in out
    assert "lanedesk migrate" not in out


async def test_a_database_that_refuses_is_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    url = make_url(database_url).set(database="nowhere").render_as_string(hide_password=False)
    monkeypatch.setenv("LANEDESK_DATABASE_URL", url)
    code, _, err = await command("account", "list")
    assert (code, err) == (1, 'The database refuses: database "nowhere" does not exist.')


async def test_seed_is_harmless_when_repeated(command: Command) -> None:
    assert (await command("seed"))[0] == 0
    assert (await command("seed"))[0] == 0


async def test_accounts_are_imported_listed_suspended_and_resumed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("account,name,status\n17-203,Блеск,active\n", encoding="utf-8")
    assert await command("account", "import", "a.csv") == (0, "1 accounts.", "")
    assert (await command("account", "add", "18-001", "--name", "Kilat"))[0] == 0
    code, out, _ = await command("account", "suspend", "17 203")
    assert (code, "suspended" in out) == (0, True)
    code, out, _ = await command("account", "resume", "17-203")
    assert (code, "active" in out) == (0, True)
    _, out, _ = await command("account", "list")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["17-203", "18-001"]


async def test_encoding_that_a_file_was_read_in_is_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("account;name\n17-203;Блеск\n".encode("cp1251"))
    said = "1 accounts. The file was read as Windows-1251."
    assert await command("account", "import", "a.csv") == (0, said, "")
    assert "Блеск" in (await command("account", "list"))[1]


async def test_a_file_is_previewed_taken_in_exported_and_undone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("account,name,city\n007,=1+1,Казань\nабв,x,\n", encoding="utf-8")
    code, out, _ = await command("account", "import", "a.csv", "--preview")
    assert (code, out.split(".")[0], out.count("Line 3:")) == (0, "New: 1", 1)
    assert (await command("account", "list"))[1] == ""
    assert (await command("account", "import", "a.csv"))[0] == 1
    assert (await command("account", "import", "a.csv", "--leave-out-refused"))[0] == 0
    assert (await command("account", "set", "007", "--detail", "city=", "--plan", "gold"))[0] == 0
    assert (await command("account", "export", "b.csv"))[0] == 0
    assert "'007,'=1+1,active,,gold" in (tmp_path / "b.csv").read_text("utf-8-sig")
    assert "changed since: 1" in (await command("account", "undo-import"))[1]
    assert (await command("account", "people", "7"))[0] == 1
    assert await command("account", "people", "007") == (0, "", "")


async def test_what_is_stored_about_somebody_is_written_into_a_new_file(
    command: Command, database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)
    async with database.transaction(DESK) as tx:
        person = (await customers.meet(tx, 42, "Anna", None, "en")).id
    await database.close()

    code, said, _ = await command("customer", "export", str(person), str(tmp_path / "anna.zip"))

    assert (code, said) == (0, f"{tmp_path / 'anna.zip'} holds what is stored about Anna.")
    with ZipFile(tmp_path / "anna.zip") as archive:
        assert "Anna" in archive.read("index.html").decode()
    assert (await command("customer", "export", str(person), str(tmp_path / "anna.zip")))[0] == 1
    assert (await command("customer", "export", "999", str(tmp_path / "nobody.zip")))[0] == 1


async def test_an_account_gets_another_number(command: Command) -> None:
    await command("account", "add", "17-203")
    await command("account", "add", "17-204")
    assert (await command("account", "renumber", "17203", "17-205"))[1].startswith("17-205\t")
    code, _, err = await command("account", "renumber", "17-205", "17 204")
    assert (code, err) == (1, "“17 204” is the number of account 17-204, as only letters and digits count.")


@pytest.mark.usefixtures("furnished")
async def test_agents_get_login_addresses_codes_and_tokens(command: Command) -> None:
    assert await command("agent", "add", "Oleg") == (0, "Oleg is an agent.", "")
    assert (await command("agent", "login", "Oleg"))[1].startswith("http://127.0.0.1:8080/login/")
    assert (await command("agent", "link", "Oleg"))[0] == 0
    code, token, err = await command("token", "add", "Oleg")
    assert (code, len(token) > 20, err) == (0, True, "")


@pytest.mark.usefixtures("furnished")
async def test_tokens_are_listed_and_revoked(command: Command) -> None:
    await command("token", "add", "robot", "--days", "30")
    await command("token", "add", "Vera")
    _, listed, _ = await command("token", "list")
    (vera, robot) = (line.split("\t") for line in listed.splitlines())
    assert (vera[1], vera[-1], robot[1], robot[-1] != "until –") == ("Vera", "until –", "robot", True)

    code, out, err = await command("token", "revoke", robot[0])
    assert (code, out, err) == (0, f"Token {robot[0]} of robot is revoked.", "")
    assert (await command("token", "revoke", robot[0]))[0] == 1
    assert "robot" not in (await command("token", "list"))[1]
    for days in ("0", "-1", "soon", "99999"):
        assert (await command("token", "add", "Vera", "--days", days))[0] == 2


@pytest.mark.usefixtures("furnished")
async def test_sessions_are_listed_and_ended(command: Command, database_url: str) -> None:
    assert (await command("session", "list"))[1] == "Nobody is signed in."
    database = Database(database_url)
    async with database.transaction(DESK) as tx:
        secret = await team.login_secret(tx, "Vera")
        await team.sign_in(tx, secret, Use("203.0.113.5", "Firefox on Linux"))
    await database.close()

    code, line, _ = await command("session", "list")
    id, name, *rest = line.split("\t")
    assert (code, name, rest[-2:]) == (0, "Vera", ["203.0.113.5", "Firefox on Linux"])
    assert await command("session", "end", id) == (0, f"Session {id} of Vera is ended.", "")
    assert await command("session", "end", id) == (1, "", f"There is no session {id}.")


@pytest.mark.usefixtures("furnished")
async def test_roles_are_given_and_changed_by_command(command: Command) -> None:
    assert await command("agent", "add", "Anna", "--role", "viewer") == (0, "Anna is a viewer.", "")
    assert await command("agent", "set", "Anna", "--role", "owner") == (0, "Anna is an owner.", "")
    assert (await command("agent", "set", "Vera", "--role", "agent"))[0] == 0
    code, _, err = await command("agent", "set", "Anna", "--role", "viewer")
    assert (code, err) == (1, "Anna is the last owner. Make somebody else an owner first.")
    assert (await command("agent", "remove", "Anna"))[0] == 1
    assert (await command("token", "add", "Vera", "--role", "viewer"))[0] == 0
    assert (await command("token", "list"))[1].endswith("\tviewer\tuntil –")
    code, _, err = await command("token", "add", "Vera", "--role", "owner")
    assert (code, err.partition(",")[0]) == (1, "A token can't do more than its agent")


@pytest.mark.usefixtures("furnished")
async def test_agents_are_listed_removed_and_brought_back(command: Command) -> None:
    await command("token", "add", "Oleg")
    code, out, err = await command("agent", "remove", "Oleg")
    assert (code, "ended: 1" in out, err) == (0, True, "")
    assert [line.split("\t")[0] for line in (await command("agent", "list"))[1].splitlines()] == ["Vera"]
    assert (await command("agent", "login", "Oleg"))[0] == 1
    assert (await command("agent", "remove", "Oleg"))[0] == 1

    assert (await command("agent", "add", "Oleg"))[0] == 0
    _, out, _ = await command("agent", "list")
    assert out.splitlines()[0] == "Oleg\tagent\tsessions: 0\ttokens: 0\tTelegram: –"


@pytest.mark.usefixtures("furnished")
async def test_token_for_a_new_name_says_that_an_agent_was_made(command: Command) -> None:
    code, token, err = await command("token", "add", "robot")
    assert (code, len(token.split())) == (0, 1)
    assert err == "“robot” is new: an agent of that name was made."
    assert (await command("token", "add", "robot"))[2] == ""


@pytest.mark.usefixtures("furnished")
async def test_topics_boards_and_columns_are_changed_by_command(command: Command) -> None:
    said = "Board vyezd is there, with three lanes and four columns."
    assert await command("board", "add", "Выезд") == (0, said, "")
    where = ("--board", "vyezd", "--lane", "today")
    assert (await command("topic", "add", "--name-ru", "Ремонт", "--emoji", "🔧", *where))[0] == 0
    assert (await command("topic", "set", "remont", "--name-en", "Repair", "--place", "1"))[0] == 0
    code, out, _ = await command("topic", "list")
    assert (code, out.splitlines()[0]) == (0, "remont\t🔧 Repair\tvyezd/today\ton")

    assert (await command("column", "add", "vyezd", "On the way", "--kind", "working"))[0] == 0
    assert (await command("column", "set", "vyezd", "on_the_way", "--kind", "waiting", "--place", "1"))[
        0
    ] == 0
    listed = (await command("column", "list", "vyezd"))[1].splitlines()
    assert [line.split("\t")[0] for line in listed] == ["on_the_way", "inbox", "in_work", "waiting", "done"]
    code, _, err = await command("column", "remove", "vyezd", "inbox")
    assert (code, "only column where new tickets can come in" in err) == (1, True)

    code, _, err = await command("board", "remove", "vyezd")
    assert (code, "these topics lead to it: “Repair”" in err) == (1, True)
    code, out, _ = await command("board", "remove", "vyezd", "--to", "product")
    assert out.splitlines() == ["vyezd is removed.", "New tickets of “Repair” come to “Product”."]
    code, out, _ = await command("topic", "remove", "remont", "--successor", "product")
    assert (code, out.splitlines()[0]) == (0, "remont is removed.")
    assert "remont" not in (await command("topic", "list"))[1]


async def test_calendars_are_set_closed_opened_drawn_and_asked(command: Command, tmp_path: Path) -> None:
    week = "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-11:30 13:30-17:00; sat 22:00-06:00"
    assert await command("calendar", "set", "Office", "--zone", "Asia/Jakarta", "--hours", week) == (
        *(0, f"Office\tAsia/Jakarta\t{week}", ""),
    )
    assert (await command("calendar", "close", "Office", "2026-08-17"))[0] == 0
    due = await command("calendar", "due", "office", "2026-08-14T11:00:00+07:00", "300m")
    assert due == (0, "2026-08-15T23:00:00+07:00", "")
    shorter = await command("calendar", "set", "Office", "--hours", week.replace("; sat 22:00-06:00", ""))
    assert shorter[0] == 0
    assert (await command("calendar", "due", "Office", "2026-08-14T11:00", "5h"))[
        1
    ] == "2026-08-18T09:00:00+07:00"
    file = tmp_path / "days.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260824\nSUMMARY:Party\nEND:VEVENT\nEND:VCALENDAR"
    )
    said = await command(
        "calendar", "set", "Office", "--holidays", "ID", "--ics", str(file), "--name", "Desk"
    )
    assert said[1].splitlines()[1] == (
        "Days of the file: 1. Events left out, because they leave no whole day free or can't be read: 0."
    )
    assert (await command("calendar", "open", "Desk", "2026-12-25..2026-12-26", "09:00-12:00"))[0] == 0
    shown = (await command("calendar", "show", "Desk", "--year", "2026"))[1].splitlines()
    assert shown[3] == "2026  MTWTFSSMTWTFSSMTWTFSSMTWTFSSMTWTFSSMT"
    assert shown[11] == "Aug        ..####+..####+..H###+..HH##+..#"
    assert shown[15] == "Dec    ###+..####+..####+..####++.####"
    assert "2026-08-24\tclosed\tParty" in shown
    assert "2026-12-25..2026-12-26\t09:00-12:00" in shown
    assert (await command("calendar", "usual", "Desk", "2026-12-25..2026-12-26"))[0] == 0
    assert (await command("calendar", "remove", "Desk"))[0] == 0
    assert await command("calendar", "list") == (0, "", "")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("set New --zone UTC", "give it --zone and --hours"),
        ("set New --zone Mars/Olympus --hours mon&09:00-12:00", "no time zone"),
        ("set New --zone UTC --hours mon&09:00-12:00&11:00-13:00", "overlap"),
        ("set New --zone UTC --hours mon&09:00-09:00", "no length"),
        ("set New --zone UTC --hours &", "never be open"),
        ("set New --zone UTC --hours mon&09:00-12:00 --holidays XX", "no country"),
        ("set New --zone UTC --hours mon&09:00-12:00 --ics nowhere.ics", "nowhere.ics"),
        ("set New --zone UTC --hours mon&09:00-12:00 --ics /", "/"),
        ("close Nobody 2026-01-01", "no calendar"),
        ("close Nobody tomorrow", "no calendar"),
        ("due Nobody 2026-01-01 4h", "no calendar"),
    ],
)
async def test_what_is_wrong_with_a_calendar_is_one_sentence(command: Command, line: str, why: str) -> None:
    code, out, err = await command("calendar", *(word.replace("&", " ") for word in line.split()))
    assert (code, out) == (1, "")
    assert why in err
    assert len(err.splitlines()) == 1


async def test_what_is_asked_wrongly_of_a_calendar_is_one_sentence(command: Command) -> None:
    await command("calendar", "set", "Office", "--zone", "UTC", "--hours", "mon 09:00-12:00")
    for line, why in (
        ("close Office 2026-02-30", "no date"),
        ("close Office 2026-02-03..2026-02-01", "after the first"),
        ("open Office 2026-02-03 9-12", "no hours"),
        ("due Office whenever 4h", "no time"),
        ("due Office 9999-12-31T00:00 4h", "no time"),
        ("due Office 2026-02-03 soon", "not a goal"),
        ("due Office 2026-02-03 off", "longer than nothing"),
        ("due Office 2026-02-03 99999d", "not open for so long"),
        ("show Office --year 12", "from 1970"),
    ):
        code, out, err = await command("calendar", *line.split())
        assert (code, out, len(err.splitlines())) == (1, "", 1), line
        assert why in err, (line, err)


@pytest.mark.usefixtures("furnished")
async def test_lane_promises_what_it_is_told_and_says_so(command: Command) -> None:
    code, out, _ = await command("lane", "set", "product", "today", "--resolution", "10s", "--warn", "50")
    assert (code, "resolution: 10s, warned at 50 %" in out) == (0, True)
    code, out, _ = await command("lane", "set", "product", "today", "--next-response", "30m")
    assert "next_response: 30m" in out
    _, out, _ = await command("lane", "set", "product", "today", "--next-response", "off")
    assert "next_response" not in out
    await command("lane", "set", "product", "today", "--elsewhere-ru", "Звоните", "--elsewhere-id", "Telepon")
    await command("lane", "set", "product", "today", "--elsewhere-id", "")
    _, out, _ = await command("lane", "list", "product")
    assert ("  ru: Звоните" in out, "Telepon" in out) == (True, False)


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("account import nowhere.csv", "no file nowhere.csv"),
        ("account suspend 99-999", "no account 99-999"),
        ("account add nodigits", "needs a digit"),
        ("agent login Nobody", "lanedesk agent add"),
        ("agent link Nobody", "lanedesk agent add"),
        ("lane set moon today --resolution 5h", "moon"),
        ("lane set product soon --resolution 5h", "soon"),
        ("lane set product today --resolution soon", "soon"),
        ("lane set product today --warn 100", "99"),
        ("parked retry 999999", "999999"),
        ("parked drop 999999", "999999"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_code_one(
    command: Command, line: str, why: str
) -> None:
    code, out, err = await command(*line.split())
    assert (code, out) == (1, "")
    assert why in err
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1


@pytest.mark.usefixtures("furnished")
async def test_the_company_sets_its_own_texts_picture_and_chat(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bill.png").write_bytes(PNG)
    for key, value in (
        ("registration_text", "Hello!\nYour number, please."),
        ("registration_text.ru", "Ваш номер?"),
        ("registration_picture", "bill.png"),
        ("agents_chat", "-1001234567890"),
        ("greeting.en", "On it."),
    ):
        assert await command("setting", "set", key, value) == (0, f"{key} is set.", "")

    code, out, _ = await command("setting", "list")

    assert code == 0
    assert dict(line.split("\t") for line in out.splitlines()) == {
        "greeting.en": "On it.",
        "greeting.id": "Halo! Sudah saya terima dan sedang saya tangani.",
        "greeting.ru": "Здравствуйте! Взяли в работу, уже разбираюсь.",
        "registration_text.en": "Hello! Your number, please.",
        "registration_text.ru": "Ваш номер?",
        "registration_picture": "bill.png",
        "agents_chat": "-1001234567890",
    }
    assert Blobs(tmp_path / "files").path(hashlib.sha256(PNG).hexdigest()).read_bytes() == PNG


@pytest.mark.usefixtures("furnished")
async def test_the_bots_words_are_set_and_their_change_is_taken_back(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "logo.jpg").write_bytes(JPEG)
    await command("bot", "set", "--name-ru", "Мойка", "--description-en", "Ask us.")
    code, out, _ = await command("bot", "set", "--name-ru", "Другая", "--picture", "logo.jpg")
    assert (code, out.splitlines()) == (0, ["name.ru\tДругая", "description.en\tAsk us."])

    changes = [line.split("\t") for line in (await command("change", "list"))[1].splitlines()]
    assert [change[2:] for change in changes[:2]] == [
        ["-", "setting", key] for key in ("bot_picture", "bot_face")
    ]
    latest = changes[1]
    assert (await command("change", "take-back", latest[0]))[0] == 0
    assert (await command("bot", "show"))[1].startswith("name.ru\tМойка")
    assert (await command("change", "take-back", latest[0]))[0] == 1


@pytest.mark.usefixtures("furnished")
async def test_what_was_set_is_unset_again(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bill.jpg").write_bytes(JPEG)
    _, before, _ = await command("setting", "list")
    for key, value in (
        ("registration_text.ru", "Ваш номер?"),
        ("registration_picture", "bill.jpg"),
        ("agents_chat", "-5"),
        ("suspended_text", "{account} is suspended."),
        ("expired_text.ru", "Срок вышел {until}."),
        ("timezone", "Europe/Moscow"),
        ("language", "ru"),
        ("greeting", "On it."),
    ):
        await command("setting", "set", key, value)
        assert f"\t{value}" in (await command("setting", "list"))[1]
        assert (await command("setting", "unset", key))[0] == 0

    assert (await command("setting", "list"))[1] == before
    assert (await command("setting", "unset", "agents_chat"))[2] == "agents_chat isn't set."


async def test_a_text_for_everybody_takes_the_place_of_all(command: Command) -> None:
    await command("setting", "set", "registration_text.ru", "Ваш номер?")
    await command("setting", "set", "registration_text", "Your number?")

    assert (await command("setting", "list"))[1] == "registration_text.en\tYour number?"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("colour", "red", "no setting “colour”"),
        ("registration_text", " ", "lanedesk setting unset registration_text"),
        ("registration_text", "я" * 1025, "at most 1024 characters"),
        ("registration_text.xx", "hello", "“xx”"),
        ("agents_chat.ru", "-5", "by language"),
        ("agents_chat", "@agents", "id of a group"),
        ("agents_chat", "42", "id of a group"),
        ("timezone", "Mars/Olympus", "Mars/Olympus"),
        ("timezone.ru", "Europe/Moscow", "by language"),
        ("language", "xx", "“xx”"),
        ("registration_picture", "nowhere.png", "no file nowhere.png"),
        ("registration_picture", ".", "refuses"),
        ("registration_picture", "words.png", "isn't a whole JPEG or PNG"),
        ("registration_picture", "half.png", "isn't a whole JPEG or PNG"),
        ("registration_picture", "big.jpg", "10 MB"),
        ("registration_picture", "flat.png", "flat.png is 2100 × 100: .* at most 20 times the other; cut it"),
        ("registration_picture", "huge.jpg", "huge.jpg is 9000 × 1200: .* at most 10000; make it smaller"),
        ("registration_picture", "frameless.jpg", "isn't a whole JPEG or PNG"),
        ("registration_text", "\u200b\u2060", "is empty"),
        ("registration_text", "Hello {name}", "has no blanks to fill: {name} would be shown as it is"),
    ],
)
async def test_a_setting_that_makes_no_sense_is_refused_in_one_sentence(
    command: Command, tmp_path: Path, key: str, value: str, why: str
) -> None:
    (tmp_path / "words.png").write_bytes(b"no picture")
    (tmp_path / "half.png").write_bytes(PNG[:20])
    (tmp_path / "flat.png").write_bytes(png(2100, 100))
    (tmp_path / "huge.jpg").write_bytes(jpeg(9000, 1200))
    (tmp_path / "frameless.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(20) + b"\xff\xd9")
    (tmp_path / "big.jpg").write_bytes(JPEG[:-2] + bytes(10_000_000) + JPEG[-2:])

    code, out, err = await command("setting", "set", key, value)

    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert why in err or re.search(why, err)
    assert (await command("setting", "list"))[1] == ""


async def test_a_parked_reply_is_tried_again_as_a_call_made_anew(
    command: Command, parked_reply: tuple[int, int], database_url: str
) -> None:
    job, comment = parked_reply
    assert await command("parked", "retry", str(job)) == (0, f"{job} is tried again.", "")
    assert await command("parked", "list") == (0, "Nothing is parked.", "")
    database = Database(database_url)
    async with database.reading() as session:
        assert (await session.get_one(Comment, comment)).delivery == Delivery.QUEUED
        assert await jobs.lag_seconds(session, OUTBOX) > 0
    await database.close()


@pytest.mark.parametrize(
    "line",
    [
        *("", "dance", "run everything", "account", "parked retry x", "lane set product"),
        *("demo --port 65536", "demo --phone-port -1", "demo --port board"),
    ],
)
async def test_wrong_command_line_ends_with_code_two(command: Command, line: str) -> None:
    assert (await command(*line.split()))[0] == 2


@pytest.mark.parametrize("line", ["--help", "run --help", "account import --help", "version"])
async def test_help_and_version_need_nothing(command: Command, line: str) -> None:
    code, out, _ = await command(*line.split())
    assert (code, bool(out)) == (0, True)


async def test_database_that_is_not_there_is_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANEDESK_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    code, _, err = await command("account", "list")
    assert (code, len(err.splitlines())) == (1, 1)


async def test_misspelt_setting_in_the_file_names_the_nearest(command: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LANEDESK_BOT_TOKN=1\n")
    code, _, err = await command("account", "list")
    assert (code, "LANEDESK_BOT_TOKEN" in err) == (1, True)


async def test_doctor_tells_what_is_missing_and_what_to_do(command: Command) -> None:
    code, out, _ = await command("doctor")
    assert code == 1
    assert "BAD there is no bot token" in out
    assert "LANEDESK_BOT_TOKEN" in out


@pytest.mark.parametrize(
    ("token", "finding"),
    [
        ("7000:talk", "ok  Telegram knows the bot as @"),
        ("0:no-such-bot", "BAD Telegram refuses the bot's token"),
        ("no token at all", "BAD Telegram refuses the bot's token"),
    ],
)
async def test_doctor_asks_telegram_about_the_token(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str, finding: str
) -> None:
    async with serve(tmp_path / "telegram") as telegram:
        monkeypatch.setenv("LANEDESK_TELEGRAM_API", telegram)
        monkeypatch.setenv("LANEDESK_BOT_TOKEN", token)

        _, out, _ = await command("doctor")

    assert finding in out


async def test_doctor_names_what_others_can_read(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(tempfile.mkdtemp(prefix="lanedesk-", dir="/tmp"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LANEDESK_DATA_DIR", "data")
    _, out, _ = await command("doctor")
    assert "ok  nobody else can read the desk's files" in out

    for path in (folder, folder / "data"):
        path.chmod(0o755)
    (folder / ".env").touch(0o644)
    (folder / ".env").chmod(0o644)
    _, out, _ = await command("doctor")
    shutil.rmtree(folder)
    assert "BAD others on this machine can read .env data\n      → chmod go-r .env data" in out


async def test_what_a_command_makes_is_private(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    await command("setting", "list")
    (tmp_path / "bill.png").write_bytes(PNG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANEDESK_DATA_DIR", str(folder))
        await command("setting", "set", "registration_picture", "bill.png")

    made = [folder.parent, *folder.parent.rglob("*")]
    assert len(made) > 4
    assert [path for path in made if path.stat().st_mode & 0o066] == []


async def test_doctor_says_when_telegram_does_not_answer(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANEDESK_TELEGRAM_API", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("LANEDESK_BOT_TOKEN", "7000:talk")

    _, out, _ = await command("doctor")

    assert "BAD Telegram doesn't answer" in out


async def test_doctor_names_the_part_that_died(command: Command, database_url: str) -> None:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        for loop, age in (("outbox", 300), ("sla", 1)):
            await connection.execute(
                text(
                    "INSERT INTO heartbeat (loop, process, beat_at, lag_seconds)"
                    " VALUES (:loop, 'elsewhere:1', clock_timestamp() - make_interval(secs => :age), 0)"
                ),
                {"loop": loop, "age": age},
            )
    await database.close()

    code, out, _ = await command("doctor")

    assert code == 1
    assert "BAD loop outbox" in out
    assert "ok  loop sla" in out


def _exit_code(arguments: tuple[str, ...]) -> int:
    try:
        return lanedesk.main(arguments)
    except SystemExit as exit:
        return int(exit.code or 0)


async def test_an_invite_is_made_drawn_listed_and_revoked(
    command: Command, furnished: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await command("invite", "add", "--account", "17-203"))[2].startswith("The bot's name at Telegram")
    async with serve(tmp_path / "telegram") as telegram:
        for name, value in (("TELEGRAM_API", telegram), ("BOT_TOKEN", "7000:x"), ("PRACTICE", "1")):
            monkeypatch.setenv(f"LANEDESK_{name}", value)
        code, link, _ = await command(
            "invite", "add", "--account", "17-203", "--topic", "billing", "--source", "mail", "--agent", "Vera",
            "--uses", "3", "--days", "30", "--qr", "till.svg",
        )  # fmt: skip
    assert code == 0
    assert re.fullmatch(rf"{telegram}/lanedesk_7000_bot\?start=[A-Za-z0-9_-]{{24}}", link)
    assert (tmp_path / "till.svg").read_text(encoding="utf-8").startswith("<?xml")

    (tmp_path / "some.csv").write_text("account\n17-203\n17-204\n", encoding="utf-8")
    _, many, _ = await command("invite", "add", "--accounts", "some.csv")
    assert [line.split("\t")[1] for line in many.splitlines()] == ["17-203", "17-204"]
    number = many.split("\t")[0]
    assert await command("invite", "revoke", number) == (0, f"Invitation {number} is revoked.", "")
    assert (await command("invite", "qr", number, "a.png"))[0] == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    _, listed, _ = await command("invite", "list")
    assert [line.split("\t")[3] for line in listed.splitlines()] == ["good", "revoked", "good"]
    assert (await command("invite", "revoke", "99"))[:2] == (1, "")
    assert (await command("invite", "add", "--topic", "weather"))[0] == 1
    assert (await command("invite", "add", "--uses", "0"))[0] == 2


async def test_rules_are_listed_and_set(command: Command) -> None:
    await command("seed")
    code, told, _ = await command("rule", "list")
    assert code == 0
    assert told.splitlines()[0] == "topic cash_desk: board Cash desk, lane Urgent"
    assert told.splitlines()[-2:] == ["breach\toff", "waiting\ton\t3"]

    said = ("--say", "ru=касса стоит, встала", "--say", "en=", "--say", "id=", "--lane", "today")
    assert "words\ton\ttoday\tru=касса стоит, встала" in (await command("rule", "set", "words", *said))[1]
    assert (
        "breach\tboard second_line" in (await command("rule", "set", "breach", "--board", "second_line"))[1]
    )
    assert "waiting\toff\t5" in (await command("rule", "set", "waiting", "--days", "5", "--off"))[1]
    assert "breach\toff" in (await command("rule", "set", "breach", "--off"))[1]
    refused = await command("rule", "set", "waiting", "--lane", "urgent")
    assert refused == (1, "", "The rule waiting has no --lane.")
