"""Files: uploaded, served, and kept from doing harm."""

from __future__ import annotations

import asyncio
import io
import re
from array import array
from collections.abc import AsyncIterator, Callable
from math import sin
from pathlib import Path
from typing import Any

import av
import pytest
from aiohttp import FormData

from board.store.files import Blobs
from board.store.sound import Form
from board.talk import attachments
from board.talk.comments import IncomingFile
from board.values import DESK, Kind
from board.web import files
from board.web.keys import CONVERSIONS
from tests.board.web.conftest import Api, Client, token_of
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def test_an_upload_goes_with_a_reply(api: Api, world: World) -> None:
    number = await _ticket(world)
    uploaded = await _upload(api, "till.png", "image/png", PNG)
    assert uploaded | {"id": 0} == {
        "id": 0,
        "name": "till.png",
        "mime": "image/png",
        "size": len(PNG),
        "kind": "photo",
        "duration": None,
        "shape": None,
    }

    comment = await api.post(f"/tickets/{number}/replies", {"files": [uploaded["id"]]})

    (file,) = comment["files"]
    assert (comment["kind"], file["kind"], file["state"]) == ("photo", "photo", "stored")
    async with api.client.get(file["url"], headers=_signed(api)) as answer:
        assert await answer.read() == PNG


async def test_a_picture_is_shown_and_cannot_run(api: Api) -> None:
    url = f"/api/v1/files/{(await _upload(api, 'till.png', 'image/png', PNG))['id']}"
    async with api.client.get(url, headers=_signed(api)) as answer:
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    async with api.client.get(f"{url}?download=1", headers=_signed(api)) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_a_recording_becomes_a_voice_note(api: Api, world: World) -> None:
    number = await _ticket(world)
    uploaded = await _upload(api, "recording.webm", "audio/webm", _tone("webm", "libopus"), "?voice=1")
    assert (uploaded["name"], uploaded["mime"], uploaded["duration"]) == ("voice.ogg", "audio/ogg", 2)

    comment = await api.post(f"/tickets/{number}/replies", {"files": [uploaded["id"]]})

    (file,) = comment["files"]
    assert (comment["kind"], file["kind"], file["duration"]) == ("voice", "voice", 2)
    async with api.client.get(file["url"], headers=_signed(api)) as answer:
        assert _sound_of(await answer.read()) == ("ogg", "opus", 2)


async def test_a_damaged_recording_keeps_what_can_be_read(api: Api) -> None:
    tone = _tone("mp4", "aac")
    middle = len(tone) // 2
    damaged = tone[:middle] + bytes(2000) + tone[middle + 2000 :]

    uploaded = await _upload(api, "recording.mp4", "audio/mp4", damaged, "?voice=1")

    assert 1 <= uploaded["duration"] <= 2


async def test_a_browser_without_ogg_gets_the_same_sound_as_m4a(api: Api) -> None:
    uploaded = await _upload(api, "a.ogg", "audio/ogg", _tone("ogg", "libopus"))
    for _ in range(2):
        async with api.client.get(
            f"/api/v1/files/{uploaded['id']}?format=m4a", headers=_signed(api)
        ) as answer:
            assert answer.headers["Content-Type"] == "audio/mp4"
            assert _sound_of(await answer.read()) == ("mov,mp4,m4a,3gp,3g2,mj2", "aac", 2)


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("PTT-20261128-WA0001.opus", "audio/opus"),
        ("voice.ogg", "Audio/OGG; codecs=opus"),
        ("note.oga", "application/ogg"),
        ("PTT-20261128-WA0002.opus", "application/octet-stream"),
    ],
)
async def test_sound_is_played_in_place_however_its_type_is_spelled(api: Api, name: str, mime: str) -> None:
    uploaded = await _upload(api, name, mime, _tone("ogg", "libopus"))
    async with api.client.get(f"/api/v1/files/{uploaded['id']}", headers=_signed(api)) as answer:
        assert answer.headers["Content-Type"] == "audio/ogg"
        assert answer.headers["Content-Disposition"].startswith("inline")
    assert (await _as_m4a(api, uploaded))[0] == 200


async def test_what_waits_for_no_conversion_is_there_while_one_runs(api: Api, client: Client) -> None:
    made = await _upload(api, "a.ogg", "audio/ogg", _tone("ogg", "libopus"))
    broken = await _upload(api, "b.ogg", "audio/ogg", b"no sound")
    first = [await _as_m4a(api, file) for file in (made, broken)]

    assert client.app is not None
    async with client.app[CONVERSIONS][Form.AAC]:
        assert [await _as_m4a(api, file) for file in (made, broken)] == first
        await _upload(api, "c.webm", "audio/webm", _tone("webm", "libopus"), "?voice=1")
    assert [status for status, _ in first] == [200, 422]


@pytest.mark.parametrize("content", [b"no sound", PNG, b"#EXTM3U\n#EXTINF:9,\n/etc/hostname\n"])
async def test_what_has_no_sound_is_no_voice_note(api: Api, content: bytes) -> None:
    form = FormData()
    form.add_field("file", content, filename="a.webm", content_type="audio/webm")
    async with api.client.post("/api/v1/uploads?voice=1", data=form, headers=_signed(api)) as answer:
        assert (answer.status, "no sound" in (await answer.json())["detail"]) == (422, True)


async def test_a_picture_has_no_sound_to_hear(api: Api) -> None:
    uploaded = await _upload(api, "till.png", "image/png", PNG)
    async with api.client.get(f"/api/v1/files/{uploaded['id']}?format=m4a", headers=_signed(api)) as answer:
        assert answer.status == 422


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/pdf", "text/javascript"])
async def test_what_could_run_is_only_ever_saved(api: Api, mime: str) -> None:
    uploaded = await _upload(api, '../a"b/evil\\ü <.html', mime, b"<script>alert(1)</script>")
    async with api.client.get(f"/api/v1/files/{uploaded['id']}", headers=_signed(api)) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%BC%20%3C.html"


@pytest.mark.parametrize(
    "name", ["a%22; filename=b.exe", "a\\b;c=d", "фото\u202egpj.exe", "../../etc/passwd"]
)
async def test_a_name_cannot_break_out_of_its_header(api: Api, name: str) -> None:
    uploaded = await _upload(api, name, "application/x-thing", b"x")

    async with api.client.get(f"/api/v1/files/{uploaded['id']}", headers=_signed(api)) as answer:
        disposition = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", disposition, re.ASCII)
    assert "etc" not in disposition


async def test_parts_of_a_file_can_be_asked_for(api: Api) -> None:
    url = f"/api/v1/files/{(await _upload(api, 'a.ogg', 'audio/ogg', bytes(range(100))))['id']}"
    async with api.client.get(url, headers={**_signed(api), "Range": "bytes=10-19"}) as answer:
        assert (answer.status, answer.headers["Content-Range"]) == (206, "bytes 10-19/100")
        assert await answer.read() == bytes(range(10, 20))
    async with api.client.get(url, headers={**_signed(api), "Range": "bytes=500-"}) as answer:
        assert answer.status == 416


async def test_an_unsent_upload_is_its_owners_alone(api: Api, world: World) -> None:
    uploaded = await _upload(api, "a.txt", "text/plain", b"draft")
    boris = Api(api.client, await token_of(world, "Boris"))

    async with api.client.get(f"/api/v1/files/{uploaded['id']}", headers=_signed(boris)) as answer:
        assert answer.status == 404
    number = await _ticket(world)
    await boris.post(f"/tickets/{number}/replies", {"files": [uploaded["id"]]}, 404)


async def test_a_saved_file_is_called_what_it_is(api: Api) -> None:
    uploaded = await _upload(api, "photo\u202egpj.exe", "application/octet-stream", b"MZ")
    async with api.client.get(f"/api/v1/files/{uploaded['id']}", headers=_signed(api)) as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''photogpj.exe"


async def test_a_stranger_sees_no_file(api: Api) -> None:
    uploaded = await _upload(api, "a.txt", "text/plain", b"draft")
    async with api.client.get(f"/api/v1/files/{uploaded['id']}") as answer:
        assert answer.status == 401


async def test_a_customers_file_is_served_once_it_is_here(api: Api, world: World, blobs: Blobs) -> None:
    number = await _ticket(world)
    voice = IncomingFile(Kind.VOICE, "f1", "voice.ogg", "audio/ogg", 3, duration=2)
    await world.write("", kind=Kind.VOICE, file=voice)
    pending = (await api.get(f"/tickets/{number}"))["comments"][-1]["files"][0]
    assert (pending["state"], pending["url"]) == ("pending", None)
    async with api.client.get(f"/api/v1/files/{pending['id']}", headers=_signed(api)) as answer:
        assert answer.status == 404

    sha256, size = await blobs.save(_chunks(b"Ogg"))
    async with world.database.transaction(DESK) as tx:
        await attachments.fetched(tx, pending["id"], sha256, size)

    stored = (await api.get(f"/tickets/{number}"))["comments"][-1]["files"][0]
    assert (stored["state"], stored["duration"]) == ("stored", 2)
    async with api.client.get(stored["url"], headers=_signed(api)) as answer:
        assert await answer.read() == b"Ogg"


async def test_an_upload_repeated_with_its_key_is_one_file(api: Api) -> None:
    key = {"Idempotency-Key": "u1"}
    first = await _upload(api, "a.txt", "text/plain", b"draft", headers=key)

    assert await _upload(api, "a.txt", "text/plain", b"draft", headers=key) == first
    await _upload(api, "a.txt", "text/plain", b"other", status=422, headers=key)


async def test_what_is_too_large_is_refused_and_not_kept(
    api: Api, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    await _upload(api, "a.bin", "application/octet-stream", bytes(1001), status=413)

    kept = [path for path in blobs.path("0" * 64).parents[2].rglob("*") if path.is_file()]
    assert kept == []


@pytest.mark.parametrize("query", ["", "?voice=1"])
async def test_an_upload_broken_off_leaves_nothing(api: Api, tmp_path: Path, query: str) -> None:
    url = api.client.make_url(f"/api/v1/uploads{query}")
    head = (
        f"POST {url.path_qs} HTTP/1.1\r\nHost: {url.authority}\r\nAuthorization: Bearer {api.token}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.webm"\r\n\r\n'
    )
    _, browser = await asyncio.open_connection(url.host, url.port)
    browser.write(head.encode() + bytes(100))
    await _until(lambda: any((tmp_path / "files").glob("*")))

    browser.close()

    await _until(lambda: not any((tmp_path / "files").glob("*")))


async def test_a_form_without_a_file_is_refused(api: Api) -> None:
    await api.post("/uploads", data=FormData({"a": "b"}), status=400)
    await api.post("/uploads", {"a": "b"}, 400)
    await _upload(api, "empty.txt", "text/plain", b"", status=422)


async def _upload(
    api: Api, name: str, mime: str, content: bytes, query: str = "", status: int = 200, **options: Any
) -> Any:
    form = FormData(quote_fields=False)  # as browsers do
    form.add_field("file", content, filename=name, content_type=mime)
    return await api.post(f"/uploads{query}", data=form, status=status, **options)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # what is awaited happens on the disk
            await asyncio.sleep(0.01)


async def _as_m4a(api: Api, file: Any) -> tuple[int, bytes]:
    url = f"/api/v1/files/{file['id']}?format=m4a"
    async with api.client.get(url, headers=_signed(api)) as answer:
        return answer.status, await answer.read()


def _tone(container: str, codec: str) -> bytes:
    """A tone of two seconds."""
    written = io.BytesIO()
    with av.open(written, "w", format=container) as out:
        stream = out.add_stream(codec, rate=48_000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        for start in range(0, 96_000, 960):
            frame = av.AudioFrame(format="flt", layout="mono", samples=960)
            frame.planes[0].update(array("f", (sin((start + i) / 20) / 4 for i in range(960))).tobytes())
            frame.sample_rate, frame.pts = 48_000, start
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return written.getvalue()


def _sound_of(content: bytes) -> tuple[str, str, int]:
    """Container, codec and whole seconds of a sound."""
    with av.open(io.BytesIO(content), "r") as read:
        assert read.duration is not None
        return read.format.name, read.streams.audio[0].codec.name, round(read.duration / 1_000_000)


async def _ticket(world: World) -> int:
    await world.customer()
    return await world.open()


def _signed(api: Api) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token}"}


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content
