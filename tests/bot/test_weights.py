"""Finding weights says what to do, and what was changed since it was installed is not loaded."""

from pathlib import Path
from typing import Literal

import pytest

from board.errors import Unavailable
from board.settings import Settings
from bot import weights
from bot.weights import Engine, Weights

pytestmark = pytest.mark.fast


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[Engine]:
    """The engines whose packages are there, for a test to fill."""
    engines: set[Engine] = set()
    monkeypatch.setattr(weights, "has_packages", engines.__contains__)
    return engines


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
