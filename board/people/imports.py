"""A file of accounts taken in by two steps, what it would do and then exactly that; and the last one undone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from board.desk import changes, plans
from board.errors import Conflict, Invalid, NotFound
from board.models import Account, AccountImport, AccountImportLine
from board.people import account_rows, accounts, registry
from board.people.account_rows import Line, Reading
from board.people.sheet import Fault, Names
from board.store.allowed import allowed
from board.store.db import Transaction
from board.values import Json, LineKind, Role, Thing

Progress = Callable[[int, int], None]
"""Told how many lines of how many are compared."""

KEPT_FOR = timedelta(days=1)
"""How long a preview can be committed."""

_AT_ONCE = 5000
_MOST_PLANS = 20

_STATE = """jsonb_build_object('number', {a}.number, 'name', {a}.name, 'status', {a}.status,
    'suspended_reason', {a}.suspended_reason, 'support_until', {a}.support_until, 'plan', {a}.plan,
    'details', {a}.details)"""
_OF_IMPORT = "line.import_id = :import AND line.kind = "

# The file's spelling of a number is taken for a new account only.
_COMPARE = text(f"""
    INSERT INTO account_import_line (import_id, line, kind, key, account_id, before, after, emptied)
    SELECT :import, new.line,
           CASE WHEN known.id IS NULL THEN 'new' WHEN was.state = will.state THEN 'unchanged' ELSE 'changed' END,
           new.key, known.id, was.state, will.state,
           array_remove(ARRAY[
               CASE WHEN known.support_until IS NOT NULL AND :has_until AND new.support_until IS NULL
                    THEN 'support_until' END,
               CASE WHEN known.plan IS NOT NULL AND :has_plan AND new.plan IS NULL THEN 'plan' END
           ], NULL) || ARRAY(
               SELECT name FROM jsonb_object_keys(known.details) AS name WHERE NOT will.state -> 'details' ? name
           )
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS new
        (line integer, key text, number text, name text, status text, support_until date, plan text, details jsonb)
    LEFT JOIN account AS known ON known.key = new.key
    CROSS JOIN LATERAL (SELECT CASE WHEN known.id IS NOT NULL THEN {_STATE.format(a="known")} END AS state) AS was
    CROSS JOIN LATERAL (SELECT jsonb_build_object(
        'number', coalesce(known.number, new.number),
        'name', coalesce(new.name, known.name, new.number),
        'status', coalesce(new.status, known.status, 'active'),
        'suspended_reason',
            CASE WHEN coalesce(new.status, known.status) = 'suspended' THEN known.suspended_reason END,
        'support_until', CASE WHEN :has_until THEN new.support_until ELSE known.support_until END,
        'plan', CASE WHEN :has_plan THEN new.plan ELSE known.plan END,
        'details', jsonb_strip_nulls(coalesce(known.details, '{{}}') || new.details)) AS state) AS will
""")
_COUNT = text("""
    SELECT jsonb_object_agg(kind, lines) || jsonb_build_object(
        'emptying', (SELECT count(*) FROM account_import_line WHERE import_id = :import AND emptied <> '{}'),
        'emptied', (SELECT coalesce(jsonb_object_agg(name, lines), '{}') FROM (
            SELECT name, count(*) AS lines FROM account_import_line, unnest(emptied) AS name
            WHERE import_id = :import GROUP BY name) AS emptied),
        'not_named', (SELECT count(*) FROM account WHERE NOT EXISTS (
            SELECT FROM account_import_line AS line WHERE line.import_id = :import AND line.account_id = account.id)))
    FROM (
        SELECT known.kind, count(line.line) AS lines
        FROM unnest(cast(:kinds AS text[])) AS known (kind)
        LEFT JOIN account_import_line AS line ON line.kind = known.kind AND line.import_id = :import
        GROUP BY known.kind
    ) AS counted
""")
_DRIFT = text(f"""
    SELECT count(*) AS accounts, min(coalesce(now.number, line.before ->> 'number')) AS number
    FROM account_import_line AS line LEFT JOIN account AS now ON now.key = line.key
    WHERE line.import_id = :import AND line.kind <> 'refused'
      AND (now.id, {_STATE.format(a="now")}) IS DISTINCT FROM (line.account_id, line.before)
      AND NOT (line.kind = 'new' AND now.id IS NULL)
""")
_PLANS = text("""
    SELECT after ->> 'plan' AS plan, count(*) AS lines FROM account_import_line
    WHERE import_id = :import AND kind IN ('new', 'changed') AND after ->> 'plan' <> ''
    GROUP BY 1 ORDER BY lines DESC, plan
""")
_NAMES = "name, status, suspended_reason, support_until, plan, details"
_FIELDS = """{json} ->> 'name', {json} ->> 'status', {json} ->> 'suspended_reason',
    cast({json} ->> 'support_until' AS date), {json} ->> 'plan',
    {json} -> 'details'"""
_ADD = text(f"""
    INSERT INTO account (key, number, {_NAMES}, import_id)
    SELECT key, after ->> 'number', {_FIELDS.format(json="after")}, import_id
    FROM account_import_line AS line WHERE {_OF_IMPORT} 'new' ORDER BY line
""")
_NAME_ADDED = text(f"""
    UPDATE account_import_line AS line SET account_id = account.id
    FROM account WHERE {_OF_IMPORT} 'new' AND account.key = line.key
""")
_CHANGE = text(f"""
    UPDATE account
    SET ({_NAMES}) = ROW({_FIELDS.format(json="line.after")}),
        import_id = line.import_id
    FROM account_import_line AS line WHERE {_OF_IMPORT} 'changed' AND account.id = line.account_id
""")
_CHANGE_BACK = text(f"""
    UPDATE account
    SET ({_NAMES}) = ROW({_FIELDS.format(json="line.before")})
    FROM account_import_line AS line
    WHERE {_OF_IMPORT} 'changed' AND line.stayed IS NULL AND account.id = line.account_id
""")
_LOCK = text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
"""Nobody else changes an account meanwhile; customers go on, whose rows only refer to theirs."""


def silent(compared: int, all_of_them: int) -> None:
    """No progress is shown."""


@allowed(Role.OWNER)
async def preview(
    tx: Transaction, reading: Reading, file: str = "", progress: Progress = silent
) -> AccountImport:
    """Say what the file would do, line by line, and change nothing."""
    made = AccountImport(
        file=file,
        encoding=reading.encoding,
        columns=[{"heading": each.heading, "column": each.column} for each in reading.columns],
        agent_id=tx.actor.agent,
        made_at=tx.now,
    )
    tx.session.add(made)
    await tx.session.flush()
    lines, unnamable = await _without_unnamable(tx.session, reading.lines)
    columns = {each.column for each in reading.columns}
    has = {"import": made.id, "has_until": "support_until" in columns, "has_plan": "plan" in columns}
    for start in range(0, len(lines), _AT_ONCE):
        progress(start, len(lines))
        await tx.session.execute(_COMPARE, {"rows": _as_json(lines[start : start + _AT_ONCE]), **has})
    await _keep_faults(tx.session, made.id, [*reading.faults, *unnamable])
    counted = await tx.session.scalar(_COUNT, {"import": made.id, "kinds": list(LineKind)})
    made.counts = {**(counted or {}), "unknown_plans": await _unknown_plans(tx.session, made.id)}
    await tx.session.flush()
    return made


@allowed(Role.OWNER)
async def commit(tx: Transaction, import_id: int) -> AccountImport:
    """Do exactly what the preview said; refused lines are left out. Repeating it changes nothing.

    Raises ``Conflict`` if an account it names was changed meanwhile, or the preview is too old.
    """
    made = await _locked(tx, import_id)
    if made.committed_at is not None:
        return made
    if tx.now - made.made_at > KEPT_FOR:
        raise Conflict("refused.import.old")
    await tx.session.execute(_LOCK)
    await tx.read_clock()  # by this time the last import is known
    drift = (await tx.session.execute(_DRIFT, {"import": made.id})).one()
    if drift.accounts:
        raise Conflict("refused.import.registry_changed", n=drift.accounts, number=drift.number)
    await tx.session.execute(_ADD, {"import": made.id})
    await tx.session.execute(_NAME_ADDED, {"import": made.id})
    await tx.session.execute(_CHANGE, {"import": made.id})
    await _forget_lines(tx.session, made.id)
    made.committed_at = tx.now
    await changes.note(tx, Thing.IMPORT, str(made.id), None, {"file": made.file, **made.counts})
    tx.session.expire_all()  # accounts were changed without the session
    await tx.session.refresh(made)
    return made


@allowed(Role.OWNER)
async def undo(tx: Transaction, import_id: int | None = None) -> AccountImport:
    """Make the accounts of the last import what they were before it; those it added go.

    What was changed since stays as it is, and so does an account that people hold or tickets name. Repeating it
    changes nothing. None stands for the last import.
    """
    await tx.session.execute(_LOCK)  # another import may be on its way
    last = await last_committed(tx.session)
    if last is None or import_id not in (None, last.id):
        raise Conflict("refused.import.not_last") if last else NotFound("refused.import.none")
    made = await _locked(tx, last.id)
    if made.undone_at is not None:
        return made
    of_import = AccountImportLine.import_id == made.id
    is_ours = of_import & (AccountImportLine.account_id == Account.id)
    touched = of_import & AccountImportLine.kind.in_((LineKind.NEW, LineKind.CHANGED))
    same = exists().where(is_ours, literal_column(_STATE.format(a="account")) == AccountImportLine.after)
    await _mark_stayed(tx.session, touched & ~same.correlate(AccountImportLine), "changed_since")
    used = AccountImportLine.account_id.in_(registry.in_use())
    is_new = of_import & (AccountImportLine.kind == LineKind.NEW)
    await _mark_stayed(tx.session, is_new & used, "in_use")
    await tx.session.execute(_CHANGE_BACK, {"import": made.id})
    gone = select(AccountImportLine.account_id).where(is_new, AccountImportLine.stayed.is_(None))
    await tx.session.execute(delete(Account).where(Account.id.in_(gone)), execution_options=_WITHOUT_SESSION)
    done = await _undone(tx.session, made.id)
    made.counts, made.undone_at = {**made.counts, **done}, tx.now
    await changes.note(tx, Thing.IMPORT, str(made.id), {"file": made.file}, done)
    tx.session.expire_all()
    await tx.session.refresh(made)
    return made


async def restore(tx: Transaction, key: str, before: Json) -> None:
    """Undo it; what was undone can only be imported again."""
    if before is not None:
        raise Conflict("refused.import.undone")
    await undo(tx, int(key))


async def take_in(
    tx: Transaction,
    reading: Reading,
    file: str = "",
    progress: Progress = silent,
    *,
    leave_out_refused: bool = False,
) -> AccountImport:
    """Both steps at once: all of the file or, if a line is refused, nothing."""
    made = await preview(tx, reading, file, progress)
    if made.counts[LineKind.REFUSED] and not leave_out_refused:
        raise await _first_refusal(tx.session, made.id)
    done = await commit(tx, made.id)
    progress(len(reading.lines), len(reading.lines))
    return done


async def import_csv(tx: Transaction, data: bytes) -> AccountImport:
    """All of a file, or nothing: for small ones, which are read at once."""
    return await take_in(tx, account_rows.read(data))


async def last_committed(session: AsyncSession) -> AccountImport | None:
    """The only import that can be undone; also if it was undone."""
    found: AccountImport | None = await session.scalar(
        select(AccountImport)
        .where(AccountImport.committed_at.is_not(None))
        .order_by(AccountImport.committed_at.desc(), AccountImport.id.desc())
        .limit(1)
    )
    return found


async def names_of_columns(session: AsyncSession, said: Mapping[str, str | None]) -> Names:
    """What is said of a file's columns, and what those of the file before were; None is a detail."""
    last = await last_committed(session)
    remembered = {each["heading"]: each["column"] for each in last.columns} if last else {}
    return Names({heading: ours or "" for heading, ours in said.items()}, remembered)


async def forget_old(tx: Transaction) -> None:
    """Delete previews that nobody has committed within a day."""
    await tx.session.execute(
        delete(AccountImport).where(
            AccountImport.committed_at.is_(None), AccountImport.made_at < tx.now - KEPT_FOR
        )
    )


def refusal_of(wrong: Sequence[Any]) -> Invalid:
    """Why a line is refused, as it is kept: said again in whichever language."""
    key, field, params = wrong
    return Invalid(key, field, **params)


async def _without_unnamable(session: AsyncSession, lines: Sequence[Line]) -> tuple[list[Line], list[Fault]]:
    """A row spelled like an account that can't be named would change the other, whose number it is."""
    same = dict(await accounts.unnamable(session))
    faults = [
        Fault(
            line.line,
            [line.number],
            [Invalid("refused.row.unnamable", "account", number=line.number, other=same[line.number])],
        )
        for line in lines
        if line.number in same
    ]
    return [line for line in lines if line.number not in same], faults


async def _keep_faults(session: AsyncSession, import_id: int, faults: Iterable[Fault]) -> None:
    rows = [
        {
            "import_id": import_id,
            "line": fault.line,
            "kind": LineKind.REFUSED,
            "cells": list(fault.cells),
            "wrong": [[why.key, next(iter(why.wrong), None), why.params] for why in fault.wrong],
        }
        for fault in faults
    ]
    for start in range(0, len(rows), _AT_ONCE):
        await session.execute(insert(AccountImportLine), rows[start : start + _AT_ONCE])


async def _first_refusal(session: AsyncSession, import_id: int) -> Invalid:
    refused = await session.execute(
        select(AccountImportLine.line, AccountImportLine.wrong)
        .where(AccountImportLine.import_id == import_id, AccountImportLine.kind == LineKind.REFUSED)
        .order_by(AccountImportLine.line)
        .limit(1)
    )
    line, wrong = refused.one()
    return Invalid("refused.row", line=line, refused=refusal_of(wrong[0]))


async def _unknown_plans(session: AsyncSession, import_id: int) -> dict[str, Json]:
    """Plans that accounts would name though the desk has none of that name, by how many; the most frequent ones."""
    rows = await session.execute(_PLANS, {"import": import_id})
    known = await plans.by_word(session)
    unknown = [(plan, number) for plan, number in rows if plans.word_of(plan) not in known]
    return dict(unknown[:_MOST_PLANS])


async def _locked(tx: Transaction, import_id: int) -> AccountImport:
    made = await tx.session.get(AccountImport, import_id, with_for_update=True, populate_existing=True)
    if made is None:
        raise NotFound("refused.import.unknown")
    return made


async def _forget_lines(session: AsyncSession, import_id: int) -> None:
    """What did nothing is done with, and earlier imports can't be undone any more."""
    line = AccountImportLine
    await session.execute(delete(line).where(line.import_id == import_id, line.kind == LineKind.UNCHANGED))
    done = select(AccountImport.id).where(AccountImport.committed_at.is_not(None))
    await session.execute(
        delete(line).where(line.import_id.in_(done), line.import_id != import_id),
        execution_options=_WITHOUT_SESSION,
    )


async def _mark_stayed(session: AsyncSession, which: ColumnElement[bool], why: str) -> None:
    await session.execute(
        update(AccountImportLine).where(which, AccountImportLine.stayed.is_(None)).values(stayed=why),
        execution_options=_WITHOUT_SESSION,
    )


async def _undone(session: AsyncSession, import_id: int) -> dict[str, Json]:
    line = AccountImportLine
    went = line.stayed.is_(None)
    counted = await session.execute(
        select(
            func.count().filter(went, line.kind == LineKind.CHANGED).label("restored"),
            func.count().filter(went, line.kind == LineKind.NEW).label("removed"),
            func.count().filter(line.stayed == "changed_since").label("changed_since"),
            func.count().filter(line.stayed == "in_use").label("in_use"),
        ).where(line.import_id == import_id, line.kind.in_((LineKind.NEW, LineKind.CHANGED)))
    )
    return dict(counted.one()._mapping)


def _as_json(lines: Sequence[Line]) -> str:
    return json.dumps(
        [{"line": each.line, "key": each.key, "number": each.number, **each.given} for each in lines]
    )


_WITHOUT_SESSION = {"synchronize_session": False}
