"""The sandbox listens to programs and to its own page, to no other web page."""

from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot

from sandbox import serve
from sandbox.client import Person, Phone

pytestmark = pytest.mark.fast

HELP = "/phone/api/info"


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8081", "127.0.0.1.evil.example", "10.0.0.5", "a b"]
)
async def test_another_name_for_the_address_is_refused(url: str, name: str) -> None:
    assert await _status("GET", url + HELP, Host=name) in (400, 421)
    assert await _status("POST", f"{url}/bot1:a/getMe", Host=name) in (400, 421)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
async def test_the_names_of_this_machine_are_known(url: str, name: str) -> None:
    port = url.rpartition(":")[2]
    assert await _status("GET", url + HELP, Host=f"{name}:{port}") == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_no_other_page_drives_it_by_any_method(url: str, bot: Bot, site: str, method: str) -> None:
    for path in (HELP, f"/bot{bot.token}/logOut", "/phone/api/faults", "/static/phone.js"):
        assert (
            await _status(method, url + path, **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}) == 403
        )
    assert await _status(method, url + HELP, Origin="https://evil.example") == 403
    assert await _status(method, url + HELP, Origin="null") == 403


async def test_a_link_from_anywhere_leads_to_the_page_only(url: str) -> None:
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert await _status("GET", url + "/", **visit) == 200
    assert await _status("GET", url + "/lanedesk_7_bot?start=a-B_9", **visit) == 200
    assert await _status("GET", url + HELP, **visit) == 403
    assert await _status("GET", url + "/", **{**visit, "Sec-Fetch-Dest": "iframe"}) == 403
    assert await _status("POST", url + "/", **visit) == 403


async def test_its_own_page_is_heard(url: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Origin": url}
    assert await _status("POST", url + "/phone/api/pacing", **own) == 200


async def test_only_the_bots_own_token_counts(url: str, bot: Bot, anna: Person, phone: Phone) -> None:
    await anna.document(b"bytes", "a.bin")
    number = bot.token.partition(":")[0]
    for token in (
        f"{number}:other",
        f"{number}:",
        f"0{number}:secret",
        f"{number}:secre",
        f"{number}:secrets",
    ):
        assert await _status("POST", f"{url}/bot{token}/getUpdates") == 401
        assert await _status("GET", f"{url}/file/bot{token}/documents/file_1.bin") == 401
    assert await _status("GET", f"{url}/file/bot{bot.token}/documents/file_1.bin") == 200


async def test_asking_for_a_file_makes_no_bot(url: str, phone: Phone, bot: Bot) -> None:
    assert await _status("GET", f"{url}/file/bot99:new/documents/file_1.bin") == 401
    assert [known["id"] for known in (await phone.info())["bots"]] == [bot.id]


async def test_what_listens_for_other_machines_has_addresses_but_no_names(tmp_path: Path) -> None:
    async with serve(tmp_path, host="0.0.0.0") as url:
        here = url.replace("0.0.0.0", "127.0.0.1")
        assert await _status("GET", here + HELP, Host="192.168.0.7:8081") == 200
        assert await _status("GET", here + HELP, Host="evil.example") == 421


async def _status(method: str, url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.request(method, url, headers=headers) as response:
        return response.status
