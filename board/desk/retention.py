"""How long words and files of done tickets are kept; a shorter age counts a day after it was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, setting_rows
from board.errors import Invalid
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Json, Role, Thing

RETENTION = "retention"
LEAST_DAYS, MOST_DAYS = 7, 36_500
"""No shorter than the time in which words open a done ticket again, a rating changes, or an answer is repeated."""
GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Ages:
    """Days after a ticket was done and last written on; None: for ever. Files go with the words at the latest."""

    words_days: int | None = None
    files_days: int | None = None

    @property
    def files_go_after(self) -> int | None:
        return min((days for days in (self.words_days, self.files_days) if days is not None), default=None)


@dataclass(frozen=True)
class Age:
    """`days` was decided; until `since` it is `before` that counts."""

    days: int | None = None
    before: int | None = None
    since: datetime | None = None

    def at(self, now: datetime) -> int | None:
        return self.days if self.since is None or self.since <= now else self.before


@dataclass(frozen=True)
class Retention:
    """What was decided of both, and when it counts."""

    words: Age = Age()
    files: Age = Age()

    @property
    def decided(self) -> Ages:
        return Ages(self.words.days, self.files.days)

    def at(self, now: datetime) -> Ages:
        """The ages that count at that time."""
        return Ages(self.words.at(now), self.files.at(now))

    def begins(self, now: datetime) -> datetime | None:
        """When a shorter age begins to count, if one waits."""
        waiting = [age.since for age in (self.words, self.files) if age.since is not None and age.since > now]
        return max(waiting, default=None)


@allowed(Role.OWNER)
async def set_ages(tx: Transaction, ages: Ages, *, version: int | None = None) -> None:
    """Nothing is taken by an age made shorter, or switched on, before a day is over."""
    refuse_wrong(ages)
    await setting_rows.lock(tx, RETENTION)
    await changes.check(tx, Thing.SETTING, RETENTION, version)
    before = await retention(tx.session)
    if ages == before.decided:
        return
    words = _became(before.words, ages.words_days, tx.now)
    files = _became(before.files, ages.files_days, tx.now)
    if ages == Ages():
        await setting_rows.remove(tx, RETENTION)
    else:
        await setting_rows.put(tx, RETENTION, {"words": _age_json(words), "files": _age_json(files)})
    await changes.note(tx, Thing.SETTING, RETENTION, _ages_json(before.decided), _ages_json(ages))


async def restore(tx: Transaction, before: Json) -> None:
    """The ages as they were; one that is shorter than what counts now waits a day too."""
    days = before if isinstance(before, dict) else {}
    words, files = days.get("words_days"), days.get("files_days")
    await set_ages(
        tx, Ages(words if isinstance(words, int) else None, files if isinstance(files, int) else None)
    )


async def retention(session: AsyncSession) -> Retention:
    own = await setting_rows.read(session, RETENTION)
    return Retention(_age(own.get("words")), _age(own.get("files")))


async def hold(tx: Transaction) -> Ages:
    """The ages that count now; nobody changes them until the transaction ends."""
    await setting_rows.share(tx, RETENTION)
    return (await retention(tx.session)).at(tx.now)


def refuse_wrong(ages: Ages) -> None:
    for field, days in (("words_days", ages.words_days), ("files_days", ages.files_days)):
        if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
            raise Invalid("refused.retention.days", field, least=LEAST_DAYS, most=MOST_DAYS)
    if ages.words_days is not None and ages.files_days is not None and ages.files_days > ages.words_days:
        raise Invalid("refused.retention.files_later", "files_days")


def _became(age: Age, days: int | None, now: datetime) -> Age:
    """One that stays the same goes on waiting; one made longer counts at once."""
    if days == age.days:
        return age
    counts = age.at(now)
    return Age(days, counts, now + GRACE) if _is_shorter(days, counts) else Age(days)


def _is_shorter(days: int | None, than: int | None) -> bool:
    return days is not None and (than is None or days < than)


def _age(own: dict[str, Any] | None) -> Age:
    if own is None:
        return Age()
    since = own.get("since")
    return Age(own["days"], own.get("before"), datetime.fromisoformat(since) if since else None)


def _age_json(age: Age) -> dict[str, Json]:
    return {"days": age.days, "before": age.before, "since": age.since.isoformat() if age.since else None}


def _ages_json(ages: Ages) -> Json:
    return None if ages == Ages() else {"words_days": ages.words_days, "files_days": ages.files_days}
