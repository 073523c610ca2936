"""From an empty folder to the first customer answered, as a new owner does it: in Russian, from the pages alone."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, FilePayload, Page, expect

from sandbox.client import Phone
from sandbox.drawings import till_screen
from sandbox.server import serve
from tests.bench.hands import Hands, print_table
from tests.desk.running import TOKEN, environment, free_port, settings_for
from tests.scanned import scanned

_ACCOUNTS = 300
_PICTURE: FilePayload = {"name": "логотип.png", "mimeType": "image/png", "buffer": till_screen("1", ("ОК",))}
_TEAM = (("Анна", "Сотрудник"), ("Борис", "Сотрудник"), ("Вера", "Наблюдатель"))


expect.set_options(timeout=20_000)


async def test_a_new_owner_answers_a_customer_on_the_first_day(browser: Browser, folder: Path) -> None:
    async with (
        serve(folder / "sandbox", port=0) as sandbox_url,
        Phone(sandbox_url) as phone,
        _started(folder, sandbox_url) as address,
        _window(browser) as page,
        _window(browser) as annas,
    ):
        owner = Hands(page)
        await _sign_in(owner, address)
        await _first_steps(owner)
        await _own_topics(owner)
        await _own_texts(owner)
        await _accounts(owner)
        sign_in = await _team(owner)
        label = await _invites(owner)
        anna = Hands(annas)
        await _first_customer(anna, sign_in, phone, label)
    print_table([*owner.efforts, *anna.efforts])


async def _sign_in(owner: Hands, address: str) -> None:
    async with owner.step("sign in"):
        await owner.page.goto(address)
        await owner.click(owner.button("Войти"))
        await expect(owner.page.get_by_label("Ваше имя")).to_be_visible()


async def _first_steps(owner: Hands) -> None:
    page = owner.page
    async with owner.step("name, language, time zone"):
        await owner.type(page.get_by_label("Ваше имя"), "Ирина")
        await owner.press("Enter")
        await expect(page.get_by_label("Часовой пояс")).to_have_value("Europe/Moscow")
        await owner.click(owner.button("Всё верно"))
    async with owner.step("a trade's topics"):
        await owner.click(page.get_by_label("Автомойка"))
        await owner.click(owner.button("Взять эти темы"))
        await expect(page.get_by_text("Темы и доски созданы")).to_be_visible()
        await owner.click(owner.button("Дальше"))
    async with owner.step("the bot's token"):
        await owner.paste(page.get_by_label("Токен"), TOKEN)
        await owner.press("Enter")
        await expect(page.get_by_text("Бот подключён")).to_be_visible()
    async with owner.step("the bot's name and picture"):
        await owner.type(
            page.get_by_role("group", name="Имя").get_by_label("Русский"), "Поддержка «Чистый Дон»"
        )
        await owner.press("Enter")
        await expect(page.get_by_text("Telegram это показывает")).to_be_visible()
        await owner.bring(owner.button("Выбрать картинку"), _PICTURE)
        await expect(page.get_by_text("Сохранено, Telegram узнает сразу").last).to_be_visible()
        await owner.click(owner.button("Дальше"))


async def _turn_to(owner: Hands, name: str) -> None:
    pages = owner.page.get_by_role("navigation", name="Настройки")
    await owner.click(pages.get_by_role("link", name=name, exact=True))


async def _own_topics(owner: Hands) -> None:
    """A fifth topic, and the third board given up for the second."""
    page = owner.page
    async with owner.step("a topic of one's own"):
        await _turn_to(owner, "Темы")
        await owner.click(owner.link("Добавить тему"))
        names = page.get_by_role("group", name="Название")
        await owner.type(names.get_by_label("Русский"), "Приложение и скидки")
        await owner.type(names.get_by_label("English"), "App and discounts")
        await owner.type(names.get_by_label("Indonesia"), "Aplikasi dan diskon")
        await owner.click(owner.button("Взять ⭐"))
        await owner.type(page.get_by_label("Первый вопрос, Русский"), "Что не получается в приложении?")
        await owner.choose(page.get_by_label("Доска"), "Офис")
        await owner.choose(page.get_by_label("Дорожка"), "Два дня")
        await owner.click(owner.button("Сохранить"))
        await expect(owner.button("Убрать тему")).to_be_visible()
    async with owner.step("one board less"):
        await _turn_to(owner, "Доски")
        await owner.click(page.get_by_role("main").get_by_role("link", name="Офис"))
        await owner.click(owner.button("Убрать доску"))
        sheet = page.get_by_role("dialog")
        await owner.choose(sheet.get_by_label("Карточки и темы переходят на"), "Оплата")
        await owner.click(sheet.get_by_role("button", name="Убрать", exact=True))
        await expect(page.get_by_role("heading", level=1)).to_have_text("Доски")


async def _own_texts(owner: Hands) -> None:
    async with owner.step("the picture of where the number stands"):
        await _turn_to(owner, "Первые шаги")
        await owner.click(owner.link("Картинка: где искать номер"))
        await owner.bring(owner.button("Выбрать картинку"), _PICTURE)
        await expect(owner.page.get_by_text("Картинка сохранена")).to_be_visible()


async def _accounts(owner: Hands) -> None:
    page = owner.page
    async with owner.step("a spreadsheet with faults, looked at"):
        await _turn_to(owner, "Первые шаги")
        await owner.click(owner.link("Загрузить аккаунты"))
        await owner.bring(owner.button("Выбрать файл"), _sheet(is_faulty=True))
        await expect(page.get_by_text("не загрузится")).to_have_count(8)
    async with owner.step("the mended one, taken in"):
        await owner.click(owner.link("Другой файл"))
        await owner.bring(owner.button("Выбрать файл"), _sheet(is_faulty=False))
        await owner.click(owner.button(f"Загрузить {_ACCOUNTS} аккаунтов"))
        await expect(page.get_by_text(f"Загружено {_ACCOUNTS} аккаунтов")).to_be_visible()


async def _team(owner: Hands) -> str:
    """Returns the first one's way in."""
    page = owner.page
    async with owner.step("two agents and a viewer"):
        await _turn_to(owner, "Сотрудники")
        for name, role in _TEAM:
            await owner.type(page.get_by_label("Имя"), name)
            if role != "Сотрудник":
                await owner.choose(page.get_by_label("Что можно делать"), role)
            await owner.click(owner.button("Добавить сотрудника"))
            shown = page.get_by_label(re.compile(rf"Ссылка для входа.*{name}"))
            await expect(shown).to_be_visible()
            await owner.click(owner.button("Скопировать").last)
        return await page.get_by_label(re.compile("Ссылка для входа.*Анна")).input_value()


async def _invites(owner: Hands) -> bytes:
    """Returns how one label looks."""
    page = owner.page
    async with owner.step("invites for all, with labels to print"):
        await _turn_to(owner, "Приглашения")
        await owner.click(owner.link("Для многих аккаунтов"))
        await owner.click(owner.button("Создать приглашения"))
        await expect(page.get_by_text(f"{_ACCOUNTS} этикеток")).to_be_visible()
        await page.evaluate("print = () => {}")
        await owner.click(owner.button("Печать"))
    await page.emulate_media(media="print")  # nothing that lies over the page is printed
    printed = await page.locator(".invite-label").nth(7).screenshot()
    await page.emulate_media(media="screen")
    return printed


async def _first_customer(anna: Hands, sign_in: str, phone: Phone, label: bytes) -> None:
    page = anna.page
    async with anna.step("Anna signs in"):
        await page.goto(sign_in)
        await anna.click(anna.button("Войти"))
        await expect(page.get_by_text("На связи")).to_be_visible()
    async with anna.step("a customer comes by a label, writes, is answered"):
        customer = await phone.person("Пётр", "ru")
        await customer.send(f"/start {scanned(label).partition('=')[2]}")
        await customer.expect("17-207")
        await customer.send("Пост 3 не включается")
        await customer.tap(await customer.expect("О чём"), index=0)
        await anna.click(page.get_by_role("article").first)
        await anna.type(page.get_by_role("textbox", name="Ответ"), "Здравствуйте! Уже смотрю.")
        await anna.press("Control+Enter")
        await customer.expect("Уже смотрю")


@asynccontextmanager
async def _started(folder: Path, sandbox_url: str) -> AsyncIterator[str]:
    """`lanedesk run` where there is nothing yet; gives the address it prints."""
    settings = settings_for("", sandbox_url, folder, free_port())
    given = {**environment(settings), "LC_ALL": "ru_RU.UTF-8", "LANEDESK_PRACTICE": "0"}
    given |= {"LANEDESK_BOT_TOKEN": "", "LANEDESK_WHISPER_ENGINE": "off"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lanedesk", "run"), env=given, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            said = ""
            while not said.endswith("ready\n"):
                said += (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+/login/\S+", said)
        assert found is not None, said
        yield found.group()
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _window(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(
        locale="ru-RU", timezone_id="Europe/Moscow", viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(20_000)
    yield await context.new_page()
    await context.close()


def _sheet(*, is_faulty: bool) -> FilePayload:
    """As a Russian Excel saves it; with what offices do to spreadsheets."""
    rows = [
        [f"17-{200 + n}", f"Мойка №{n} «Блеск»", "активен", "30.06.2027", "Стандарт", "Казань"]
        for n in range(_ACCOUNTS)
    ]
    if is_faulty:
        rows[10][0] = "17-209"  # twice
        rows[20][3] = "31.02.2027"
        rows[30][2] = "непонятно"
        rows[40][0], rows[41][0] = "КМ-1", "KM-1"  # Cyrillic, Latin
        rows[60][0] = "1,7260E+10"
        rows[70][0] = "17-мар"
    rows[50][0] = '"=""17-250"""'
    text = "\r\n".join(
        ";".join(row) for row in (["Номер", "Название", "Статус", "Поддержка до", "Тариф", "Город"], *rows)
    )
    return {"name": "мойки.csv", "mimeType": "text/csv", "buffer": text.encode("cp1251")}
