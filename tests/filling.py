"""A desk with as many tickets as wanted, made by a few statements: ten comments each, in three languages."""

from __future__ import annotations

import re

from board.store.db import Database

RARE = "гильотина"
"""A word of one ticket in a thousand."""


def _list(words: str) -> str:
    """As PostgreSQL writes an array."""
    return f"'{{{','.join(words.split())}}}'::text[]"


_STOCK = _list("""
касса чек не печатает печати оплата терминал клиент принтер ошибка возврат смена отчёт закрыть открыть товар цена
кассу чека чеки оплаты терминала клиента принтера ошибку возврата смены отчёта товара цены скидка скидку налог
фискальный накопитель обновление программа программу сервер связь интернет кабель экран кнопка кнопку меню склад
остаток остатки приход накладная накладную поставщик договор счёт счета акт сверка подпись ключ пароль вход войти
зайти личный кабинет сотрудник смену кассир кассиру администратор права доступ настройка настройки ставка НДС штрихкод
сканер весы ящик лента бумага перезагрузили включили выключили пробовали помогите срочно здравствуйте спасибо пожалуйста
утром вечером сегодня вчера завтра снова опять иногда всегда никогда магазин кафе ресторан салон аптека доставка заказ
заказы заказа курьер адрес телефон номер карта карту карты наличные безнал эквайринг банк перевод сумма сумму рубль
till receipt printer error payment refund shift report close open item price discount tax update program server
connection network cable screen button menu stock invoice supplier contract balance signature key password login
account employee cashier manager rights access settings barcode scanner scales drawer paper restarted please help
urgent hello thanks morning evening today yesterday tomorrow again sometimes always never shop cafe restaurant order
delivery courier address phone number card cash transfer amount broken slow frozen missing wrong twice
mesin kasir struk tidak mencetak pembayaran pelanggan gagal pengembalian laporan tutup buka barang harga diskon pajak
pembaruan aplikasi koneksi jaringan kabel layar tombol stok faktur pemasok kontrak saldo sandi masuk akun karyawan
pengaturan pemindai timbangan laci kertas tolong mendesak halo terima kasih pagi malam hari kemarin besok lagi kadang
selalu toko warung restoran pesanan pengiriman alamat telepon nomor kartu tunai transfer jumlah rusak lambat hilang
""")
_FIRST = _list("""
Анна Мария Елена Ольга Наталья Ирина Светлана Алёна Дарья Юлия Иван Пётр Сергей Алексей Дмитрий Андрей Михаил Николай
Жанна Сусанна Борис Глеб Anna Maria John James Olivia Emma Budi Siti Dewi Agus Rini Putri Wayan Made Ketut Joko
""")
_LAST = _list("""
Иванова Петрова Сидорова Кузнецова Смирнова Попова Соколова Лебедева Козлова Новикова Морозов Волков Зайцев Павлов
Семёнов Голубев Smith Johnson Brown Taylor Wilson Clark Santoso Wijaya Saputra Lestari Pratama Hidayat Kusuma Nugroho
""")
_KINDS = _list("Кафе Автомойка Салон Аптека Магазин Ресторан Warung Toko Bengkel Studio Bakery Hotel")
_BRANDS = _list("""
Ромашка Берёзка Восток Запад Алёна Маяк Парус Гранит Весна Уют Sinar Bahagia Makmur Jaya Abadi Sentosa Sunrise
Harbour Maple Corner Garden Bluebird Falcon Meridian
""")

_PEOPLE = (
    """
    INSERT INTO account (key, number, name, status)
    SELECT shop || tail, shop || '-' || tail,
           (:kinds)[1 + n % cardinality(:kinds)] || ' «' || (:brands)[1 + n * 7 % cardinality(:brands)] || '» ' || n,
           'active'
    FROM (SELECT n, (10 + n % 90)::text AS shop, (200 + n)::text AS tail
          FROM generate_series(1, :tickets / 5 + 1) n) AS numbers
    """,
    """
    INSERT INTO customer (telegram_id, name, language, created_at, account_id)
    SELECT 1000000 + n, (:first)[1 + n % cardinality(:first)] || ' ' || (:last)[1 + n / 3 % cardinality(:last)],
           (ARRAY['ru', 'en', 'id'])[1 + n % 3], now() - interval '1 year',
           (SELECT min(id) FROM account) + n % (:tickets / 5 + 1)
    FROM generate_series(1, :tickets / 3 + 1) n
    """,
    """
    INSERT INTO customer_account (customer_id, account_id, linked_at)
    SELECT id, account_id, created_at FROM customer WHERE account_id IS NOT NULL
    """,
)
# One every five minutes; the newest aren't done.
_TICKETS = """
INSERT INTO ticket (customer_id, account_id, topic_key, board_key, lane_key, column_key, opened_at, done_at,
                    last_message_at, labels)
SELECT customer.id, customer.account_id, topic.key, topic.board_key, topic.lane_key,
       CASE WHEN n > :tickets - :undone THEN (ARRAY['inbox', 'in_work', 'waiting'])[1 + n % 3] ELSE 'done' END,
       opened_at, CASE WHEN n <= :tickets - :undone THEN opened_at + interval '4 hours' END,
       opened_at + interval '3 hours',
       CASE WHEN n % 10 = 0 THEN ARRAY[(ARRAY['vip', 'счета', 'fiscal', 'repeat', 'авария'])[1 + n / 10 % 5]]
            ELSE '{}' END
FROM (SELECT n, now() - (:tickets - n) * interval '5 minutes' - interval '4 hours' AS opened_at,
             (SELECT min(id) FROM customer WHERE telegram_id >= 1000001) + n * 13 % (:tickets / 3 + 1) AS person
      FROM generate_series(1, :tickets) n) AS numbers
JOIN customer ON customer.id = person
JOIN topic ON topic.position = 1 + n / 7 % (SELECT count(*) FROM topic)
ORDER BY n
"""
# Words by a power of chance, so that the first are the commonest, on about half of all tickets. Sayings are mixed anew
# for each comment, since drawing every word of a million would take minutes.
_SAYINGS = """
CREATE TEMPORARY TABLE saying ON COMMIT DROP AS
SELECT n, string_agg((:stock)[1 + floor(cardinality(:stock) * power(random(), 1.3))::int], ' ') AS words
FROM generate_series(0, 19999) n, generate_series(1, 2 + n % 5)
GROUP BY n
"""
_COMMENTS = """
INSERT INTO comment (ticket_number, customer_id, author, kind, text, created_at, seen_at, delivery)
SELECT number, customer_id, author, 'text',
       first.words || ' ' || second.words
       || CASE WHEN said % 40 = 0 THEN ' случай' || said / 40 ELSE '' END
       || CASE WHEN said % 10000 = 7 THEN ' RARE' ELSE '' END,
       at, at, CASE WHEN author = 'agent' THEN 'sent' END
FROM (SELECT number, customer_id, opened_at + k * interval '15 minutes' AS at, number * 10 + k AS said,
             (ARRAY['agent', 'customer', 'agent', 'system', 'customer', 'agent'])[1 + k % 6] AS author,
             floor(random() * 20000)::int AS one, floor(random() * 20000)::int AS two
      FROM ticket, generate_series(1, 10) k) AS planned
JOIN saying AS first ON first.n = one
JOIN saying AS second ON second.n = two
""".replace("RARE", RARE)
# One answer in ten was late.
_TIMERS = """
INSERT INTO timer (key, ticket_number, metric, state, goal, warn_percent, started_at, warn_at, due_at, ended_at)
SELECT gen_random_uuid(), number, metric, state, goal, 75, opened_at, opened_at + goal * 0.75, opened_at + goal,
       ended_at
FROM (SELECT number, opened_at, 'first_response' AS metric, opened_at + interval '30 minutes' AS ended_at,
             CASE WHEN number % 10 = 0 THEN 'missed' ELSE 'met' END AS state,
             CASE WHEN number % 10 = 0 THEN interval '20 minutes' ELSE interval '1 hour' END AS goal
      FROM ticket
      UNION ALL
      SELECT number, opened_at, 'resolution', done_at,
             CASE WHEN done_at IS NULL THEN 'running' ELSE 'met' END, interval '48 hours'
      FROM ticket) AS promised
"""
_DOOR = """
INSERT INTO comment (customer_id, author, kind, text, created_at)
SELECT id, 'customer', 'text', 'hello', now() - interval '1 hour' FROM customer ORDER BY id DESC LIMIT 50
"""
# What the triggers would have written, in one go.
_WORDS = """
INSERT INTO ticket_word (word, ticket_number)
SELECT word, ticket_number FROM names_of_tickets(ARRAY(SELECT number FROM ticket))
UNION ALL
SELECT word, ticket_number FROM stems_of_tickets(ARRAY(SELECT number FROM ticket))
ORDER BY word, ticket_number
"""


async def fill(database: Database, tickets: int, undone: int = 200) -> None:
    """On a desk that has its boards and topics, and no ticket yet."""
    given = {"tickets": str(tickets), "undone": str(undone), "stock": _STOCK, "first": _FIRST, "last": _LAST}
    given |= {"kinds": _KINDS, "brands": _BRANDS}
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in (*_PEOPLE, _TICKETS, _TIMERS, _SAYINGS, _COMMENTS, _DOOR, _WORDS):
            written = re.sub(r"(?<!:):(\w+)", lambda name: given[name[1]], statement)
            await connection.exec_driver_sql(written)
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("VACUUM ANALYZE")
