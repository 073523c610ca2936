"""The demo's customers: who they are, what is wrong, and what they say."""

from dataclasses import dataclass
from enum import IntEnum

from sandbox.drawings import receipt, till_screen


class Topic(IntEnum):
    """The place of a topic's button on the bot's keyboard."""

    CASH_DESK = 0
    PRODUCT = 1
    BILLING = 2


@dataclass(frozen=True)
class Words:
    """A text message."""

    text: str


@dataclass(frozen=True)
class Pictures:
    """One photo, or several as an album; the caption goes with the first."""

    pictures: tuple[bytes, ...]
    caption: str = ""


@dataclass(frozen=True)
class Voice:
    """The clip in a language; assets/voices.md tells its words and how it was made."""

    language: str


@dataclass(frozen=True)
class Paper:
    """A document."""

    name: str
    text: str
    caption: str = ""


@dataclass(frozen=True)
class Location:
    """A location."""

    latitude: float
    longitude: float


Line = Words | Pictures | Voice | Paper | Location


@dataclass(frozen=True)
class Chapter:
    """One ticket: its topic and what is said on it."""

    topic: Topic
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Scene:
    """One customer; `overture` is said before the account number, without `account` they stay at the door."""

    name: str
    language: str
    account: str
    chapters: tuple[Chapter, ...] = ()
    overture: tuple[str, ...] = ()
    username: str | None = None


def _ticket(topic: Topic, *lines: Line) -> Chapter:
    return Chapter(topic, lines)


SCENES: tuple[Scene, ...] = (
    Scene(
        "Айгуль Соколова",
        "ru",
        "17-203",
        (
            _ticket(
                Topic.CASH_DESK,
                Words("Касса не пробивает чек, очередь из шести машин, помогите!"),
                Pictures((till_screen("КАССА 2", ("НЕТ ЧЕКА", "ОШИБКА 3705")),), "вот что на экране"),
            ),
        ),
        username="aigul_blesk",
    ),
    Scene(
        "Марина Соколова",
        "ru",
        "17 203",
        (_ticket(Topic.PRODUCT, Words("Войти нужно сегодня до вечера, закрываю смену")),),
        overture=("Забыла пароль от кабинета",),
    ),
    Scene(
        "Руслан Донской",
        "ru",
        "17-204",
        (
            _ticket(
                Topic.CASH_DESK,
                Words("Терминал пишет «нет связи с сервером», перезагружали два раза"),
                Pictures(
                    (
                        till_screen("ТЕРМИНАЛ", ("НЕТ СВЯЗИ", "С СЕРВЕРОМ")),
                        till_screen("ПОСТ 3", ("НЕТ СВЯЗИ",)),
                    ),
                    "на двух постах одинаково",
                ),
            ),
            _ticket(
                Topic.BILLING,
                Words("Нужен акт сверки за третий квартал на новое юрлицо"),
                Paper("Реквизиты.txt", "ООО «Чистый Дон»\nРостов-на-Дону\n", "Реквизиты во вложении"),
            ),
        ),
        username="chisty_don",
    ),
    Scene(
        "Полина Ильина",
        "ru",
        "17-204",
        (
            _ticket(Topic.CASH_DESK, Voice("ru"), Words("Алло, кто-нибудь есть?")),
            _ticket(Topic.PRODUCT, Words("Как поменять цену программы «Воск» только на втором посту?")),
        ),
    ),
    Scene(
        "Emma Clarke",
        "en",
        "20-115",
        (
            _ticket(
                Topic.CASH_DESK,
                Words("Bay 2 keeps charging the card twice. Three angry customers so far."),
                Voice("en"),
                Location(53.7965, -1.5478),
            ),
            _ticket(Topic.PRODUCT, Words("Can I give my night guard a login that only sees bay status?")),
        ),
        username="sparkle_emma",
    ),
    Scene(
        "Liam O'Brien",
        "en",
        "20-116",
        (
            _ticket(Topic.BILLING, Words("We moved to a new company, how do we re-register the contract?")),
            _ticket(
                Topic.CASH_DESK,
                Words("The receipt printer prints blank paper"),
                Pictures((receipt(("QUICK WASH", "BAY 1", "12.00"), is_blank=True),)),
            ),
        ),
    ),
    Scene(
        "Siti Rahma",
        "id",
        "18-001",
        (
            _ticket(
                Topic.CASH_DESK, Words("Mesin kasir tidak bisa cetak struk sejak tadi pagi"), Voice("id")
            ),
            _ticket(Topic.PRODUCT, Words("Bagaimana cara menambah operator baru di aplikasi?")),
        ),
        username="cuci_kilat",
    ),
    Scene("Олег Пермяков", "ru", "", overture=("Здравствуйте, у нас всё встало, что делать?",)),
)
