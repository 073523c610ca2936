"""Who may call a verb: said where the verb is, and checked before it does anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar

from board.errors import NotAllowed
from board.values import Actor, ActorKind, Role

if TYPE_CHECKING:
    from board.store.db import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Verb: TypeAlias = "Callable[Concatenate[Transaction, P], Awaitable[T]]"


def allowed(role: Role) -> Callable[[Verb[P, T]], Verb[P, T]]:
    """The verb, for agents of this role or a higher one. Customers, timers and the desk itself always may."""

    def guard(verb: Verb[P, T]) -> Verb[P, T]:
        @wraps(verb)
        async def guarded(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> T:
            require(tx.actor, role)
            return await verb(tx, *args, **kwargs)

        return guarded

    return guard


def require(actor: Actor, role: Role) -> None:
    """Refuse an agent of a lesser role; an agent whose role nobody looked up may nothing."""
    if actor.kind is ActorKind.AGENT and not (actor.role and actor.role.covers(role)):
        raise NotAllowed(f"refused.role.{role}")
