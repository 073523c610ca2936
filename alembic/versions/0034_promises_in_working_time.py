"""Promises that count in the hours of a calendar, as it was when they were given."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from board.business_time import Calendar, Hours
from board.tickets import working_times
from board.working_hours import parse_hours, parse_week

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_time",
        sa.Column("key", sa.Uuid(), primary_key=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("days", JSONB(), nullable=False),
    )
    op.add_column("calendar", sa.Column("working_time", sa.Uuid()))
    _freeze_calendars()
    op.alter_column("calendar", "working_time", nullable=False)
    op.create_foreign_key("calendar_working_time_fkey", "calendar", "working_time", ["working_time"], ["key"])

    op.add_column("policy", sa.Column("calendar_id", sa.Integer()))
    op.create_foreign_key("policy_calendar_id_fkey", "policy", "calendar", ["calendar_id"], ["id"])
    op.add_column("policy", sa.Column("cut_off", sa.SmallInteger()))
    op.alter_column("policy", "goal", nullable=True)
    op.create_check_constraint("policy_goal_or_cut_off", "policy", "(goal IS NULL) = (cut_off IS NOT NULL)")
    op.create_check_constraint("policy_cut_off_range", "policy", "cut_off BETWEEN 0 AND 1439")
    op.create_check_constraint(
        "policy_cut_off_needs_calendar", "policy", "cut_off IS NULL OR calendar_id IS NOT NULL"
    )

    op.add_column("timer", sa.Column("hours", sa.Uuid()))
    op.create_foreign_key("timer_hours_fkey", "timer", "working_time", ["hours"], ["key"])
    op.add_column("timer", sa.Column("cut_off", sa.SmallInteger()))
    op.add_column("timer", sa.Column("counts_from", sa.TIMESTAMP(timezone=True)))
    op.add_column("timer", sa.Column("warn_at", sa.TIMESTAMP(timezone=True)))
    op.execute("UPDATE timer SET warn_at = due_at - goal * ((100 - warn_percent) / 100.0)")
    op.create_check_constraint("timer_due_with_warning", "timer", "(warn_at IS NULL) = (due_at IS NULL)")


def _freeze_calendars() -> None:
    db = op.get_bind()
    for number, zone, hours in db.execute(sa.text("SELECT id, zone, hours FROM calendar")).all():
        frozen = Calendar(ZoneInfo(zone), parse_week(hours), _days(db, number, parse_week(hours)))
        row = working_times.row_of(frozen)
        db.execute(
            sa.text(
                "INSERT INTO working_time (key, zone, hours, days)"
                " VALUES (:key, :zone, :hours, :days) ON CONFLICT DO NOTHING"
            ).bindparams(sa.bindparam("days", type_=JSONB())),
            row,
        )
        db.execute(
            sa.text("UPDATE calendar SET working_time = :key WHERE id = :id"),
            {"key": row["key"], "id": number},
        )


def _days(db: sa.Connection, calendar: int, week: tuple[Hours, ...]) -> tuple[tuple[date, Hours], ...]:
    found = db.execute(
        sa.text(
            "SELECT DISTINCT ON (day) day, hours FROM calendar_day WHERE calendar_id = :id"
            " ORDER BY day, array_position(ARRAY['hand', 'file', 'country'], origin::text)"
        ),
        {"id": calendar},
    )
    return tuple((day, _hours(day, hours, week)) for day, hours in found)


def _hours(day: date, hours: str | None, week: tuple[Hours, ...]) -> Hours:
    if hours is not None:
        return parse_hours(hours)
    before = ((day - timedelta(days=n)).weekday() for n in range(7))
    return next((week[weekday] for weekday in before if week[weekday]), ())
