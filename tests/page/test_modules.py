"""The page's pure modules, tested where they need no browser: by Node's own runner, a file at a time."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from board.words.catalog import LANGUAGES, page_words
from tools.vendor import find_node

pytestmark = pytest.mark.fast

FILES = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.fixture(scope="session")
def node() -> str:
    """Without a Node.js the modules are reported as not tested, and in CI they fail."""
    if found := find_node():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("There is no Node.js here, and CI promises tests of the page's modules.")
    pytest.skip("not run: there is no Node.js here")


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of what the desk sends each language's page."""
    file = tmp_path_factory.mktemp("page") / "words.json"
    file.write_text(json.dumps({language: page_words(language) for language in LANGUAGES}), "utf-8")
    return file


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.js"))
def test_a_module_of_the_page(node: str, words: Path, file: Path) -> None:
    # Dates are drawn as the machine's clock stands.
    environment = {**os.environ, "TZ": "UTC", "PAGE_WORDS": str(words)}
    ran = subprocess.run(
        [node, "--test", "--test-reporter=spec", file],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
