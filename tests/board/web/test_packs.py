"""Modules joined into one file say what they said alone, and a module that can't be joined is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from board.web import assets
from board.web.packs import packs
from tools.vendor import find_node

pytestmark = pytest.mark.fast

_APP = """// @ts-check
/** What it begins with. */

import { half as part, say } from "./words/say.js";
import * as words from "./words/say.js";

/** @type {string} */ const kept = "kept";
say(kept, words.half(4), part(8));
export const reads = async () => {
  const { late } = await import("./late.js");
  return late();
};
void reads().then(say);
"""
_SAY = """// @ts-check
/** Says what it is given. @param {...unknown} said */
export function say(...said) {
  console.log(...said);
}

export const half = (/** @type {number} */ n) => n / 2;
"""
_LATE = """// @ts-check
import { say } from "./words/say.js";
import { word } from "./later.js";

export async function late() {
  say("late");
  return word;
}
"""


def _write(folder: Path, **modules: str) -> None:
    (folder / "words").mkdir(exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name.replace('__', '/')}.js").write_text(text)


def test_joined_modules_run_as_they_did_alone(tmp_path: Path) -> None:
    _write(tmp_path, app=_APP, words__say=_SAY, late=_LATE, later='export const word = "word";\n')
    made = packs(tmp_path, "")
    for name, pack in made.items():
        (tmp_path / name).write_bytes(pack.plain)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    node = find_node()
    if node is None:
        pytest.skip("not run: there is no Node.js here")

    alone, joined = (
        subprocess.run([node, tmp_path / name], capture_output=True, text=True, check=True).stdout
        for name in ("app.js", "begin.js")
    )

    assert joined == alone == "kept 2 4\nlate\nword\n"
    assert b"function late" in made["beside.js"].plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('import "./words/say.js";\n', "app.js.*import"),
        ("export default 1;\n", "app.js.*export default"),
        ("export let count = 0;\n", "app.js.*export let"),
        ('import { a } from "./late.js";\n', "app.js imports late.js imports app.js"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, text: str, told: str) -> None:
    _write(tmp_path, app=text, late='import { b } from "./app.js";\n')

    with pytest.raises(ValueError, match=told):
        packs(tmp_path, "")


def test_each_module_of_the_page_is_joined_once() -> None:
    made = packs(assets.STATIC, assets.shell())
    joined = [
        line
        for name in ("begin.js", "beside.js")
        for line in made[name].plain.decode().splitlines()
        if line.startswith("// ")
    ]

    own = {f"// {path.relative_to(assets.STATIC)}" for path in assets.STATIC.rglob("*.js")}
    own -= {f"// {path.relative_to(assets.STATIC)}" for path in (assets.STATIC / "vendor").rglob("*")}
    assert sorted(joined) == sorted(own)
