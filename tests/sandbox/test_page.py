"""The web phone in a real browser."""

from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
)
from playwright.async_api import Browser, FilePayload, Page, expect

from sandbox.client import Part, Person, Phone
from sandbox.drawings import till_screen
from sandbox.lengths import ogg_seconds
from sandbox.sniff import is_ogg_opus
from tests.drawn import OURS, fonts_of
from tests.sandbox.pictures import opus

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


async def test_both_sides_of_a_talk_are_seen_at_once(page: Page, bot: Bot, anna: Person) -> None:
    await page.get_by_label("Message", exact=True).fill("Касса не пробивает чек")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.is-mine").last).to_contain_text("Касса не пробивает чек")
    said = (await anna.messages())[-1]

    await bot.send_message(anna.id, "<b>#1042</b> <code>17-203</code>", parse_mode="HTML")
    await bot.set_message_reaction(anna.id, said.id, [ReactionTypeEmoji(emoji="👀")])
    await expect(page.locator(".bubble.is-bots strong")).to_have_text("#1042")
    await expect(page.get_by_label("Reaction 👀")).to_be_visible()


async def test_a_tap_shows_the_answer_of_the_bot(page: Page, bot: Bot, anna: Person) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
    await bot.send_message(anna.id, "Верно?", reply_markup=markup)
    await page.get_by_role("button", name="Да").click()
    query = None
    while query is None:
        query = (await bot.get_updates(offset=-1, timeout=5))[0].callback_query
    await bot.answer_callback_query(query.id, "Записали")

    await expect(page.get_by_role("status").filter(has_text="Записали")).to_be_visible()


async def test_the_bots_keyboard_writes_for_the_customer(page: Page, bot: Bot, anna: Person) -> None:
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Новое обращение")]])
    await bot.send_message(anna.id, "menu", reply_markup=menu)
    await page.get_by_role("button", name="Новое обращение").click()

    await expect(page.locator(".bubble.is-mine").last).to_contain_text("Новое обращение")


async def test_a_deep_link_says_its_word_once_start_is_pressed(page: Page, url: str, anna: Person) -> None:
    await page.goto(f"{url}/lanedesk_7_bot?start=a-B_9")
    await page.get_by_role("button", name="Start", exact=True).click()

    await expect(page.locator(".bubble.is-mine").last).to_contain_text("/start a-B_9")
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert "start=" not in page.url


async def test_chosen_pictures_go_as_an_album_with_a_caption(page: Page, anna: Person) -> None:
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Photo or video").click()
    picture = till_screen("КАССА 2", ("НЕТ ЧЕКА",))
    await (await chooser.value).set_files(
        [FilePayload(name=f"{number}.png", mimeType="image/png", buffer=picture) for number in range(3)]
    )
    await page.get_by_label("Caption").fill("вот")
    await page.get_by_role("button", name="Send", exact=True).last.click()

    await expect(page.locator(".album img")).to_have_count(3)
    sent = (await anna.messages())[-3:]
    assert len({message.raw["media_group_id"] for message in sent}) == 1
    assert sent[0].text == "вот"


async def test_a_recording_becomes_an_ogg_voice(page: Page, bot: Bot, anna: Person) -> None:
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.locator(".recording-time")).to_have_text("0:01")
    await page.get_by_role("button", name="Send the voice message").click()
    await expect(page.locator(".voice")).to_be_visible()

    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.voice is not None
    fetched = await bot.download(message.voice)
    assert fetched is not None
    data = fetched.read()
    assert is_ogg_opus(data)
    assert 1 <= ogg_seconds(data) <= 3


async def test_words_are_answered_and_edited(page: Page, bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "Что на экране?")
    await page.locator(".bubble.is-bots").click(button="right")
    await page.get_by_role("menuitem", name="Reply").click()
    await page.get_by_label("Message", exact=True).fill("ошибка 37")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.is-mine .quoted")).to_contain_text("Что на экране?")
    await expect(page.get_by_label("Message", exact=True)).to_have_value(
        ""
    )  # it is shown before it is answered
    await page.keyboard.press("ArrowUp")
    await page.get_by_label("Message", exact=True).fill("ошибка 3705")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble.is-edited")).to_contain_text("ошибка 3705")
    last = (await anna.messages())[-1]
    assert (last.text, last.reply_to) == ("ошибка 3705", sent.message_id)


async def test_a_blocked_bot_is_let_back(page: Page, bot: Bot, anna: Person) -> None:
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await page.get_by_role("button", name="Unblock and restart").click()

    await expect(page.locator(".bubble.is-mine").last).to_contain_text("/start")
    statuses = [
        update.my_chat_member.new_chat_member.status
        for update in await bot.get_updates()
        if update.my_chat_member
    ]
    assert statuses == ["kicked", "member"]


async def test_a_new_customer_starts_with_a_button(page: Page, phone: Phone) -> None:
    await page.get_by_role("button", name="Add a customer").click()
    await page.get_by_label("Name").fill("Grace Hughes")
    await page.get_by_label("Language").select_option("en")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="Start", exact=True).click()

    await expect(page.locator(".bubble.is-mine")).to_contain_text("/start")
    assert (await phone.ask_all("GET", "people"))[-1]["language_code"] == "en"


async def test_digits_and_cyrillic_are_drawn_the_same_everywhere(page: Page, anna: Person) -> None:
    await anna.send("Касса 37")

    assert await fonts_of(page.locator(".bubble .words").last) == OURS


async def test_a_small_screen_shows_the_list_or_the_chat(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_role("navigation", name="Customers")).to_be_hidden()
    await page.get_by_role("button", name="All customers").click()

    await expect(page.get_by_role("navigation", name="Customers")).to_be_visible()
    await expect(page.get_by_role("main")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_can_be_used_by_everyone(
    browser: Browser, url: str, bot: Bot, anna: Person, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("not run: axe-core is not installed")
    await bot.send_message(anna.id, "<b>#1042</b> <a href='https://a.example'>link</a>", parse_mode="HTML")
    await anna.album([Part("photo", till_screen("A", ("B",))), Part("photo", till_screen("A", ("B",)))])
    await anna.voice(opus())
    context = await browser.new_context(bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light")
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator(".voice")).to_be_visible()
    await page.add_script_tag(path=AXE)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    await context.close()

    broken = {rule["id"]: [node["html"][:120] for node in rule["nodes"]] for rule in found["violations"]}
    assert broken == {}
