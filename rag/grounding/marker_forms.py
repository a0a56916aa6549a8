"""Rewrites the citation markers that models make up into `[n]`, while a reply streams.

For example: [ID:1], [Source 1, Source 2], (المصدر ١), **[1]**, [[1]], ([1]), [1](#ref),
<sup>1</sup>, word¹, ⁽¹⁾, ①, {1}, \\cite{1}, $^{1}$, \\[1\\], ]1[, «1», [1: Title]. A bare (1) is a
marker at the end of a sentence only, and only where no [n] came before. Round brackets and raised
digits count for numbers of passages that were given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

LONGEST_FORM = 150
"""Characters from an open bracket, after which it is no longer waited for its end."""

_NUMBER = r"[0-9٠-٩۰-۹]{1,2}"
_AND = r" ?(?:,|،|;|؛|&|-|–|\band\b|\bو) ?"
_LABEL = (
    r"(?:(?:see|from|per|انظر|راجع|من)[ :]{1,2})?"
    r"(?:id|doc|document|source|src|passage|ref|reference|cite|citation|chunk|excerpt|context|"
    r"(?:ال)?(?:مقطع|مقاطع|مقطعان|مقطعين|مصدر|مصادر|مصدران|مصدرين|مرجع|مراجع|وثيقة|مستند))"
    r"s?[ :#._-]{0,2}(?:no\.? ?|رقم ?)?"
)
_LABELLED = rf"{_LABEL}{_NUMBER}(?:{_AND}(?:{_LABEL})?{_NUMBER})*"
_PLAIN = rf"{_NUMBER}(?:{_AND}{_NUMBER})*"
_SQUARE = rf"[\[［【]\s?(?:{_LABELLED}|{_PLAIN})(?:†[^\]］】]{{0,40}})?\s?[\]］】]"
_SQUARES = rf"{_SQUARE}(?: ?[,،;؛]? ?{_SQUARE})*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# Sure in any number: [ID:1], [Source 1, Source 2], [#1], [P1], [1 and 2]
_IN_SQUARE = rf"[\[［【] ?(?:{_LABELLED}|[#№]{_PLAIN}|[SPD](?=\d){_PLAIN}|"
_IN_SQUARE += rf"{_PLAIN}(?:†[^\]］】]{{0,40}})?) ?[\]］】]"
# Around a marker: [[1]], [[1], [2]], ([1]), (المصدر: [1]), **[1]**, `[1]`, [1](#ref)
_NESTED = rf"[\[(（]\s?(?:(?:{_LABEL}|see|from|انظر|راجع)[:：]? ?)?(?P<nested>{_SQUARES})\s?[\])）]"
_MARKED_UP = rf"(?P<mark>\*{{1,3}}|__?|`)(?P<marked>{_SQUARES})(?P=mark)"
_LINK = rf"(?P<linked>{_SQUARE})\((?:https?:|www\.|[#/])[^()\s]{{0,120}}\)"
_TAGGED = (
    rf"<(?P<tag>sup|sub|cite|ref|citation|source|c|a)(?: [^<>]{{0,80}})?> ?"
    rf"[\[(]?(?P<tagged>{_LABELLED}|{_PLAIN})[\])]? ?</(?P=tag)>"
)
_ANGLED = rf"<(?P<angled>(?:{_LABELLED}|{_PLAIN}))>"
# Only for passages that were given: (Source 1), (المقطع ١)
_IN_ROUND = rf"[(（] ?(?P<round>{_LABELLED}) ?[)）]"
# At the end of a sentence, before its stop, or behind it at the end of a line.
_BARE = (
    rf"(?:(?<=[\w\"'»”’)\]])|(?<=[\w\"'»”’)\]] )|(?<=[.!?؟] )(?=[^\n]{{0,30}}\n))"
    rf"\((?P<bare>{_PLAIN})\)(?=[.!?؟…\n(])"
)
_HIGH = rf"(?<=[^\W\d_]|[.!?؟»\"”’)،,;؛:])(?P<high>[{_RAISED}]{{1,2}})(?![{_RAISED}\w])"
_HIGH_ROUND = rf"⁽(?P<highround>[{_RAISED}]{{1,2}})⁾"
_RINGED = rf"(?P<ringed>[{_CIRCLED}])"
# As LaTeX, templates and escaped Markdown write them: \\cite{1}, $^{1}$, ^[1], {1}, {{1}}, \\[1\\]
_BRACED = rf"(?:\\cite[a-z]?|\$?\^)?\{{{{1,2}}(?:{_LABEL})?(?P<braced>{_PLAIN})\}}{{1,2}}\$?"
_RAISED_PLAIN = rf"\$\^(?P<caret>{_NUMBER})\$|\^(?P<careted>{_SQUARE})"
_ESCAPED = rf"\\\[ ?(?P<escaped>(?:{_LABELLED}|{_PLAIN})) ?\\\]"
# Turned round, or in guillemets, before a stop: ]1[, «1»
_TURNED = rf"(?:\](?P<turned>{_NUMBER})\[|[«‹](?P<angles>{_NUMBER})[»›])(?=\s?[.!?؟…\n])"
# With the title or outlet behind the number: [1: Title], [1, Harbour Wire], [Source 1 - Title]
_TITLED = (
    rf"[\[［【] ?(?P<titled>{_LABELLED}|{_NUMBER}) ?[:،,|–-] ?(?=[^\]］】]{{0,20}}[^\W\d_])"
    rf"[^\[\]［］【】]{{1,100}}[\]］】]"
)
_FORMS: tuple[str, ...] = (
    _MARKED_UP,
    _LINK,
    _NESTED,
    _IN_SQUARE,
    _TAGGED,
    _ANGLED,
    _IN_ROUND,
    _BARE,
    _HIGH,
)
_FORMS += (_BRACED, _RAISED_PLAIN, _ESCAPED, _TURNED, _TITLED)
_FORM = re.compile("|".join((*_FORMS, _HIGH_ROUND, _RINGED)), re.IGNORECASE)
_SURE = ("marked", "linked", "nested")
_GIVEN_ONLY: tuple[str, ...] = ("tagged", "angled", "round", "bare", "high", "highround", "ringed")
_GIVEN_ONLY += ("braced", "caret", "careted", "escaped", "turned", "angles", "titled")
_DIGITS = re.compile(_NUMBER)
_TRIGGERS = re.compile(rf"[\[\](（［【<«‹{{^*`_⁽{_RAISED}{_CIRCLED}]")
_PART = re.compile(r"\S{0,199}\s|\S{200}")
_OPENERS, _CLOSERS = re.compile(r"[\[(（［【<⁽{]"), re.compile(r"[\])）］】>⁾}]")
# What is numbered in brackets and is no passage: المادة (5), Article (5), القرار رقم (4), m²
_COUNTED = re.compile(
    r"(?:المادة|مادة|رقم|الفقرة|فقرة|البند|بند|الفصل|القانون|القرار|الملحق|الجدول|الشكل|المجموعة|"
    r"اللجنة|الدرجة|الفئة|الجولة|عدد|\barticle|\bsection|\bno\.?|\bnumber|\bfigure|\btable|"
    r"\bchapter|\bannex|\bparagraph|\bgroup|\bround|\bclause|\bitem|\bversion|\bpart)\W*$",
    re.IGNORECASE,
)
# A number that is none of a passage, before a stop: [123]. It may be a year: [2025].
_NO_PASSAGE = re.compile(r" ?[\[［【]\d{3}[\]］】](?=\s?[.!?؟…\n])")
_UNIT = re.compile(
    r"(?:^|[^\w])(?:[^\W\d_]{1,3}|\w*(?:متر|مترا|مترات|أمتار|أميال|ميل|meters?|metres?|miles?))$",
    re.IGNORECASE,
)
_KEPT = 60  # characters of what came before, in which a word like المادة is looked for


class MarkerForms:
    """Rewrites a streamed text part by part; a part ends with a space and holds whole brackets.

    What comes out depends on the characters alone, not on how they were cut into pieces.
    """

    def __init__(self, given: Collection[int]) -> None:
        """Take the numbers of the passages that the model was given."""
        self._given = given
        self._held = ""
        self._looked = 0
        self._before = ""
        self._square = False

    def feed(self, piece: str) -> list[str]:
        """Take the next piece of the stream, and return the parts that it completes."""
        self._held += piece
        parts: list[str] = []
        while part := _PART.match(self._held, self._looked):
            self._looked = part.end()
            if _is_whole(self._held[: self._looked]):
                parts.append(self._rewritten(self._held[: self._looked]))
                self._held, self._looked = self._held[self._looked :], 0
        return parts

    def close(self) -> list[str]:
        """Return what is left at the end."""
        left, self._held, self._looked = self._held, "", 0
        return [self._rewritten(f"{left}\n")[:-1]] if left else []

    def _rewritten(self, part: str) -> str:
        """Return a part with its markers as `[n]`."""
        whole = self._before + part
        self._before, begin = whole[-_KEPT:], len(self._before)
        if not _TRIGGERS.search(part):
            return part
        done, out = begin, []
        for form in _FORM.finditer(whole, begin):
            out += [whole[done : form.start()], self._marker(form)]
            done = form.end()
        return _NO_PASSAGE.sub("", "".join([*out, whole[done:]]))

    def _marker(self, form: re.Match[str]) -> str:
        """Return a form as a marker in square brackets, or as it stands where it is none."""
        for kind in _SURE:
            if form[kind]:
                self._square = True
                return "".join(
                    _as_marker(one) for one in re.findall(_SQUARE, form[kind], re.IGNORECASE)
                )
        kind = next((one for one in _GIVEN_ONLY if form[one]), "")
        if not kind:
            self._square = True
            return _as_marker(form[0])
        numbers = self._numbers(form[kind])
        is_other = _OTHER.get(kind)
        if (
            (is_other and is_other(form, self._square))
            or not numbers
            or not all(one in self._given for one in numbers)
        ):
            return form[0]
        return f"[{', '.join(map(str, numbers))}]"

    def _numbers(self, text: str) -> list[int]:
        """Return the numbers of a form; two raised digits are two numbers where there is no such
        passage."""
        plain = _with_ascii_digits(text)
        numbers = [int(one) for one in _DIGITS.findall(plain)]
        if text[0] in _RAISED and numbers and numbers[0] not in self._given:
            return [int(digit) for digit in plain]
        return numbers


def canonical(text: str, given: Collection[int] = range(1, 100)) -> str:
    """Return a whole text with its markers as `[n]`."""
    forms = MarkerForms(given)
    return "".join([*forms.feed(text), *forms.close()])


def _as_marker(form: str) -> str:
    """Return the numbers of a form in square brackets, with the signs between them."""
    inner = _with_ascii_digits(form).split("†")[0]
    ranges = re.findall(r"\d{1,2}(?: ?[-–] ?\d{1,2})?", inner)
    # [0] is no passage: they are numbered from 1.
    kept = [one for one in ranges if one.strip("0")]
    return f"[{', '.join(kept)}]" if kept else ""


def _with_ascii_digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)


def _is_whole(text: str) -> bool:
    """Tell whether a text closes all brackets that it opens, or is too long to wait for it."""
    if len(text) >= LONGEST_FORM:
        return True
    return len(_OPENERS.findall(text)) <= len(_CLOSERS.findall(text))


def _is_counted(form: re.Match[str], square: bool) -> bool:
    """Tell whether a number in round brackets is that of an article of law and the like."""
    return square or _COUNTED.search(form.string[: form.start()]) is not None


def _is_unit(form: re.Match[str], square: bool) -> bool:
    """Tell whether raised digits are a power: km², متر³."""
    raised = form["high"]
    return raised in "²³" and _UNIT.search(form.string[: form.start()]) is not None


_OTHER: dict[str, Callable[[re.Match[str], bool], bool]] = {
    "bare": _is_counted,
    "high": _is_unit,
}
