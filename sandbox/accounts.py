"""The demo's accounts, which the phone offers to people who have none yet."""

import csv
from pathlib import Path

_TABLE = Path(__file__).parent / "accounts.csv"


def offered() -> list[dict[str, str]]:
    """Number, company and status of each; active accounts come first."""
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [{name: row[name] for name in ("account", "name", "status")} for row in csv.DictReader(stream)]
    return sorted(rows, key=lambda row: row["status"] != "active")
