"""What a new desk begins with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from board.models import Board, Column, Lane, Policy, Setting, Topic
from board.store.db import Transaction
from board.values import Metric, State
from board.words.catalog import FALLBACK, LANGUAGES, in_every_language, say

_BOARDS = ("cash_desk", "product", "billing", "second_line")


_LANES = {
    "urgent": timedelta(hours=5),
    "today": timedelta(hours=24),
    "two_days": timedelta(hours=48),
}


_FIRST_RESPONSE = timedelta(minutes=5)


_COLUMNS = {
    "inbox": State.INBOX,
    "in_work": State.WORKING,
    "waiting": State.WAITING,
    "done": State.DONE,
}


_NAMED = [
    (table, key, f"seed.{noun}.{key}")
    for table, noun, keys in ((Board, "board", _BOARDS), (Lane, "lane", _LANES), (Column, "column", _COLUMNS))
    for key in keys
]
"""What has a default name, and which sentence that is."""

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


async def seed(tx: Transaction, language: str = FALLBACK) -> None:
    """Insert the default desk with names in that language; rows that exist stay as they are."""
    rows: list[tuple[type, list[dict[str, object]]]] = [
        (
            Board,
            [
                {"key": k, "name": say(language, f"seed.board.{k}"), "position": i}
                for i, k in enumerate(_BOARDS, 1)
            ],
        ),
        (
            Lane,
            [
                {"board_key": b, "key": k, "name": say(language, f"seed.lane.{k}"), "position": i}
                for b in _BOARDS
                for i, k in enumerate(_LANES, 1)
            ],
        ),
        (Policy, [row for b in _BOARDS for row in _policies(b)]),
        (
            Column,
            [
                {
                    "board_key": b,
                    "key": k,
                    "name": say(language, f"seed.column.{k}"),
                    "kind": kind,
                    "position": i,
                }
                for b in _BOARDS
                for i, (k, kind) in enumerate(_COLUMNS.items(), 1)
            ],
        ),
        (Topic, [_values(topic) for topic in _TOPICS]),
        (Setting, [{"key": k, "value": v} for k, v in _SETTINGS.items()]),
    ]
    for table, values in rows:
        await tx.session.execute(insert(table).on_conflict_do_nothing(), values)


async def rename(tx: Transaction, language: str) -> None:
    """Say the default names in that language, where they still are default names of any."""
    for table, key, sentence in _NAMED:
        is_default = (table.key == key, table.name.in_(in_every_language(sentence)))
        await tx.session.execute(update(table).where(*is_default).values(name=say(language, sentence)))


async def language_of_names(session: AsyncSession) -> str | None:
    """In which language the first name stands that is still a default one; None if there is none."""
    for table, key, sentence in _NAMED:
        name = await session.scalar(select(table.name).where(table.key == key).limit(1))
        spoken = [code for code in LANGUAGES if say(code, sentence) == name]
        if len(spoken) == 1:
            return spoken[0]
    return None


def default_setting(key: str) -> dict[str, str]:
    """What a new desk begins with."""
    return dict(_SETTINGS.get(key, {}))


def _policies(board: str) -> list[dict[str, object]]:
    return [
        {
            "board_key": board,
            "lane_key": lane,
            "metric": metric,
            "goal": goal,
            "warn_percent": 75,
        }
        for lane, resolution in _LANES.items()
        for metric, goal in (
            (Metric.FIRST_RESPONSE, _FIRST_RESPONSE),
            (Metric.RESOLUTION, resolution),
        )
    ]


def _values(topic: Topic) -> dict[str, object]:
    """What is set; the database sets the rest."""
    given = {column.key: getattr(topic, column.key) for column in Topic.__table__.columns}
    return {name: value for name, value in given.items() if value is not None}
