"""The page's modules and styles joined: a browser far away waits for a few files, not for two hundred.

A module becomes a block after those it imports, and what it exports is kept by its path. Nothing is renamed, and
nothing left out but comments. This rests on how the page's modules are written: no two import each other, and none
imports or exports in a form that is not read here. Any other is a ValueError.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_BEGIN = "app.js"
_IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}|(\w+)) from "([^"]+)";\n', re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+\.js)"\)')
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_UNREAD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_STYLE = re.compile(r'^ *<link rel="stylesheet" href="/static/(styles/[^"]+)" />\n', re.MULTILINE)
_LATER_FOR_ALL = """export const later = async (path) => {
  if (!made[path]) await import("./beside.js");
  return made[path];
};
"""


@dataclass(frozen=True)
class Pack:
    plain: bytes
    compressed: bytes
    content_type: str


@dataclass(frozen=True)
class _Module:
    block: str
    needs: tuple[str, ...]
    """Paths of modules and names of libraries that stand before it."""
    later: tuple[str, ...]


def packs(folder: Path, html: str) -> Mapping[str, Pack]:
    """What the page begins with, what it may fetch later, and the styles that its HTML names."""
    modules: dict[str, _Module] = {}
    _add(folder, _BEGIN, modules)
    first = tuple(modules)
    for path in _reached(modules):
        _add(folder, path, modules)
    beside = [modules[path].block for path in modules if path not in first]
    styles = "".join((folder / name).read_text(encoding="utf-8") for name in _STYLE.findall(html))
    return {
        "begin.js": _script([_libraries(modules), *(modules[path].block for path in first)]),
        "beside.js": _script(['import { later, made } from "./begin.js";\n', *beside]),
        "styles.css": _pack(styles, "text/css"),
    }


def with_one_style(html: str) -> str:
    return _STYLE.sub(
        "", _STYLE.sub('    <link rel="stylesheet" href="/static/packs/styles.css" />\n', html, count=1)
    )


def _add(folder: Path, path: str, modules: dict[str, _Module], above: tuple[str, ...] = ()) -> None:
    """The module at the end, behind all it needs."""
    if path in modules:
        return
    if path in above:
        raise ValueError(" imports ".join((*above[above.index(path) :], path)))
    module = _read(folder, path)
    for needed in module.needs:
        if needed.endswith(".js"):
            _add(folder, needed, modules, (*above, path))
    modules[path] = module


def _reached(modules: Mapping[str, _Module]) -> Iterator[str]:
    """What is fetched later, and what that fetches, as it comes to be known."""
    asked = [path for each in modules.values() for path in each.later]
    seen: set[str] = set()
    while asked:
        path = asked.pop(0)
        if path not in seen:
            seen.add(path)
            yield path
            asked.extend(found for each in list(modules.values()) for found in each.later)


def _read(folder: Path, path: str) -> _Module:
    text = _COMMENT.sub("", (folder / path).read_text(encoding="utf-8"))

    def place(name: str) -> str:
        beside = (folder / path).parent.joinpath(name)
        return str(beside.resolve().relative_to(folder)) if name.startswith(".") else name

    needs = tuple(place(found[4]) for found in _IMPORT.finditer(text))
    later = tuple(place(found[1]) for found in _LATER.finditer(text))
    exported = ", ".join(found[1] for found in _EXPORT.finditer(text))
    text = _LATER.sub(lambda found: f'later("{place(found[1])}")', text)
    text = _EXPORT.sub("", _IMPORT.sub(lambda found: _taken(found, place(found[4])), text))
    if unread := _UNREAD.search(text):
        raise ValueError(path, unread[0])
    return _Module(f'// {path}\n{{\n{text}made["{path}"] = {{ {exported} }};\n}}\n', needs, later)


def _taken(found: re.Match[str], path: str) -> str:
    """What a module imports, from what others export."""
    whole, some, only = found[1], found[2], found[3]
    names = whole or (f"{{{some.replace(' as ', ': ')}}}" if some else f"{{ default: {only} }}")
    return f'const {names} = made["{path}"];\n'


def _libraries(modules: Mapping[str, _Module]) -> str:
    """They stay files of their own, found by the page's import map."""
    names = dict.fromkeys(need for each in modules.values() for need in each.needs if need not in modules)
    imports = "".join(f'import * as library{at} from "{name}";\n' for at, name in enumerate(names))
    known = ", ".join(f'"{name}": library{at}' for at, name in enumerate(names))
    return f"{imports}export const made = {{ {known} }};\n{_LATER_FOR_ALL}"


def _script(parts: Iterable[str]) -> Pack:
    return _pack("".join(parts), "text/javascript")


def _pack(text: str, content_type: str) -> Pack:
    plain = text.encode()
    return Pack(plain, gzip.compress(plain, mtime=0), content_type)
