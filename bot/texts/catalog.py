"""The bot's sentences: one .po file a language, read at start, plurals by each language's own rule."""

from __future__ import annotations

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


def say(language: str, key: str, /, **params: object) -> str:
    """The sentence in that language, or in English when the desk has no such catalog."""
    return _of(language).gettext(key).format(**params)


def say_count(language: str, key: str, n: int, /, **params: object) -> str:
    """The sentence in the form that goes with `n`."""
    return _of(language).ngettext(key, key, n).format(n=n, **params)


def in_every_language(key: str) -> tuple[str, ...]:
    return tuple(catalog.gettext(key) for catalog in _CATALOGS.values())


def _of(language: str) -> GNUTranslations:
    return _CATALOGS.get(language) or _CATALOGS[FALLBACK]
