"""Knows outlets by their names in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words

_GENERAL = frozenset(
    words(
        "the news agency newspaper channel website com net org"
        " وكالة وكاله صحيفة جريدة قناة موقع شبكة مجلة أنباء الأنباء للأنباء نت"
    )
)
_HEADS = words("وكالة صحيفة جريدة قناة موقع شبكة مجلة إذاعة")
_SURE = 5  # letters of an Arabic name that is hardly another word
# A site is known by its name: www.reuters.com, alarabiya.net.
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+)\.(?:com|net|org|co)\b.*", re.IGNORECASE)


def outlet_key(name: str) -> str:
    """Return the same text for all names of an outlet: Reuters, وكالة رويترز.

    An outlet that outlets.tsv does not know is known by the words of its name.
    """
    own = _words(_SITE.sub(r"\1", name.strip()))
    return _known().get(own, " ".join(own))


def outlets_in(text: str) -> frozenset[str]:
    """Return the keys of the outlets of outlets.tsv that a text surely names.

    English names count with their capitals: a tap is no TAP. Arabic ones that may be other words
    (الحياة, قنا) count behind a word like صحيفة or وكالة.
    """
    spoken = " ".join(words(text))
    return frozenset(
        key for pattern, arabic, key in _mentions() if pattern.search(spoken if arabic else text)
    )


def _words(name: str) -> tuple[str, ...]:
    spoken = tuple(words(name))
    return tuple(word for word in spoken if word not in _GENERAL) or spoken


@cache
def _known() -> Mapping[tuple[str, ...], str]:
    """Return the key of each name of outlets.tsv by its words."""
    return {_words(name): key for key, names, _ in _rows() for name in names}


@cache
def _mentions() -> Sequence[tuple[re.Pattern[str], bool, str]]:
    """Return what each name of outlets.tsv looks like in a text, whether it is Arabic, its key."""
    return [
        (_mention(name, agency), is_arabic(words(name)[0]), key)
        for key, names, agency in _rows()
        for name in names
        if len(name) > 2
    ]


def _mention(name: str, agency: bool) -> re.Pattern[str]:
    spoken = words(name)
    if not is_arabic(spoken[0]):
        return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    joined = " ".join(spoken)
    sure = len(joined) >= _SURE if agency else not joined.startswith("ال")
    head = "" if sure else rf"(?:{'|'.join(_HEADS)}) "
    return re.compile(rf"(?<!\S)[وفبلك]?{head}{re.escape(joined)}(?!\S)")


def _rows() -> Iterator[tuple[str, list[str], bool]]:
    """Yield each line of outlets.tsv: the key, the names, whether it is an agency."""
    text = files("rag.briefs").joinpath("outlets.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            told, _, kind = line.partition("\t")
            names = [name.strip() for name in told.split("|")]
            yield " ".join(_words(names[0])), names, kind == "agency"
