"""Pure rules about when a text is no more than a thanks, which nobody has to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_LONGEST = 60
_MOST_NAMES = 3
_SMILE = re.compile(r"[:;=]['-]?(?:\)+|d\b)|\^_?\^|<3+|\)+", re.IGNORECASE)
_SIGN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|\++|\s+|.", re.DOTALL)
_HARMLESS = {",", ".", "!", "-", "–", "—", ";", ":"}
_TWICE = re.compile(r"[.,]\s*[.,]")
"""“great job...”, “спасибо, конечно…”: dots in a row mean the opposite, or that more is to come."""
_NAME_PART = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"(\w)\1+")
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'", "ё": "е"})
_INVISIBLE = {"Cf", "Mn", "Me"}


@dataclass(frozen=True)
class Slot:
    """One of these words, or none if it may be left out."""

    words: frozenset[str]
    may_lack: bool


Phrase: TypeAlias = tuple[Slot, ...]


@dataclass(frozen=True)
class Vocabulary:
    """`thanking` phrases thank or tell of success; `beside` ones may stand by them, and are nothing alone."""

    thanking: Sequence[Phrase]
    beside: Sequence[Phrase]
    emoji: Collection[str]


def phrase(line: str) -> Phrase:
    """In a line, `a/b` stands for one of the words, `(a/b)` for one of them or none."""
    return tuple(
        Slot(frozenset(map(_squeezed, place.strip("()").translate(_STRAIGHT).split("/"))), place[0] == "(")
        for place in line.split()
    )


def bare_thanks(text: str, known: Vocabulary) -> Sequence[str] | None:
    """None if it is more than a thanks; else those of its words that must be names of an agent on the ticket.

    For a sticker, the text is its emoji.
    """
    if len(text.strip()) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text)
    if _TWICE.search(text):
        return None
    words, pictures = _taken_apart(_SMILE.sub("🙂", text.lower().translate(_STRAIGHT)))
    if words is None or not all(picture in known.emoji or picture == "🙂" for picture in pictures):
        return None
    thanks, names = _told_apart(words, known)
    return names if len(names) <= _MOST_NAMES and (thanks or (pictures and not words)) else None


def are_names(words: Iterable[str], people: Iterable[str]) -> bool:
    """Whether each word is a part of somebody's name, in its own alphabet or another, declined or not (Vera, Вере)."""
    known = {_sound(part) for name in people for part in _NAME_PART.findall(name)}
    return all(any(_is_same_name(_sound(word), name) for name in known) for word in words)


def _taken_apart(text: str) -> tuple[list[str] | None, list[str]]:
    """Words and emoji; no words at all, which is not an empty list, if a sign is neither, nor a harmless one."""
    words, pictures = [], []
    for sign in _SIGN.findall(text):
        category = unicodedata.category(sign[0])
        if sign[0].isalnum() or sign[0] == "+":
            words.append("+" if sign[0] == "+" else sign)
        elif category in ("So", "Cn", "Co"):
            pictures.append(sign)
        elif not (sign.isspace() or sign in _HARMLESS or category in _INVISIBLE or _is_skin(sign)):
            return None, []
    return words, pictures


def _is_skin(sign: str) -> bool:
    return 0x1F3FB <= ord(sign) <= 0x1F3FF


def _told_apart(words: Sequence[str], known: Vocabulary) -> tuple[bool, list[str]]:
    """Whether a phrase thanks, and the words that no phrase holds. The longest phrase from a word on counts."""
    squeezed = tuple(map(_squeezed, words))
    thanks, others, place = False, [], 0
    while place < len(words):
        thanking = max(_lengths(known.thanking, squeezed[place:]))
        beside = max(_lengths(known.beside, squeezed[place:]))
        if size := max(thanking, beside):
            thanks = thanks or thanking == size
        else:
            others.append(words[place])
        place += size or 1
    return thanks, others


def _lengths(known: Iterable[Phrase], words: tuple[str, ...]) -> Iterator[int]:
    """How many words from the first on each phrase takes; 0 for none."""
    yield 0
    for each in known:
        yield max(_fits(each, words), default=0)


def _fits(left: Phrase, words: tuple[str, ...], taken: int = 0) -> Iterator[int]:
    """Every number of words that the rest of a phrase can take."""
    if not left:
        yield taken
        return
    slot, rest = left[0], left[1:]
    if taken < len(words) and words[taken] in slot.words:
        yield from _fits(rest, words, taken + 1)
    if slot.may_lack:
        yield from _fits(rest, words, taken)


def _squeezed(word: str) -> str:
    """“спасибоооо” is “спасибо”: letters in a row count once, in what is known as well."""
    return _REPEATED.sub(r"\1", word)


_LATIN = dict(
    re.findall(
        r"(\w)=(\w*)",
        "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=c ч=ch ш=sh щ=sh"
        " ъ= ы=i ь= э=e ю=iu я=ia і=i ї=i є=ie ґ=g ў=u ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h",
    )
)
_ALIKE = (
    ("dzh", "i"),
    ("zh", "i"),
    ("kh", "h"),
    ("shch", "sh"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("ts", "c"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("j", "i"),
    ("y", "i"),
    ("h", ""),
    ("ie", "e"),
)


def _is_same_name(said: str, name: str) -> bool:
    """A declined name ends in another vowel, or in one more: Вере, Ивану. “Нет” is not Neta."""
    stem = said.rstrip("aeiou")
    return said == name or (1 < len(stem) < len(said) and stem == name.rstrip("aeiou"))


def _sound(name: str) -> str:
    """How a name sounds, roughly: Сергей and Sergey, Юлия and Julia are the same."""
    latin = "".join(_LATIN.get(sign, sign) for sign in name.lower().translate(_STRAIGHT))
    plain = "".join(s for s in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(s))
    for written, heard in _ALIKE:
        plain = plain.replace(written, heard)
    return _squeezed(plain)
