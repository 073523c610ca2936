"""The documents keep up with the code: what exists is documented, and what is documented exists."""

from __future__ import annotations

import argparse
import itertools
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import board.models  # noqa: F401 (fills the metadata)
import lanedesk
from board import facts
from board.settings import setting_names
from board.store.tables import Base
from board.web.routes import ENDPOINTS

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LONGEST_PARAGRAPH = 90
OUTSIDE = {"any verb"}
"""What a picture may name beside files and people."""
MADE_BY_READERS = {"board/words/xx.po"}


@pytest.mark.parametrize("page", ["docs/operating.md", "docs/design/settings.md"])
def test_every_setting_is_documented(page: str) -> None:
    assert _missing(setting_names(), page) == []


def test_every_command_is_documented() -> None:
    assert (
        _missing([f"lanedesk {command}" for command in _commands()], "README.md", "docs/operating.md") == []
    )


def test_every_option_of_the_command_line_is_documented() -> None:
    assert _missing(list(_options(lanedesk._parser())), "README.md", "docs/operating.md") == []


def test_every_command_the_documents_name_exists() -> None:
    known = set(_commands())
    named = {
        " ".join(words)
        for page in PAGES
        for words in re.findall(
            r"(?<!-U )\blanedesk ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?",
            page.read_text(encoding="utf-8"),
        )
    }

    assert named
    assert [words for words in sorted(named) if not {words.strip(), words.split()[0]} & known] == []


def test_every_door_the_documents_name_exists() -> None:
    doors = set(re.findall(r"^(\w+):", _text("Makefile"), re.MULTILINE))
    named = {door for page in PAGES for door in re.findall(r"`make (\w+)", page.read_text(encoding="utf-8"))}

    assert named == doors


def test_every_endpoint_is_documented_and_every_documented_one_exists() -> None:
    named = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /[^ ?`]*)[`?]", _text("docs/api.md")))

    assert named == {f"{endpoint.method} {endpoint.template}" for endpoint in ENDPOINTS}


def test_every_table_earns_a_sentence() -> None:
    tables = [f"`{name}`" for name in Base.metadata.tables]

    assert _missing(tables, "docs/design/data.md") == []


def test_every_dependency_earns_a_sentence() -> None:
    project = tomllib.loads(_text("pyproject.toml"))
    page = json.loads(_text("package.json"))
    declared = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
        page["dependencies"],
        page["devDependencies"],
    ]
    names = [re.split(r"[\[<>=~! ]", dependency)[0] for dependency in itertools.chain(*declared)]

    assert _missing(names, "docs/design/dependencies.md") == []


def test_every_path_of_the_tree_exists() -> None:
    paths = list(_tree(_text("ARCHITECTURE.md")))

    assert len(paths) > 50
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_package_stands_in_the_tree() -> None:
    drawn = {path.rstrip("/") for path in _tree(_text("ARCHITECTURE.md"))}
    packages = {
        str(file.parent.relative_to(ROOT))
        for top in ("board", "bot", "cli", "sandbox", "sla", "voice")
        for file in (ROOT / top).rglob("__init__.py")
    }

    assert packages - drawn == set()


def test_every_file_and_fact_the_pictures_name_exists() -> None:
    flows = re.findall(r"```mermaid\n(.*?)```", _text("ARCHITECTURE.md"), re.DOTALL)
    named = {
        name for flow in flows for name in re.findall(r"^ *participant \w+ as (.+)$", flow, re.MULTILINE)
    }

    named_facts = {name for flow in flows for name in re.findall(r"\b[A-Z][a-z]+[A-Z]\w+", flow)}

    assert len(flows) == 5
    assert [name for name in sorted(named_facts) if not hasattr(facts, name)] == []
    assert [name for name in sorted(named - OUTSIDE) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_the_documents_name_exists(page: Path) -> None:
    folders = "alembic|board|bot|cli|docs|sandbox|sla|tests|tools|voice"
    named = set(re.findall(rf"(?<![\w/.-])(?:{folders})/[\w/.*]*\w", page.read_text(encoding="utf-8")))

    assert [path for path in sorted(named - MADE_BY_READERS) if not list(ROOT.glob(path))] == []


def test_the_staircase_is_drawn_as_it_is_checked() -> None:
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [stairs] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    rooms = [room for layer in stairs for room in layer.split(" | ")]
    [row] = re.findall(r"^\| `board` \| (.*?) \|", _text("ARCHITECTURE.md"), re.MULTILINE)

    assert [word for word in re.findall(r"\w+", row) if word in rooms] == rooms


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_paragraph_is_too_long_to_read_at_once(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    paragraphs = re.split(r"\n\s*\n|\n(?=[-|] |\d+\. )", text)

    assert [said for said in paragraphs if len(said.split()) > LONGEST_PARAGRAPH] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_is_dead(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'src="([^"]+)"', text)
    own = [link for link in links if not re.match(r"[a-z]+:", link)]

    assert [link for link in own if not (page.parent / link).exists()] == []


def _commands() -> list[str]:
    return list(_leaves(lanedesk._parser(), ()))


def _leaves(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield " ".join(path)
    for group in groups:
        for name, inner in group.choices.items():
            yield from _leaves(inner, (*path, name))


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from (name for name in action.option_strings if name.startswith("--") and name != "--help")
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _options(inner)


def _tree(text: str) -> Iterator[str]:
    """The paths of the drawing: each line begins with names, two spaces deeper for each folder above."""
    drawing = text.partition("## Tree")[2].split("```")[1]
    folders: list[str] = []
    for line in drawing.strip("\n").splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in itertools.takewhile(_is_path, line.split()):
            yield "".join(folders[:depth]) + name
            if name.endswith("/"):
                folders[depth:] = [name]


def _is_path(word: str) -> bool:
    return word == "Makefile" or word.endswith(("/", ".py"))


def _missing(names: Iterable[str], *pages: str) -> list[str]:
    text = "\n".join(map(_text, pages))
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
