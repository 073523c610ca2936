"""All sentences of the desk: one .po file a language, read when first used, plurals by each language's own rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

FALLBACK = "en"
_HERE = Path(__file__).parent
_PAGE = "page."
_PLURALS_TRIED = 200
"""No language here has a plural form that none of the first numbers take."""

LANGUAGES = tuple(sorted(path.stem for path in _HERE.glob("*.po")))


@dataclass(frozen=True)
class _Catalog:
    """`forms` has one text for a key, or one for each plural; `plural` says which of them a number takes."""

    forms: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


def say(language: str, key: str, /, **params: object) -> str:
    """The sentence in that language, or in English when the desk has no such catalog; `n` chooses the plural.

    A key that no catalog has is said as it stands.
    """
    catalog = _of(language)
    forms = catalog.forms.get(key) or _of(FALLBACK).forms.get(key) or (key,)
    n = params.get("n")
    form = forms[catalog.plural(n)] if len(forms) > 1 and isinstance(n, int) else forms[0]
    return form.format(**params) if params else form


def say_count(language: str, key: str, n: int, /, **params: object) -> str:
    """The sentence in the form that goes with `n`."""
    return say(language, key, n=n, **params)


def keys(prefix: str) -> tuple[str, ...]:
    """The sentences whose key begins so, as they stand in the catalog that has all."""
    return tuple(key for key in _of(FALLBACK).forms if key.startswith(prefix))


def in_every_language(key: str) -> tuple[str, ...]:
    return tuple(say(language, key) for language in LANGUAGES)


def page_words(language: str) -> dict[str, str | dict[str, str]]:
    """The board page's sentences, without the prefix; of a plural, the form for each of CLDR's categories."""
    catalog, categories = _of(language), _categories(language)
    return {
        key.removeprefix(_PAGE): forms[0]
        if len(forms) == 1
        else {category: forms[index] for category, index in categories.items()}
        for key, forms in catalog.forms.items()
        if key.startswith(_PAGE)
    }


def best_language(accepted: str) -> str | None:
    """The first of our languages that an Accept-Language header (RFC 9110, 12.5.4) asks for."""
    wanted = []
    for part in accepted.split(","):
        name, _, quality = part.partition(";")
        weight = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", quality)
        wanted.append((-float(weight[1]) if weight else -1.0, name.strip().partition("-")[0].lower()))
    chosen = (name for weight, name in sorted(wanted, key=lambda one: one[0]) if weight and name in LANGUAGES)
    return next(chosen, None)


def _of(language: str) -> _Catalog:
    return _read(language if language in LANGUAGES else FALLBACK)


@cache
def _read(language: str) -> _Catalog:
    entries = _entries((_HERE / f"{language}.po").read_text(encoding="utf-8"))
    header = "".join(entries.pop(""))
    plural = re.search(r"plural=([^;]+);", header)
    assert plural is not None, header
    return _Catalog({key: forms for key, forms in entries.items() if all(forms)}, c2py(plural[1]))


def _entries(text: str) -> dict[str, tuple[str, ...]]:
    """A .po file's texts by key, without what ours have none of. Babel's reader takes a fifth of a second to import."""
    found: dict[str, list[str]] = {}
    said: list[str] = []
    for line in text.splitlines():
        word, quote, rest = line.partition('"')
        if not quote or word.startswith("#"):
            continue
        part = json.loads(quote + rest)
        if word == "msgid ":
            said = found[part] = []
        elif word.startswith("msgstr"):
            said.append(part)
        elif not word:
            said[-1] += part
    return {key: tuple(forms) for key, forms in found.items()}


@cache
def _categories(language: str) -> Mapping[str, int]:
    """Which of the catalog's plural forms each of CLDR's categories takes; `other` is for fractions too."""
    from babel import Locale

    category, plural = Locale.parse(language).plural_form, _of(language).plural
    found = {category(n): plural(n) for n in range(_PLURALS_TRIED)}
    return {"other": plural(2), **found}
