"""Which boards, lanes, columns and topics the desk has, and where a topic's tickets go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.errors import Invalid, NotFound
from board.events import Metric, State
from board.models import Board, Column, Lane, Policy, Setting, Topic
from board.store.db import Transaction

_BOARDS = {
    "cash_desk": "Cash desk",
    "product": "Product",
    "billing": "Billing",
    "second_line": "Second line",
}
_LANES = {
    "urgent": ("Urgent", timedelta(hours=5)),
    "today": ("Today", timedelta(hours=24)),
    "two_days": ("Two days", timedelta(hours=48)),
}
_FIRST_RESPONSE = timedelta(minutes=5)
_COLUMNS = {
    "inbox": ("Inbox", State.INBOX),
    "in_work": ("In work", State.WORKING),
    "waiting": ("Waiting for customer", State.WAITING),
    "done": ("Done", State.DONE),
}
_TOPICS = (
    Topic(
        key="cash_desk",
        names={"en": "Cash desk", "ru": "Касса и оплата", "id": "Kasir"},
        prompts={
            "en": "What happened? A photo of the till's screen helps most. A voice note is fine too.",
            "ru": "Что случилось? Лучше всего помогает фото экрана кассы. Можно и голосом.",
            "id": "Apa yang terjadi? Foto layar mesin kasir paling membantu. Pesan suara juga boleh.",
        },
        board_key="cash_desk",
        lane_key="urgent",
        is_default=False,
        position=1,
    ),
    Topic(
        key="product",
        names={
            "en": "Question about the product",
            "ru": "Вопрос по продукту",
            "id": "Pertanyaan produk",
        },
        prompts={
            "en": "Please describe your question in your own words. Screenshots are welcome.",
            "ru": "Опишите вопрос своими словами. Скриншоты приветствуются.",
            "id": "Silakan jelaskan pertanyaan Anda. Tangkapan layar sangat membantu.",
        },
        board_key="product",
        lane_key="today",
        is_default=True,
        position=2,
    ),
    Topic(
        key="billing",
        names={
            "en": "Billing and papers",
            "ru": "Счета и документы",
            "id": "Tagihan dan dokumen",
        },
        prompts={
            "en": "Which document or payment is it about? You can attach a file.",
            "ru": "О каком документе или платеже речь? Файл можно приложить.",
            "id": "Dokumen atau pembayaran yang mana? Anda dapat melampirkan berkas.",
        },
        board_key="billing",
        lane_key="two_days",
        is_default=False,
        position=3,
    ),
)
_SETTINGS = {
    "greeting": {
        "en": "Hello! I've got it and I'm on it.",
        "ru": "Здравствуйте! Взяли в работу, уже разбираюсь.",
        "id": "Halo! Sudah saya terima dan sedang saya tangani.",
    },
}


@dataclass(frozen=True)
class Place:
    """Where a ticket stands; `state` is the column's kind."""

    board: str
    lane: str
    column: str
    state: State


async def seed(tx: Transaction) -> None:
    """The default desk. What is there already stays as it is."""
    rows: list[tuple[type, list[dict[str, object]]]] = [
        (
            Board,
            [{"key": k, "name": n, "position": i} for i, (k, n) in enumerate(_BOARDS.items(), 1)],
        ),
        (
            Lane,
            [
                {"board_key": b, "key": k, "name": n, "position": i}
                for b in _BOARDS
                for i, (k, (n, _)) in enumerate(_LANES.items(), 1)
            ],
        ),
        (Policy, [row for b in _BOARDS for row in _policies(b)]),
        (
            Column,
            [
                {"board_key": b, "key": k, "name": n, "kind": kind, "position": i}
                for b in _BOARDS
                for i, (k, (n, kind)) in enumerate(_COLUMNS.items(), 1)
            ],
        ),
        (Topic, [_values(topic) for topic in _TOPICS]),
        (Setting, [{"key": k, "value": v} for k, v in _SETTINGS.items()]),
    ]
    for table, values in rows:
        await tx.session.execute(insert(table).values(values).on_conflict_do_nothing())


async def topics(session: AsyncSession) -> list[Topic]:
    return list(await session.scalars(select(Topic).order_by(Topic.position, Topic.key)))


async def topic(session: AsyncSession, key: str) -> Topic:
    found = await session.get(Topic, key)
    if found is None:
        raise NotFound(f"There is no topic “{key}”.")
    return found


async def default_topic(session: AsyncSession) -> Topic:
    found = await session.scalar(select(Topic).where(Topic.is_default))
    if found is None:
        raise NotFound("No topic is marked as the default one.")
    return found


async def entrance(session: AsyncSession, topic: Topic) -> Place:
    """Where a topic's new ticket appears: its board's first inbox column, its own lane."""
    column = await first_column(session, topic.board_key, State.INBOX)
    return Place(topic.board_key, topic.lane_key, column.key, State.INBOX)


async def first_column(session: AsyncSession, board: str, state: State) -> Column:
    """The leftmost column of that kind."""
    found = await session.scalar(
        select(Column)
        .where(Column.board_key == board, Column.kind == state)
        .order_by(Column.position)
        .limit(1)
    )
    if found is None:
        raise Invalid(f"The board “{board}” has no column of the kind “{state}”.")
    return found


async def place(session: AsyncSession, board: str, lane: str, column: str) -> Place:
    """Look up a full place; an unknown part is named."""
    if await session.get(Board, board) is None:
        raise Invalid(f"There is no board “{board}”.")
    if await session.get(Lane, (board, lane)) is None:
        raise Invalid(f"The board “{board}” has no lane “{lane}”.")
    found = await session.get(Column, (board, column))
    if found is None:
        raise Invalid(f"The board “{board}” has no column “{column}”.")
    return Place(board, lane, column, State(found.kind))


async def setting(session: AsyncSession, key: str) -> dict[str, str]:
    """A text of the desk by language; empty when the company has set none."""
    found = await session.get(Setting, key)
    return dict(found.value) if found else {}


def default_setting(key: str) -> dict[str, str]:
    """What a new desk begins with."""
    return dict(_SETTINGS.get(key, {}))


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in that language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _policies(board: str) -> list[dict[str, object]]:
    return [
        {
            "board_key": board,
            "lane_key": lane,
            "metric": metric,
            "goal": goal,
            "warn_percent": 75,
        }
        for lane, (_, resolution) in _LANES.items()
        for metric, goal in (
            (Metric.FIRST_RESPONSE, _FIRST_RESPONSE),
            (Metric.RESOLUTION, resolution),
        )
    ]


def _values(topic: Topic) -> dict[str, object]:
    return {column.key: getattr(topic, column.key) for column in Topic.__table__.columns}
