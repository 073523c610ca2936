"""The bot's sentences: one .po file a language, read at start, plurals by each language's own rule."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FALLBACK = "en"
_HERE = Path(__file__).parent


def _read(path: Path) -> GNUTranslations:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


_CATALOGS = {path.stem: _read(path) for path in sorted(_HERE.glob("*.po"))}

LANGUAGES = tuple(_CATALOGS)
_ORDER = re.findall(r'^msgid "(.+)"$', (_HERE / f"{FALLBACK}.po").read_text("utf-8"), re.MULTILINE)


def say(language: str, key: str, /, **params: object) -> str:
    """The sentence in that language, or in English when the desk has no such catalog."""
    return _of(language).gettext(key).format(**params)


def say_count(language: str, key: str, n: int, /, **params: object) -> str:
    """The sentence in the form that goes with `n`."""
    return _of(language).ngettext(key, key, n).format(n=n, **params)


def keys(prefix: str) -> tuple[str, ...]:
    """The sentences whose key begins so, as they stand in the catalog that has all."""
    return tuple(key for key in _ORDER if key.startswith(prefix))


def in_every_language(key: str) -> tuple[str, ...]:
    return tuple(catalog.gettext(key) for catalog in _CATALOGS.values())


def _of(language: str) -> GNUTranslations:
    return _CATALOGS.get(language) or _CATALOGS[FALLBACK]
