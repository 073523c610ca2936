"""A desk where it is known which earlier ticket asked the same: twins in three languages among many others.

A problem is something that does something under some circumstance, and often has a model or a code. Twins share it, and
nothing else: half of them tell it in the same words in other forms, half in words of their own; with other words around
it, slips of the finger, and every third by voice. All others have problems of their own in the same topics, about the
same things, in the very same sentences.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, product
from typing import Any

from sqlalchemy import insert, text

from board.models import (
    Comment,
    CommentPart,
    CustomerAccount,
    File,
    Rating,
    Ticket,
    Transcript,
)
from board.store.db import Database
from board.values import Author, Delivery, FileState, Kind, TranscriptState

_TOPICS = ("cash_desk", "product", "billing")


@dataclass(frozen=True)
class _Tongue:
    """Things have forms by the letter that asks for them in the tellings of what is wrong with them."""

    things: Sequence[Sequence[dict[str, str]]]
    """Each thing, by its names."""
    wrongs: Sequence[Sequence[str]]
    """Each thing that can be wrong, by how it is told."""
    whens: Sequence[Sequence[str]]
    openings: Sequence[str]
    endings: Sequence[str]
    spoken: Sequence[str]
    fixes: Sequence[str]
    places: Sequence[str]
    greetings: Sequence[str]
    closings: Sequence[str]


def _forms(*names: str) -> list[dict[str, str]]:
    """`n/g/p`: who, of whom, with whom; one form stands for all."""
    return [dict(zip("ngp", (name.split("/") * 3)[:3], strict=True)) for name in names]


_RU = _Tongue(
    things=[
        _forms("касса/кассы/кассой", "кассовый аппарат/кассового аппарата/кассовым аппаратом"),
        _forms("терминал/терминала/терминалом", "платёжный терминал/платёжного терминала/терминалом оплаты"),
        _forms("принтер чеков/принтера чеков/чековым принтером", "принтер/принтера/принтером"),
        _forms("сканер/сканера/сканером", "считыватель штрихкодов/сканера штрихкодов/сканером"),
        _forms("весы/весов/весами", "торговые весы/весов/весами"),
        _forms("личный кабинет/личного кабинета/личным кабинетом", "кабинет на сайте/кабинета/кабинетом"),
        _forms("мобильное приложение/мобильного приложения/приложением", "приложение/приложения/приложением"),
        _forms("отчёт по сменам/отчёта по сменам/отчётом по сменам", "сменный отчёт/отчёта о смене/отчётом"),
        _forms(
            "карта лояльности/карты лояльности/картой лояльности",
            "бонусная карта/бонусной карты/бонусной картой",
        ),
        _forms("денежный ящик/денежного ящика/денежным ящиком", "ящик для денег/ящика с деньгами/ящиком"),
        _forms("фискальный накопитель/фискального накопителя/накопителем", "ФН/ФН/ФН"),
        _forms("камера на мойке/камеры на мойке/камерой", "камера поста/камеры поста/камерой"),
        _forms("шлагбаум/шлагбаума/шлагбаумом", "ворота въезда/ворот/воротами"),
        _forms(
            "пост самообслуживания/поста самообслуживания/постом", "моечный пост/поста мойки/постом мойки"
        ),
    ],
    wrongs=[
        (
            "{n} не включается",
            "не могу включить, {n} не подаёт признаков жизни",
            "с утра не включить, {n} мёртвый",
        ),
        ("{n} зависает через минуту", "постоянно зависания {g}", "виснет {n}, приходится перезапускать"),
        ("{n} выдаёт ошибку связи", "нет связи, ошибка {g}", "ошибка: связь с {p} потеряна"),
        ("двойное списание из-за {g}", "{n} списывает деньги два раза", "дважды списали деньги, виноват {n}"),
        ("{n} не видит интернет", "нет интернета у {g}", "интернет пропал, {n} без сети"),
        (
            "после обновления пропали настройки {g}",
            "обновились, настройки {g} слетели",
            "{n} забыл все настройки",
        ),
        (
            "{n} требует пароль, а мы его не знаем",
            "забыли пароль от {g}",
            "не подходит пароль, {n} не пускает",
        ),
        ("неправильное время показывает {n}", "сбилось время у {g}", "часы отстают, {n} пишет не то время"),
        (
            "неверная сумма налога, {n} считает не так",
            "НДС неправильный в {g}",
            "ставка НДС не та, где меняется у {g}",
        ),
        (
            "нужен возврат, {n} не даёт оформить",
            "не оформить возврат через {n}",
            "возвращаем товар, с {p} не получается",
        ),
        ("{n} пищит без остановки", "постоянный писк {g}", "пищит и пищит {n}, клиенты пугаются"),
        ("не выгружаются данные из {g}", "выгрузка {g} пустая", "{n} не выгружает ничего, файл без строк"),
        (
            "нельзя добавить сотрудника, {n} ругается",
            "новый кассир не добавляется в {n}",
            "как завести сотрудника для {g}",
        ),
        (
            "{n} показывает прошлый месяц",
            "данные за прошлый месяц у {g}",
            "вместо сегодняшних старые данные, {n}",
        ),
        ("чёрный экран, {n}", "экран {g} чёрный", "на экране чернота, {n} не показывает ничего"),
        ("не приходит смс с кодом, {n}", "код по смс для {g} не пришёл", "жду смску с кодом, {n} не пускает"),
    ],
    whens=[
        ("после грозы", "вчера была гроза"),
        ("с самого утра", "утром началось"),
        ("в новом филиале", "только в филиале на Ленина"),
        ("когда много клиентов", "в час пик, очередь"),
        ("после переезда", "переехали, и началось"),
        ("у второго сотрудника", "только у одного сотрудника"),
    ],
    openings=["Здравствуйте!", "Добрый день.", "Привет,", "Помогите, пожалуйста.", "Срочно!", ""],
    endings=["Что делать?", "Спасибо.", "Как исправить?", "Клиенты ждут.", "Очень нужно.", ""],
    spoken=["ну это самое", "короче говоря", "вот смотрите", "э", "значит так", "слушайте"],
    fixes=[
        "Откройте «{place}», нажмите «{step}» и подождите {n} минут.",
        "Зайдите в «{place}» и снимите галочку «{step}», потом перезапустите программу.",
        "В разделе «{place}» выберите «{step}» и поставьте значение {n}.",
        "Отключите питание на {n} секунд, затем в «{place}» запустите «{step}».",
    ],
    places=[
        "Сервис",
        "Оборудование",
        "Настройки обмена",
        "Администратор",
        "Драйверы",
        "Журнал",
        "Доступ",
        "Параметры",
    ],
    greetings=["Здравствуйте! Принял, смотрю.", "Добрый день, уже разбираюсь."],
    closings=["Рад был помочь! Хорошего дня.", "Пожалуйста, обращайтесь ещё.", ""],
)
_EN = _Tongue(
    things=[
        _forms("till", "cash register"),
        _forms("card reader", "payment terminal"),
        _forms("receipt printer", "printer"),
        _forms("barcode scanner", "scanner"),
        _forms("scales", "weighing scales"),
        _forms("dashboard", "web dashboard"),
        _forms("mobile app", "phone app"),
        _forms("shift report", "report of the shift"),
        _forms("loyalty card", "bonus card"),
        _forms("cash drawer", "money drawer"),
        _forms("kitchen display", "kitchen screen"),
        _forms("online menu", "menu page"),
        _forms("booking calendar", "calendar of bookings"),
        _forms("gift voucher", "voucher"),
    ],
    wrongs=[
        ("{n} does not switch on", "cannot turn on the {n}", "the {n} is dead, no light when I press power"),
        ("{n} freezes after a minute", "the {n} keeps freezing", "frozen {n}, we restart it all day"),
        (
            "{n} shows a connection error",
            "error about lost connection on the {n}",
            "the {n} cannot connect, an error pops up",
        ),
        ("customer was charged twice by the {n}", "double charge, the {n}", "{n} charges two times"),
        (
            "no internet on the {n}",
            "the {n} is offline all the time",
            "internet dropped and the {n} stays offline",
        ),
        (
            "settings of the {n} vanished after the update",
            "update wiped {n} settings",
            "we updated and the {n} lost its settings",
        ),
        (
            "forgot the password of the {n}",
            "the {n} wants a password nobody knows",
            "password rejected, locked out of the {n}",
        ),
        ("wrong time on the {n}", "clock of the {n} is an hour off", "the {n} prints wrong times"),
        (
            "tax rate is wrong in the {n}",
            "the {n} calculates wrong taxes",
            "where do I change the tax rate for the {n}",
        ),
        (
            "cannot make a refund with the {n}",
            "refunding fails, the {n} refuses",
            "refunds don't work on our {n}",
        ),
        ("{n} beeps without end", "endless beeping of the {n}", "the {n} won't stop beeping"),
        ("export from the {n} is empty", "the {n} exports an empty file", "exported file has no rows, {n}"),
        (
            "cannot add an employee to the {n}",
            "adding new employees fails in the {n}",
            "new cashier isn't accepted by the {n}",
        ),
        (
            "{n} shows last month",
            "old data of last month on the {n}",
            "the {n} displays last month's figures",
        ),
        ("screen is black, {n}", "black screen on the {n}", "the {n}'s screen went black"),
        (
            "no text message with the code, {n}",
            "verification code for the {n} never arrives",
            "waiting for the sms code of the {n}",
        ),
    ],
    whens=[
        ("after the storm", "since yesterday's storm"),
        ("since this morning", "started in the morning"),
        ("in the new branch", "only at one branch"),
        ("when it is busy", "at rush hour"),
        ("after we moved", "we moved last week"),
        ("for one employee", "only one employee has it"),
    ],
    openings=["Hello!", "Hi,", "Good morning.", "Please help.", "Urgent!", ""],
    endings=["What should I do?", "Thanks.", "How do I fix it?", "Customers are waiting.", "Please.", ""],
    spoken=["um so", "okay listen", "you know", "well", "so basically", "right"],
    fixes=[
        "Open “{place}”, press “{step}” and wait {n} minutes.",
        "Go to “{place}”, untick “{step}”, then restart the program.",
        "Under “{place}” choose “{step}” and set it to {n}.",
        "Unplug it for {n} seconds, then run “{step}” in “{place}”.",
    ],
    places=["Service", "Hardware", "Sync options", "Admin", "Drivers", "Journal", "Access", "Parameters"],
    greetings=["Hello! Got it, looking into it.", "Hi, we are working on it."],
    closings=["Glad to help! Have a nice day.", "You're welcome, write any time.", ""],
)
_ID = _Tongue(
    things=[
        _forms("mesin kasir", "kasir"),
        _forms("terminal pembayaran", "mesin EDC"),
        _forms("printer struk", "pencetak struk"),
        _forms("pemindai barcode", "scanner barcode"),
        _forms("timbangan", "timbangan digital"),
        _forms("dasbor", "halaman dasbor"),
        _forms("aplikasi ponsel", "aplikasi di hp"),
        _forms("laporan shift", "laporan sif"),
        _forms("kartu member", "kartu anggota"),
        _forms("laci uang", "laci kasir"),
        _forms("layar dapur", "monitor dapur"),
        _forms("menu online", "halaman menu"),
        _forms("jadwal pemesanan", "kalender pesanan"),
        _forms("voucher hadiah", "voucher"),
    ],
    wrongs=[
        ("{n} tidak menyala", "tidak bisa menyalakan {n}", "{n} mati total, tidak mau dinyalakan"),
        ("{n} macet setelah semenit", "{n} sering macet", "macet terus {n}nya, harus dimulai ulang"),
        ("{n} menampilkan kesalahan koneksi", "koneksi {n} terputus", "gagal koneksi di {n}"),
        ("pelanggan ditagih dua kali oleh {n}", "tagihan ganda dari {n}", "{n} menagih dua kali"),
        ("{n} tidak terhubung internet", "internet {n} mati", "tidak ada internet di {n}"),
        (
            "pengaturan {n} hilang setelah pembaruan",
            "diperbarui lalu pengaturan {n} hilang",
            "{n} lupa pengaturannya",
        ),
        ("lupa kata sandi {n}", "{n} meminta kata sandi", "kata sandinya salah, {n} terkunci"),
        ("jam {n} salah", "waktu di {n} tidak tepat", "{n} mencetak waktu yang salah"),
        ("pajak salah di {n}", "tarif pajak {n} keliru", "di mana mengubah pajaknya untuk {n}"),
        (
            "tidak bisa pengembalian dana lewat {n}",
            "dana tidak dapat dikembalikan, {n}",
            "pengembalian gagal di {n}",
        ),
        ("{n} berbunyi terus", "bunyi tanpa henti dari {n}", "{n} bunyinya tidak berhenti"),
        ("ekspor {n} kosong", "hasil ekspor dari {n} kosong", "berkas ekspornya tanpa baris, {n}"),
        (
            "tidak bisa menambah karyawan di {n}",
            "karyawan baru ditolak {n}",
            "menambahkan karyawan gagal di {n}",
        ),
        ("{n} menampilkan bulan lalu", "data bulan lalu di {n}", "yang tampil data lama bulan lalu, {n}"),
        ("layar hitam, {n}", "layar {n} hitam", "layarnya gelap hitam, {n}"),
        (
            "kode sms {n} tidak masuk",
            "sms berisi kode untuk {n} belum datang",
            "menunggu kode lewat sms, {n}",
        ),
    ],
    whens=[
        ("setelah badai", "sejak hujan badai"),
        ("sejak pagi", "mulai tadi pagi"),
        ("di cabang baru", "hanya di satu cabang"),
        ("saat ramai", "waktu antre panjang"),
        ("setelah pindah", "kami baru pindah"),
        ("untuk satu karyawan", "hanya karyawan satu orang"),
    ],
    openings=["Halo!", "Selamat pagi.", "Permisi,", "Mohon bantuannya.", "Mendesak!", ""],
    endings=[
        "Harus bagaimana?",
        "Terima kasih.",
        "Bagaimana memperbaikinya?",
        "Pelanggan menunggu.",
        "Tolong.",
        "",
    ],
    spoken=["eh begini", "jadi gini", "anu", "nah", "pokoknya", "dengar ya"],
    fixes=[
        "Buka “{place}”, tekan “{step}” lalu tunggu {n} menit.",
        "Masuk ke “{place}”, hilangkan centang “{step}”, kemudian mulai ulang program.",
        "Pada “{place}” pilih “{step}” dan isi {n}.",
        "Cabut listriknya {n} detik, lalu jalankan “{step}” di “{place}”.",
    ],
    places=["Servis", "Perangkat", "Opsi sinkron", "Admin", "Driver", "Jurnal", "Akses", "Parameter"],
    greetings=["Halo! Baik, saya periksa.", "Selamat pagi, sedang kami cek."],
    closings=["Senang bisa membantu! Semoga harinya menyenangkan.", "Sama-sama, hubungi kami lagi.", ""],
)
_TONGUES = {"ru": _RU, "en": _EN, "id": _ID}


@dataclass(frozen=True)
class Twin:
    """A ticket that is open, and the answer that its twin got."""

    number: int
    answer: str
    language: str
    is_spoken: bool
    is_reworded: bool
    """Told in words of its own, not in other forms of the same."""


@dataclass
class _Rows:
    """What is to be written, a list for each table."""

    tickets: list[dict[str, Any]]
    comments: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    files: list[dict[str, Any]]
    transcripts: list[dict[str, Any]]
    ratings: list[dict[str, Any]]


class _Desk:
    def __init__(self, chance: random.Random, people: Sequence[tuple[int, int]], now: datetime) -> None:
        self.rows = _Rows([], [], [], [], [], [])
        self._chance, self._people, self._now = chance, people, now
        self._numbers, self._comments, self._files = count(100_001), count(1_000_001), count(500_001)

    def ticket(self, problem: _Problem, telling: int, answer: str | None) -> tuple[int, bool]:
        """Returns its number, and whether it was told by voice."""
        chance, number = self._chance, next(self._numbers)
        customer, account = chance.choice(self._people)
        opened = self._now - timedelta(days=200) + timedelta(minutes=5 * (number - 100_000))
        done = opened + timedelta(hours=2) if answer else None
        self.rows.tickets.append(
            {
                "number": number,
                "customer_id": customer,
                "account_id": account,
                "topic_key": problem.topic,
                "board_key": problem.topic,
                "lane_key": "today",
                "column_key": "done" if answer else "inbox",
                "opened_at": opened,
                "done_at": done,
                "last_message_at": opened,
            }
        )
        is_spoken = chance.random() < 1 / 3
        self._say(number, customer, opened, problem.told(chance, telling, is_spoken=is_spoken), is_spoken)
        if answer:
            tongue = _TONGUES[problem.language]
            self._answer(number, customer, opened + timedelta(minutes=3), chance.choice(tongue.greetings))
            self._answer(number, customer, opened + timedelta(minutes=40), answer)
            if closing := chance.choice(tongue.closings):
                self._answer(number, customer, opened + timedelta(minutes=110), closing)
        return number, is_spoken

    def _say(self, number: int, customer: int, at: datetime, words: str, is_spoken: bool) -> None:
        comment = self._comment(number, customer, at, "" if is_spoken else words)
        if not is_spoken:
            return
        comment["kind"] = Kind.VOICE
        file = next(self._files)
        self.rows.parts.append({"id": file, "comment_id": comment["id"], "position": 1})
        self.rows.files.append(
            {
                "id": file,
                "part_id": file,
                "kind": Kind.VOICE,
                "name": "voice.ogg",
                "mime": "audio/ogg",
                "state": FileState.PENDING,
                "created_at": at,
            }
        )
        self.rows.transcripts.append(
            {"file_id": file, "state": TranscriptState.WORDS, "text": words, "changed_at": at}
        )

    def _answer(self, number: int, customer: int, at: datetime, words: str) -> None:
        comment = self._comment(number, customer, at, words)
        comment["author"], comment["delivery"] = Author.AGENT, Delivery.SENT

    def _comment(self, number: int, customer: int, at: datetime, words: str) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": next(self._comments),
            "ticket_number": number,
            "customer_id": customer,
            "author": Author.CUSTOMER,
            "kind": Kind.TEXT,
            "text": words,
            "created_at": at,
            "seen_at": at,
            "delivery": None,
        }
        self.rows.comments.append(row)
        return row


@dataclass(frozen=True)
class _Problem:
    language: str
    thing: int
    wrong: int
    when: int
    detail: str

    @property
    def topic(self) -> str:
        return _TOPICS[(self.thing + self.wrong) % len(_TOPICS)]

    def told(self, chance: random.Random, telling: int, *, is_spoken: bool) -> str:
        """Tellings differ in the name of the thing, in how the wrong is told, and in what stands around it."""
        tongue = _TONGUES[self.language]
        names = tongue.things[self.thing]
        wrong = tongue.wrongs[self.wrong][telling % 3].format(**names[telling % len(names)])
        when = tongue.whens[self.when][telling % 2]
        if chance.random() < _TELLS_DETAIL:
            wrong = f"{wrong} ({self.detail})" if chance.random() < 0.5 else f"{self.detail}, {wrong}"
        core = f"{wrong}, {when}" if chance.random() < 0.5 else f"{when}: {wrong}"
        core = " ".join(_inflected(word, self.language, chance) for word in core.split(" "))
        if is_spoken:
            parts = [
                chance.choice(tongue.spoken),
                core,
                chance.choice(tongue.spoken),
                chance.choice(tongue.endings),
            ]
            return " ".join(part for part in parts if part).lower().translate(_UNSPOKEN)
        written = " ".join(
            part
            for part in (chance.choice(tongue.openings), core + ".", chance.choice(tongue.endings))
            if part
        )
        return _with_slips(written, chance)


def _inflected(word: str, language: str, chance: random.Random) -> str:
    """One word of three in another form, as far as its end tells which it may have."""
    if len(word) < 5 or not word.isalpha() or chance.random() > 1 / 3:
        return word
    for end, others in _ENDINGS[language]:
        if word.endswith(end):
            return word.removesuffix(end) + chance.choice(others)
    return word


_ENDINGS: dict[str, Sequence[tuple[str, Sequence[str]]]] = {
    "ru": [
        ("ает", ("ают", "ал", "ать")),
        ("ный", ("ного", "ным", "ная")),
        ("ая", ("ой", "ую")),
        ("ие", ("ия", "ием")),
        ("ия", ("ии", "ию")),
        ("а", ("у", "е", "ой")),
        ("ы", ("а", "ов")),
        *((sign, (f"{sign}а", f"{sign}у", f"{sign}ом")) for sign in "тркнлдсв"),
    ],
    "en": [
        ("ing", ("ed", "s")),
        ("s", ("",)),
        ("e", ("es", "ed")),
        *((sign, (f"{sign}s",)) for sign in "tnrdlkp"),
    ],
    "id": [("nya", ("",)), ("an", ("annya",)), *((sign, (f"{sign}nya",)) for sign in "rkantsil")],
}
_DETAILS = [
    *(
        "Атол 27Ф",
        "Эвотор 7",
        "Штрих-М",
        "Ingenico",
        "Verifone",
        "Honeywell",
        "Mertech",
        "Viki",
        "Sunmi",
        "Epson",
    ),
    *("3705", "0x80", "E-104", "212", "404", "1603", "77", "E17", "4101", "503"),
]
_TELLS_DETAIL = 0.6
_UNSPOKEN = str.maketrans("", "", ".,:!?«»")


def _with_slips(written: str, chance: random.Random) -> str:
    """In one word of twelve a letter is left out, doubled, or changes places with the next."""
    words = written.split(" ")
    for at, word in enumerate(words):
        if len(word) > 4 and chance.random() < 1 / 12:
            place = chance.randrange(1, len(word) - 2)
            left, letter, after = word[:place], word[place], word[place + 1 :]
            words[at] = chance.choice(
                [left + after, left + letter + letter + after, left + after[0] + letter + after[1:]]
            )
    return " ".join(words)


def _fix(problem: _Problem, chance: random.Random) -> str:
    """Like no other, and with a word of the thing in it, as answers have."""
    tongue = _TONGUES[problem.language]
    name = tongue.things[problem.thing][0]["n"]
    first, second = (
        chance.choice(tongue.fixes).format(
            place=chance.choice(tongue.places),
            step=" ".join([chance.choice(tongue.places), *more]),
            n=chance.randrange(2, 90),
        )
        for more in ([name], [])
    )
    return f"{first} {second}"


async def fill_with_twins(database: Database, *, pairs: int, others: int, seed: int = 1) -> list[Twin]:
    """On a desk with its boards and customers who hold accounts."""
    chance = random.Random(seed)
    async with database.reading() as session:
        rows = await session.execute(
            CustomerAccount.__table__.select().with_only_columns(
                CustomerAccount.customer_id, CustomerAccount.account_id
            )
        )
        people = [(row.customer_id, row.account_id) for row in rows]
        now: datetime = (await session.execute(text("SELECT now()"))).scalar_one()
    desk = _Desk(chance, people, now)
    problems = list(_problems(chance))
    twins = [next(own) for own in _by_language(problems) for _ in range(pairs // 3)]
    rest = [problem for problem in problems if problem not in set(twins)]
    answers = {problem: _fix(problem, chance) for problem in problems}
    early = [(problem, 0) for problem in twins]
    early += [(problem, chance.randrange(3)) for problem in chance.choices(rest, k=others)]
    chance.shuffle(early)
    for problem, telling in early:
        desk.ticket(problem, telling, answers[problem])
    found = []
    for problem in twins:
        is_reworded = chance.random() < 0.5
        number, is_spoken = desk.ticket(problem, 1 + chance.randrange(2) if is_reworded else 0, None)
        found.append(Twin(number, answers[problem], problem.language, is_spoken, is_reworded))
    await _write(database, desk.rows)
    return found


def _problems(chance: random.Random) -> Iterator[_Problem]:
    """One circumstance for each thing and what is wrong with it."""
    for language, tongue in _TONGUES.items():
        pairs = list(product(range(len(tongue.things)), range(len(tongue.wrongs))))
        chance.shuffle(pairs)
        for thing, wrong in pairs:
            when, detail = chance.randrange(len(tongue.whens)), chance.choice(_DETAILS)
            yield _Problem(language, thing, wrong, when, detail)


def _by_language(problems: Sequence[_Problem]) -> list[Iterator[_Problem]]:
    return [iter([each for each in problems if each.language == language]) for language in _TONGUES]


async def _write(database: Database, rows: _Rows) -> None:
    written = (
        (Ticket, rows.tickets),
        (Comment, rows.comments),
        (CommentPart, rows.parts),
        (File, rows.files),
        (Transcript, rows.transcripts),
        (Rating, rows.ratings),
    )
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table, given in written:
            for start in range(0, len(given), 1000):
                await connection.execute(insert(table), given[start : start + 1000])
        numbers = [row["number"] for row in rows.tickets]
        await connection.execute(
            text(
                "INSERT INTO ticket_word (word, ticket_number)"
                " SELECT * FROM names_of_tickets(:numbers) UNION SELECT * FROM stems_of_tickets(:numbers)"
                " ON CONFLICT DO NOTHING"
            ),
            {"numbers": numbers},
        )
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("VACUUM ANALYZE")
