"""What the company sets once: the agents' chat, how much a customer may send, language and time zone."""

from __future__ import annotations

from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from board.desk import company
from board.store.db import Transaction
from board.views.company import CompanyJson, company_settings
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.keys import SETTINGS
from board.web.reads import read
from board.web.writes import Answer, write

_COMPANY = "/api/v1/settings/company"


class Company(bodies.Body):
    """What is not named stays; an empty `agents_chat` is none."""

    agents_chat: Annotated[bodies.Text, Field(max_length=64)] | None = None
    customer_megabytes_a_day: Annotated[int, Field(ge=1, le=company.MOST_MEGABYTES)] | None = None
    tell_closed: Literal["on", "off"] | None = None
    tell_delays: Literal["on", "off"] | None = None
    language: Annotated[bodies.Key, Field(min_length=1)] | None = None
    timezone: Annotated[bodies.Text, Field(min_length=1, max_length=64)] | None = None
    version: bodies.Version | None = None

    @property
    def wanted(self) -> dict[str, str]:
        given = self.model_dump(include=set(company.SET_ONCE), exclude_none=True)
        return {key: str(value).strip() for key, value in given.items()}


async def show_company(request: web.Request) -> web.Response:
    return await read(request, lambda session: company_settings(session, request.app[SETTINGS]))


async def set_company(request: web.Request) -> web.Response:
    body = await body_of(request, Company)

    async def work(tx: Transaction) -> Answer:
        await company.set_several(tx, body.wanted, body.version)
        return Answer(await company_settings(tx.session, request.app[SETTINGS]), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint("GET", _COMPANY, show_company, "What the company sets once.", CompanyJson, called="company"),
    Endpoint("PUT", _COMPANY, set_company, "Some of it, together or not at all.", CompanyJson, Company),
)
