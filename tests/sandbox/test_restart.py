"""What a killed sandbox finds again."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from aiogram.client.session.aiohttp import AiohttpSession

from sandbox.client import Part, Phone
from tests.sandbox.conftest import connect
from tests.sandbox.pictures import png

ROOT = Path(__file__).parents[2]


async def start(data_dir: Path) -> tuple[Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--data-dir", str(data_dir), "--port", "0", cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.startswith("phone http://127.0.0.1:")
    return process, line.split()[1]


async def test_ids_updates_and_files_survive_a_kill(session: AiohttpSession, tmp_path: Path) -> None:
    process, url = await start(tmp_path)
    async with Phone(url) as phone:
        anna = await phone.person("Anna")
        await anna.album([Part("photo", png()), Part("document", b"1,2")])
        bot = connect(session, url, 9001)
        before = await bot.get_updates()
        sent = await bot.send_message(anna.id, "hello")
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()

    process, url = await start(tmp_path)
    async with Phone(url) as phone:
        await phone.ask("POST", f"people/{anna.id}/send", {"text": "after"})
        bot = connect(session, url, 9001)
        after = await bot.get_updates()
        again = await bot.send_message(anna.id, "again")
        photo = after[0].message.photo if after[0].message else None
        fetched = await bot.download(photo[-1]) if photo else None
    process.terminate()
    assert await process.wait() == 0

    assert [update.update_id for update in after[:2]] == [update.update_id for update in before]
    assert after[2].update_id == before[-1].update_id + 1
    assert again.message_id == sent.message_id + 2
    assert fetched is not None
    assert fetched.read() == png()
