"""Invites on their page: made and revoked by hand, drawn so that a phone reads them, printed 21 on a sheet."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from board.people import invites
from board.people.invites import Carried, Whom
from board.values import DESK
from tests.browser.windows import go
from tests.desk.running import Desk
from tests.scanned import scanned

pytestmark = pytest.mark.browser


async def test_an_invite_is_made_read_by_a_phone_and_revoked(page: Page, desk: Desk) -> None:
    await go(page, "/invites/new")
    await page.get_by_label("Account").fill("17-203")
    await page.get_by_label("Topic").select_option(label="Billing and papers")
    await page.get_by_label("Source").fill("label")
    await page.get_by_role("button", name="Make the invite").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("17-203")
    link = await page.get_by_label("Link").input_value()
    picture = await page.get_by_alt_text("QR code of the invite").screenshot()
    assert scanned(picture) == link
    person = await desk.phone.person("Anna")
    await person.send(f"/start {link.partition('=')[2]}")
    await person.expect("Account 17-203 is linked")

    await page.reload()
    await expect(page.get_by_text("1 / 1")).to_be_visible()
    await page.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.locator(".invite-state")).to_have_text("revoked")


async def test_labels_fill_a_sheet_of_a4(page: Page, desk: Desk) -> None:
    async with desk.database.transaction(DESK) as tx:
        made = [await invites.add_many(tx, Carried(), Whom(["17-203"]), tx.now.date()) for _ in range(2)]
    await go(page, f"/invites/labels/{made[0].batch}")
    await expect(page.get_by_text("1 label", exact=True)).to_be_visible()
    await page.emulate_media(media="print")

    box = await page.locator(".invite-label").bounding_box()
    assert box is not None
    millimetre = 96 / 25.4
    assert (round(box["width"] / millimetre, 1), round(box["height"] / millimetre, 1)) == (63.5, 38.1)
    await expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert "?start=" in scanned(await page.locator(".invite-label").screenshot())
    await page.emulate_media(media="screen")
