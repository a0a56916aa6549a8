"""Light stems: the clitics and endings of Arabic words go; English ones are stemmed by Snowball.

The Arabic rules extend Light10 (Larkey, Ballesteros and Connell, 2007) by pronouns and the
conjunction ف.
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
_SHORTEST = 3  # letters that stay

# Stems of names that the presses of the Arab world spell in two ways: one → the other.
_PRESS_SPELLINGS = """
امريك اميرك, امريكا اميركا, انجلترا انكلترا, انجليز انكليز, جوجل غوغل, جوتيريش غوتيريش,
كونجو كونغو, انجولا انغولا, بنجلاديش بنغلاديش, سنجافور سنغافور, يوجوسلافيا يوغوسلافيا,
بلجراد بلغراد, شنجها شنغها, جواتيمالا غواتيمالا, اوروجوا اوروغوا, باراجوا باراغوا,
سوفيت سوفيات, سوفييت سوفيات, ترمب ترامب, زيلنسك زيلينسك, تليفزيون تلفزيون, تليفون تلفون,
استانبول اسطنبول, ميونخ ميونيخ, هونج هونغ, كونج كونغ, بيونج بيونغ, يانج يانغ
"""
_SAME_NAME = dict(pair.split() for pair in _PRESS_SPELLINGS.split(","))

_local = threading.local()


def is_arabic_word(word: str) -> bool:
    """Return whether `word` begins with an Arabic letter."""
    return "\u0620" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=1 << 17)
def light_stem(word: str) -> str:
    """Return the stem of a folded word; numbers and other scripts are returned unchanged."""
    if is_arabic_word(word):
        stem = _without_endings(_without_clitics(word))
        return _SAME_NAME.get(stem, stem)
    if word.isascii() and word.isalpha():
        return str(_english_stemmer().stemWord(word))
    return word


def _without_clitics(word: str) -> str:
    """Remove conjunction, preposition and article from the head of an Arabic word.

    A first letter that could be a clitic also goes behind the article, so that وزير and الوزير
    have the same stem.
    """
    word = word.removeprefix("و") if word.startswith("وو") else word
    bare = _without_first(word, _CONJUNCTIONS)
    for article in _ARTICLES:
        if bare.startswith(article) and len(bare) >= len(article) + 2:
            bare = _without_first(bare[len(article) :], _CONJUNCTIONS)
            break
    return _without_first(bare, _PREPOSITIONS)


def _without_first(word: str, letters: str) -> str:
    """Remove the first letter if it is one of `letters` and enough letters stay."""
    return word[1:] if len(word) > _SHORTEST and word[0] in letters else word


def _without_endings(word: str) -> str:
    """Remove a pronoun, then the endings of number and gender, from an Arabic word."""
    word = _without_last(_without_pronoun(word), "ء")
    for ending in _ENDINGS:
        word = _without_last(word, ending)
    return word


def _without_pronoun(word: str) -> str:
    """Remove a pronoun, and the ت that it turns a ta marbuta into: مدينة, مدينتهم."""
    for pronoun in _PRONOUNS:
        bare = _without_last(word, pronoun)
        if bare != word:
            return _without_last(bare, "ت")
    return word


def _without_last(word: str, ending: str) -> str:
    """Remove an ending if the word has it and enough letters stay."""
    stays = len(word) >= len(ending) + _SHORTEST
    return word.removesuffix(ending) if stays else word


def _english_stemmer() -> Stemmer.Stemmer:
    """Return the Snowball stemmer of this thread: a stemmer keeps state between calls."""
    if not hasattr(_local, "english"):
        import Stemmer

        _local.english = Stemmer.Stemmer("english", 0)
    return cast("Stemmer.Stemmer", _local.english)
