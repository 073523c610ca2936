"""Counts wrong secrets from an address; after too many, none is accepted for a while."""

from __future__ import annotations

import asyncio
from collections import deque
from ipaddress import IPv6Address, ip_address, ip_network

from board.errors import DeskError

WINDOW_SECONDS = 60.0
MOST_IN_WINDOW = 20
_MOST_ADDRESSES = 10_000


class TooMany(DeskError):
    """Tried too often."""


class Attempts:
    """Counted in memory: the secrets are long, so this only spares the database and the log."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raises ``TooMany`` when the address has guessed wrong too often of late."""
        if len(self._fresh(address)) >= MOST_IN_WINDOW:
            raise TooMany("refused.sign_in.too_many")

    def wrong(self, address: str) -> None:
        if len(self._wrong) >= _MOST_ADDRESSES:
            self._wrong.clear()
        times = self._fresh(address)
        times.append(asyncio.get_running_loop().time())
        self._wrong[_whose(address)] = times

    def right(self, address: str) -> None:
        """The latest try counted was none."""
        if times := self._fresh(address):
            times.pop()

    def _fresh(self, address: str) -> deque[float]:
        times = self._wrong.get(_whose(address), deque())
        oldest = asyncio.get_running_loop().time() - WINDOW_SECONDS
        while times and times[0] < oldest:
            times.popleft()
        return times


def _whose(address: str) -> str:
    """One household has all the addresses of an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
