"""Finds datelines whose outlet or agency is in no list: "Suez (Harbour Wire) - "."""

from __future__ import annotations

import re

from rag.briefs.sentences.fragments import may_have_arabic_verb
from rag.briefs.sentences.stand_alone_words import word_set
from rag.sources.dates.dateline_tokens import dateline_words, line_tokens
from rag.sources.dates.written_dates import fold_line
from rag.text.analysis.tokenizer import words
from rag.text.cldr import places

_SIGNS = r"[-–—ـ]{1,3}|\.\.|:"
# Suez, 28 July (Harbour Wire) -
_BRACKETED = re.compile(
    rf"(?P<place>[^()\[\]:/\n]{{0,60}}?)\s*(?:\([^()]{{2,25}}\)\s*)?[(\[](?P<name>[^()\[\]\n]{{2,40}})[)\]]"
    rf"\s*(?P<sign>{_SIGNS})\s*"
)
# Cairo / Nile Post / and Suez - Harbour Wire -
_LISTED = re.compile(
    r"(?P<place>[^()\[\]:/\n]{2,60}?)(?P<first>\s*/\s*|\s+[-–—|]\s+)(?P<name>[^()\[\]:/\n–—-]{2,40}?)"
    rf"\s*(?P<sign>/|\||{_SIGNS})\s*"
)
# NEW DELHI: The ...; CAMP DAVID, Maryland — The ...
_CAPITALS = re.compile(
    r"(?P<place>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]+){0,3})(?P<region>(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?){0,2})"
    r"(?P<sign>:|\s?[-–—]{1,2})\s+(?=[A-Z\"“])"
)
_ACRONYM = 5  # letters up to which capitals may be an acronym that speaks: WHO, NATO, UNHCR
# (CNN) President ...
_ALONE = re.compile(r"\((?P<name>[^()\n]{2,30})\)\s+(?=[A-Z\"“]|[^\W\da-zA-Z])")
# The article's own outlet alone: الراصد:
_OWN = re.compile(r"(?P<name>[^()\[\]:/\n–—-]{2,40}?)\s*[:|–—-]\s+")
_SECOND_DASH = re.compile(r"\s[-–—]\s|—")
_REACH = 80  # characters in which a second dash shows that the first opens an aside
_MOST_WORDS = 4  # of a place or the name of an outlet
_SHORT_PLACE = 3  # words of a place that is not known as one


def outlet_dateline_length(text: str, *, outlet: str | None) -> int:
    """Return the number of characters of the dateline that opens a line; 0 for none.

    A place, with or without a day, stands before the name of an outlet, which is in brackets or
    between dashes or slashes. `outlet` is that of the article. "Name (something) - " that may be an
    aside is no dateline: a known place, a day or an outlet is needed, or a verb behind the dash.
    """
    capitals = _CAPITALS.match(text)
    if capitals and _is_in_capitals(capitals):
        return capitals.end()
    for pattern, accepts in ((_BRACKETED, _is_bracketed), (_LISTED, _is_listed)):
        match = pattern.match(text)
        if match and _begins_sentence(text[match.end() :]) and accepts(match, outlet, text):
            return match.end()
    alone = _ALONE.match(text)
    if alone and fold_line(alone["name"]) in dateline_words()["agency"]:
        return alone.end()
    own = _OWN.match(text)
    if own and outlet and words(own["name"]) == words(outlet):
        return own.end()
    return 0


def _is_in_capitals(match: re.Match[str]) -> bool:
    """Tell whether capitals at the beginning are a place rather than who speaks."""
    long = len(match["place"]) > _ACRONYM or bool(match["region"])
    return long or _is_known(match["place"])


def is_outlet(name: str, outlet: str | None) -> bool:
    """Tell whether a name is that of an article's outlet, or has a word like "Post" or صحيفة."""
    folded = fold_line(name)
    if outlet and words(name) == words(outlet):
        return True
    return not dateline_words()["agency"].isdisjoint({folded, *folded.split()})


def _begins_sentence(behind: str) -> bool:
    """Tell whether a sentence may begin here, and no aside that ends with another dash."""
    if not behind or _SECOND_DASH.search(behind[:_REACH]):
        return False
    return behind[0].isupper() or not behind[0].isascii() or behind[0] in "\"'#"


def _is_bracketed(match: re.Match[str], outlet: str | None, text: str) -> bool:
    place, dated = _without_day(match["place"])
    named = is_outlet(match["name"], outlet)
    if not _is_name(match["name"]) or not (_is_name(place) or (not place and (named or dated))):
        return False
    if named or dated or _is_known(place):
        return True
    if match["sign"] == ":" or len(place.split()) > _SHORT_PLACE:
        return False
    return place.isupper() or _tells(text[match.end() :])


def _is_listed(match: re.Match[str], outlet: str | None, text: str) -> bool:
    place, _ = _without_day(match["place"])
    if outlet and words(outlet) in (words(place), words(match["name"])):
        return True
    if not _is_name(place) or not _is_name(match["name"]):
        return False
    either = _is_known(place) or _is_known(match["name"])
    if "/" in match["first"]:
        return match["sign"] != ":" and (either or is_outlet(match["name"], outlet))
    return match["sign"] not in ("/", ":") and either and is_outlet(match["name"], outlet)


def _tells(behind: str) -> bool:
    """Tell whether an Arabic sentence begins with a verb and names its subject."""
    tokens = words(behind[:_REACH])[:2]
    if len(tokens) < len(("verb", "subject")) or tokens[1] in word_set("bare"):
        return False
    return may_have_arabic_verb(tokens[0])


def _is_name(text: str) -> bool:
    """Tell whether a few words could be a name: English ones have capitals, none is a verb."""
    every = text.split()
    if not 0 < len(every) <= _MOST_WORDS or any(map(str.isdigit, text)):
        return False
    if dateline_words()["telling"].intersection(fold_line(text).split()):
        return False
    return all(word[0].isupper() or not word[0].isascii() or word in ("of", "al") for word in every)


def _is_known(place: str) -> bool:
    """Tell whether a text is a country or a city that is known, alone or before a comma."""
    every = words(re.split("[,،]", place)[0])
    return any((start, end) == (0, len(every)) for start, end, _ in places().matches(every))


def _without_day(place: str) -> tuple[str, bool]:
    """Return a place without the day behind it, and whether there is one."""
    tokens = line_tokens(fold_line(place))
    day = next((one.text for one in tokens if one.kind in ("date", "weekday")), None)
    if day is None and not any(map(str.isdigit, place)):
        return place.strip(" ,،"), False
    kept = re.split(r"[,،\d]", place)[0].split()
    if day is not None and not any(map(str.isdigit, day)):
        kept = [word for word in kept if fold_line(word) not in day.split()]
    return " ".join(kept).strip(" ,،-–"), True
