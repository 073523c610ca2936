"""Where weights are missing the error says what to do; weights changed since installing are not loaded."""

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from board.errors import Unavailable
from board.settings import Settings
from voice import weights
from voice.weights import Engine, Weights

pytestmark = pytest.mark.fast


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[Engine]:
    """The set of installed engines, which a test fills."""
    engines: set[Engine] = set()
    monkeypatch.setattr(weights, "has_packages", engines.__contains__)
    return engines


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that anybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def closed(shared: Path) -> Path:
    """A folder that not even its owner may enter."""
    folder = shared / "closed"
    folder.mkdir(mode=0)
    return folder


@pytest.fixture
def as_nobody(closed: Path) -> Iterator[None]:
    """Run without root's rights for a while, once the folders are made: root may read everything."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    yield
    os.seteuid(own)


def test_weights_are_found_where_they_were_put(tmp_path: Path, installed: set[Engine]) -> None:
    installed.add("openai")
    put = _put(tmp_path, "openai")

    assert weights.find(_settings(tmp_path)) == put


def test_the_other_engine_stands_in_for_one_that_is_not_installed(
    tmp_path: Path, installed: set[Engine]
) -> None:
    installed.add("faster")
    put = _put(tmp_path, "faster")

    assert weights.find(_settings(tmp_path)) == put


def test_the_other_engine_does_not_stand_in_for_weights(tmp_path: Path, installed: set[Engine]) -> None:
    installed.update(("openai", "faster"))
    _put(tmp_path, "faster")

    with pytest.raises(Unavailable, match="There are no weights for the model base: run `lanedesk voice"):
        weights.find(_settings(tmp_path))


def test_without_any_engine_the_configured_one_is_asked_for(tmp_path: Path, installed: set[Engine]) -> None:
    with pytest.raises(Unavailable, match="package openai-whisper is not installed: run `lanedesk voice"):
        weights.find(_settings(tmp_path))


def test_off_is_off(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="LANEDESK_WHISPER_ENGINE is off"):
        weights.find(_settings(tmp_path, "off"))


def test_weights_of_ones_own_are_taken_by_their_path(tmp_path: Path, installed: set[Engine]) -> None:
    installed.add("openai")
    own = tmp_path / "tuned.pt"
    own.write_bytes(b"weights")

    found = weights.find(_settings(tmp_path, model=str(own)))

    assert found == Weights("openai", "tuned", own)
    weights.verify(found)


@pytest.mark.parametrize(
    ("engine", "model", "sentence"),
    [
        ("openai", "bsae", "neither a Whisper model's name nor a path"),
        ("openai", ".", "the engine openai takes a .pt file"),
        ("faster", __file__, "the engine faster takes a folder"),
    ],
)
def test_a_path_that_does_not_fit_is_refused(
    tmp_path: Path, installed: set[Engine], engine: Engine, model: str, sentence: str
) -> None:
    installed.add(engine)
    with pytest.raises(Unavailable, match=sentence):
        weights.find(_settings(tmp_path, engine, model))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"but .*/model.bin is not there"):
        weights.find(_settings(tmp_path, "faster", str(tmp_path)))


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "tuned.pt"
    own.symlink_to(tmp_path / "moved away.pt")

    with pytest.raises(Unavailable, match=r"but .*/moved away.pt is not there"):
        weights.find(_settings(tmp_path, model=str(own)))


@pytest.mark.usefixtures("as_nobody")
@pytest.mark.parametrize("engine", weights.ENGINES)
def test_weights_of_ones_own_that_can_not_be_read_are_refused(closed: Path, engine: Engine) -> None:
    with pytest.raises(Unavailable, match=r"which can't be read \(Permission denied\)"):
        weights.find(_settings(closed, engine, str(closed / "tuned.pt")))


def test_a_path_longer_than_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"which can't be read \(File name too long\)"):
        weights.find(_settings(tmp_path, model="base" * 100))


@pytest.mark.usefixtures("as_nobody")
def test_a_place_that_can_not_be_looked_into_is_said(closed: Path, installed: set[Engine]) -> None:
    installed.add("openai")
    with pytest.raises(Unavailable, match=r"base can't be read \(Permission denied\): look at /.*SHA256SUMS"):
        weights.find(_settings(closed))


def test_a_model_that_can_not_be_read_is_not_called_damaged(
    shared: Path, request: pytest.FixtureRequest
) -> None:
    put = _put(shared, "openai")
    put.path.chmod(0)
    request.getfixturevalue("as_nobody")

    with pytest.raises(Unavailable, match=r"can't be read \(Permission denied\): look at /.*/base.pt"):
        weights.verify(put)


def test_what_was_removed_is_not_taken_for_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("faster_whisper", "ctranslate2"):
        (tmp_path / module / "__pycache__").mkdir(parents=True)
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    importlib.invalidate_caches()

    assert not weights.has_packages("faster")


@pytest.mark.parametrize("manifest", [b"", b"c0ffee", b"c0ffee  .\n", b"\xff\xfe  base.pt\n"])
def test_a_manifest_that_lost_its_lines_is_noticed(tmp_path: Path, manifest: bytes) -> None:
    put = _put(tmp_path, "openai")
    (put.path.parent / "SHA256SUMS").write_bytes(manifest)

    with pytest.raises(Unavailable, match="damaged"):
        weights.verify(put)


def test_somebody_else_s_sums_beside_ones_own_weights_are_let_be(tmp_path: Path) -> None:
    own = tmp_path / "tuned.pt"
    own.write_bytes(b"weights")
    (tmp_path / "SHA256SUMS").write_text("c0ffee  report.pdf\n")

    weights.verify(Weights("openai", "tuned", own))


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    put = _put(tmp_path, "openai")
    weights.verify(put)
    put.path.write_bytes(b"wEights")

    with pytest.raises(Unavailable, match="base are damaged: run `lanedesk voice install`"):
        weights.verify(put)


def test_a_lost_file_is_noticed(tmp_path: Path) -> None:
    put = _put(tmp_path, "faster")
    (put.path / "model.bin").unlink()

    with pytest.raises(Unavailable, match="damaged"):
        weights.verify(put)


def _settings(
    data_dir: Path, engine: Literal["openai", "faster", "off"] = "openai", model: str = "base"
) -> Settings:
    return Settings(data_dir=data_dir, whisper_engine=engine, whisper_model=model)


def _put(data_dir: Path, engine: Engine) -> Weights:
    put = weights.place(data_dir, engine, "base")
    place = weights.folder(put)
    place.mkdir(parents=True)
    (put.path if engine == "openai" else place / "model.bin").write_bytes(b"weights")
    weights.write_manifest(place)
    return put
