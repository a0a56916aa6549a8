"""Light stems of normalised Arabic and English words.

Arabic is light10 (Larkey, Ballesteros and Connell, 2007) with one-letter clitics and pronoun
suffixes added, and the spellings of the same word led back to one; English is Porter2.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, cast

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
        light = _without_endings(_without_clitics(word))
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
