"""The security log: fixed sentences with fields, and never a flood of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from board.security import Said, SecurityLog

pytestmark = pytest.mark.fast

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_a_line_has_its_sentence_and_its_fields() -> None:
    with capture_logs() as lines:
        SecurityLog().say(Said.SIGNED_IN, agent="Vera", kind="login", address="203.0.113.5")

    assert lines == [
        {
            "event": "signed in",
            "agent": "Vera",
            "kind": "login",
            "address": "203.0.113.5",
            "log": "security",
            "log_level": "info",
        }
    ]


def test_refusals_are_warnings() -> None:
    with capture_logs() as lines:
        security = SecurityLog()
        security.say(Said.SIGN_IN_REFUSED, kind="login", address="203.0.113.5")
        security.say(Said.LOCKED_OUT, kind="login", address="203.0.113.5")

    assert [line["log_level"] for line in lines] == ["warning", "warning"]


def test_a_flood_from_one_address_hides_no_other_and_is_counted() -> None:
    now = 0.0
    security = SecurityLog(lambda: now)
    with capture_logs() as lines:
        for _ in range(1000):
            security.say(Said.TOKEN_REFUSED, kind="token", address="203.0.113.5")
        security.say(Said.TOKEN_REFUSED, kind="token", address="198.51.100.7")
        security.say(Said.SIGNED_IN, agent="Vera", kind="login", address="203.0.113.5")
        now = 61.0
        security.say(Said.TOKEN_REFUSED, kind="token", address="203.0.113.5")

    said = [(line["event"], line.get("address"), line.get("count")) for line in lines]
    assert said == [
        *[("token refused", "203.0.113.5", None)] * 10,
        ("token refused", "198.51.100.7", None),
        ("signed in", "203.0.113.5", None),
        ("lines left out", None, 990),
        ("token refused", "203.0.113.5", None),
    ]


def test_a_flood_from_many_addresses_ends_too() -> None:
    security = SecurityLog(lambda: 0.0)
    with capture_logs() as lines:
        for turn in range(1000):
            security.say(Said.SIGN_IN_REFUSED, kind="login", address=f"10.0.{turn // 250}.{turn % 250}")

    assert len(lines) == 100


@pytest.mark.parametrize("said", Said)
def test_every_sentence_is_documented(said: Said) -> None:
    assert f"`{said}`" in (DOCS / "operating.md").read_text(encoding="utf-8")
