"""Whether people are asked to agree to the privacy text, over HTTP."""

from __future__ import annotations

from aiohttp import web

from board.desk import privacy
from board.desk.privacy import Mode
from board.store.db import Transaction
from board.views.consent import ConsentRulesJson, consent_rules
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.reads import read
from board.web.writes import Answer, write

_CONSENT = "/api/v1/settings/privacy/consent"


class Consent(bodies.Body):
    """`anew`: who agreed to an earlier text is asked again."""

    mode: Mode
    anew: bool = False
    version: bodies.Version | None = None


async def show_consent(request: web.Request) -> web.Response:
    return await read(request, consent_rules)


async def set_consent(request: web.Request) -> web.Response:
    body = await body_of(request, Consent)

    async def work(tx: Transaction) -> Answer:
        await privacy.set_rules(tx, body.mode, anew=body.anew, version=body.version)
        return Answer(await consent_rules(tx.session), ())

    return await write(request, work)


ENDPOINTS = (
    Endpoint(
        "GET",
        _CONSENT,
        show_consent,
        "Whether people are told of the privacy text, or asked to agree to it.",
        ConsentRulesJson,
        called="consent",
    ),
    Endpoint(
        "PUT", _CONSENT, set_consent, "That, and whether all are asked anew.", ConsentRulesJson, Consent
    ),
)
