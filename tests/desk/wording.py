"""What the code says to people, and by which keys: read from the sources, for the rules of the house."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from board.words.catalog import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
PAGE = "page."
FAMILIES = re.compile(r"(?:refused|command\.\w+|doctor|argparse|sign_in|page)\.[\w.]*\w")
"""Keys that are always written out where they are used, or begin so in a template."""
_WRITTEN = re.compile(rf"{FAMILIES.pattern}|(?:refused|command\.\w+|doctor|sign_in)\.[\w.]*\*")
_BARE = r"[^<>{}$`;=()]*"
"""Text between two tags; what has code in it is another thing."""
_PARTS = ("board", "bot", "cli", "sla", "voice", "composition.py", "lanedesk.py")
_VALIDATED = "web"
"""There a ValueError is what a validator of pydantic says."""
_SAYING = frozenset({"say", "say_count", "said"})


@cache
def catalog(language: str) -> dict[str, tuple[str, ...]]:
    """All plural forms of each key, also empty ones."""
    with (ROOT / "board" / "words" / f"{language}.po").open("rb") as file:
        found = read_po(file, locale=language)
    forms: dict[str, tuple[str, ...]] = {}
    for message in found:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            forms[key] = (text,) if isinstance(text, str) else tuple(text or ())
    return forms


def keys_written_twice(language: str) -> list[str]:
    written = re.findall(
        r'^msgid "(.+)"$', (ROOT / "board" / "words" / f"{language}.po").read_text("utf-8"), re.MULTILINE
    )
    return sorted({key for key in written if written.count(key) > 1})


def placeholders(text: str) -> set[str]:
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return named | set(re.findall(r"%(?:\(\w+\))?[srd]", text))


def is_wordless(text: str) -> bool:
    """Nothing but placeholders, numbers, signs, addresses and names in capitals."""
    plain = re.sub(r"\{\w+\}|%\(?\w*\)?[srd]|`[^`]*`|\S+://\S+|\b[A-Z][\w.-]*[A-Z_]\w*\b", "", text)
    return not re.search(r"[^\W\d_]", plain)


def python_files() -> list[Path]:
    places = [ROOT / part for part in _PARTS]
    return [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]


def page_files() -> list[Path]:
    return [file for file in (ROOT / "board/web/static").rglob("*.js") if "vendor" not in file.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(path: Path) -> Iterator[str]:
    """Those that are no docstrings; of an f-string what stands before its first value, with an asterisk."""
    tree = tree_of(path)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(first := node.values[0], ast.Constant):
            yield f"{first.value!s}*"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | parts:
            yield node.value


def named_in_python() -> set[str]:
    """Keys that the code names, wherever in it, and beginnings of keys with an asterisk."""
    asked = {key for path in python_files() for _, call in _calls(path, _SAYING) for key in keys_of(call)}
    written = (text for path in python_files() for text in strings(path))
    return asked | {text for text in written if _WRITTEN.fullmatch(text)}


def named_on_the_page() -> set[str]:
    """As the catalog has them."""
    named: set[str] = set()
    for path in page_files():
        text = path.read_text(encoding="utf-8")
        named |= {f"{PAGE}{key}" for key in re.findall(r'\bsay\(\s*"([\w.]+)"', text)}
        named |= {f"{PAGE}{key}*" for key in re.findall(r"\bsay\(\s*`([\w.]+)\$\{", text)}
        named |= {f"{PAGE}{family}.*" for family in re.findall(r'\bsayNamed\(\s*"([\w.]+)"', text)}
    return named


def written_on_the_page() -> set[str]:
    """What its templates show or read out without asking the catalog."""
    written: set[str] = set()
    for path in page_files():
        text = re.sub(r"/\*[\s\S]*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        written |= set(re.findall(rf"(?<![=-])>\s*({_BARE}[^\W\d_]{{2}}{_BARE}?)\s*<(?=[/a-z$])", text))
        written |= set(
            re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"$]*[^\W\d_]{2}[^"$]*)"', text)
        )
    return written


def words_of_the_page() -> set[str]:
    """Every literal of its modules, as a key would stand in the catalog."""
    texts = [path.read_text(encoding="utf-8") for path in page_files()]
    return {f"{PAGE}{literal}" for text in texts for literal in re.findall(r'"([\w.]+)"', text)}


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Where a refusal is made, and how."""
    for path in python_files():
        names = _refusal_names() | ({"ValueError"} if _VALIDATED in path.parts else set())
        for line, call in _calls(path, names):
            yield f"{path.relative_to(ROOT)}:{line}", call


def told_in_a_shell() -> Iterator[tuple[str, ast.AST]]:
    """What is printed, what argparse is told to say, and help texts."""
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            is_told = isinstance(node, ast.Call) and _name(node.func) in ("print", "family")
            is_refusal = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ArgumentTypeError")
            if is_told or is_refusal:
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node
            elif isinstance(node, ast.keyword) and node.arg in ("help", "description"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def sentences_in(node: ast.AST) -> list[str]:
    texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and re.search(r"[a-z]{2,}[,.:;]? +[a-z]+", text)]


@cache
def _refusal_names() -> frozenset[str]:
    names = {"DeskError"}
    classes = [
        each for path in python_files() for each in ast.walk(tree_of(path)) if isinstance(each, ast.ClassDef)
    ]
    for _ in range(3):  # as deep as they inherit
        names |= {each.name for each in classes if {_name(base) for base in each.bases} & names}
    return frozenset(names)


def _calls(path: Path, names: frozenset[str]) -> Iterator[tuple[int, ast.Call]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and _name(node.func) in names:
            yield node.lineno, node


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def keys_of(call: ast.Call) -> list[str]:
    given = [each.value for each in call.args[:2] if isinstance(each, ast.Constant)]
    return [each for each in given if isinstance(each, str) and each not in LANGUAGES]
