"""The names that a new desk begins with, in the desk's language."""

from sqlalchemy import select

from board.desk import company, in_force
from board.models import Board, Column, Lane
from board.store.db import Transaction
from board.values import DESK
from tests.world import World


async def test_default_names_are_said_in_the_desks_language_and_a_persons_stay(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        (await tx.session.get_one(Board, "billing")).name = "Bills"
        await in_force.set_language(tx, "ru")
        assert await _names(tx) == (["Касса", "Продукт", "Bills", "Вторая линия"], "Срочно", "Ждём клиента")
        await in_force.set_language(tx, "id")
        assert await _names(tx) == (
            ["Kasir", "Produk", "Bills", "Lini kedua"],
            "Mendesak",
            "Menunggu",
        )


async def test_a_first_language_taken_back_takes_the_default_names_back(world: World) -> None:
    async with world.database.transaction(DESK) as tx:
        before = await _names(tx)
        await in_force.set_language(tx, "ru")
        await in_force.set_language(tx, "id")
        await company.unset(tx, in_force.LANGUAGE)
        assert await _names(tx) == before


async def _names(tx: Transaction) -> tuple[list[str], str | None, str | None]:
    boards = list(await tx.session.scalars(select(Board.name).order_by(Board.position)))
    lane = await tx.session.scalar(select(Lane.name).where(Lane.board_key == "product", Lane.key == "urgent"))
    waiting = (Column.board_key == "product", Column.key == "waiting")
    return boards, lane, await tx.session.scalar(select(Column.name).where(*waiting))
