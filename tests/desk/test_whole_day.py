"""From a customer's message to the board and back."""

from __future__ import annotations

from tests.desk.running import ACCOUNT, Desk, asked


async def test_customer_registers_asks_is_answered_resolved_and_rates(desk: Desk) -> None:
    anna = await desk.customer("Anna", "en")
    number = await desk.ticket_of(anna)
    opening = await anna.expect(f"#{number}")
    assert "5" in opening.text

    await anna.send("The till prints nothing.")
    await desk.until(f"tickets/{number}", lambda ticket: ticket["unread"] == 1)
    ticket = await desk.get(f"tickets/{number}")
    assert (ticket["account"], ticket["lane"], ticket["state"]) == (ACCOUNT, "urgent", "inbox")

    await desk.post(f"tickets/{number}/replies", {"text": "Is the paper in?"})
    await anna.expect("Is the paper in?")
    ticket = await desk.until(f"tickets/{number}", lambda ticket: ticket["first_response_at"])
    assert ticket["state"] == "working"
    first = next(timer for timer in ticket["timers"] if timer["metric"] == "first_response")
    assert first["state"] == "met"

    await desk.post(f"tickets/{number}/resolve", {"text": "It works now."})
    await anna.expect("It works now.")
    await desk.advance(11)
    await anna.tap(await asked(anna, 3), index=2)
    ticket = await desk.until(f"tickets/{number}", lambda ticket: ticket["rating"])
    assert ticket["rating"]["score"] == 1
