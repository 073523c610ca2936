"""Each write of the API with something real to write on: a ticket, a comment, a file or a person of its own."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, cycle
from typing import Any

from board.desk import (
    boards,
    calendars,
    changes,
    columns,
    company,
    days_off,
    notices,
    plans,
    quick_replies,
    suggesting,
    topics,
)
from board.models import Ticket
from board.people import (
    about,
    account_rows,
    accounts,
    bars,
    claims,
    customers,
    imports,
    invites,
    keys,
    saved_searches,
    team,
)
from board.store.db import Transaction
from board.talk import attachments, comments, conversation, drafts, scheduling, sending, transcripts
from board.talk.comments import IncomingFile
from board.talk.drafts import Begun
from board.tickets import incidents, moving, snoozing
from board.values import DESK, FileId, FileState, Kind, State, Thing, Writing
from board.web.endpoint import Endpoint
from board.web.routes import ENDPOINTS
from board.working_hours import parse_week
from tests.world import World

WRITES = {endpoint.id: endpoint for endpoint in ENDPOINTS if endpoint.method != "GET"}
NOT_STAGED = {
    "undo_import",
    "sign_out",
    "set_picture",
    "set_bot_picture",
    "set_bot_token",
    "begin_trade",
    *(endpoint.id for endpoint in WRITES.values() if endpoint.takes_file),
}
"""Writes that have tests of their own: they need bytes, Telegram or an empty desk, or end what asks."""


@dataclass(frozen=True)
class Write:
    """`number` or `key` is the one in the path, `inner` what else is; `ticket` what it is about, if about one."""

    id: str
    number: int | None = None
    body: dict[str, Any] = field(default_factory=dict)
    ticket: int | None = None
    key: str | None = None
    inner: dict[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> Endpoint:
        return WRITES[self.id]

    @property
    def path(self) -> str:
        path = self.endpoint.template
        for name, value in {"number": self.number, "key": self.key, **self.inner}.items():
            path = path.replace(f"{{{name}}}", str(value))
        return path.removeprefix("/api/v1")

    @property
    def place(self) -> dict[str, int | str]:
        """What stands in the path, by name."""
        told = {"number": self.number, "key": self.key, **self.inner}
        return {name: value for name, value in told.items() if value is not None}


async def every_write(world: World) -> list[Write]:
    """All but those alone. What can be made only for seconds is prepared last and comes first."""
    return [write for write, *_ in await every_write_for(world, 1)]


async def every_write_for(world: World, times: int) -> list[list[Write]]:
    """So many of each, on tickets and people of its own."""
    written = [[await stage(world) for _ in range(times)] for stage in _STAGES]
    return [written[-1], *written[:-1]]


class _People:
    """Somebody new for each write."""

    def __init__(self) -> None:
        self.ids = count(5000)

    async def ticket(self, world: World) -> tuple[int, int, int]:
        """A new person's ticket with one message: their id, the ticket's number, the comment's id."""
        person = await world.customer(next(self.ids))
        number = await world.open(person)
        received = await world.write("It stopped.", telegram_id=person)
        return person, number, received.comment.id

    async def visitor(self, world: World) -> int:
        """The id of somebody at the door."""
        person = await world.customer(next(self.ids), account=None)
        return (await world.write("Hello?", telegram_id=person)).comment.customer_id


_PEOPLE = _People()
_MODES = itertools.cycle(("said", "asked"))
_CHOICES = itertools.cycle(("let_in", "refuse"))
_GOALS = itertools.cycle(({"lane": "urgent"}, {"board": "second_line"}))
_TIMES = count(1)
"""Something new for each write."""
_TAKEN_BACK: Iterator[tuple[str, Callable[[Transaction], Awaitable[None]]]] = cycle(
    (
        (company.GREETING, partial(company.set_texts, key=company.GREETING, wanted={"en": "On it."})),
        (company.AGENTS_CHAT, partial(company.set_agents_chat, chat="-5")),
    )
)


async def _reply(world: World) -> Write:
    _, number, comment = await _PEOPLE.ticket(world)
    bold = {"type": "bold", "offset": 0, "length": 2}
    return Write(
        "reply",
        number,
        {"text": "On it.", "entities": [bold], "seen_up_to": comment, "reply_to": comment},
        number,
    )


async def _change_many(world: World) -> Write:
    numbers = [(await _PEOPLE.ticket(world))[1] for _ in range(2)]
    wish = {"move": {"lane": "urgent"}, "labels": {"add": ["outage"]}, "snooze": {"until": "customer"}}
    return Write("change_many", None, {"numbers": numbers, **wish})


async def _undo_many(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        await snoozing.snooze(tx, number, snoozing.Until.CUSTOMER)
    return Write("undo_many", None, {"numbers": [number], "snooze": True})


async def _incident(world: World, *, is_over: bool = False) -> tuple[int, int]:
    """A new one and its ticket."""
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        content = incidents.Content(f"Trouble {next(_TIMES)}")
        incident = await incidents.open_incident(tx, content, [number])
        if is_over:
            await incidents.resolve(tx, incident.id)
        return incident.id, number


async def _open_incident(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    body = {
        "name": f"Tills {next(_TIMES)}",
        "topic": "cash_desk",
        "numbers": [number],
        "notice": {"en": "We know"},
    }
    return Write("open_incident", None, body)


async def _edit_incident(world: World) -> Write:
    incident, _ = await _incident(world)
    body = {"name": f"Network {next(_TIMES)}", "link": "https://tracker.example/17", "notice": "Known."}
    return Write("edit_incident", incident, body)


async def _link_tickets(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("link_tickets", (await _incident(world))[0], {"numbers": [number]})


async def _unlink_tickets(world: World) -> Write:
    incident, number = await _incident(world)
    return Write("unlink_tickets", incident, {"numbers": [number]})


async def _answer_incident(world: World) -> Write:
    return Write("answer_incident", (await _incident(world))[0], {"text": "We know.", "untold": True})


async def _resolve_incident(world: World) -> Write:
    incident, number = await _incident(world)
    await world.read(number)
    return Write("resolve_incident", incident, {"text": "Mended."})


async def _reopen_incident(world: World) -> Write:
    return Write("reopen_incident", (await _incident(world, is_over=True))[0])


async def _close_loop(world: World) -> Write:
    return Write("close_loop", (await _incident(world, is_over=True))[0], {"texts": {"ru": "Починили."}})


async def _dismiss_burst(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("dismiss_burst", None, {"numbers": [number]})


async def _note(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("note", number, {"text": "Ask Oleg."}, number)


async def _keep_draft(world: World) -> Write:
    _, number, comment = await _PEOPLE.ticket(world)
    bold = {"type": "bold", "offset": 0, "length": 2}
    body = {
        "mode": "reply",
        "text": f"So {next(_TIMES)} ",
        "entities": [bold],
        "reply_to": comment,
        "version": 0,
    }
    return Write("keep_draft", number, body, number)


async def _drop_draft(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        await drafts.keep(tx, number, Writing.NOTE, Begun("Ask"))
    return Write("drop_draft", number, {"mode": "note"}, number)


async def _send_later(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    until = (await world.now() + timedelta(hours=next(_TIMES))).isoformat()
    return Write("send_later", number, {"text": "Still there?", "until": until}, number)


async def _follow_up(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("follow_up", number, {"days": 3}, number)


async def _scheduled(world: World) -> tuple[int, dict[str, str]]:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        row = await scheduling.follow_up(tx, number, Begun("And now?"), 3)
        return number, {"scheduled": str(row.id)}


async def _change_scheduled(world: World) -> Write:
    number, inner = await _scheduled(world)
    until = (await world.now() + timedelta(hours=next(_TIMES))).isoformat()
    return Write("change_scheduled", number, {"text": "Well?", "until": until}, number, inner=inner)


async def _drop_scheduled(world: World) -> Write:
    number, inner = await _scheduled(world)
    return Write("drop_scheduled", number, {}, number, inner=inner)


async def _send_scheduled(world: World) -> Write:
    number, inner = await _scheduled(world)
    return Write("send_scheduled", number, {}, number, inner=inner)


async def _show_typing(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("show_typing", number, {}, number)


async def _greet(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("greet", number, {}, number)


async def _seen(world: World) -> Write:
    _, number, comment = await _PEOPLE.ticket(world)
    return Write("seen", number, {"up_to": comment}, number)


async def _move(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("move", number, {"lane": "urgent"}, number)


async def _resolve(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    await world.read(number)
    return Write("resolve", number, {"text": "Mended."}, number)


async def _reopen(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    await world.resolve(number)
    return Write("reopen", number, {}, number)


async def _merge(world: World) -> Write:
    person, into, _ = await _PEOPLE.ticket(world)
    number = await world.open(person)
    await world.write("It is hot.", telegram_id=person)
    return Write("merge", number, {"into": into}, into)


async def _split(world: World) -> Write:
    person, number, _ = await _PEOPLE.ticket(world)
    other = await world.write("And an invoice, please.", telegram_id=person)
    return Write("split", number, {"comment": other.comment.id, "topic": "billing", "later": True}, number)


async def _open_to(world: World) -> Write:
    person, _, _ = await _PEOPLE.ticket(world)
    return Write("open_to", None, {"telegram_id": person, "topic": "billing", "text": "Your invoice is due."})


async def _set_causes(_: World) -> Write:
    items = [{"name": f"Cause {next(_TIMES)}", "topics": ["billing"]}, {"name": "Other"}]
    return Write("set_causes", None, {"items": items})


async def _undo(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    for lane in ("two_days", "urgent"):
        async with world.database.transaction(world.agent) as tx:
            await moving.move(tx, number, lane=lane)
    return Write("undo", number, {}, number)


async def _take(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("take", number, {"agent": "Vera"}, number)


async def _tell_delay(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    until = await world.now() + timedelta(days=200)
    return Write("tell_delay", number, {"until": until.isoformat()}, number)


async def _go_away(_: World) -> Write:
    until = datetime.now(UTC) + timedelta(days=1, minutes=next(_TIMES))
    return Write("go_away", None, {"until": until.isoformat()})


async def _come_back(_: World) -> Write:
    return Write("come_back", None, {})


async def _renew_promises(world: World) -> Write:
    return Write("renew_promises", None, {"calendar": await _a_calendar(world)})


async def _label(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("label", number, {"add": ["till"]}, number)


async def _snooze(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("snooze", number, {"until": "customer"}, number)


async def _wake(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        await snoozing.snooze(tx, number, snoozing.Until.CUSTOMER)
    return Write("wake", number, {}, number)


async def _take_suggestion(world: World) -> Write:
    return Write("take_suggestion", number := await _with_suggestion(world), {}, number)


async def _dismiss_suggestion(world: World) -> Write:
    return Write("dismiss_suggestion", number := await _with_suggestion(world), {}, number)


async def _with_suggestion(world: World) -> int:
    _, number, comment = await _PEOPLE.ticket(world)
    async with world.database.transaction(DESK) as tx:
        await suggesting.suggest(tx, await comments.locked(tx, comment), "urgent", "stopped")
    return number


async def _not_thanks(world: World) -> Write:
    person, number, _ = await _PEOPLE.ticket(world)
    await world.resolve(number)
    thanks = await world.write("спасибо", telegram_id=person, is_bare_thanks=True)
    return Write("not_thanks", number, {"comment": thanks.comment.id}, number)


async def _confirm_person(world: World) -> Write:
    await _PEOPLE.ticket(world)
    _, number, _ = await _PEOPLE.ticket(world)
    return Write("confirm_person", number, {}, number)


async def _unconfirm_person(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        await accounts.confirm_person(tx, number)
    return Write("unconfirm_person", number, {}, number)


async def _retry(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        said = await conversation.reply(tx, number, "On it.")
    async with world.database.transaction(DESK) as tx:
        await sending.refused(tx, said.id, "Bad Request: chat not found")
    return Write("retry", said.id, {}, number)


async def _edit_comment(world: World) -> Write:
    said, number = await _said(world)
    return Write("edit_comment", said, {"text": "Plug it in.", "replaces": "On it."}, number)


async def _delete_comment(world: World) -> Write:
    said, number = await _said(world)
    return Write("delete_comment", said, {}, number)


async def _said(world: World) -> tuple[int, int]:
    """A reply on a ticket."""
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        return (await conversation.reply(tx, number, "On it.")).id, number


async def _redact_comment(world: World) -> Write:
    _, number, comment = await _PEOPLE.ticket(world)
    return Write("redact_comment", comment, {"why": "card"}, number)


async def _fetch(world: World) -> Write:
    person, number, _ = await _PEOPLE.ticket(world)
    photo = IncomingFile(Kind.PHOTO, f"photo-{person}", "photo.jpg", "image/jpeg")
    received = await world.write("", telegram_id=person, kind=Kind.PHOTO, file=photo)
    async with world.database.transaction(DESK) as tx:
        (pending,) = await attachments.pending_of(tx, received.comment.id)
        await attachments.fetch_failed(tx, FileId(pending.id), FileState.FAILED, "Telegram is away.")
    return Write("fetch", received.comment.id, {}, number)


async def _correct(world: World) -> Write:
    person, number, _ = await _PEOPLE.ticket(world)
    recording = await world.speak(person)
    await world.hear(recording, "It pints nothing.")
    return Write("correct", recording, {"text": "It prints nothing."}, number)


async def _hear_again(world: World) -> Write:
    person, number, _ = await _PEOPLE.ticket(world)
    recording = await world.speak(person)
    async with world.database.transaction(DESK) as tx:
        await transcripts.failed(tx, recording, "The engine is away.")
    return Write("hear_again", recording, {}, number)


async def _give_account(world: World) -> Write:
    return Write("give_account", await _PEOPLE.visitor(world), {"account": "17-204"})


async def _approve(world: World) -> Write:
    return Write("approve_person", await _claimant(world), {"account": "17-204"})


async def _refuse(world: World) -> Write:
    return Write("refuse_person", await _claimant(world), {"account": "17-204"})


async def _claimant(world: World) -> int:
    visitor = await _PEOPLE.visitor(world)
    async with world.database.transaction(DESK) as tx:
        person = await customers.lock(tx, visitor)
        await claims.claim(tx, person, await accounts.by_number(tx, "17-204"))
    return visitor


async def _let_in(world: World) -> Write:
    person = await world.customer(next(_PEOPLE.ids))
    return Write("let_person_in", (await world.write("Hello?", telegram_id=person)).comment.customer_id, {})


async def _add_plan(_: World) -> Write:
    return Write("add_plan", None, {"name": f"Plan {next(_PEOPLE.ids)}", "tickets": 5})


async def _set_plan(world: World) -> Write:
    return Write("set_plan", await _plan(world), {"name": f"Plan {next(_PEOPLE.ids)}", "tickets": None})


async def _remove_plan(world: World) -> Write:
    return Write("remove_plan", await _plan(world), {})


async def _plan(world: World) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await plans.add(tx, f"Plan {next(_PEOPLE.ids)}", 5)).id


async def _set_admission(_: World) -> Write:
    rules = {"when_expired": next(_CHOICES), "when_used_up": "refuse", "new_people": "mark"}
    return Write("set_admission", None, rules)


async def _answer_at_door(world: World) -> Write:
    return Write("answer_at_door", await _PEOPLE.visitor(world), {"text": "On the contract."})


async def _dismiss(world: World) -> Write:
    return Write("dismiss", await _PEOPLE.visitor(world), {})


async def _choose_language(world: World) -> Write:
    return Write("choose_language", None, {"language": None})


async def _choose_taking_back(world: World) -> Write:
    return Write("choose_taking_back", None, {"on": True})


async def _take_back_reply(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.transaction(world.agent) as tx:
        said = await conversation.reply(tx, number, "Too soon.", waits=True)
    return Write("take_back_reply", number, {"comment": said.id}, number)


async def _take_tickets(world: World) -> Write:
    return Write("take_tickets", None, {"at_work": False})


async def _hand_over(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        await team.add_agent(tx, "Rita")
    return Write("hand_over", None, {"to": "Rita", "note": ""})


async def _advance_clock(world: World) -> Write:
    return Write("advance_clock", None, {"advance_seconds": 1})


async def _end_session(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        await team.sign_in(tx, await team.login_secret(tx, "Vera"))
        return Write("end_session", (await keys.living(tx.session, "session"))[0].id)


async def _end_other_sessions(world: World) -> Write:
    return Write("end_other_sessions")


async def _make_invite(world: World) -> Write:
    return Write("make_invite", None, {"account": "17-203", "topic": "billing", "source": "mail", "uses": 2})


async def _make_invites(world: World) -> Write:
    return Write("make_invites", None, {"accounts": ["17-203", "17-204"], "language": "ru", "days": 30})


async def _revoke_invite(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        return Write("revoke_invite", (await invites.add(tx, invites.Carried(source="till"))).id)


async def _revoke_invites(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        whom = invites.Whom(["17-203", "17-204"])
        made = await invites.add_many(tx, invites.Carried(), whom, tx.now.date())
    return Write("revoke_invites", made.batch)


_NUMBERS = count(100)
"""A new account for each write."""


async def _add_account(world: World) -> Write:
    return Write("add_account", None, {"number": f"A-{next(_NUMBERS)}", "details": {"city": "Kazan"}})


async def _on_account(world: World, verb: str, *, is_known: bool = False) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    ticket = await world.ticket(number)
    if is_known:
        async with world.database.transaction(DESK) as tx:
            await accounts.confirm_person(tx, number)
    return Write(verb, ticket.account_id, {"person": ticket.customer_id})


async def _edit_account(world: World) -> Write:
    _, number, _ = await _PEOPLE.ticket(world)
    account = (await world.ticket(number)).account_id
    return Write("edit_account", account, {"name": f"Blesk {next(_NUMBERS)}"})


async def _confirm_on_account(world: World) -> Write:
    return await _on_account(world, "confirm_on_account")


async def _unconfirm_on_account(world: World) -> Write:
    return await _on_account(world, "unconfirm_on_account", is_known=True)


async def _take_off_account(world: World) -> Write:
    return await _on_account(world, "take_off_account")


async def _preview_import(world: World) -> Write:
    return Write("preview_import", None, {"text": f"account,name\nI-{next(_NUMBERS)},Blesk\n"})


async def _commit_import(world: World) -> Write:
    reading = account_rows.read(f"account,name\nI-{next(_NUMBERS)},Blesk\n".encode())
    async with world.database.transaction(DESK) as tx:
        return Write("commit_import", (await imports.preview(tx, reading)).id)


async def _set_texts(world: World) -> Write:
    return Write("set_texts", None, {"texts": {"ru": f"Номер? {next(_TIMES)}"}}, key="registration_text")


async def _skip_step(world: World) -> Write:
    return Write("skip_step", body={"step": "agent"})


async def _set_bot_face(world: World) -> Write:
    return Write("set_bot_face", body={"name": {"en": "Wash desk"}})


async def _set_company(world: World) -> Write:
    return Write("set_company", None, {"customer_megabytes_a_day": next(_TIMES), "timezone": "Europe/Moscow"})


async def _erase_person(world: World) -> Write:
    visitor = await _PEOPLE.visitor(world)
    return Write("erase_person", visitor, {"confirm": "Anna", "reference": "letter of 12 November"})


async def _make_copy(world: World) -> Write:
    return Write("make_copy", await _PEOPLE.visitor(world), {"notes": True, "language": "ru"})


async def _set_consent(_: World) -> Write:
    return Write("set_consent", None, {"mode": next(_MODES)})


async def _set_retention(_: World) -> Write:
    return Write("set_retention", None, {"words_days": 1000 + next(_TIMES), "files_days": None})


async def _preview_text(world: World) -> Write:
    return Write("preview_text", None, {"language": "ru", "text": "Номер?"}, key="registration_text")


async def _add_notice(world: World) -> Write:
    return Write("add_notice", None, {"texts": {"en": "We know."}, "topics": ["billing"]})


async def _edit_notice(world: World) -> Write:
    return Write("edit_notice", await _a_notice(world), {"texts": {"en": "Still."}, "is_on": False})


async def _remove_notice(world: World) -> Write:
    return Write("remove_notice", await _a_notice(world))


async def _note_about(world: World) -> Write:
    return Write("note_about_customer", await _noted_person(world), {"text": "Is loud before coffee."})


async def _change_note_about(world: World) -> Write:
    number = await _noted_person(world)
    note = str(await _noted(world, number))
    return Write("change_note_about", number, {"text": "Is loud.", "version": 1}, inner={"note": note})


async def _remove_note_about(world: World) -> Write:
    number = await _noted_person(world)
    return Write(
        "remove_note_about", number, {"version": 1}, inner={"note": str(await _noted(world, number))}
    )


async def _restore_note_about(world: World) -> Write:
    number = await _noted_person(world)
    note = await _noted(world, number)
    async with world.database.transaction(world.agent) as tx:
        await about.remove_note(tx, number, note)
    return Write("restore_note_about", number, inner={"note": str(note)})


async def _give_language(world: World) -> Write:
    return Write("give_language", await _noted_person(world), {"language": "id"})


async def _block_customer(world: World) -> Write:
    return Write("block_customer", await _noted_person(world), {"reason": "Swears."})


async def _unblock_customer(world: World) -> Write:
    number = await _noted_person(world)
    async with world.database.transaction(world.agent) as tx:
        await bars.bar(tx, number, "Shouts.")
    return Write("unblock_customer", number)


async def _noted_person(world: World) -> int:
    _, number, _ = await _PEOPLE.ticket(world)
    async with world.database.reading() as session:
        return (await session.get_one(Ticket, number)).customer_id


async def _noted(world: World, customer: int) -> int:
    async with world.database.transaction(world.agent) as tx:
        return (await about.add_note(tx, customer, "Has two washes.")).id


async def _add_quick_reply(_: World) -> Write:
    body = {"title": f"Restart {next(_TIMES)}", "texts": {"en": "Restart it."}, "actions": {"resolve": True}}
    return Write("add_quick_reply", None, body)


async def _edit_quick_reply(world: World) -> Write:
    body = {"title": f"Start {next(_TIMES)}", "texts": {"ru": "Снова."}, "actions": {"lane": "urgent"}}
    return Write("edit_quick_reply", await _a_quick_reply(world), body)


async def _remove_quick_reply(world: World) -> Write:
    return Write("remove_quick_reply", await _a_quick_reply(world))


async def _dismiss_proposal(world: World) -> Write:
    new = "".join(chr(ord("a") + int(digit)) for digit in str(next(_TIMES)))
    said = f"{new}open {new}service {new}printer {new}feed"
    for _ in range(3):
        _, number, _ = await _PEOPLE.ticket(world)
        comment = await world.answer(number, said)
    return Write("dismiss_proposal", comment.id)


async def _a_quick_reply(world: World) -> int:
    content = quick_replies.Content(f"Quick {next(_TIMES)}", {"en": "Restart it, {customer.name}."})
    async with world.database.transaction(DESK) as tx:
        return (await quick_replies.add(tx, content)).id


async def _add_calendar(_: World) -> Write:
    name = f"Calendar {next(_PEOPLE.ids)}"
    return Write("add_calendar", None, {"name": name, "zone": "UTC", "week": [["09:00-18:00"]] * 7})


async def _edit_calendar(world: World) -> Write:
    body = {"name": f"Calendar {next(_PEOPLE.ids)}", "zone": "Europe/Moscow", "week": [["22:00-06:00"]] * 7}
    return Write("edit_calendar", await _a_calendar(world), body)


async def _remove_calendar(world: World) -> Write:
    return Write("remove_calendar", await _a_calendar(world), {})


async def _set_calendar_days(world: World) -> Write:
    return Write("set_calendar_days", await _a_calendar(world), {"first": "2027-01-01", "hours": []})


async def _set_calendar_file(world: World) -> Write:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nEND:VEVENT\nEND:VCALENDAR"
    return Write("set_calendar_file", await _a_calendar(world), {"text": text})


async def _remove_calendar_file(world: World) -> Write:
    taken = days_off.FileDays([days_off.DayOff(date(2027, 1, 1), "New year")], 0)
    number = await _a_calendar(world)
    async with world.database.transaction(DESK) as tx:
        await calendars.set_file(tx, number, "days.ics", taken)
    return Write("remove_calendar_file", number, {})


async def _a_calendar(world: World) -> int:
    content = calendars.Content(f"Calendar {next(_PEOPLE.ids)}", "UTC", parse_week("mon-fri 09:00-18:00"))
    async with world.database.transaction(DESK) as tx:
        return (await calendars.add(tx, content)).row.id


async def _save_search(_: World) -> Write:
    return Write("save_search", None, {"name": f"Late {next(_TIMES)}", "q": "is:late"})


async def _change_search(world: World) -> Write:
    return Write(
        "change_search", await _saved_search(world), {"name": f"Near {next(_TIMES)}", "q": "is:near"}
    )


async def _remove_search(world: World) -> Write:
    return Write("remove_search", await _saved_search(world))


async def _saved_search(world: World) -> int:
    async with world.database.transaction(world.agent) as tx:
        return (await saved_searches.save(tx, f"Mine {next(_TIMES)}", "is:mine")).id


async def _set_words_rule(_: World) -> Write:
    body = {"is_on": True, "lane": "urgent", "words": {"ru": [f"касса стоит {next(_TIMES)}"]}}
    return Write("set_words_rule", None, body)


async def _set_breach_rule(_: World) -> Write:
    return Write("set_breach_rule", None, next(_GOALS))


async def _set_waiting_rule(_: World) -> Write:
    return Write("set_waiting_rule", None, {"is_on": True, "days": 3 + next(_TIMES)})


async def _a_notice(world: World) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await notices.add(tx, notices.Content({"en": "We know."}))).id


async def _unset_picture(world: World) -> Write:
    return Write("unset_picture")


async def _take_back(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        key, change = next(_TAKEN_BACK)
        await change(tx)
        return Write("take_back", await changes.version(tx.session, Thing.SETTING, key))


async def _add_agent(world: World) -> Write:
    return Write("add_agent", None, {"name": f"Agent {next(_NUMBERS)}", "role": "viewer"})


async def _change_agent(world: World) -> Write:
    return Write("change_agent", await _somebody(world), {"role": "viewer", "language": "ru"})


async def _remove_agent(world: World) -> Write:
    return Write("remove_agent", await _somebody(world))


async def _end_any_session(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        name = (await team.add_agent(tx, f"Agent {next(_NUMBERS)}")).name
        await team.sign_in(tx, await team.login_secret(tx, name))
        return Write("end_any_session", (await keys.living(tx.session, "session"))[0].id)


async def _revoke_token(world: World) -> Write:
    async with world.database.transaction(DESK) as tx:
        await team.add_token(tx, f"Robot {next(_NUMBERS)}")
        return Write("revoke_token", (await keys.living(tx.session, "token"))[0].id)


async def _somebody(world: World) -> int:
    async with world.database.transaction(DESK) as tx:
        return (await team.add_agent(tx, f"Agent {next(_NUMBERS)}")).id


async def _make_login(world: World) -> Write:
    return Write("make_login", (await world.vera()).id)


async def _make_link(world: World) -> Write:
    return Write("make_link", (await world.vera()).id)


async def _make_token(world: World) -> Write:
    return Write("make_token", None, {"agent": (await world.vera()).id, "role": "viewer", "days": 7})


async def _new_topic(world: World) -> str:
    async with world.database.transaction(DESK) as tx:
        name = f"Topic {next(_NUMBERS)}"
        return (await topics.add(tx, {"en": name}, "billing", "today")).key


async def _new_board(world: World) -> str:
    async with world.database.transaction(DESK) as tx:
        return (await boards.add(tx, f"Board {next(_NUMBERS)}")).key


async def _new_column(world: World) -> tuple[str, str]:
    board = await _new_board(world)
    async with world.database.transaction(DESK) as tx:
        return board, (await columns.add(tx, board, "On site", State.WORKING)).key


async def _add_topic(world: World) -> Write:
    names = {"ru": f"Тема {next(_NUMBERS)}"}
    return Write("add_topic", None, {"names": names, "emoji": "🔧", "board": "billing", "lane": "today"})


async def _arrange_topics(world: World) -> Write:
    return Write("arrange_topics", None, {"order": [await _new_topic(world)]})


async def _set_default_topic(world: World) -> Write:
    return Write("set_default_topic", None, {"key": await _new_topic(world)})


async def _edit_topic(world: World) -> Write:
    return Write("edit_topic", None, {"on": False, "successor": "billing"}, key=await _new_topic(world))


async def _remove_topic(world: World) -> Write:
    return Write("remove_topic", None, {"successor": "billing"}, key=await _new_topic(world))


async def _add_board(world: World) -> Write:
    return Write("add_board", None, {"name": f"Доска {next(_NUMBERS)}"})


async def _arrange_boards(world: World) -> Write:
    return Write("arrange_boards", None, {"order": [await _new_board(world)]})


async def _rename_board(world: World) -> Write:
    return Write("rename_board", None, {"name": "Tests"}, key=await _new_board(world))


async def _remove_board(world: World) -> Write:
    return Write("remove_board", None, {"to": "billing"}, key=await _new_board(world))


async def _add_column(world: World) -> Write:
    return Write("add_column", None, {"name": "On site", "kind": "working"}, key=await _new_board(world))


async def _arrange_columns(world: World) -> Write:
    board, column = await _new_column(world)
    return Write("arrange_columns", None, {"order": [column]}, key=board)


async def _edit_column(world: World) -> Write:
    board, column = await _new_column(world)
    return Write("edit_column", None, {"kind": "waiting"}, key=board, inner={"column": column})


async def _remove_column(world: World) -> Write:
    board, column = await _new_column(world)
    return Write("remove_column", None, {"to": "in_work"}, key=board, inner={"column": column})


async def _edit_lane(world: World) -> Write:
    body = {"goals": {"next_response": 1800, "resolution": None}, "warn": 60, "elsewhere": {"en": "Call us"}}
    return Write("edit_lane", None, body, key=await _new_board(world), inner={"lane": "today"})


_STAGES: tuple[Callable[[World], Awaitable[Write]], ...] = (
    _reply,
    _note,
    _change_many,
    _undo_many,
    _open_incident,
    _edit_incident,
    _link_tickets,
    _unlink_tickets,
    _answer_incident,
    _resolve_incident,
    _reopen_incident,
    _close_loop,
    _dismiss_burst,
    _keep_draft,
    _drop_draft,
    _send_later,
    _follow_up,
    _change_scheduled,
    _drop_scheduled,
    _send_scheduled,
    _show_typing,
    _greet,
    _seen,
    _move,
    _resolve,
    _reopen,
    _take,
    _label,
    _merge,
    _set_causes,
    _split,
    _open_to,
    _snooze,
    _wake,
    _take_suggestion,
    _dismiss_suggestion,
    _tell_delay,
    _go_away,
    _come_back,
    _renew_promises,
    _not_thanks,
    _confirm_person,
    _unconfirm_person,
    _retry,
    _edit_comment,
    _delete_comment,
    _redact_comment,
    _fetch,
    _correct,
    _hear_again,
    _give_account,
    _approve,
    _refuse,
    _let_in,
    _add_plan,
    _set_plan,
    _remove_plan,
    _set_admission,
    _answer_at_door,
    _dismiss,
    _choose_language,
    _choose_taking_back,
    _take_back_reply,
    _add_account,
    _edit_account,
    _confirm_on_account,
    _unconfirm_on_account,
    _take_off_account,
    _preview_import,
    _commit_import,
    _take_tickets,
    _hand_over,
    _advance_clock,
    _end_session,
    _end_other_sessions,
    _add_agent,
    _change_agent,
    _remove_agent,
    _end_any_session,
    _revoke_token,
    _make_login,
    _make_link,
    _make_token,
    _make_invite,
    _make_invites,
    _revoke_invite,
    _revoke_invites,
    _set_texts,
    _set_company,
    _erase_person,
    _make_copy,
    _set_consent,
    _set_retention,
    _preview_text,
    _skip_step,
    _set_bot_face,
    _add_notice,
    _edit_notice,
    _remove_notice,
    _save_search,
    _change_search,
    _remove_search,
    _set_words_rule,
    _set_breach_rule,
    _set_waiting_rule,
    _note_about,
    _change_note_about,
    _remove_note_about,
    _restore_note_about,
    _give_language,
    _block_customer,
    _unblock_customer,
    _add_quick_reply,
    _edit_quick_reply,
    _remove_quick_reply,
    _dismiss_proposal,
    _add_calendar,
    _edit_calendar,
    _remove_calendar,
    _set_calendar_days,
    _set_calendar_file,
    _remove_calendar_file,
    _unset_picture,
    _take_back,
    _add_topic,
    _arrange_topics,
    _set_default_topic,
    _edit_topic,
    _remove_topic,
    _add_board,
    _arrange_boards,
    _rename_board,
    _remove_board,
    _add_column,
    _arrange_columns,
    _edit_column,
    _remove_column,
    _edit_lane,
    _undo,
)
