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
    """Return whether `word` begins with an Arabic letter."""
    return "\u0620" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the light stem of a normalised word; numbers and other scripts are unchanged."""
    if is_arabic(word):
        light = root_form(word) or _without_endings(_without_clitics(word))
        return _SPELLINGS.get(light, light)
    if word.isascii() and word.isalpha():
        return _stem_english(word)
    return word


def _without_clitics(word: str) -> str:
    """Return an Arabic word without the conjunction, article and preposition before it.

    A first letter that might be a clitic is removed even behind the article: it would be removed
    without one too, and وزير must have the stem of الوزير.
    """
    word = word.removeprefix("و") if word.startswith("وو") else word
    bare = _without_letter(word, _CONJUNCTIONS)
    for article in _ARTICLES if bare.startswith(_ARTICLES) else ():
        if bare.startswith(article) and len(bare) >= len(article) + 2:
            bare = _without_letter(bare[len(article) :], _CONJUNCTIONS)
            break
    return _without_letter(bare, _PREPOSITIONS)


def _without_letter(word: str, letters: str) -> str:
    """Return a word without its first letter, if that is one of `letters` and the word is long."""
    return word[1:] if len(word) > _SHORTEST and word[0] in letters else word


def _without_endings(word: str) -> str:
    """Return an Arabic word without its pronoun and its endings of gender, number and case."""
    word = _without_pronoun(word)
    if word.endswith("ء") and len(word) > _SHORTEST:
        word = word[:-1]
    for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST:
            word = word[: -len(ending)]
    return word


def _without_pronoun(word: str) -> str:
    """Return an Arabic word without the pronoun attached to it."""
    for pronoun in _PRONOUNS if word.endswith(_PRONOUNS) else ():
        if word.endswith(pronoun) and len(word) >= len(pronoun) + _SHORTEST:
            # A pronoun turns ta marbuta into ت: مدينة, مدينتهم.
            word = word[: -len(pronoun)]
            return word[:-1] if word.endswith("ت") and len(word) > _SHORTEST else word
    return word


def _stem_english(word: str) -> str:
    """Return the Porter stem of an English word."""
    stemmed: str = _porter().stemWord(word)
    return stemmed


def _porter() -> Stemmer.Stemmer:
    """Return this thread's stemmer, which keeps state between calls."""
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
    """Yield the forms in which a list may contain an Arabic stem that it lacks as it stands.

    The likelier come first. None for a short stem.
    """
    bare = [
        stem.removesuffix(ending)
        for ending in (_FORM_ENDINGS if stem.endswith(_FORM_ENDINGS) else ())
        if stem.endswith(ending) and len(stem) >= len(ending) + _SHORTEST_FORM
    ]
    for form in (stem, *bare):
        if form is not stem:
            yield form
        if form.startswith(_PERSONS) and len(form) > _SHORTEST_FORM:
            yield f"ي{form[1:]}"
