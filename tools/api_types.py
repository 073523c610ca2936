"""Writes the page's types: of the API from the OpenAPI document, of its sentences from the catalog; or checks them."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Formatter
from typing import Any

from board.web.openapi import document
from board.web.routes import ENDPOINTS
from board.words.catalog import FALLBACK, page_words
from tools.vendor import PACKAGES, ROOT, node

_STATIC = ROOT / "board" / "web" / "static"
TYPES = _STATIC / "api_types.d.ts"
SENTENCES = _STATIC / "sentences.d.ts"
_GENERATOR = PACKAGES / "openapi-typescript" / "bin" / "cli.js"
_COMMAND = "python -m tools.api_types"
_HEADER = f"/** The shapes of the API. Written by `{_COMMAND}` from the OpenAPI document: change nothing here. */\n\n"
_SENTENCES_HEADER = f"""/** The page's sentences and blanks. Written by `{_COMMAND}` from the catalog: not by hand. */

export interface Sentences {{
"""
_OPTIONS = ("--root-types", "--root-types-no-schema-prefix", "--root-types-keep-casing", "--alphabetize")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where they have drifted")
    is_check: bool = parser.parse_args().check
    fresh = {TYPES: _api(), SENTENCES: _sentences()}
    if not is_check:
        for path, text in fresh.items():
            path.write_text(text, encoding="utf-8")
        return 0
    drifted = [path for path, text in fresh.items() if path.read_text(encoding="utf-8") != text]
    for path in drifted:
        print(f"{path.relative_to(ROOT)} has drifted: run {_COMMAND}.", file=sys.stderr)
    return 1 if drifted else 0


def _sentences() -> str:
    lines = [
        f'  "{key}": {" | ".join(f"{chr(34)}{blank}{chr(34)}" for blank in _blanks(said)) or "never"};\n'
        for key, said in page_words(FALLBACK).items()
    ]
    return _SENTENCES_HEADER + "".join(lines) + "}\n"


def _blanks(said: str | dict[str, str]) -> list[str]:
    """A plural needs its number, also where no form says it."""
    forms, always = ([said], set()) if isinstance(said, str) else (said.values(), {"n"})
    return sorted(always | {name for form in forms for _, name, _, _ in Formatter().parse(form) if name})


def _api() -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "types.d.ts")
        source.write_bytes(_shapes())
        subprocess.run(
            [node(), _GENERATOR, source, "--output", target, *_OPTIONS],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        told = target.read_text(encoding="utf-8")
    return _HEADER + told.partition("*/\n")[2].lstrip()


def _shapes() -> bytes:
    """The document without its paths: the page writes addresses itself."""
    described = json.loads(document(ENDPOINTS))
    return json.dumps({**described, "paths": {}, "components": _untitled(described["components"])}).encode()


def _untitled(part: Any) -> Any:
    """Titles only repeat the names; what is called `title` itself has a shape, not words."""
    if isinstance(part, list):
        return [_untitled(each) for each in part]
    if not isinstance(part, dict):
        return part
    titled = "title" in part and isinstance(part["title"], str)
    return {name: _untitled(each) for name, each in part.items() if not (titled and name == "title")}


if __name__ == "__main__":
    sys.exit(main())
