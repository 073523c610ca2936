"""Engines with real weights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.settings import Settings
from tests.conftest import require_engine
from voice import weights
from voice.transcriber import Transcriber
from voice.weights import Weights


@pytest.fixture
def settings(hearing_models: Path) -> Settings:
    """Settings with the engine that loads faster; what both do is tested with both."""
    return Settings(data_dir=hearing_models, whisper_engine="faster", whisper_model="base")


@pytest.fixture
def faster(settings: Settings) -> Weights:
    return weights.find(settings)


@pytest.fixture(scope="session", params=["openai", "faster"])
def engine(request: pytest.FixtureRequest, hearing_models: Path) -> Weights:
    require_engine(request.param)
    return weights.find(Settings(data_dir=hearing_models, whisper_engine=request.param, whisper_model="base"))


@pytest.fixture(scope="session")
async def ear(engine: Weights) -> AsyncIterator[Transcriber]:
    """One child process for all tests of an engine."""
    ear = Transcriber()
    yield ear
    await ear.end()
