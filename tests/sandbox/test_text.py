"""What the sandbox takes as text, and what it refuses in Telegram's words."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMyStarBalance
from aiogram.types import MessageEntity, ReplyParameters

from sandbox.client import Person, Phone
from tests.sandbox.conftest import connect

pytestmark = pytest.mark.fast


async def test_a_text_reaches_the_phone_as_it_was_sent(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "  Добрый день 🙏  ")

    heard = await anna.expect("Добрый день")
    assert (heard.id, heard.text) == (sent.message_id, "Добрый день 🙏")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" \n ", "message text is empty"),
        ("🙏" * 2049, "message is too long"),
        ("a" * 4097, "message is too long"),
    ],
)
async def test_text_is_measured_in_utf16_units(bot: Bot, anna: Person, text: str, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(anna.id, text)


async def test_html_tags_do_not_count_towards_the_limit(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, f"<b>{'🙏' * 2048}</b>", parse_mode="HTML")

    assert sent.entities is not None
    assert sent.entities[0].length == 4096


async def test_html_becomes_entities_with_utf16_offsets(bot: Bot, anna: Person) -> None:
    html = (
        '🙏 <b>bold <i>both</i></b> &lt;a&gt; <a href="https://a.example/?x=1&amp;y=2">link</a>'
        '<pre><code class="language-py">x = 1</code></pre><tg-spoiler>psst</tg-spoiler>'
        "<blockquote expandable>said</blockquote>"
    )
    sent = await bot.send_message(anna.id, html, parse_mode="HTML")

    assert sent.text == "🙏 bold both <a> linkx = 1psstsaid"
    found = [(entity.type, entity.extract_from(sent.text)) for entity in sent.entities or []]
    assert found == [
        ("bold", "bold both"),
        ("italic", "both"),
        ("text_link", "link"),
        ("pre", "x = 1"),
        ("spoiler", "psst"),
        ("expandable_blockquote", "said"),
    ]
    assert [entity.url for entity in sent.entities or [] if entity.url] == ["https://a.example/?x=1&y=2"]
    assert [entity.language for entity in sent.entities or [] if entity.language] == ["py"]


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>я</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("я<blink>x</blink>", 'Unsupported start tag "blink" at byte offset 2'),
        ("1 <b", "Unclosed start tag at byte offset 2"),
    ],
)
async def test_bad_html_is_refused_naming_the_place(bot: Bot, anna: Person, html: str, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest) as raised:
        await bot.send_message(anna.id, html, parse_mode="HTML")

    assert str(raised.value).endswith(f"Bad Request: can't parse entities: {refusal}")


async def test_entities_follow_the_trimmed_text(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(
        anna.id, "  🙏 ok  ", entities=[MessageEntity(type="bold", offset=5, length=4)]
    )

    assert [(entity.offset, entity.length) for entity in sent.entities or []] == [(3, 2)]


@pytest.mark.parametrize(
    ("entity", "refusal"),
    [
        (MessageEntity(type="bold", offset=0, length=9), "ends after the end of the text at UTF-16 offset 9"),
        (MessageEntity(type="bold", offset=1, length=1), "in a middle of a UTF-16 symbol"),
        (MessageEntity(type="text_link", offset=0, length=2), 'Can\'t find field "url"'),
        (MessageEntity(type="blink", offset=0, length=2), "Unsupported type specified"),
    ],
)
async def test_entities_are_checked(bot: Bot, anna: Person, entity: MessageEntity, refusal: str) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(anna.id, "🙏", entities=[entity])


async def test_links_and_commands_are_recognised(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "see https://a.example/b. or /help, @some_bot, a@b.co")

    assert [entity.type for entity in sent.entities or []] == ["url", "bot_command", "mention", "email"]


async def test_a_reply_names_the_message_and_may_quote_it(bot: Bot, anna: Person) -> None:
    said = await anna.send("касса не пробивает чек")
    reply = ReplyParameters(message_id=said.id, quote="не пробивает")
    sent = await bot.send_message(anna.id, "смотрим", reply_parameters=reply)

    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "касса не пробивает чек"
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("не пробивает", 6)
    assert (await anna.expect("смотрим")).reply_to == said.id


async def test_a_reply_to_a_missing_message_is_refused_unless_it_may_go_without(
    bot: Bot, anna: Person
) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(anna.id, "hi", reply_parameters=ReplyParameters(message_id=999))

    lenient = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    sent = await bot.send_message(anna.id, "hi", reply_parameters=lenient)
    assert sent.reply_to_message is None


async def test_strangers_and_blockers_are_not_reached(bot: Bot, phone: Phone, anna: Person) -> None:
    boris = await phone.person("Boris", "ru")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation with a user"):
        await bot.send_message(boris.id, "hi")
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "hi")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(5, "hi")


async def test_forwards_and_copies_keep_the_words(bot: Bot, anna: Person) -> None:
    said = await anna.send("слова")
    forwarded = await bot.forward_message(anna.id, anna.id, said.id)
    copied = await bot.copy_message(anna.id, anna.id, said.id)

    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    copy = await anna.message(copied.message_id)
    assert copy.text == "слова"
    assert "forward_origin" not in copy.raw


async def test_unknown_tokens_and_methods_are_refused(session: AiohttpSession, url: str, bot: Bot) -> None:
    stranger = connect(session, url, 0)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    with pytest.raises(TelegramNotFound):
        await bot(GetMyStarBalance())
