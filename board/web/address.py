"""Where a request comes from: the other end of its connection, or whom a proxy of ours says it speaks for."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp import web

from board.settings import Network
from board.web.keys import SETTINGS

FORWARDED_FOR = "X-Forwarded-For"


def address_of(request: web.Request) -> str:
    """The nearest address that is no proxy of ours: what stands before it could be anybody's invention."""
    return nearest_stranger(
        request.remote or "",
        request.headers.getall(FORWARDED_FOR, []),
        request.app[SETTINGS].trusted_proxies,
    )


def nearest_stranger(peer: str, forwarded: Iterable[str], proxies: Iterable[Network]) -> str:
    """`forwarded` are the header's lines as they came; each proxy adds at the end whom it heard from."""
    said = [each.strip() for line in forwarded for each in line.split(",")]
    nearest, trusted = peer, tuple(proxies)
    while said and _is_among(nearest, trusted):
        before = _parsed(said.pop())
        if before is None:
            break
        nearest = str(before)
    return nearest


def _is_among(address: str, networks: Iterable[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
