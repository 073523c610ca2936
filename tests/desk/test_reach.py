"""Whatever the owner decides is decided on a page, by a command and over the API alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import lanedesk
from board.desk import company, plans, retention
from board.desk.texts import COMPANY_TEXTS
from board.values import Thing
from board.views.audit_words import SETTINGS
from board.web.routes import ENDPOINTS
from board.words.catalog import page_words
from cli import company as cli_company

pytestmark = pytest.mark.fast

_SETTINGS = Path(__file__).parents[2] / "board/web/static/settings"
_DECIDED = re.compile(r"/api/v1/(?:settings|accounts|people|invites|start|quick-replies)\b")


class Reach(NamedTuple):
    endpoint: str
    page: str
    command: str


REACH: dict[Thing, list[Reach]] = {
    Thing.TOPIC: [
        Reach("POST /settings/topics", "topics", "topic add --name-ru Касса --board b --lane today"),
        Reach("PUT /settings/topics/{}", "topics", "topic set cash --off --successor billing"),
        Reach("PUT /settings/topics", "topics", "topic set cash --place 1"),
        Reach("PUT /settings/default-topic", "topics", "topic set cash --default"),
        Reach("DELETE /settings/topics/{}", "topics", "topic remove cash"),
        Reach("PUT /start/trade", "start", "seed --trade car_wash"),
    ],
    Thing.BOARD: [
        Reach("POST /settings/boards", "boards", "board add Office"),
        Reach("PUT /settings/boards/{}", "boards", "board set office --name Papers"),
        Reach("PUT /settings/boards", "boards", "board set office --place 1"),
        Reach("DELETE /settings/boards/{}", "boards", "board remove office --to cash"),
    ],
    Thing.COLUMN: [
        Reach("POST /settings/boards/{}/columns", "boards", "column add office Later --kind waiting"),
        Reach("PUT /settings/boards/{}/columns/{}", "boards", "column set office later --name Then"),
        Reach("PUT /settings/boards/{}/columns", "boards", "column set office later --place 2"),
        Reach("DELETE /settings/boards/{}/columns/{}", "boards", "column remove office later --to inbox"),
    ],
    Thing.LANE: [Reach("PUT /settings/boards/{}/lanes/{}", "boards", "lane set office urgent --warn 80")],
    Thing.SETTING: [
        Reach("PUT /settings/texts/{}", "texts", "setting set greeting.ru Привет"),
        Reach("PUT /settings/picture", "texts", "setting set registration_picture card.png"),
        Reach("DELETE /settings/picture", "texts", "setting unset registration_picture"),
        Reach("PUT /settings/company", "company", "setting set timezone Europe/Moscow"),
        Reach("PUT /settings/causes", "causes", "cause set 3 --name Training --topic billing"),
        Reach("PUT /settings/admission", "plans", "setting set new_people approve"),
        Reach("PUT /settings/bot", "start", "bot token"),
        Reach("PUT /settings/bot/face", "start", "bot set --name-ru Мойка"),
        Reach("PUT /settings/bot/picture", "start", "bot set --picture logo.jpg"),
        Reach("PUT /settings/privacy/consent", "privacy", "setting set privacy asked"),
        Reach("PUT /settings/privacy/retention", "privacy", "retention set --words 365"),
        Reach("POST /settings/changes/{}/take-back", "audit", "change take-back 7"),
    ],
    Thing.CALENDAR: [
        Reach("POST /settings/calendars", "calendars", "calendar set office --zone UTC --hours mon-fri"),
        Reach("PUT /settings/calendars/{}", "calendars", "calendar set office --holidays RU"),
        Reach("DELETE /settings/calendars/{}", "calendars", "calendar remove office"),
        Reach("POST /settings/calendars/{}/days", "calendars", "calendar close office 2026-12-31"),
        Reach("PUT /settings/calendars/{}/file", "calendars", "calendar set office --ics days.ics"),
        Reach("DELETE /settings/calendars/{}/file", "calendars", "calendar set office --ics off"),
    ],
    Thing.RULE: [
        Reach("PUT /settings/rules/words", "rules", "rule set words --say ru=стоит"),
        Reach("PUT /settings/rules/breach", "rules", "rule set breach --lane urgent"),
        Reach("PUT /settings/rules/waiting", "rules", "rule set waiting --days 5"),
    ],
    Thing.NOTICE: [
        Reach("POST /settings/notices", "notices", "notice add --text ru=Знаем"),
        Reach("PUT /settings/notices/{}", "notices", "notice set 1 --off"),
        Reach("DELETE /settings/notices/{}", "notices", "notice remove 1"),
    ],
    Thing.QUICK_REPLY: [
        Reach("POST /quick-replies", "quick_replies", "quick-reply add Till --text ru=Да"),
        Reach("PUT /quick-replies/{}", "quick_replies", "quick-reply set 1 --lane urgent"),
        Reach("DELETE /quick-replies/{}", "quick_replies", "quick-reply remove 1"),
    ],
    Thing.PROPOSAL: [
        Reach(
            "POST /settings/quick-replies/proposals/{}/dismiss", "quick_replies", "quick-reply dismiss 4711"
        ),
    ],
    Thing.AGENT: [
        Reach("POST /settings/agents", "agents", "agent add Vera --role viewer"),
        Reach("PUT /settings/agents/{}", "agents", "agent set Vera --role owner"),
        Reach("DELETE /settings/agents/{}", "agents", "agent remove Vera"),
        Reach("POST /settings/agents/{}/login", "agents", "agent login Vera"),
        Reach("POST /settings/agents/{}/link", "agents", "agent link Vera"),
        Reach("DELETE /settings/sessions/{}", "access", "session end 3"),
        Reach("POST /settings/tokens", "access", "token add Vera --days 90"),
        Reach("DELETE /settings/tokens/{}", "access", "token revoke 3"),
    ],
    Thing.ACCOUNT: [
        Reach("POST /accounts", "accounts", "account add 17-203 --name Blesk"),
        Reach("PUT /accounts/{}", "accounts", "account set 17-203 --status suspended"),
    ],
    Thing.IMPORT: [
        Reach("POST /accounts/imports", "accounts", "account import file.csv --preview"),
        Reach("POST /accounts/imports/{}/commit", "accounts", "account import file.csv"),
        Reach("POST /accounts/imports/{}/undo", "accounts", "account undo-import"),
    ],
    Thing.PERSON: [
        Reach("POST /accounts/{}/confirm", "accounts", "account confirm 17-203 5"),
        Reach("POST /accounts/{}/unconfirm", "accounts", "account unconfirm 17-203 5"),
        Reach("POST /accounts/{}/take-off", "accounts", "account take-off 17-203 5"),
        Reach("POST /people/{}/copies", "privacy", "customer export 5 anna.zip --notes"),
        Reach("POST /people/{}/erase", "privacy", "customer erase 5 --confirm Anna --reference letter"),
    ],
    Thing.PLAN: [
        Reach("POST /settings/plans", "plans", "plan add Gold --tickets 10"),
        Reach("PUT /settings/plans/{}", "plans", "plan set Gold --tickets unlimited"),
        Reach("DELETE /settings/plans/{}", "plans", "plan remove Gold"),
    ],
    Thing.INVITE: [
        Reach("POST /invites", "invites", "invite add --account 17-203"),
        Reach("POST /invites/many", "invites", "invite add --all"),
        Reach("POST /invites/sheet", "invites", "invite add --accounts file.csv"),
        Reach("POST /invites/{}/revoke", "invites", "invite revoke 3"),
        Reach("POST /invites/batches/{}/revoke", "invites", "invite revoke 3 --batch"),
    ],
}
"""Of each kind of thing: what changes it over the API, on which page, and by which command."""

DECIDES_NOTHING = {
    "POST /settings/texts/{}/preview": "it is only looked at",
    "POST /settings/promises/renew": "it gives anew what lanes promise already",
    "POST /start/skip": "it puts a step of the page aside",
}


def test_every_write_of_what_the_owner_decides_is_in_the_table() -> None:
    written = {
        f"{each.method} {re.sub(r'{[^}]*}+', '{}', each.path.removeprefix('/api/v1'))}"
        for each in ENDPOINTS
        if each.method != "GET" and _DECIDED.match(each.path)
    }
    listed = {reach.endpoint for rows in REACH.values() for reach in rows}

    assert listed | DECIDES_NOTHING.keys() == written
    assert set(REACH) == set(Thing)


@pytest.mark.parametrize("thing", REACH)
def test_what_is_in_the_table_is_on_its_page_and_a_command(thing: Thing) -> None:
    parser = lanedesk._parser()
    for endpoint, page, command in REACH[thing]:
        assert parser.parse_args(command.split()).command, command
        code = _code_of(page)
        pieces = [piece.strip("/") for piece in endpoint.partition(" ")[2].split("{}")]
        assert [piece for piece in pieces if piece not in code] == [], (page, endpoint)


def test_every_setting_has_a_field_a_name_and_a_key_of_the_command() -> None:
    fields = _code_of("company")
    assert [key for key in company.SET_ONCE if f'"{key}"' not in fields] == []
    assert [key for key in COMPANY_TEXTS if f"texts.{key}" not in page_words("ru")] == []
    assert set(company.KEYS) <= set(cli_company.KEYS)
    assert set(company.KEYS) | {plans.RULES, retention.RETENTION} <= set(SETTINGS)


def _code_of(page: str) -> str:
    """The page's module, with the modules of pages and actions that it is made of."""
    code = (_SETTINGS / "pages" / f"{page}.js").read_text(encoding="utf-8")
    used = re.findall(r'from "(\./[a-z_]+\.js|\.\./actions/[a-z_]+\.js|\.\./acting\.js)"', code)
    return code + "".join((_SETTINGS / "pages" / each).read_text(encoding="utf-8") for each in used)
