"""Compares what ties a question to one event with what a passage names instead: another place,
another year, another number of a series (COP26, COP28), the men's race for the women's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files

from rag.records import Article
from rag.retrieval.coverage import keys_of, sounds_of, stems_of
from rag.retrieval.question_things import asked_thing
from rag.retrieval.relevance.asked_question import AskedQuestion
from rag.retrieval.relevance.attachment import detached
from rag.text.analysis.folding import fold
from rag.text.analysis.stemming import stem
from rag.text.analysis.tokenizer import tokens, word
from rag.text.analyzer import Analyzer, content_stem, normal_words
from rag.text.cldr import Lexicon
from rag.text.crosslingual.names import name_keys

OTHER_EVENT: dict[str, tuple[int, str]] = {
    "place_other": (-1, "share of the places that an article lacks whose beginning names others"),
    "month_instead": (-1, "share of the months that two sentences lack, which name others"),
    "year_instead": (-1, "share of the years that passage, beginning and day of publication lack"),
    "series": (-1, "1 where it has a name of the question with another number (COP26, COP28)"),
    "opposed": (-1, "share of the distinguishing words for which two sentences have an opposite"),
    "opposed_article": (-1, "share of those that the article lacks, which has an opposite"),
    "detached": (-1, "share of nouns with a name beside them that it has beside other names only"),
    "order": (-1, "the share for first, second and last"),
    "noun": (-1, "1 where the thing that is counted or asked for is not in two sentences"),
    "noun_article": (-1, "1 where it is not in the article"),
    "strange": (-1, "share of the words with capitals that an article of the language lacks"),
    "strange_across": (-1, "the same for one in the other language, by sound, place and concept"),
}
"""What each feature is, and the sign of its weight, as in `features.FEATURES`."""

_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d]|[.,]\d)")
# A whole word and possessive, or a row of letters would be read again from each of them.
_SERIES = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)[-‑–\s]?(\d{1,3})(?!\d|[.,]\d)")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_ORDER = "order"
_CITY, _COUNTRY = "p", "c"  # the letters of their keys
# A report of a final seldom says so where it tells of the semi-final before.
_IMPLIED = frozenset([("round", "final")])
# Who is counted mostly goes without saying: 33,000 died.
_ANYONE = frozenset(map(stem, ["people", "persons", "شخص", "ناس", "نفر", "واحد"]))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a text names that tells one event from others of its kind: keys of places and months,
    years, names with a number, distinguishing words as (group, member)."""

    places: frozenset[str]
    months: frozenset[str]
    years: frozenset[str]
    series: frozenset[tuple[str, str]]
    opposed: frozenset[tuple[str, str]]


def other_event(
    asked: AskedQuestion,
    article: Article,
    text: str,
    pair: Sequence[str],
    opening: str,
    *,
    needed: Collection[str] = OTHER_EVENT,
) -> dict[str, float]:
    """Return the features of `OTHER_EVENT` of a passage `text`, whose best sentences are `pair`,
    of an article that begins with `opening`: 0 where the question has no such word.

    Texts are searched only for marks of a kind that the question has, and articles, which are
    long, only where the sentences do not settle it. The noun is 0 too unless it is `needed`.
    """
    analyzer = asked.analyzer
    wanted = marks_of(asked.text, analyzer)
    beside = f"{article.title}\n{' '.join(pair)}"
    about = f"{article.title}\n{opening}"
    found = dict.fromkeys(OTHER_EVENT, 0.0)
    if wanted.months:
        months = _months(keys_of(beside, analyzer))
        found["month_instead"] = _instead(wanted.months, months, months)
    if wanted.years:
        found["year_instead"] = _years(wanted, f"{about}\n{text}", article)
    if wanted.places:
        found["place_other"] = _place_other(asked, wanted.places, article.text, beside, about)
    if wanted.series:
        found["series"] = _series(wanted.series, article.text, beside)
    if wanted.opposed:
        found.update(_opposites(wanted.opposed, article.text, beside))
    if "noun" in needed:
        found.update(_noun(asked, article, beside))
    own = article.language == asked.language
    found["detached"] = detached(asked.text, article.text, about, analyzer, own=own)
    found["strange" if own else "strange_across"] = _strange(asked, article, beside)
    return found


def _place_other(
    asked: AskedQuestion, wanted: frozenset[str], article: str, beside: str, about: str
) -> float:
    """Return the share of the places that an article lacks whose beginning names others."""
    held = _places(keys_of(beside, asked.analyzer))
    if wanted <= held:
        return 0.0
    rivals = _places(keys_of(about, asked.analyzer))
    if not _instead(wanted, held, rivals):
        return 0.0
    return _instead(wanted, held | _places(keys_of(article, asked.analyzer)), rivals)


def _opposites(
    wanted: frozenset[tuple[str, str]], article: str, beside: str
) -> Iterator[tuple[str, float]]:
    """Yield the features of distinguishing words."""
    order = frozenset(one for one in wanted if one[0] == _ORDER)
    distinct = wanted - order - _IMPLIED
    near = _opposed_in(beside)
    yield "order", _opposed(order, near)
    yield "opposed", _opposed(distinct, near)
    if not distinct <= near:
        yield "opposed_article", _opposed(distinct, near | _opposed_in(article))


def _instead(wanted: frozenset[str], held: frozenset[str], rivals: frozenset[str]) -> float:
    """Return the share of keys that are not held, where another is a rival: of the same kind, but
    a city's may be a country too. A country may go without saying where its cities are named."""
    others = [key[0] for key in rivals - wanted]
    missing = [
        key for key in wanted - held if key[0] in others or (key[0] == _CITY and _COUNTRY in others)
    ]
    return len(missing) / len(wanted) if wanted else 0.0


def _years(wanted: Marks, told: str, article: Article) -> float:
    """Return the share of years that are neither told nor those of the publication."""
    held = _years_in(told)
    if article.published_at is not None:
        held |= {str(article.published_at.year)}
    return len(wanted.years - held) / len(wanted.years)


def _years_in(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text.translate(_DIGITS)))


def has_another_number(question: str, text: str) -> bool:
    """Tell whether a text has a name of the question with other numbers only (COP27 for COP30)."""
    wanted = _series_in(question)
    return bool(wanted) and _series(wanted, "", text) > 0


def _series(wanted: frozenset[tuple[str, str]], article: str, beside: str) -> float:
    """Tell whether a name with a number stands there with other numbers only."""
    held = _series_in(beside)
    if wanted <= held:
        return 0.0
    held |= _series_in(article)
    for name, number in wanted:
        numbers = {other for one, other in held if one == name}
        if numbers and number not in numbers:
            return 1.0
    return 0.0


def _opposed(wanted: Collection[tuple[str, str]], held: frozenset[tuple[str, str]]) -> float:
    """Return the share of words that are not held, where another of the group is."""
    groups = {group for group, _ in held}
    missing = [one for one in wanted if one not in held and one[0] in groups]
    return len(missing) / len(wanted) if wanted else 0.0


def _noun(asked: AskedQuestion, article: Article, near: str) -> dict[str, float]:
    """Return whether the noun is missing that is counted, or that which or what stands at."""
    found = {"noun": 0.0, "noun_article": 0.0}
    noun = _asked_noun(asked)
    if noun and noun not in _ANYONE:
        keys = asked.analyzer.glossary.of(noun)
        found["noun"] = float(not _stands(noun, keys, near, asked.analyzer))
        if found["noun"]:
            found["noun_article"] = float(not _stands(noun, keys, article.text, asked.analyzer))
    return found


def _asked_noun(asked: AskedQuestion) -> str:
    if asked.sought.kind == "count":
        return asked.sought.unit
    return content_stem(asked_thing([word(one) for one in tokens(fold(asked.text))])) or ""


def _stands(noun: str, keys: Sequence[str], text: str, analyzer: Analyzer) -> bool:
    return noun in stems_of(text) or not keys_of(text, analyzer).isdisjoint(keys)


def _strange(asked: AskedQuestion, article: Article, near: str) -> float:
    """Return the share of the words with capitals that the article has in no form or language."""
    names = missing = _capitals(asked.text, asked.analyzer)
    # What takes longest comes last: a name that stands there is mostly found by its stem.
    for held in (stems_of, partial(keys_of, analyzer=asked.analyzer), _sounds_of):
        for text in (near, article.text):
            if missing:
                missing = tuple(keys for keys in missing if held(text).isdisjoint(keys))
    return len(missing) / len(names) if names else 0.0


@lru_cache(maxsize=1 << 10)
def _sounds_of(text: str) -> frozenset[str]:
    """Return the sounds of all words, as one that is a name may be another word too."""
    return frozenset[str]().union(*map(sounds_of, set(normal_words(text))))


@lru_cache(maxsize=1 << 8)
def _capitals(question: str, analyzer: Analyzer) -> tuple[frozenset[str], ...]:
    """Return for each word with a capital after the first its stem, sounds, place and concepts."""
    cased = tokens(fold(question))
    found = []
    for token in cased[1:]:
        if "A" <= token[0] < "[" and len(token) > 2 and content_stem(word(token)):
            plain = word(re.split("['’]", token)[0])
            keys = {key for key in name_keys(plain) if key[0] == "k"}
            keys.update(analyzer.glossary.of(stem(plain)))
            keys.update(keys_of(token, analyzer), keys_of(token.rstrip("s"), analyzer))
            found.append(frozenset([*keys, stem(plain), *stems_of(token)]))
    return tuple(found)


@lru_cache(maxsize=1 << 8)
def marks_of(text: str, analyzer: Analyzer) -> Marks:
    """Return what a question names that tells one event from others; kept for a while."""
    keys = keys_of(text, analyzer)
    return Marks(
        places=_places(keys),
        months=_months(keys),
        years=_years_in(text),
        series=_series_in(text),
        opposed=_opposed_in(text),
    )


def _places(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if key[:2] in ("c:", "p:"))


def _months(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if key[:2] == "m:")


@lru_cache(maxsize=1 << 8)
def _series_in(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(_numbered(text.translate(_DIGITS)))


@lru_cache(maxsize=1 << 8)
def _opposed_in(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(_distinguishing(text))


def _numbered(text: str) -> Iterable[tuple[str, str]]:
    """Yield names that end in a number, by their sound: a Latin word with a capital, or an Arabic
    one that the number follows without a space."""
    for match in _SERIES.finditer(text):
        name, number = match.groups()
        between = text[match.end(1) : match.start(2)]
        joined = not between.isspace()
        if joined or name[0].isupper():
            for key in name_keys(word(tokens(fold(name))[0])) if tokens(fold(name)) else ():
                if key[0] == "k":
                    yield key, number


def _distinguishing(text: str) -> Iterable[tuple[str, str]]:
    for _, _, key in _opposed_words().matches(normal_words(text)):
        group, _, member = key.partition(":")
        yield group, member


@cache
def _opposed_words() -> Lexicon:
    text = files("rag.retrieval.relevance").joinpath("opposed_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return Lexicon(
        ([word(one) for one in tokens(fold(phrase))], f"{group}:{member}")
        for group, member, *sides in rows
        for phrase in " | ".join(sides).split(" | ")
    )
