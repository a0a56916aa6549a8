"""Quantities that a question asks for: how much of what, كم دولارا, اتكلف كام."""

from __future__ import annotations

from collections.abc import Sequence

from rag.retrieval.question_nouns import noun
from rag.retrieval.question_phrases import Kind, is_verb_of, word_list
from rag.text.analysis.stemming import is_arabic
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem
from rag.text.cldr import names

_JOINED = {
    (first, second): first + second
    for first, second in (
        ("قد", "ايه"),
        ("بقد", "ايه"),
        ("اد", "ايه"),
        ("كد", "ايه"),
        ("وش", "كثر"),
        ("وش", "كبر"),
    )
}
_SAME = {"ادايه": "قدايه", "كدايه": "قدايه", "وشكبر": "وشكثر"}
_TIMES = frozenset(
    words(
        "سنة سنه سنين عام عاما أعوام شهر شهرا شهور أشهر يوم يوما أيام أسبوع أسبوعا اسبوع ساعة"
        " ساعات دقيقة دقيقه دقائق ثانية عقد عقدا قرن ليلة"
    )
)
_MEASURES = {
    "money": words("دولار دولارا دينار دينارا ريال ريالا جنيه جنيها يورو درهم درهما ليرة ليرات"),
    "length": words("متر مترا كيلومتر كيلومترا كيلو كم سنتيمتر ميل ميلا قدم قدما"),
    "weight": words("طن طنا كيلوغرام كيلوغراما غرام غراما"),
    "area": words("هكتار هكتارا فدان فدانا دونم"),
    "volume": words("برميل برميلا لتر لترا"),
    "temperature": words("درجة"),
    "percent": words("نسبة بالمئة المئة المية بالمية"),
}
_MANY = frozenset(words("ألف الف آلاف مليون مليار مئة مية"))
_FAR = 6  # words before the asking word that may tell what is asked for


def _joined(said: Sequence[str]) -> list[str]:
    """Return words with asking words of two parts as one: قد ايه."""
    found: list[str] = []
    for one in said:
        both = _JOINED.get((found[-1], one)) if found else None
        if both is None:
            found.append(one)
        else:
            found[-1] = _SAME.get(both, both)
    return found


def quantity(said: Sequence[str]) -> tuple[Kind, str] | None:
    """Return the kind and the unit of what a question in Arabic asks the quantity of; None where
    it asks for no quantity."""
    said = _joined(said)
    for at, one in enumerate(said):
        bare = one if one in word_list("asking:quantity") else one[1:] if one[0] in "وفبل" else ""
        if bare in word_list("asking:quantity"):
            return _asked_at(
                said, at, priced=one[0] == "ب" and one not in word_list("asking:quantity")
            )
    return None


def _asked_at(said: Sequence[str], at: int, *, priced: bool) -> tuple[Kind, str]:
    before = [one for one in said[max(at - _FAR, 0) : at] if not is_stopword(one)]
    after = [one for one in said[at + 1 :] if one not in word_list("between")]
    if after and after[0] in word_list("between:have"):
        after = after[1:]
    first = after[0] if after else ""
    beside = first if not is_stopword(first) or is_verb_of("duration", first) else ""
    told = _by_word(beside, after[1:]) or _by_measure(said)
    if told == ("amount", "temperature") and not word_list("strength").isdisjoint(said):
        told = ("amount", "magnitude")
    if told is None:
        told = next(filter(None, (_by_word(one, ()) for one in reversed(before))), None)
    if priced and _is_price(beside, after[1:], told):
        return "amount", "money"
    if told is None and not word_list("between:since").isdisjoint(said[at + 1 : at + 3]):
        return "duration", ""
    if told in (None, ("amount", ""), ("duration", "")) and _speaks_of_money(
        said, verbs=not beside and told is None
    ):
        return "amount", "money"
    if told is None and _is_verb(beside):
        return "amount", ""
    return told or ("count", _counted(beside, before))


def _is_price(beside: str, after: Sequence[str], told: tuple[Kind, str] | None) -> bool:
    """Tell whether بكم asks for a price: of the dollar, of a kilo of meat, and not by how many
    goals."""
    if told is not None and told[0] == "amount":
        return told[1] in ("weight", "volume", "area", "length")
    thing = bool(after) and after[0].startswith("ال") and told is None
    return told is None and (not beside or beside.startswith("ال") or thing or _is_verb(beside))


def _counted(beside: str, before: Sequence[str]) -> str:
    """Return the stem of what is counted: the word behind, else the first of the question."""
    if is_verb_of("people", beside):
        return ""
    behind = [beside] if beside else before
    return next(filter(None, map(content_stem, behind)), "")


def _by_word(one: str, after: Sequence[str]) -> tuple[Kind, str] | None:
    """Return what a word beside the asking word tells."""
    if not one:
        return None
    if one in _TIMES:
        return ("amount", "length") if after and after[0].startswith("ضوي") else ("duration", one)
    if one in _MANY:  # how many million people, dollars
        return _by_word(after[0], after[1:]) if after else None
    if is_verb_of("duration", one):
        return "duration", ""
    unit = _measure(one)
    if unit:
        return "amount", unit
    found = noun(one)
    if found is not None and not found.thing and found.kind in ("amount", "count", "duration"):
        return _of_noun(found.kind, found.unit, after)
    if is_verb_of("money", one):
        return "amount", "money"
    return _by_verb(one, after)


def _of_noun(kind: Kind, unit: str, after: Sequence[str]) -> tuple[Kind, str]:
    if unit == "length" and not word_list("event").isdisjoint(map(_bare, after[:1])):
        return "duration", ""
    if kind == "count":
        return kind, next(filter(None, map(content_stem, after[:1])), "")
    return kind, unit


def _by_verb(one: str, after: Sequence[str]) -> tuple[Kind, str] | None:
    for unit in ("length", "weight"):
        if is_verb_of(unit, one):
            return "amount", unit
    if is_verb_of("change", one):
        return _by_word(after[0], after[1:]) if after and noun(after[0]) else ("amount", "")
    return None


def _is_verb(one: str) -> bool:
    """Tell whether a word behind كم is a verb of the feminine (جنت), which no noun looks like that
    is counted; deaths and votes are counted all the same."""
    if is_verb_of("people", one) or one.startswith("ال") or not one.endswith("ت"):
        return False
    return len(one) > 2 and one not in _NOUNS_IN_T


_NOUNS_IN_T = frozenset(words("بيت صوت وقت بنت زيت أخت حوت مرات شركات بنات ست توت سبت موت يخت"))


def _speaks_of_money(said: Sequence[str], *, verbs: bool) -> bool:
    if not word_list("money").isdisjoint(map(_bare, said)):
        return True
    return verbs and any(is_verb_of("money", one) for one in said)


def _by_measure(said: Sequence[str]) -> tuple[Kind, str] | None:
    """Return a percentage wherever it stands."""
    return ("amount", "percent") if "بالميه" in said or "بالمءه" in said else None


def _measure(one: str) -> str:
    for unit, told in _MEASURES.items():
        if one in told:
            return unit
    return "money" if any(key[0] == "x" for _, _, key in names().matches([one])) else ""


def _bare(one: str) -> str:
    return one.removeprefix("ال") if is_arabic(one) else one
