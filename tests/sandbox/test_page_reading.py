"""Reading on the web phone: its width, the end of a chat, help for a newcomer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, KeyboardButton, ReplyKeyboardMarkup
from playwright.async_api import Browser, Locator, Page, expect

from sandbox import serve
from sandbox.client import Part, Person, Phone
from sandbox.world import Desk
from tests.sandbox.pictures import png

pytestmark = pytest.mark.browser
LONG = "Терминал пишет «нет связи с сервером», перезагружали два раза, " * 8


async def is_at_end(page: Page) -> bool:
    return bool(
        await page.locator(".scroller").evaluate(
            "one => Math.abs(one.scrollHeight - one.scrollTop - one.clientHeight) < 2"
        )
    )


async def scrolled_up(page: Page, anna: Person) -> Locator:
    """The button back to the end, in a chat long enough to scroll."""
    for _ in range(3):
        await anna.send(LONG)
    await expect(page.locator(".bubble.is-mine")).to_have_count(4)
    jump = page.get_by_role("button", name="To the newest message")
    await expect(jump).to_be_hidden()
    await page.locator(".scroller").evaluate("one => one.scrollTo(0, 0)")
    await expect(jump).to_be_visible()
    return jump


@pytest.mark.parametrize("width", [390, 420, 1000])
async def test_nothing_pushes_the_phone_out_of_the_window(
    page: Page, bot: Bot, anna: Person, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await bot.send_message(anna.id, LONG)
    await page.get_by_role("button", name="Emoji and stickers").click()
    await page.locator(".bubble.is-bots .words").click(button="right")
    await page.get_by_role("menuitem", name="Reply").click()

    await expect(page.locator(".context-words")).to_be_visible()
    edge = await page.locator(".device").evaluate("one => one.getBoundingClientRect().right")
    assert edge <= width
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.locator(".emoji-row").first.evaluate("one => one.scrollWidth <= one.clientWidth")


async def test_a_tall_photo_and_an_album_leave_the_chat_at_its_end(
    page: Page, bot: Bot, anna: Person
) -> None:
    await anna.send(LONG)
    await bot.send_photo(anna.id, BufferedInputFile(png(300, 900), "tall.png"))
    await anna.album([Part("photo", png(400, 300), LONG[:200])] + [Part("photo", png(400, 300))] * 2)
    await expect(page.locator(".album img")).to_have_count(3)
    for picture in await page.locator("img").all():
        await expect(picture).to_have_js_property("complete", True)
    await bot.send_message(anna.id, "последнее")

    await expect(page.get_by_text("последнее").last).to_be_in_viewport()
    assert await is_at_end(page)


async def test_a_field_of_several_lines_leaves_the_chat_at_its_end(
    page: Page, bot: Bot, anna: Person
) -> None:
    await anna.send(LONG)
    field = page.get_by_label("Message", exact=True)
    await field.fill("раз\nдва\nтри\nчетыре\nпять")
    await bot.send_message(anna.id, LONG)
    await expect(page.locator(".bubble.is-bots")).to_be_visible()
    await field.press_sequentially("!")
    await bot.send_message(anna.id, "последнее")

    await expect(page.get_by_text("последнее").last).to_be_in_viewport()
    assert await is_at_end(page)


async def test_a_button_counts_what_came_and_leads_to_the_end(page: Page, bot: Bot, anna: Person) -> None:
    jump = await scrolled_up(page, anna)
    await bot.send_message(anna.id, "раз")
    await bot.send_message(anna.id, "два")
    await expect(page.get_by_role("button", name="To the newest message, 2 unread")).to_be_visible()
    await expect(page.locator(".bubble.is-bots", has_text="два")).not_to_be_in_viewport()

    await page.emulate_media(reduced_motion="reduce")
    await jump.click()
    await expect(page.locator(".bubble.is-bots", has_text="два")).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_ones_own_message_leads_to_the_end(page: Page, anna: Person) -> None:
    await scrolled_up(page, anna)
    await page.get_by_label("Message", exact=True).fill("моё")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble", has_text="моё")).to_be_in_viewport()


async def test_ticks_tell_what_the_bot_has_taken(page: Page, bot: Bot, anna: Person) -> None:
    await expect(page.get_by_role("img", name="sent, the bot has not taken it yet")).to_be_visible()
    update = (await bot.get_updates())[0]
    await bot.get_updates(offset=update.update_id + 1)

    await expect(page.get_by_role("img", name="the bot has it")).to_be_visible()


async def test_the_list_names_what_came_last(page: Page, anna: Person) -> None:
    last = page.locator(".person-last")
    await anna.location(55.7, 37.6)
    await expect(last).to_have_text("Location")
    await anna.contact("+79990000000", "Boris")
    await expect(last).to_have_text("Contact")
    await anna.sticker("🙏", b"RIFF")
    await expect(last).to_have_text("🙏 Sticker")
    sent = await anna.send("вот", reply_to=(await anna.messages())[-1].id)

    assert sent.raw["reply_to"]["text"] == "🙏 Sticker"


async def test_a_bots_hint_is_read_in_full(page: Page, bot: Bot, anna: Person) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    hint = "Напишите сообщение или нажмите кнопку"
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]], input_field_placeholder=hint)
    await bot.send_message(anna.id, "menu", reply_markup=menu)
    field = page.get_by_placeholder(hint)

    await expect(field).to_be_visible()
    height, room = await field.evaluate("one => [one.scrollHeight, one.clientHeight]")
    assert 40 < height <= room


async def test_a_typed_name_outlives_a_change_of_language(page: Page, phone: Phone) -> None:
    await page.get_by_role("button", name="Add a customer").click()
    await page.get_by_label("Language").select_option("id")
    await expect(page.get_by_label("Name")).to_have_value("Budi Santoso")
    await page.get_by_label("Name").fill("Vasya")
    await page.get_by_label("Language").select_option("en")
    await expect(page.get_by_label("Name")).to_have_value("Vasya")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".bubble")).to_contain_text("/start")

    people = await phone.ask_all("GET", "people")
    assert [people[-1][key] for key in ("name", "language_code")] == ["Vasya", "en"]
    await expect(page.get_by_label("Name")).to_have_value("Grace Hughes")


@pytest.fixture
async def practice_url(tmp_path: Path) -> AsyncIterator[str]:
    async with serve(tmp_path, desk=Desk("http://127.0.0.1:9", "token")) as base:
        yield base


async def test_a_newcomer_is_offered_accounts(browser: Browser, practice_url: str) -> None:
    async with Phone(practice_url) as phone:
        anna = await phone.person("Anna")
        await anna.send("/start")
        page = await browser.new_page()
        await page.goto(practice_url)
        offer = page.get_by_role("region", name="Accounts you can use")
        await expect(offer.get_by_role("button", name="17-310 suspended")).to_be_visible()
        await expect(offer.get_by_role("button", name="18-002 expired")).to_be_visible()
        await offer.get_by_role("button", name="17-203").click()
        await page.keyboard.press("Enter")

        await expect(page.locator(".bubble.is-mine").last).to_contain_text("17-203")
        await expect(offer).to_be_hidden()
        await page.close()
