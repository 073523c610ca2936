"""The catalogs are complete in every language, and typed words are understood in all of them."""

import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from board.people.accounts import Standing
from board.settings import Language
from board.values import Metric, State
from board.words.catalog import LANGUAGES, say
from board.words.times import by, moment, opens, until, usually, within
from bot.handlers.destroying import Destroys
from bot.talk.commands import COMMANDS
from bot.talk.typed import MenuWord, menu_word, score, yes_or_no

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parents[2]
MOSCOW = ZoneInfo("Europe/Moscow")


def test_the_desk_can_be_set_to_every_language_there_is() -> None:
    assert get_args(Language) == LANGUAGES


@pytest.mark.parametrize(
    ("language", "minutes", "said"),
    [
        ("en", 1, "We usually answer in about 1 minute."),
        ("en", 4, "We usually answer in about 4 minutes."),
        ("en", 60, "We usually answer in about 1 hour."),
        ("ru", 4, "Обычно отвечаем примерно за 4 минуты."),
        ("ru", 25, "Обычно отвечаем примерно за 25 минут."),
        ("ru", 120, "Обычно отвечаем примерно за 2 часа."),
        ("id", 4, "Biasanya kami membalas dalam sekitar 4 menit."),
    ],
)
def test_the_usual_wait_is_said_in_whole_units(language: str, minutes: int, said: str) -> None:
    assert usually(language, timedelta(minutes=minutes)) == said


def _catalog(language: str) -> Catalog:
    with (ROOT / "board" / "words" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def _forms(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    forms: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return forms


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("language", "forms"), [("en", 2), ("ru", 3), ("id", 1)])
def test_plurals_have_as_many_forms_as_the_language(language: str, forms: int) -> None:
    catalog = _catalog(language)

    assert catalog.num_plurals == forms
    assert {len(message.string or ()) for message in catalog if message.pluralizable} == {forms}


def test_every_key_in_the_code_is_in_the_catalogs() -> None:
    used = {
        key
        for path in (ROOT / "bot").rglob("*.py")
        if "sandbox" not in path.parts
        for pattern in (r'say(?:_count)?\(\s*[\w.]+,\s*"([\w.]+)"', r'buttons\.said\([^"]*?"([\w.]+)"')
        for key in re.findall(pattern, path.read_text(encoding="utf-8"))
    }

    assert used
    assert used - _forms(_catalog("en")).keys() == set()


def test_keys_made_of_names_are_in_the_catalogs() -> None:
    made = {
        *(f"state.{state}" for state in State),
        *(f"metric.{metric}" for metric in Metric),
        *(f"account.{standing}" for standing in Standing if standing is not Standing.ACTIVE),
        *(f"menu.{word}" for word in MenuWord),
        *(f"{what}.{word}" for what in Destroys for word in ("ask", "yes", "no", "kept", "done")),
        *(f"bot_command.{name}" for name in COMMANDS),
        *(f"{phrase}.{day}" for phrase in ("time", "by") for day in ("today", "tomorrow", "later")),
        *(f"within.{unit}" for unit in ("seconds", "minutes", "hours", "days")),
    }

    assert made - _forms(_catalog("en")).keys() == set()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "в течение 1 минуты"),
        (2, "в течение 2 минут"),
        (5, "в течение 5 минут"),
        (21, "в течение 21 минуты"),
        (60, "в течение 1 часа"),
        (90, "в течение 90 минут"),
        (24 * 60, "в течение 24 часов"),
        (48 * 60, "в течение 2 дней"),
    ],
)
def test_durations_decline(minutes: int, words: str) -> None:
    assert within("ru", timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("en", 3, "18:30 (Moscow)"),
        ("en", 12, "tomorrow 03:30 (Moscow)"),
        ("ru", 3, "18:30 (Москва)"),
        ("ru", 48, "23 ноября, 15:30 (Москва)"),
        ("id", 12, "besok pukul 03.30 (Moskwa)"),
    ],
)
def test_moments_name_their_day_and_time_zone(language: str, hours: int, words: str) -> None:
    now = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)

    assert moment(language, now + timedelta(hours=hours), now, MOSCOW) == words


@pytest.mark.parametrize(
    ("language", "due", "words"),
    [
        ("ru", "02 18:33", "до 18:30 (Москва)"),
        ("ru", "03 10:47", "завтра до 10:45 (Москва)"),
        ("ru", "04 10:47", "4 марта до 10:45 (Москва)"),
        ("en", "02 18:33", "by 18:30 (Moscow)"),
        ("en", "03 10:47", "by 10:45 tomorrow (Moscow)"),
        ("en", "04 10:47", "by 10:45 on 4 March (Moscow)"),
        ("id", "02 18:33", "sebelum pukul 18.30 (Moskwa)"),
        ("id", "03 10:47", "sebelum pukul 10.45 besok (Moskwa)"),
        ("id", "04 10:47", "sebelum 4 Maret pukul 10.45 (Moskwa)"),
        ("en", "02 13:58", "by 13:58 (Moscow)"),  # within the hour every minute counts
        ("en", "03 00:02", "by 23:55 (Moscow)"),  # midnight is today to some and tomorrow to others
    ],
)
def test_a_promise_is_said_in_round_words(language: str, due: str, words: str) -> None:
    now = datetime(2026, 3, 2, 13, 10, 20, tzinfo=MOSCOW)
    at = datetime.strptime(f"2026-03-{due}:41", "%Y-%m-%d %H:%M:%S").replace(tzinfo=MOSCOW)

    assert by(language, at, now, MOSCOW) == words


@given(minutes=st.integers(1, 4000), seconds=st.integers(0, 59))
def test_a_promise_is_never_said_later_than_it_is_nor_much_earlier(minutes: int, seconds: int) -> None:
    now = datetime(2026, 3, 2, 13, 10, 20, tzinfo=MOSCOW)
    at = now + timedelta(minutes=minutes, seconds=seconds)
    clock, _, day = by("en", at, now, MOSCOW).removeprefix("by ").removesuffix(" (Moscow)").partition(" ")
    date = {"": 2, "tomorrow": 3}.get(day) or int(day.split()[1])
    hour, minute = map(int, clock.split(":"))
    told = datetime(2026, 3, date, hour, minute, tzinfo=MOSCOW)

    assert at - timedelta(minutes=10) < told <= at


def test_what_holds_until_a_moment_is_not_said_to_end_sooner() -> None:
    now = datetime(2026, 3, 2, 13, 10, 20, tzinfo=MOSCOW)

    assert until("en", datetime(2026, 3, 2, 14, 5, 1, tzinfo=MOSCOW), now, MOSCOW) == "14:06 (Moscow)"
    assert until("en", datetime(2026, 3, 2, 14, 5, tzinfo=MOSCOW), now, MOSCOW) == "14:05 (Moscow)"


@pytest.mark.parametrize(
    ("language", "at", "words"),
    [
        ("en", "02 15:00", "today at 15:00 (Moscow)"),
        ("ru", "03 09:00", "завтра в 09:00 (Москва)"),
        ("ru", "04 09:00", "в среду в 09:00 (Москва)"),
        ("en", "08 09:00", "on Sunday at 09:00 (Moscow)"),
        ("en", "09 09:00", "on 9 March at 09:00 (Moscow)"),
        ("id", "06 09:00", "hari Jumat pukul 09.00 (Moskwa)"),
    ],
)
def test_when_somebody_is_there_again_is_said_with_the_day(language: str, at: str, words: str) -> None:
    now = datetime(2026, 3, 2, 13, 10, 20, tzinfo=MOSCOW)
    opens_at = datetime.strptime(f"2026-03-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=MOSCOW)

    assert opens(language, opens_at, now, MOSCOW) == words


def test_an_unknown_language_is_answered_in_english() -> None:
    assert say("de", "menu.new") == "New ticket"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("My tickets", MenuWord.TICKETS),
        ("мои обращения", MenuWord.TICKETS),
        ("Активные заявки", MenuWord.TICKETS),
        ("➕ Создать заявку", MenuWord.NEW),
        ("Tiket baru", MenuWord.NEW),
        ("Настройки профиля", MenuWord.PROFILE),
        ("Profil", MenuWord.PROFILE),
        ("my tickets are lost", None),
    ],
)
def test_menu_words_are_known_in_every_language_and_older_wording(text: str, word: MenuWord | None) -> None:
    assert menu_word(text) == word


def test_yes_no_and_the_three_emoji_can_be_typed() -> None:
    assert (yes_or_no("Да!"), yes_or_no("bukan"), yes_or_no("maybe")) == (True, False, None)
    assert (score("🤩"), score(" 😐 "), score("😞"), score("🤩🤩")) == (1, 0, -1, None)
