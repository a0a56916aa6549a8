"""Names that both languages have for the same thing, from Unicode's CLDR."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from rag.text.analysis.folding import normalize
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.tokenizer import words

if TYPE_CHECKING:
    from babel import Locale


# What a word begins with that has a clitic or the article.
_BEFORE_WORDS = ("و", "ف", "ب", "ل", "ك", "ال")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")


class Lexicon:
    """Phrases of normalised words, each with the key that it stands for.

    Arabic phrases are stored and found without the article ال.
    """

    def __init__(self, entries: Iterable[tuple[Sequence[str], str]]) -> None:
        self._keys: dict[tuple[str, ...], str] = {}
        # By the first word and the second, how many words the longest phrase has.
        self._longest: dict[str, dict[str, int]] = {}
        for written, key in entries:
            phrase = tuple(map(without_article, written))
            if phrase:
                self._keys.setdefault(phrase, key)
                longest = self._longest.setdefault(phrase[0], {})
                second = phrase[1] if len(phrase) > 1 else ""
                longest[second] = max(longest.get(second, 0), len(phrase))
        self._heads = lru_cache(maxsize=1 << 17)(self._find_heads)

    def may_begin(self, word: str) -> bool:
        """Tell whether a phrase may begin with a normalised word."""
        if not word.startswith(_BEFORE_WORDS):  # nothing can be taken off
            return word in self._longest
        return bool(self._find_heads(word))

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, key) of the longest phrases, left to right, never overlapping."""
        return self.matches_from(words, range(len(words)))

    def matches_from(
        self, words: Sequence[str], spots: Iterable[int]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield the `matches` where phrases may begin at some places only, which are in order."""
        heads, free = self._heads, 0
        for at in spots:
            if at < free or not heads(words[at]):
                continue
            end, key = self._match(words, at, heads(words[at]))
            if key:
                yield at, end, key
                free = end

    def _match(self, words: Sequence[str], at: int, heads: Iterable[str]) -> tuple[int, str]:
        """Return the end and the key of the longest phrase from `at` on, where one of `heads` may
        stand; an empty key for none."""
        best = (at, "")
        second = without_article(words[at + 1]) if at + 1 < len(words) else ""
        for head in heads:
            longest = self._longest[head].get(second, 1)
            tail = [without_article(word) for word in words[at + 1 : at + longest]]
            for size in range(len(tail), -1, -1):
                key = self._keys.get((head, *tail[:size]))
                if key and at + 1 + size > best[0]:
                    best = (at + 1 + size, key)
        return best

    def _find_heads(self, word: str) -> tuple[str, ...]:
        """Return the first words of phrases that `word` may be, with its clitics taken off."""
        if not is_arabic(word):
            return (word,) if word in self._longest else ()
        return tuple(head for head in _bare_forms(word) if head in self._longest)


def _bare_forms(word: str) -> tuple[str, ...]:
    """Return an Arabic word with its clitics and its article taken off, in all ways."""
    bare = [without_article(word)]
    if word.startswith(_CLITICS):
        bare += [
            without_article(word[len(clitic) :])
            for clitic in _CLITICS
            if word.startswith(clitic) and len(word) >= len(clitic) + 3
        ]
    # Names that begin with these letters have lost them too: ألماني, الألماني.
    if not word.startswith(_BEFORE_WORDS):
        return tuple(bare)
    return tuple(dict.fromkeys((*bare, *map(without_article, bare))))


def without_article(word: str) -> str:
    """Return an Arabic word without ال, also where ل has absorbed its alef."""
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    if word.startswith("لل") and len(word) > 4:
        return word[2:]
    return word


# CLDR names that are common words besides.
_TOO_COMMON = frozenset(
    ["مالي", "ترك", "عالم", "جزر", "نوم", "ماهي", "استرليني", "نيوي", "world", "won", "man"]
)
_CURRENCIES = ("USD", "EUR", "GBP", "CNY", "RUB", "CHF", "INR", "TRY", "KWD", "AED", "SAR")
# Egypt and the Gulf, the Levant and Iraq, Algeria and Tunisia, Morocco, Mauritania.
_MONTH_LOCALES = ("en", "ar", "ar_SY", "ar_DZ", "ar_MA", "ar_MR")
# Months that are other words too (father, practised): `m?` asks for a number beside them.
_DOUBTFUL_MONTHS = frozenset(["may", "march", "mar", "اب", "ماي", "اوت", "مارس"])
_OLD_NAME = re.compile(r"\(.*?\)|\d+")


@cache
def names() -> Lexicon:
    """Return all names; they are collected at the first call, in about a tenth of a second."""
    return Lexicon(_filled().entries())


@cache
def spellings() -> Mapping[str, tuple[str, ...]]:
    """Return for each key of `names` all its spellings in both languages.

    A country has its name, what newsrooms call it, and its adjectives.
    """
    return {key: tuple(dict.fromkeys(surfaces)) for key, surfaces in _filled().surfaces.items()}


def _filled() -> _Book:
    """Collect the names of countries, languages, currencies, cities, months and weekdays."""
    from babel import Locale

    book = _Book()
    english, arabic = Locale("en"), Locale("ar")
    for code, called in _newsroom_names():
        book.add(f"c:{code}", called)
    for code, name in english.territories.items():
        book.add(f"c:{code}", (name, arabic.territories.get(code, "")))
    for code, adjectives in _adjectives(english, arabic):
        book.add(f"c:{code}", adjectives)
    for code, name in english.languages.items():
        if len(code) == 2:
            book.add(f"l:{code}", (name, arabic.languages.get(code, "")))
    for unit, name in _currency_units(english, arabic):
        book.add(f"x:{unit}", (unit, name))
    for zone, city in arabic.time_zones.items():
        own = english.time_zones.get(zone, {}).get("city")
        name = own or zone.rpartition("/")[2].replace("_", " ")
        book.add("p:" + "_".join(name.split()), (name, city.get("city", "")))
    for key, name in _calendar():
        book.add(key, (name,))
    return book


def _newsroom_names() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the codes of newsroom_names.tsv, each with all its names."""
    text = files("rag.text").joinpath("newsroom_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, *sides = line.split("\t")
            yield code, [name.strip() for side in sides for name in side.split("|")]


class _Book:
    """Collects the surface forms of keys.

    Where one of several forms is known already, the others get its key.
    """

    def __init__(self) -> None:
        self._keys: dict[tuple[str, ...], str] = {}
        self.surfaces: dict[str, list[str]] = defaultdict(list)

    def add(self, key: str, surfaces: Iterable[str]) -> None:
        """Add the surface forms of a key."""
        plain = [_OLD_NAME.sub("", surface).strip() for surface in surfaces]
        phrases = [tuple(map(without_article, words(surface))) for surface in plain]
        self.surfaces[key.replace("?", "")] += filter(None, plain)
        phrases = [phrase for phrase in phrases if phrase and phrase[0] not in _TOO_COMMON]
        known = [self._keys[phrase] for phrase in phrases if phrase in self._keys]
        for phrase in phrases:
            self._keys.setdefault(phrase, known[0] if known else key)

    def phrases(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the phrases as they were added."""
        yield from self._keys.items()

    def entries(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the phrases and their inflected forms."""
        for phrase, key in self._keys.items():
            yield phrase, key
            if key[0] in "clx":
                for form in _inflections(phrase[-1], key[0]):
                    yield (*phrase[:-1], form), key


def _inflections(word: str, kind: str) -> Iterator[str]:
    """Yield the feminine and plural forms of an adjective, or the plurals of a unit.

    Examples: سوري gives سوريه and سوريين, Syrian gives Syrians, دولار gives دولارات.
    """
    if word.isascii():
        yield word + "s"
    elif word.endswith(("ي", "يه")):
        base = word.removesuffix("ه")
        yield from (base, base + "ه", base + "ين", base + "ون", base + "ات", base + "ا")
    elif kind == "x":
        yield from (word + "ات", word + "ا")


def _adjectives(english: Locale, arabic: Locale) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the countries' adjectives in their currencies' names (ين ياباني, Japanese Yen)."""
    for code, name in english.currencies.items():
        *adjective, _ = _OLD_NAME.sub("", name).split()
        _, *translated = _OLD_NAME.sub("", arabic.currencies.get(code, "")).split() or [""]
        if code[:2] in english.territories and len(adjective) == len(translated) == 1:
            yield code[:2], (adjective[0], translated[0])


def _calendar() -> Iterator[tuple[str, str]]:
    """Yield months and weekdays; Arabic weekdays have the key `w?`, which asks for an article."""
    from babel import Locale

    for number, name in month_names():
        yield f"m?:{number}" if normalize(name) in _DOUBTFUL_MONTHS else f"m:{number}", name
    for number, name in Locale("en").days["format"]["wide"].items():
        yield f"w:{number}", name
    for number, name in Locale("ar").days["format"]["wide"].items():
        yield f"w?:{number}", name


@cache
def month_names() -> tuple[tuple[int, str], ...]:
    """Return the Gregorian months under all their names, each pair of number and name once.

    Examples: (1, January), (1, Jan), (1, يناير), (1, كانون الثاني).
    """
    from babel import Locale

    pairs = [
        (number, name)
        for locale in map(Locale.parse, _MONTH_LOCALES)
        for number, name in locale.months["format"]["wide"].items()
    ]
    pairs += Locale("en").months["format"]["abbreviated"].items()
    return tuple(dict.fromkeys(pairs))


@cache
def weekday_names() -> tuple[tuple[int, str], ...]:
    """Return the weekdays in both languages, each pair of number (0 for Monday) and name once."""
    from babel import Locale

    return tuple(
        pair for code in ("en", "ar") for pair in Locale(code).days["format"]["wide"].items()
    )


_UNIT_NAMES: tuple[tuple[str, Literal["long", "short"]], ...] = (
    ("en", "long"),
    ("ar", "long"),
    ("ar", "short"),
)


@cache
def unit_names(unit: str) -> tuple[str, ...]:
    """Return how a unit of CLDR is called behind figures, in both languages and all numbers.

    Of `length-mile` these are mile, miles, ميل, ميلان, أميال and ميلا.
    """
    from babel.units import format_unit

    # The long Arabic name is missing where it is the same as the short one.
    written = (
        format_unit(count, unit, length=length, locale=code)
        for code, length in _UNIT_NAMES
        for count in (1, 2, 3, 11, 100)
    )
    names = ("".join(letter for letter in name if not letter.isdigit()) for name in written)
    # Where a language has no name, the unit's identifier is given; abbreviations are ambiguous.
    found = dict.fromkeys(name.strip() for name in names if unit not in name)
    return tuple(name for name in found if len(name) > 2)


def _currency_units(english: Locale, arabic: Locale) -> Iterator[tuple[str, str]]:
    """Yield the units of the currencies that news names: (dollar, دولار)."""
    for code in _CURRENCIES:
        yield english.currencies[code].split()[-1].casefold(), arabic.currencies[code].split()[0]


# Short names of countries among the aliases; the rest are adjectives and groups of countries.
_SHORT_NAMES = """
US: america, usa, امريكا, اميركا
GB: britain, uk, بريطانيا
AE: uae, الامارات
SA: السعوديه
PS: palestine, فلسطين
TR: turkey, تركيا
"""


@cache
def places() -> Lexicon:
    """Return the names of countries and cities, without the adjectives that `names` has."""
    from babel import Locale

    english, arabic = Locale("en"), Locale("ar")
    book = _Book()
    for line in _SHORT_NAMES.strip().splitlines():
        code, _, short = line.partition(": ")
        book.add(f"c:{code}", short.split(", "))
    for code, name in english.territories.items():
        if len(code) == 2 and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
            book.add(f"c:{code}", (name, arabic.territories.get(code, "")))
    for zone, city in arabic.time_zones.items():
        own = english.time_zones.get(zone, {}).get("city")
        name = own or zone.rpartition("/")[2].replace("_", " ")
        book.add("p:" + "_".join(name.split()), (name, city.get("city", "")))
    return Lexicon(book.phrases())


@cache
def country_name(key: str, language: Literal["ar", "en"]) -> str:
    """Return what a country is called by its key (c:TR); "" for one that CLDR does not know."""
    from babel import Locale

    return str(Locale(language).territories.get(key.removeprefix("c:"), ""))
