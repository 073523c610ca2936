"""Calls that make no sense are refused as Telegram refuses them: in JSON, with its words, never with a 500."""

import itertools
import json
import random
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile

from sandbox.api.methods import METHODS
from sandbox.client import Person
from tests.sandbox.pictures import png

pytestmark = pytest.mark.fast

HUGE = (2**63, -(2**63), 2**64, 10**400)
ODD: tuple[Any, ...] = (
    None,
    True,
    "",
    "x",
    -1,
    0,
    1.5,
    *HUGE,
    [],
    {},
    [None],
    [[None]],
    [{}],
    {"a": 1},
    "\ud83d",
    "１",
)
OBJECTS = (
    "reply_markup",
    "reply_parameters",
    "entities",
    "caption_entities",
    "media",
    "reaction",
    "commands",
)


def _form(*parts: tuple[str, bytes], boundary: str = "XX") -> bytes:
    return (
        b"".join(
            b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary.encode(), headers.encode(), data)
            for headers, data in parts
        )
        + b"--%b--\r\n" % boundary.encode()
    )


async def test_a_file_name_may_stand_unquoted_with_spaces(url: str, bot: Bot, anna: Person) -> None:
    body = _form(
        ("Content-Disposition: form-data; name=chat_id", str(anna.id).encode()),
        (
            "Content-Disposition: form-data; name=document; filename=a b.txt\r\nContent-Type: text/plain",
            b"hi",
        ),
    )

    status, answer = await _send(url, bot, "sendDocument", body)

    assert (status, answer["result"]["document"]["file_name"]) == (200, "a b.txt")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="document"; filename="a \\"b\\".txt"', 'a "b".txt'),
        ('form-data; name="document"; filename="%D1%84.txt"', "ф.txt"),
        ("form-data; filename=plain.txt; name=document", "plain.txt"),
    ],
)
async def test_names_are_read_quoted_escaped_and_encoded(
    url: str, bot: Bot, anna: Person, disposition: str, name: str
) -> None:
    parts = (
        (f"Content-Disposition: {disposition}", b"hi"),
        (
            'Content-Disposition: form-data; name="chat_id"',
            str(anna.id).encode(),
        ),
    )

    _, answer = await _send(url, bot, "sendDocument", _form(*parts))

    assert answer["result"]["document"]["file_name"] == name


@pytest.mark.parametrize(
    ("body", "content_type", "refusal"),
    [
        (b"", "multipart/form-data", "boundary not found"),
        (b"", "multipart/form-data; boundary", "boundary value not found"),
        (b"", "multipart/form-data; boundary=", "boundary too big or empty"),
        (b"", "multipart/form-data; boundary=" + "a" * 71, "boundary too big or empty"),
        (
            b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nb",
            None,
            "unexpected end of request content",
        ),
        (_form(("", b"x")), None, "headers in multipart/form-data are empty"),
        (_form(("Content-Type: text/plain", b"x")), None, "field name in multipart/form-data not found"),
        (_form(("nonsense", b"x")), None, "can't parse form data headers"),
        (_form(("Content-Disposition: file", b"x")), None, "expected form-data content disposition"),
        (
            _form(('Content-Disposition: form-data; name="a', b"x")),
            None,
            "unclosed quoted string in Content-Disposition header",
        ),
        (
            _form(('Content-Disposition: form-data; name="a"b', b"x")),
            None,
            "expected ';' in Content-Disposition header",
        ),
    ],
)
async def test_a_broken_form_is_refused_in_telegrams_words(
    url: str, bot: Bot, body: bytes, content_type: str | None, refusal: str
) -> None:
    status, answer = await _send(url, bot, "sendDocument", body, content_type)

    assert (status, answer) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"},
    )


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (5, "object expected as reply markup"),
        ([], "object expected as reply markup"),
        ({"inline_keyboard": 5}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["a"]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"inline_keyboard": [["a"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        ({"inline_keyboard": [[{}]]}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"inline_keyboard": [[{"text": []}]]},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            {"inline_keyboard": [[{"text": "a", "copy_text": "b"}]]},
            'can\'t parse inline keyboard button: Field "copy_text" must be of type Object',
        ),
        (
            {"inline_keyboard": [[{"text": "a", "url": {}}]]},
            'can\'t parse inline keyboard button: Field "url" must be of type String',
        ),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": True}]]},
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
        (
            {"inline_keyboard": [[{"text": " ", "callback_data": "b"}]]},
            "inline keyboard button text must be non-empty",
        ),
        ({"keyboard": [[None]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        (
            {"keyboard": [[{"text": "a", "request_contact": 1}]]},
            'can\'t parse keyboard button: Field "request_contact" must be of type Boolean',
        ),
        ({"remove_keyboard": "yes"}, 'field "remove_keyboard" must be of type Boolean'),
    ],
)
async def test_markup_of_wrong_types_is_refused_in_telegrams_words(
    url: str, bot: Bot, anna: Person, markup: object, refusal: str
) -> None:
    given = {"chat_id": anna.id, "text": "?", "reply_markup": markup}

    status, answer = await _ask(url, bot, "sendMessage", given)

    assert (status, answer["description"]) == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    "text", ["\u200b", " \u200b\n\u2060"[:3], "\ufeff", "\u2800\u3000", "\u00a0", "\u202e"]
)
async def test_what_nobody_sees_is_no_text(bot: Bot, anna: Person, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(anna.id, text)


async def test_an_id_of_more_than_64_bits_is_nobodys(url: str, bot: Bot, anna: Person) -> None:
    said = await anna.send("hi")
    for huge in HUGE:
        _, chat = await _ask(url, bot, "sendMessage", {"chat_id": huge, "text": "a"})
        _, message = await _ask(
            url, bot, "editMessageText", {"chat_id": anna.id, "message_id": huge, "text": "a"}
        )
        assert chat["description"] == "Bad Request: chat not found"
        assert message["description"] == "Bad Request: message to edit not found"
    assert (await _ask(url, bot, "deleteMessages", {"chat_id": anna.id, "message_ids": [*HUGE, said.id]}))[
        0
    ] == 200


async def test_whatever_is_asked_is_answered_as_telegram_answers(url: str, bot: Bot, anna: Person) -> None:
    """Every method with a seeded mix of values of wrong types, in JSON and as a form."""
    chance = random.Random(41)
    names = [name for name, _ in METHODS.values()]
    fields = (
        *("text", "chat_id", "message_id", "from_chat_id", "parse_mode", "language_code", "scope", "user_id"),
        *(
            "latitude",
            "longitude",
            "phone_number",
            "first_name",
            "action",
            "photo",
            "document",
            "url",
            "offset",
        ),
    )
    for name, number in itertools.product(names, range(8)):
        given = {
            "chat_id": anna.id,
            "text": "hi",
            **{field: chance.choice(ODD) for field in chance.sample(fields, 3)},
        }
        given |= {field: chance.choice(ODD) for field in chance.sample(OBJECTS, 2)}
        if number % 2:
            given |= {
                "reply_markup": {
                    "inline_keyboard": [[{"text": "a", chance.choice(fields): chance.choice(ODD)}]]
                }
            }
        status, answer = await _ask(url, bot, name, given)
        assert status < 500, (name, given, answer)
        assert answer["ok"] is (status == 200)


@pytest.mark.parametrize(
    "path", ["people/abc/send", "calls?after=x", "people?bot=x", f"people/{2**70}/messages"]
)
async def test_the_phone_tells_nonsense_as_json(url: str, bot: Bot, path: str) -> None:
    method = "POST" if path.endswith("send") else "GET"
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{url}/phone/api/{path}") as response,
    ):
        assert response.status in (400, 404)


async def test_descriptions_have_languages_of_their_own(url: str, bot: Bot) -> None:
    await bot.set_my_description("For all")
    await bot.set_my_description("Для всех", language_code="ru")
    await bot.set_my_short_description("Kurz", language_code="de")
    await bot.set_my_name("Пульт", language_code="ru")

    assert (await bot.get_my_description()).description == "For all"
    assert (await bot.get_my_description(language_code="ru")).description == "Для всех"
    assert (await bot.get_my_description(language_code="id")).description == ""
    assert (await bot.get_my_short_description(language_code="de")).short_description == "Kurz"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_my_name(language_code="ru")).name == "Пульт"
    assert (await bot.get_me()).first_name == "Lanedesk"


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("*a _b_ c*", "a b c", [("bold", "a b c"), ("italic", "b")]),
        ("__a__ ~b~ ||c||", "a b c", [("underline", "a"), ("strikethrough", "b"), ("spoiler", "c")]),
        ("🙏 [l](https://a.example/x\\)y)\\!", "🙏 l!", [("text_link", "l")]),
        ("```py\nx = 1_0```", "x = 1_0", [("pre", "x = 1_0")]),
        ("`a*b` 1\\.5", "a*b 1.5", [("code", "a*b")]),
        (">one\n>two\nafter", "one\ntwo\nafter", [("blockquote", "one\ntwo\n")]),
        (">long||", "long", [("expandable_blockquote", "long")]),
        ("![👍](tg://emoji?id=5368324170671202286)", "👍", [("custom_emoji", "👍")]),
        ("[nowhere](a)", "nowhere", []),
    ],
)
async def test_markdown_v2_becomes_entities(
    bot: Bot, anna: Person, source: str, text: str, found: list[tuple[str, str]]
) -> None:
    sent = await bot.send_message(anna.id, source, parse_mode="MarkdownV2")

    assert sent.text == text
    assert [(entity.type, entity.extract_from(text)) for entity in sent.entities or []] == found


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("я *b", "Can't find end of Bold entity at byte offset 3"),
        ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("![a]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![a](b)", "Invalid tg://emoji or tg://time URL specified"),
    ],
)
async def test_bad_markdown_is_refused_naming_the_place(
    bot: Bot, anna: Person, source: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest) as raised:
        await bot.send_message(anna.id, source, parse_mode="MarkdownV2")

    assert str(raised.value).endswith(f"Bad Request: can't parse entities: {refusal}")


async def test_other_parse_modes_are_refused(bot: Bot, anna: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(anna.id, "a", parse_mode="BBCode")
    assert (await bot.send_photo(anna.id, _picture(), caption="*a*", parse_mode="MarkdownV2")).caption == "a"


def _picture() -> BufferedInputFile:
    return BufferedInputFile(png(), "a.png")


async def _send(
    url: str, bot: Bot, method: str, body: bytes, content_type: str | None = None
) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": content_type or "multipart/form-data; boundary=XX"}
    return await _post(url, bot, method, data=body, headers=headers)


async def _ask(url: str, bot: Bot, method: str, given: object) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": "application/json"}
    return await _post(url, bot, method, data=json.dumps(given).encode(), headers=headers)


async def _post(url: str, bot: Bot, method: str, **options: Any) -> tuple[int, dict[str, Any]]:
    address = f"{url}/bot{bot.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, **options) as response:
        answer: dict[str, Any] = await response.json()
        return response.status, answer
