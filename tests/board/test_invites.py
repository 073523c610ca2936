"""Invites by their verbs: who may make them and for whom, what came of them, and pictures that are read back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from board.desk import bot_address
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.models import Change, Invite
from board.people import accounts, arriving, invites, registry, team
from board.people.arriving import Arrival, Verdict
from board.people.invites import Carried, Whom
from board.settings import Settings
from board.tickets import ratings
from board.upkeep import taking_back
from board.values import DESK, Actor, AgentId, Role, Thing, agent_actor
from board.views import qr_codes
from board.views.invite_counts import sources
from board.views.invites import invites as listed
from tests.scanned import pixels, scanned, scanned_pixels
from tests.world import World

LINK = "https://t.me/lanedesk_support_bot?start=aB3_-aB3_-aB3_-aB3_-aB3_"


async def made(world: World, account: str | None = None, actor: Actor = DESK, **carried: Any) -> Invite:
    async with world.database.transaction(actor) as tx:
        return await invites.add(tx, Carried(**carried), account)


async def arrives(world: World, invite: Invite, telegram_id: int = 42) -> Arrival:
    async with world.database.transaction(DESK) as tx:
        customer = await world.meet(tx, telegram_id)
        return await arriving.start(tx, customer, invite.secret, tx.now.date())


async def owner(world: World) -> Actor:
    async with world.database.transaction(DESK) as tx:
        return agent_actor(AgentId((await team.add_agent(tx, "Olga")).id), Role.OWNER)


async def test_a_secret_has_144_random_bits_in_signs_that_telegram_takes(world: World) -> None:
    secrets = {(await made(world)).secret for _ in range(20)}

    assert len(secrets) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", secret) for secret in secrets)


async def test_an_owner_makes_any_an_agent_one_for_an_account_and_a_viewer_none(world: World) -> None:
    agent, viewer = world.agent, Actor(world.agent.kind, world.agent.id, Role.VIEWER)
    agent = Actor(agent.kind, agent.id, Role.AGENT)
    await made(world, actor=await owner(world))
    mine = await made(world, "17-203", agent)
    for refused in (
        made(world, None, agent),
        made(world, "17-203", viewer),
        _many(world, Whom(), agent),
        _revoked(world, mine, agent),
    ):
        with pytest.raises(NotAllowed):
            await refused

    assert mine.created_by == agent.id


async def _many(world: World, whom: Whom, actor: Actor = DESK, **carried: Any) -> invites.Made:
    async with world.database.transaction(actor) as tx:
        return await invites.add_many(tx, Carried(**carried), whom, tx.now.date())


async def _revoked(world: World, invite: Invite, actor: Actor = DESK) -> None:
    async with world.database.transaction(actor) as tx:
        await invites.revoke(tx, invite.id)


@pytest.mark.parametrize(
    "carried",
    [
        {"topic": "weather"},
        {"agent": "Nobody"},
        {"language": "xx"},
        {"source": "two words"},
        {"source": "x" * 41},
        {"line": "x" * 121},
        {"uses": 0},
        {"lives": timedelta(0)},
        {"account": "99-999"},
    ],
)
async def test_what_the_desk_does_not_know_is_refused(world: World, carried: dict[str, Any]) -> None:
    with pytest.raises((Invalid, NotFound)):
        await made(world, **carried)


async def test_for_an_account_it_is_good_once_without_for_everybody(world: World) -> None:
    uses = [(await made(world, account, uses=n)).uses for account, n in _USES]

    assert uses == [1, None, 3, None, 5]


_USES = (("17-203", None), (None, None), ("17-203", 3), ("17-203", "many"), (None, 5))


async def test_many_are_made_for_accounts_with_support_in_one_batch(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        for number, status in (("18-001", "suspended"), ("18-002", "active")):
            account = await accounts.add(tx, number)
            account.status, account.plan = status, "gold"
    await world.customer(account="17-203")

    everybody = await _many(world, Whom(), source="mail")
    new_ones = await _many(world, Whom(without_people=True))
    gold = await _many(world, Whom(plan="gold"))
    named = await _many(world, Whom(["17 203", "17204", "no such"]))

    assert [each.invites for each in (everybody, new_ones, gold, named)] == [3, 2, 1, 2]
    assert len({each.batch for each in (everybody, new_ones, gold, named)}) == 4
    with pytest.raises(Invalid):
        await _many(world, Whom(["18-001"]))


async def test_a_sheet_says_which_lines_give_none(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        (await accounts.add(tx, "18-001")).status = "suspended"
        data = "account;name\r\n17-203;Blesk\r\n18 001;\r\n99-999;\r\n17203;again\r\n".encode("utf-16")
        fit = await invites.fit(tx, invites.read_sheet(data), tx.now.date())

    assert list(fit.accounts) == ["17-203"]
    assert [(line, number) for line, number, _ in fit.refused] == [(3, "18 001"), (4, "99-999")]


async def test_the_record_of_changes_has_all_but_the_secret_and_takes_back(world: World) -> None:
    olga = await owner(world)
    invite = await made(world, "17-203", olga, topic="billing", agent="Vera", source="mail")

    async def change_of(key: str) -> Change:
        async with world.database.transaction(DESK) as tx:
            found = await tx.session.scalars(
                select(Change)
                .where(Change.thing == Thing.INVITE, Change.key == key)
                .order_by(Change.id.desc())
            )
            return found.first() or Change()

    change = await change_of(str(invite.id))
    assert change.before is None
    assert change.after is not None
    assert (change.after["account"], change.after["agent"]) == ("17-203", "Vera")
    assert invite.secret not in str(change.after)

    for is_good in (False, True):  # the making taken back revokes; that taken back is good again
        async with world.database.transaction(olga) as tx:
            await taking_back.take_back(tx, (await change_of(str(invite.id))).id)
        verdict = (await arrives(world, invite)).verdict
        assert verdict is (Verdict.ADMITTED if is_good else Verdict.REVOKED)


async def test_a_batch_is_revoked_and_taken_back_at_once(world: World) -> None:
    olga = await owner(world)
    batch = (await _many(world, Whom(), olga)).batch
    async with world.database.transaction(DESK) as tx:
        assert await invites.revoke_batch(tx, batch) == 2
        assert await invites.revoke_batch(tx, batch) == 0

    await _many(world, Whom(), olga)
    async with world.database.transaction(olga) as tx:
        (latest,) = await tx.session.scalars(select(Change.id).order_by(Change.id.desc()).limit(1))
        await taking_back.take_back(tx, latest)
        good = await tx.session.scalars(select(Invite.id).where(Invite.revoked_at.is_(None)))
        assert good.all() == []


async def test_what_others_made_while_a_batch_was_made_is_not_taken_back_with_it(world: World) -> None:
    olga = await owner(world)
    await _every_second_number(world)
    await _many(world, Whom(), olga)
    async with world.database.transaction(olga) as tx:
        (many,) = await tx.session.scalars(select(Change.id).order_by(Change.id.desc()).limit(1))
        await tx.session.execute(text("SELECT setval('invite_id_seq', min(id) + 1, false) FROM invite"))
    between = await made(world, "17-203", olga)

    async with world.database.transaction(olga) as tx:
        await taking_back.take_back(tx, many)
        good = await tx.session.scalars(select(Invite.id).where(Invite.revoked_at.is_(None)))
        assert good.all() == [between.id]


async def _every_second_number(world: World) -> None:
    """As where others take the numbers between."""
    async with world.database.transaction(DESK) as tx:
        await tx.session.execute(text("ALTER SEQUENCE invite_id_seq INCREMENT BY 2"))


async def test_who_came_is_counted_through_to_tickets_and_ratings(world: World) -> None:
    mail, till = await made(world, "17-203", source="mail", uses=2), await made(world, source="till")
    for person in (42, 43, 44):
        await arrives(world, mail, person)
    await arrives(world, mail, 42)
    number = await world.open(42, "billing")
    await world.write(telegram_id=42)
    await world.answer(number)
    await world.resolve(number)
    async with world.database.transaction(DESK) as tx:
        await ratings.rate(tx, number, 1)
    await world.open(43, "billing")  # never gets a word
    await arrives(world, till, 44)
    await world.customer(44, "17-204")

    async with world.database.reading() as session:
        page = await listed(session, Settings(practice=False), "en", shows_links=True)
        sums = await sources(session)
    by_source = {each["source"]: each["counts"] for each in page["items"]}
    assert by_source["mail"] == {
        "starts": 4, "people": 3, "admitted": 2, "registrations": 2, "tickets": 1, "good": 1, "fair": 0, "bad": 0
    }  # fmt: skip
    assert (by_source["till"]["starts"], by_source["till"]["registrations"]) == (1, 1)
    assert [each["state"] for each in page["items"]] == ["good", "spent"]
    assert {each["source"]: each["counts"] for each in sums["items"]} == by_source


async def test_an_invite_marks_the_next_ticket_and_no_other(world: World) -> None:
    await arrives(world, await made(world, "17-203", source="mail"))
    tickets = [await world.ticket(await world.open()) for _ in range(2)]

    assert [ticket.source for ticket in tickets] == ["mail", "telegram"]


async def test_whom_an_owner_took_off_comes_in_by_no_earlier_invite(world: World) -> None:
    olga, first = await owner(world), await made(world, "17-203", uses="many")
    await arrives(world, first)
    async with world.database.transaction(DESK) as tx:
        account, person = await accounts.by_number(tx, "17-203"), await world.meet(tx, 42)
    async with world.database.transaction(olga) as tx:
        await registry.take_off(tx, account.id, person.id)

    assert (await arrives(world, first)).verdict is Verdict.REVOKED
    assert (await arrives(world, first, 43)).verdict is Verdict.ADMITTED
    assert (await arrives(world, await made(world, "17-203"))).verdict is Verdict.ADMITTED


async def test_with_its_account_an_invite_goes_and_tickets_stay(world: World) -> None:
    invite = await made(world, "17-204", source="mail")

    async with world.database.transaction(DESK) as tx:
        await tx.session.delete(await accounts.by_number(tx, "17-204"))

    assert (await arrives(world, invite)).verdict is Verdict.UNKNOWN


async def test_links_begin_with_the_bots_name_once_it_is_known(world: World) -> None:
    settings = Settings(practice=False)
    async with world.database.transaction(DESK) as tx:
        with pytest.raises(Conflict):
            await bot_address.known_username(tx.session)
        await bot_address.remember(tx, 7000, "Blesk_Bot")
        name = await bot_address.known_username(tx.session)

    assert bot_address.link(settings, name, "aB-9_") == "https://t.me/Blesk_Bot?start=aB-9_"
    for other in ("t.me/blesk_bot?start=x", "tg://resolve?domain=blesk_bot&start=x"):
        assert bot_address.leads_to(settings, name, other)
    assert not bot_address.leads_to(settings, name, "https://t.me/blesk_bot2?start=x")


def test_a_picture_is_read_by_another_reader_dark_on_light() -> None:
    assert scanned(qr_codes.png(LINK)) == LINK
    drawn = qr_codes.outline(LINK)
    assert scanned_pixels(*_filled(drawn.size, drawn.path)) == LINK
    svg = qr_codes.svg(LINK).decode()
    assert 'fill="#fff"' in svg


def test_the_quiet_zone_is_four_modules_wide() -> None:
    data, width = pixels(qr_codes.png(LINK))
    edge = width * 40
    assert set(data[:edge]) == set(data[-edge:]) == {255}
    assert all(set(data[y * width : y * width + 40]) == {255} for y in range(width))
    assert data[edge + 40] == 0


def _filled(size: int, path: str, scale: int = 6) -> tuple[bytes, int]:
    width = size * scale
    pixels = bytearray(b"\xff" * width * width)
    for x, y, long in (tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)h(\d+)", path)):
        for row in range(y * scale, (y + 1) * scale):
            begin = row * width + x * scale
            pixels[begin : begin + long * scale] = bytes(long * scale)
    return bytes(pixels), width
