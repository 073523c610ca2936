"""One hand's design: what the tokens name is written nowhere else, and whatever is pressed is as large as they say."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

_STYLES = Path(__file__).parents[2] / "board/web/static/styles"
_TOKENS = "tokens.css"
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
_SIZE = re.compile(r"^\s*font(?:-size)?:.*?(?<![\w.-])(?:0?\.\d+|[1-9]\d*(?:\.\d+)?)(?:rem|px)", re.MULTILINE)
_PICTURE = re.compile(r'url\("data:[^"]*"\)')
_SET_LATER = {"--cards", "--composer-room", "--keyboard", "--played"}
"""Set by scripts."""


def _sheets() -> dict[str, str]:
    sheets = {each.name: each.read_text("utf-8") for each in _STYLES.glob("*.css")}
    return {name: re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL) for name, sheet in sheets.items()}


def test_colours_and_sizes_of_words_stand_among_the_tokens_only() -> None:
    others = {name: _PICTURE.sub("", sheet) for name, sheet in _sheets().items() if name != _TOKENS}

    assert {name: _COLOUR.findall(sheet) for name, sheet in others.items() if _COLOUR.search(sheet)} == {}
    sizes = {name: _SIZE.findall(sheet) for name, sheet in others.items()}
    assert {name: found for name, found in sizes.items() if found} == {}


def test_every_token_is_used_and_every_used_one_is_there() -> None:
    everything = "\n".join(_sheets().values())
    defined = set(re.findall(r"(--[\w-]+):", everything))
    used = set(re.findall(r"var\((--[\w-]+)", everything))

    assert used - defined - _SET_LATER == set()
    assert defined - used == set()


def test_buttons_and_fields_have_the_heights_of_the_tokens() -> None:
    """A height of its own would stay small under a finger."""
    pressed = re.compile(r"button|\.tool|\.tab\b|\.link|input|select|\.filter\b")
    drawn = re.compile(r"::|> (?:svg|span)|\.icon|checkbox|radio|switch")
    own = re.compile(
        r"(?<![\w-])(?:min-)?height: (?!auto|100%|inherit)(?!.*var\(--(?:target|control|finger|foot))[^;]*"
    )
    found = [
        f"{name}: {' '.join(selector.split())} {height}"
        for name, sheet in _sheets().items()
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
        if pressed.search(selector.split(",")[-1].split()[-1]) and not drawn.search(selector)
        for height in own.findall(body)
    ]

    assert found == []
