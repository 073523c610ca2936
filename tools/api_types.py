"""Writes the page's types of the API from the OpenAPI document; with --check, says whether they still are the same."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from board.web.openapi import document
from board.web.routes import ENDPOINTS
from tools.vendor import PACKAGES, ROOT, node

TYPES = ROOT / "board" / "web" / "static" / "api_types.d.ts"
_GENERATOR = PACKAGES / "openapi-typescript" / "bin" / "cli.js"
_COMMAND = "python -m tools.api_types"
_HEADER = f"/** The shapes of the API. Written by `{_COMMAND}` from the OpenAPI document: change nothing here. */\n\n"
_OPTIONS = ("--root-types", "--root-types-no-schema-prefix", "--root-types-keep-casing", "--alphabetize")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where they have drifted")
    is_check: bool = parser.parse_args().check
    fresh = _generated()
    if is_check and TYPES.read_text(encoding="utf-8") != fresh:
        print(f"{TYPES.relative_to(ROOT)} has drifted from the API: run {_COMMAND}.", file=sys.stderr)
        return 1
    if not is_check:
        TYPES.write_text(fresh, encoding="utf-8")
    return 0


def _generated() -> str:
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
