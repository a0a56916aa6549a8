"""Tells of which kind a figure is: the dead, the injured, the magnitude of an earthquake."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.briefs.figures.figure_words import CASUALTIES, SURE, CountedKind, kinds
from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

_FARTHEST_BEFORE, _FARTHEST_BEHIND = 12, 5  # words between a figure and what it counts
_BESIDE = 3  # words from a figure to the name of a kind that is not sure
_WEAK = 20  # words that a weak name of a kind is put farther away
_MOST = Decimal("9.9")
# "a magnitude of 7.8", "measuring 7.8", بقوة 7.7، وقوتها 7.7، بلغت شدته 7.7
_MAGNITUDE_BEFORE = re.compile(
    r"(?:\bmagnitude(?:[^.;,\d]{0,40} (?:at|of|was|is))?(?: of| at)?(?: about| around)?|\bmeasur(?:ed|ing)(?: at)?|\bmw"
    r"|(?<!\w)[وب]?(?:قوه|قوت\w*|شد[هت]\w*)(?: بلغت| بقوه| تبلغ| ب)?)[ -]\Z"
)
_MAGNITUDE_BEHIND = re.compile(r"[ -]?magnitude|(?: درج\w+)?,? (?:on the|علي مقياس) |(?: درج\w+)")
_QUAKE = re.compile(r"quake|tremor|shock|seism|magnitude|زلزال|زلازل|هزه|هزات|ريختر")
_CHANGE = re.compile(
    r"\b(?:rose|risen|rising|fell|fallen|climbed|jumped|dropped|grew|grown|now stands?|revised) "
    r"|(?<!\w)[وف]?(?:ارتفع|ارتفاع|تراجع|انخفض|انخفاض|زاد|بلغ)\w* "
)
_FIRST = re.compile(r"first|(?:ال)?اول")
_ORDER = re.compile(
    r"\b(?:first|second|third|another|later|follow\w*|again|aftershock\w*)\b"
    r"|(?<!\w)[وفب]?(?:ال)?(?:اول|اولي|ثان|ثاني|ثانيه|ثالث|اخر|مجددا|ارتداد\w*|اعقب\w*|تلا\w*)(?!\w)"
)
_LOST = re.compile(r"(?<!\w)[وف]?فقد\Z")  # فقد 17 شخصا; elsewhere the word says nothing: فقد قتل
_BARE = re.compile(
    r"(?:(?:others?|elsewhere|in|at|near|on) |others?\Z|(?:اخر\w+ )?(?:في|ب\w+|قرب) )"
)
_BOTH = re.compile(
    r"\b(?:(?:killed|dead|killing) (?:and|or) (?:wounded|injured|hurt|wounding|injuring)"
    r"|(?:wounded|injured|hurt) (?:and|or) (?:killed|dead)|casualties)\b"
    r"|(?:قتيل|قتلي|قتل|مقتل)\w* (?:او |و ?)(?:جريح|جرحي|جرح|مصاب|اصاب)"
    r"|(?:جريح|جرحي|مصاب|اصاب)\w* (?:او |و ?)(?:قتيل|قتلي)"
)


def magnitude(value: Decimal, before: str, behind: str, sentence: str) -> bool:
    """Tell whether a number is the magnitude of an earthquake.

    `before` and `behind` are what stands beside it in its sentence.
    """
    if not 1 <= value <= _MOST or not _QUAKE.search(normalize(sentence)):
        return False
    ahead, after = f"{normalize(before[-40:])}", normalize(behind[:30])
    ahead += "" if ahead.endswith("-") else " "
    after = after if behind[:1] in "-–" else f" {after}"
    return bool(_MAGNITUDE_BEFORE.search(ahead) or _MAGNITUDE_BEHIND.match(after))


def order(before: str, clause: str) -> str:
    """Return which of several earthquakes a text tells of: "" for the first or only one."""
    found = _ORDER.findall(normalize(before)) or _ORDER.findall(normalize(clause))
    return "2nd" if found and not _FIRST.match(found[-1]) else ""


def kind_of(
    before: str, behind: str, *, money: bool, beyond: str, previous: CountedKind | None
) -> CountedKind | None:
    """Return the kind that the nearest word of a figure's clause names; None for none.

    `beyond` is what follows the figure, beyond its clause too. `previous` is the kind of the figure
    before it, which a figure without a noun shares (12 killed in Lund and 5 in Varn). Only kinds of
    money are looked for where the figure is a sum of money, and only other kinds elsewhere.
    """
    first = words(behind)[:_FARTHEST_BEHIND]
    last = words(before)[-_FARTHEST_BEFORE:]
    near = [*_named(first, money), *_named(list(reversed(last)), money)]
    if not money and not _CHANGE.search(normalize(before)):
        near = [(at, kind) for at, kind in near if kind.name in SURE or at < _BESIDE]
    if not money and _LOST.search(normalize(before)):
        return kinds()[content_stem("مفقود")][0]
    if not near and not money and previous is not None and _BARE.match(normalize(behind)):
        return previous
    if not near:
        return None
    kind = min(near, key=lambda pair: pair[0])[1]
    if kind.name in ("dead", "hurt"):
        around = f"{' '.join(last[-6:])} {' '.join(words(beyond)[:7])}"
        if _BOTH.search(around):
            return CASUALTIES
    return kind


def _named(told: list[str], money: bool) -> list[tuple[int, CountedKind]]:
    """Return the kinds that words name, each with how far away its word is."""
    known = kinds()
    found = ((at, known.get(content_stem(word))) for at, word in enumerate(told))
    return [
        (at + _WEAK * pair[1], pair[0])
        for at, pair in found
        if pair is not None and pair[0].money == money
    ]
