"""docs/security.md: a verdict for every line of the standard, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (V\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+) \|$", PAGE, re.MULTILINE)
LINES_OF_LEVELS_1_AND_2 = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
"""Of ASVS 5.0.0, by chapter."""


def test_every_line_of_the_standard_has_a_verdict() -> None:
    lines = [line for line, _, _ in ROWS]
    chapters = [sum(line.startswith(f"V{chapter}.") for line in lines) for chapter in range(1, 18)]

    assert len(lines) == len(set(lines))
    assert tuple(chapters) == LINES_OF_LEVELS_1_AND_2
    assert {verdict for _, verdict, _ in ROWS} == {"met", "partly", "not applicable"}


def test_what_is_met_names_a_test_or_where_it_is_written() -> None:
    proof = re.compile(r"`test_|\.test\.js|\]\(|the whole inventory")

    assert [line for line, verdict, how in ROWS if verdict == "met" and not proof.search(how)] == []


def test_every_test_that_is_named_exists() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    known = {name for source in sources for name in re.findall(r"def (test_\w+)", source)}

    assert set(re.findall(r"`(test_\w+)`", PAGE)) - known == set()


def test_the_sums_are_those_of_the_rows() -> None:
    counted = {
        verdict: sum(each == verdict for _, each, _ in ROWS)
        for verdict in ("met", "partly", "not applicable")
    }

    for verdict, count in counted.items():
        assert re.search(rf"\b{count}( are)? {verdict}", PAGE)
