"""Whether people are asked to agree to the privacy text, as the settings page reads it; what one of them said."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from board.desk import changes, privacy
from board.models import Consent
from board.people import consents
from board.values import ConsentKind, Thing
from board.views.shapes import instant

SaidName = Literal["told", "agreed", "refused"]


class ConsentRulesJson(TypedDict):
    """How many people have said what last; `is_outdated`: the text has changed since anybody was asked again."""

    mode: Literal["off", "said", "asked"]
    agreed: int
    refused: int
    told: int
    is_outdated: bool
    version: int
    changed_by: str | None


class ConsentJson(TypedDict):
    said: SaidName
    at: str
    is_current: bool


async def consent_rules(session: AsyncSession) -> ConsentRulesJson:
    rules = await privacy.rules(session)
    last = (
        select(Consent.what)
        .ext(distinct_on(Consent.customer_id))
        .order_by(Consent.customer_id, Consent.id.desc())
    )
    said = last.subquery()
    rows = await session.execute(select(said.c.what, func.count()).group_by(said.c.what))
    counts: dict[str, int] = dict(rows.all())
    version = await changes.version(session, Thing.SETTING, privacy.PRIVACY)
    return {
        "mode": rules.mode.value,
        "agreed": counts.get("agreed", 0),
        "refused": counts.get("refused", 0),
        "told": counts.get("told", 0),
        "is_outdated": rules.since < await privacy.text_version(session),
        "version": version,
        "changed_by": await changes.changed_by(session, version),
    }


async def consent_of(session: AsyncSession, customer_id: int) -> ConsentJson | None:
    """What they said last; None if nothing."""
    found = await consents.latest(session, customer_id)
    if found is None:
        return None
    is_current = found.text_version >= (await privacy.rules(session)).since
    return {"said": ConsentKind(found.what).value, "at": instant(found.at), "is_current": is_current}
