"""Groups: what a bot hears there, and leaving."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError

from sandbox.client import Person, Phone

pytestmark = pytest.mark.fast


async def heard(bot: Bot) -> list[str]:
    return [
        update.message.text for update in await bot.get_updates() if update.message and update.message.text
    ]


async def test_joining_and_leaving_is_seen(bot: Bot, phone: Phone, anna: Person) -> None:
    group = await phone.group("Agents")
    await phone.add_bot(group, anna)
    updates = await bot.get_updates()
    assert updates[-2].my_chat_member is not None
    assert updates[-2].my_chat_member.new_chat_member.status == "member"
    assert updates[-1].message is not None
    assert updates[-1].message.new_chat_members

    await bot.leave_chat(group)
    assert await phone.group_standing(group) == "left"
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group, "hi")


async def test_a_plain_member_hears_only_what_is_meant_for_it(bot: Bot, phone: Phone, anna: Person) -> None:
    group = await phone.group("Agents")
    await phone.add_bot(group, anna)
    sent = await bot.send_message(group, "#1042")
    await anna.send("among ourselves", chat=group)
    await anna.send("/queue", chat=group)
    await anna.send("on it", chat=group, reply_to=sent.message_id)

    assert await heard(bot) == ["Здравствуйте", "/queue", "on it"]
    assert [message.text for message in await phone.group_messages(group)][-3] == "among ourselves"


async def test_an_administrator_hears_all(bot: Bot, phone: Phone, anna: Person) -> None:
    group = await phone.group("Agents")
    await phone.add_bot(group, anna, administrator=True)
    await anna.send("among ourselves", chat=group)

    assert (await heard(bot))[-1] == "among ourselves"
    member = await bot.get_chat_member(group, bot.id)
    assert member.status == "administrator"
