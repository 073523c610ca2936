"""Every write of the API, called by those who may not make it: refused, and nothing in the database is another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from aiohttp import FormData
from sqlalchemy import text

from board.people import roles, team
from board.people.roles import Wish
from board.store.tables import Base
from board.values import DESK, Role
from board.web.routes import ENDPOINTS
from tests.board.web.conftest import Api, Client, session_of
from tests.board.web.writes import Write, every_write
from tests.world import World

_SAID: Mapping[str, Role] = {
    **dict.fromkeys(
        ("sign_out", "end_session", "end_other_sessions", "choose_language", "preview_text"), Role.VIEWER
    ),
    **dict.fromkeys(("save_search", "change_search", "remove_search"), Role.VIEWER),
    **dict.fromkeys(("reply", "note", "greet", "seen", "move", "resolve", "reopen", "undo"), Role.AGENT),
    **dict.fromkeys(("snooze", "wake", "change_many", "undo_many"), Role.AGENT),
    **dict.fromkeys(("open_incident", "edit_incident", "link_tickets", "unlink_tickets"), Role.AGENT),
    **dict.fromkeys(("answer_incident", "resolve_incident", "reopen_incident"), Role.AGENT),
    **dict.fromkeys(("close_loop", "dismiss_burst"), Role.AGENT),
    **dict.fromkeys(("merge", "split", "open_to"), Role.AGENT),
    **dict.fromkeys(("send_later", "follow_up", "change_scheduled"), Role.AGENT),
    **dict.fromkeys(("drop_scheduled", "send_scheduled"), Role.AGENT),
    **dict.fromkeys(("keep_draft", "drop_draft", "show_typing", "take_back_reply"), Role.AGENT),
    "choose_taking_back": Role.AGENT,
    **dict.fromkeys(("take", "label", "not_thanks", "confirm_person", "unconfirm_person"), Role.AGENT),
    **dict.fromkeys(("take_suggestion", "dismiss_suggestion"), Role.AGENT),
    **dict.fromkeys(("edit_comment", "delete_comment", "redact_comment"), Role.AGENT),
    **dict.fromkeys(("retry", "fetch", "upload", "correct", "hear_again", "advance_clock"), Role.AGENT),
    **dict.fromkeys(("give_account", "answer_at_door", "dismiss", "take_tickets", "hand_over"), Role.AGENT),
    **dict.fromkeys(("approve_person", "refuse_person", "let_person_in", "make_invite"), Role.AGENT),
    **dict.fromkeys(("note_about_customer", "change_note_about", "remove_note_about"), Role.AGENT),
    **dict.fromkeys(
        ("restore_note_about", "give_language", "block_customer", "unblock_customer"), Role.AGENT
    ),
    **dict.fromkeys(("tell_delay", "go_away", "come_back"), Role.AGENT),
    **dict.fromkeys(("confirm_on_account", "unconfirm_on_account", "erase_person"), Role.AGENT),
    **dict.fromkeys(("make_invites", "make_invites_of_sheet", "revoke_invite", "revoke_invites"), Role.OWNER),
    **dict.fromkeys(("preview_import", "commit_import", "undo_import", "add_account"), Role.OWNER),
    **dict.fromkeys(("add_quick_reply", "edit_quick_reply", "remove_quick_reply"), Role.OWNER),
    **dict.fromkeys(("edit_account", "take_off_account", "make_copy"), Role.OWNER),
}
_DECIDED = ("/api/v1/settings/", "/api/v1/start/")
NEEDS: Mapping[str, Role] = {
    **{endpoint.id: Role.OWNER for endpoint in ENDPOINTS if endpoint.path.startswith(_DECIDED)},
    **_SAID,
}
"""Which role each write needs; how the desk is, owners decide unless it says otherwise.

A viewer's own account is a viewer's; a link code for oneself is anybody's."""

TAKES_FILE = {endpoint.id for endpoint in ENDPOINTS if endpoint.takes_file}

SEEN_BY: Mapping[str, Role] = {
    **dict.fromkeys(("agents", "all_sessions", "tokens", "copies"), Role.OWNER),
    "invite_labels": Role.AGENT,
    "people": Role.AGENT,
    "drafts": Role.AGENT,
}
"""The only reads that not everybody may make."""

_BODIES: Mapping[str, object] = {
    "set_picture": {"file": 1},
    "set_bot_picture": {"file": 1},
    "set_bot_token": {"token": "1:x"},
    "begin_trade": {"trade": "wash"},
}
"""What those without a stage can't do without."""
_AT_REST = {"heartbeat", "file"}
"""Loops write the one, and whoever may upload a file the other."""
_DIGEST = (
    "(SELECT '{name}', coalesce(md5(string_agg(row, ' ' ORDER BY row)), '') FROM"
    " (SELECT cast(to_jsonb(t) - ARRAY['used_at', 'address', 'device'] AS text) AS row FROM \"{name}\" t) rows)"
)


def test_every_write_says_which_role_it_needs() -> None:
    writes = {endpoint.id for endpoint in ENDPOINTS if endpoint.method != "GET"}
    assert writes - NEEDS.keys() == set(), "a write of the API needs a line here"
    assert _SAID.keys() - writes == set()


async def test_who_may_less_is_refused_and_changes_nothing(client: Client, world: World) -> None:
    """By an agent of that role, and by an owner's token that may no more."""
    writes = await every_write(world)
    for may in (Role.AGENT, Role.VIEWER):
        for token in (await _token(world, may, "agent"), await _token(world, may, "token")):
            await client.get("/api/v1/me", headers=_signed(token))  # its first use is noted
            await _refuse_all(client, world, token, may, writes)


async def _refuse_all(client: Client, world: World, token: str, may: Role, staged: Sequence[Write]) -> None:
    before = await _everything(world)
    for method, path, body, id in _calls(staged):
        if may.covers(NEEDS[id]):
            continue
        sent: dict[str, Any] = {"data": _form()} if id in TAKES_FILE else {"json": body}
        async with client.request(method, path, headers=_signed(token), **sent) as answer:
            assert answer.status == 403, (id, await answer.text())
        assert await _everything(world) == before, id
    async with client.post("/api/v1/uploads", data=_form(), headers=_signed(token)) as answer:
        is_refused = answer.status == 403
    assert is_refused is not may.covers(NEEDS["upload"])


def _form() -> FormData:
    form = FormData()
    form.add_field("file", b"account\n17-203\n", filename="sheet.csv", content_type="text/csv")
    return form


def _calls(staged: Sequence[Write]) -> Iterator[tuple[str, str, object, str]]:
    """Each write with something real to write on; one without a stage with any number, as it is refused before."""
    for write in staged:
        yield write.endpoint.method, f"/api/v1{write.path}", write.body, write.id
    known = {"upload", "sign_out", *(write.id for write in staged)}
    for endpoint in ENDPOINTS:
        if endpoint.method != "GET" and endpoint.id not in known:
            yield (
                endpoint.method,
                re.sub(r"\{\w+\}", "1", endpoint.template),
                _BODIES.get(endpoint.id, {}),
                endpoint.id,
            )


@pytest.mark.parametrize("may", [Role.AGENT, Role.VIEWER])
async def test_reads_are_for_all_but_those_about_ways_in(client: Client, world: World, may: Role) -> None:
    token = await _token(world, may, "agent")
    reads = [each for each in ENDPOINTS if each.method == "GET" and "{" not in each.path and not each.is_open]
    for endpoint in reads:
        if endpoint.media == "text/event-stream":
            continue
        async with client.get(endpoint.path, headers=_signed(token)) as answer:
            is_refused = answer.status == 403
        assert is_refused is not may.covers(SEEN_BY.get(endpoint.id, Role.VIEWER)), endpoint.id


async def test_the_roles_of_agents_are_told_to_owners_alone(api: Api, world: World) -> None:
    vera = await world.vera()
    changes = f"/settings/changes?thing=agent&keys={vera.id}"
    assert (await api.get(changes))["items"]
    for may in (Role.AGENT, Role.VIEWER):
        await Api(api.client, await _token(world, may, "agent")).get(changes, 403)


async def test_no_file_is_read_for_who_may_not_import(client: Client, world: World) -> None:
    agent = Api(client, await _token(world, Role.AGENT, "agent"))
    await agent.post("/accounts/imports", {"text": "no table"}, 403)
    async with client.post("/api/v1/invites/sheet", data=b"no form", headers=_signed(agent.token)) as answer:
        assert answer.status == 403


async def test_a_viewer_ends_own_sessions_and_chooses_own_language(client: Client, world: World) -> None:
    await _token(world, Role.VIEWER, "agent")
    session = await session_of(world, "Olga, viewer")
    options: dict[str, Any] = {"cookies": {"lanedesk_session": session}, "headers": {"X-Lanedesk": "1"}}
    for path, body in (("/me/language", {"language": "ru"}), ("/sessions/end-others", {}), ("/sign-out", {})):
        async with client.post(f"/api/v1{path}", json=body, **options) as answer:
            assert answer.status == 200, await answer.text()


async def test_a_changed_role_counts_at_once(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    vera = await world.vera()
    assert (await api.get("/me"))["agent"]["role"] == "owner"
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Oleg", Role.OWNER)
        await roles.change_agent(tx, vera.id, Wish(role=Role.VIEWER))

    assert (await api.get("/me"))["agent"]["role"] == "viewer"
    refused = await api.post(f"/tickets/{number}/notes", {"text": "Hi"}, 403)
    assert "you may look" in refused["detail"]


async def test_the_audit_is_told_and_exported(api: Api, world: World) -> None:
    await world.customer()
    number = await world.open()
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "=cmd|'/C calc'!A0", Role.VIEWER)
    told = await api.get(f"/audit?ticket={number}&since=2020-01-01")
    assert [line["text"].partition(":")[0] for line in told["items"]] == [f"#{number} opened"]

    headers = {**_signed(api.token), "Accept-Language": "ru"}
    async with api.client.get("/api/v1/audit.csv?thing=agent", headers=headers) as answer:
        sheet = (await answer.read()).decode("utf-8-sig").splitlines()
    assert sheet[0].startswith("Время (UTC),Кто,")
    assert "сотрудник «=cmd|" in sheet[1]
    assert not any(line.split(",")[5].startswith("=") for line in sheet)
    await api.get("/audit?since=tomorrow", 422)


async def _token(world: World, may: Role, by: str) -> str:
    async with world.database.transaction(DESK) as tx:
        if by == "token":
            return await team.add_token(tx, "Vera", role=may)
        await team.add_agent(tx, f"Olga, {may}", may)
        return await team.add_token(tx, f"Olga, {may}")


def _signed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _everything(world: World) -> dict[str, str]:
    """A digest of each table, but for when a token was last used; one statement."""
    names = [table.name for table in Base.metadata.sorted_tables if table.name not in _AT_REST]
    each = " UNION ALL ".join(_DIGEST.format(name=name) for name in names)
    async with world.database.reading() as session:
        return {row[0]: row[1] for row in await session.execute(text(each))}
