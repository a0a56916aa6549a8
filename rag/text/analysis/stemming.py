"""Light stems of normalised Arabic and English words, and other forms of Arabic stems."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from rag.text.analysis.plurals import root_form

if TYPE_CHECKING:
    import Stemmer


_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بلكسف"
_ARTICLES = ("ال", "بال", "كال", "وال", "فال", "لل")
_PRONOUNS = ("ته", "هما", "كما", "هم", "هن", "كم", "كن", "نا", "ها")
_ENDINGS = ("ان", "ات", "ون", "ين", "يه", "ه", "ي")
_SHORTEST = 3

# Stems of words that the presses of the Arab world spell differently, each led back to one.
_SPELLINGS = {
    "امريك": "اميرك",
    "امريكا": "اميركا",
    "انجلترا": "انكلترا",
    "انجليز": "انكليز",
    "جوجل": "غوغل",
    "جوتيريش": "غوتيريش",
    "كونجو": "كونغو",
    "انجولا": "انغولا",
    "بنجلاديش": "بنغلاديش",
    "سنجافور": "سنغافور",
    "يوجوسلافيا": "يوغوسلافيا",
    "بلجراد": "بلغراد",
    "شنجها": "شنغها",
    "جواتيمالا": "غواتيمالا",
    "اوروجوا": "اوروغوا",
    "باراجوا": "باراغوا",
    "سوفيت": "سوفيات",
    "سوفييت": "سوفيات",
    "ترمب": "ترامب",
    "زيلنسك": "زيلينسك",
    "تليفزيون": "تلفزيون",
    "تليفون": "تلفون",
    "استانبول": "اسطنبول",
    "ميونخ": "ميونيخ",
    "هونج": "هونغ",
    "كونج": "كونغ",
    "بيونج": "بيونغ",
    "يانج": "يانغ",
}
_local = threading.local()


def is_arabic(word: str) -> bool:
    """Whether `word` begins with an Arabic letter."""
    return "\u0620" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The light stem of a normalised word; numbers and other scripts come back as they are."""
    if is_arabic(word):
        light = root_form(word) or _without_endings(_without_clitics(word))
        return _SPELLINGS.get(light, light)
    if word.isascii() and word.isalpha():
        return _stem_english(word)
    return word


def _without_clitics(word: str) -> str:
    """A first letter that might be a clitic goes even behind the article: it would go without
    one too, and وزير must meet الوزير."""
    word = word.removeprefix("و") if word.startswith("وو") else word
    bare = _without_letter(word, _CONJUNCTIONS)
    for article in _ARTICLES:
        if bare.startswith(article) and len(bare) >= len(article) + 2:
            bare = _without_letter(bare[len(article) :], _CONJUNCTIONS)
            break
    return _without_letter(bare, _PREPOSITIONS)


def _without_letter(word: str, letters: str) -> str:
    return word[1:] if len(word) > _SHORTEST and word[0] in letters else word


def _without_endings(word: str) -> str:
    for pronoun in _PRONOUNS:
        if word.endswith(pronoun) and len(word) >= len(pronoun) + _SHORTEST:
            # A pronoun turns ta marbuta into ت: مدينة, مدينتهم.
            word = word[: -len(pronoun)]
            word = word[:-1] if word.endswith("ت") and len(word) > _SHORTEST else word
            break
    if word.endswith("ء") and len(word) > _SHORTEST:
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST:
            word = word[: -len(ending)]
    return word


def _stem_english(word: str) -> str:
    stemmed: str = _porter().stemWord(word)
    return stemmed


def _porter() -> Stemmer.Stemmer:
    """This thread's stemmer: it keeps state between calls."""
    if not hasattr(_local, "porter"):
        import Stemmer

        _local.porter = Stemmer.Stemmer("english", 0)
    return cast("Stemmer.Stemmer", _local.porter)


# The accusative's alef, verb endings and objects, the construct plural: كبيرا, غادروا, غادرت,
# أخبرني, موظفو.
_FORM_ENDINGS = ("وا", "نا", "تم", "ا", "ت", "ن", "و")
_SHORTEST_FORM = 3
# I, we, you and she go; a list has he goes.
_PERSONS = ("ت", "ن", "ا")


def forms(stem: str) -> Iterator[str]:
    """The forms under which a list may have an Arabic stem that it does not have as it stands;
    the likelier first. None for a short one."""
    bare = [
        stem.removesuffix(ending)
        for ending in _FORM_ENDINGS
        if stem.endswith(ending) and len(stem) >= len(ending) + _SHORTEST_FORM
    ]
    for form in (stem, *bare):
        if form is not stem:
            yield form
        if form.startswith(_PERSONS) and len(form) > _SHORTEST_FORM:
            yield f"ي{form[1:]}"
