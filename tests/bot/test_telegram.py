"""What aiogram's Bot costs us beyond the call itself."""

from __future__ import annotations

import gc
import weakref

from aiogram.methods import GetMe

from bot.telegram import make_bot
from tests.bot.conftest import TOKEN


async def test_the_model_of_an_answer_is_made_once() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:9")
    answer = '{"ok": true, "result": {"id": 7000, "is_bot": true, "first_name": "Desk"}}'
    model = weakref.ref(type(bot.session.check_response(bot, GetMe(), 200, answer)))

    gc.collect()

    assert model() is type(bot.session.check_response(bot, GetMe(), 200, answer))
