"""The company's own texts and the picture beside the first of them."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from board.desk import company, pictures, setting_rows, texts
from board.desk.texts import COMPANY_TEXTS, CompanyText
from board.errors import NotFound
from board.store.db import Transaction
from board.values import Role
from board.views.company import (
    CompanyTextJson,
    CompanyTextsJson,
    HintPictureJson,
    company_text,
    company_texts,
    hint_picture,
)
from board.web import bodies
from board.web.bodies import body_of
from board.web.endpoint import Endpoint
from board.web.files import uploaded
from board.web.keys import BLOBS, DATABASE
from board.web.reads import answer, read, refuse_lesser
from board.web.writes import Answer, write

_TEXTS = "/api/v1/settings/texts"
_PICTURE = "/api/v1/settings/picture"

Words = Annotated[bodies.Text, Field(max_length=8192)]


class Texts(bodies.Body):
    """`texts` null: as a new desk says it."""

    texts: dict[bodies.Key, Words] | None
    version: bodies.Version | None = None


class Preview(bodies.Body):
    language: bodies.Key
    text: Words = ""


class Picture(bodies.Body):
    """The number of an upload."""

    file: bodies.Id
    version: bodies.Version | None = None


class PreviewJson(TypedDict):
    text: str


async def show_texts(request: web.Request) -> web.Response:
    return await read(request, company_texts)


async def set_texts(request: web.Request) -> web.Response:
    text, body = _text_of(request), await body_of(request, Texts)

    async def work(tx: Transaction) -> Answer:
        await company.set_texts(tx, text.key, body.texts, body.version)
        return Answer(await company_text(tx.session, text), ())

    return await write(request, work)


async def preview_text(request: web.Request) -> web.Response:
    """Filled as the bot fills it; without words, what is said instead of them."""
    text, body = _text_of(request), await body_of(request, Preview)
    async with request.app[DATABASE].reading() as session:
        own = {**await setting_rows.read(session, text.key), body.language: body.text}
    blanks = texts.examples(text, body.language)
    return answer({"text": texts.filled(texts.chosen(text, own, body.language, blanks), blanks)})


async def show_picture(request: web.Request) -> web.Response:
    return await read(request, hint_picture)


async def picture_file(request: web.Request) -> web.StreamResponse:
    """The picture that the next customer sees."""
    async with request.app[DATABASE].reading() as session:
        own = await setting_rows.read(session, company.REGISTRATION_PICTURE)
    path = request.app[BLOBS].path(own.get("sha256", ""))
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}
    if own and "refused" not in own and path.is_file():
        return web.FileResponse(path, headers={"Content-Type": own["mime"], **headers})
    return web.Response(body=pictures.OURS, content_type="image/png", headers=headers)


async def set_picture(request: web.Request) -> web.Response:
    """Of an upload, once its bytes are what Telegram shows as a picture."""
    refuse_lesser(request, Role.OWNER)
    body = await body_of(request, Picture)
    file = await uploaded(request, body.file, pictures.MOST_BYTES)
    mime = pictures.type_of(file.data, file.name)

    async def work(tx: Transaction) -> Answer:
        await company.set_picture(tx, file.sha256, file.name, mime, body.version)
        return Answer(await hint_picture(tx.session), ())

    return await write(request, work)


async def unset_picture(request: web.Request) -> web.Response:
    body = await body_of(request, bodies.Versioned)

    async def work(tx: Transaction) -> Answer:
        await company.unset_picture(tx, body.version)
        return Answer(await hint_picture(tx.session), ())

    return await write(request, work)


def _text_of(request: web.Request) -> CompanyText:
    key = request.match_info["key"]
    if key not in COMPANY_TEXTS:
        raise NotFound("refused.text.unknown", key=key)
    return COMPANY_TEXTS[key]


ENDPOINTS = (
    Endpoint("GET", _TEXTS, show_texts, "The company's own texts.", CompanyTextsJson, called="company_texts"),
    Endpoint(
        "PUT",
        _TEXTS + "/{key}",
        set_texts,
        "A text in all languages at once; a language without words has none of its own.",
        CompanyTextJson,
        Texts,
    ),
    Endpoint(
        "POST",
        _TEXTS + "/{key}/preview",
        preview_text,
        "What a customer would read; nothing is changed.",
        PreviewJson,
        Preview,
    ),
    Endpoint(
        "GET",
        _PICTURE,
        show_picture,
        "The picture that shows where an account's number stands.",
        HintPictureJson,
        called="hint_picture",
    ),
    Endpoint(
        "GET",
        _PICTURE + "/file",
        picture_file,
        "Its bytes.",
        media="application/octet-stream",
        also=("image/png", "image/jpeg"),
        called="hint_picture_file",
    ),
    Endpoint(
        "PUT", _PICTURE, set_picture, "An upload of yours becomes the picture.", HintPictureJson, Picture
    ),
    Endpoint("DELETE", _PICTURE, unset_picture, "Back to the desk's own.", HintPictureJson, bodies.Versioned),
)
