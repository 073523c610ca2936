"""However a download fails, the reason is a sentence and the next source is asked; only a full disk ends it all."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from board.errors import Unavailable
from tests.conftest import require_engine
from voice import fetching, weights

_HEAD = b"HTTP/1.1 200 OK\r\n"
_SHORT = _HEAD + b"Content-Length: 100\r\n\r\nhalf"
_BROKEN = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\nhalf"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.fast
@pytest.mark.parametrize("answer", [b"", b"what?\r\n", _BROKEN, b"HTTP/1.1 503 Busy\r\n\r\n"])
def test_a_connection_that_breaks_off_is_no_more_than_a_reason(tmp_path: Path, answer: bytes) -> None:
    with _answering(answer) as address, pytest.raises(Unavailable, match="can't be reached"):
        fetching._download(f"http://{address}/base.pt", tmp_path / "base.pt", "c0ffee")


@pytest.mark.fast
def test_half_a_model_is_not_the_model(tmp_path: Path) -> None:
    with _answering(_SHORT) as address, pytest.raises(Unavailable, match="is not the model"):
        fetching._download(f"http://{address}/base.pt", tmp_path / "base.pt", "c0ffee")


@pytest.mark.fast
def test_a_server_that_speaks_no_tls_is_no_more_than_a_reason(tmp_path: Path) -> None:
    with _answering(_SHORT) as address, pytest.raises(Unavailable, match="can't be reached"):
        fetching._download(f"https://{address}/base.pt", tmp_path / "base.pt", "c0ffee")


@pytest.mark.fast
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://host:port", "garbage", "socks9://host:1"])
def test_a_bad_proxy_is_no_more_than_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(Unavailable, match="can't be reached"):
        fetching._download("http://127.0.0.1:9/base.pt", tmp_path / "base.pt", "c0ffee")


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://host:port", "socks9://host:1"])
def test_what_the_hub_s_transport_raises_is_no_more_than_a_reason(
    hearing_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    from huggingface_hub import utils

    utils.close_session()  # made anew, for the proxy of this test
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(Unavailable, match="can't be reached"):
        fetching._download_snapshot("base", tmp_path)
    utils.close_session()


@pytest.mark.fast
def test_what_can_not_be_written_is_not_called_unreachable(tmp_path: Path) -> None:
    with _answering(_SHORT) as address, pytest.raises(OSError, match="No space left"):
        fetching._download(f"http://{address}/base.pt", Path("/dev/full"), "c0ffee")


@pytest.mark.fast
@pytest.mark.parametrize("cause", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), None])
def test_a_full_disk_is_found_in_other_libraries_words(cause: OSError | None) -> None:
    error = RuntimeError("broke off" if cause else "I/O error: No space left on device (os error 28)")
    error.__cause__ = cause

    with pytest.raises(OSError, match="No space left") as full:
        fetching._refuse_full_disk(error)
    assert full.value.errno == errno.ENOSPC


def test_a_checkpoint_that_does_not_fit_the_disk_is_said(hearing_models: Path) -> None:
    require_engine("openai")
    from voice.checkpoint import convert

    model = weights.place(hearing_models, "faster", "base").path / "model.bin"
    with pytest.raises(OSError, match="No space left"):
        convert(model, Path("/dev/full"))


@contextmanager
def _answering(answer: bytes) -> Iterator[str]:
    """A server that closes the connection after these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer_once(server, answer), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=10)


def _answer_once(server: socket.socket, answer: bytes) -> Callable[[], None]:
    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    return serve
