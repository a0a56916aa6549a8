"""Finds the place in a sentence where a figure counts."""

from __future__ import annotations

import re

from rag.briefs.figures.counted_figure import CountedFigure
from rag.briefs.figures.counted_figures import until_stop
from rag.text.analysis.folding import normalize
from rag.text.analysis.tokenizer import words
from rag.text.analyzer import content_stem

# What is no place behind "in": in an attack, في هجوم.
_NO_PLACE = (
    r"(?:the |an? |\d|two |total|all\b|addition|recent|less|more|last|this|hospital|which"
    r"|(?:ال)?(?:هجوم|هجمات|هجومين|انفجار|تفجير|حادث|حوادث|اشتباك|مواجه|زلزال|حريق|حرايق|فيضان|سيول"
    r"|قصف|غاره|غارات|ضرب|عملي|حصيل|وقت|بيان|موتمر|اعمال|سلسل|تحطم|غرق|سقوط|انهيار|اطلاق|عواصف|كارث|عاصف|موج"
    r"|اعصار|ثوران|يوم|هذا|هذه|ذلك|حين|تصادم|احتجاج|مظاهر|معارك|العام|الساعات|احدث|اسوا|عدد|مستشفي))"
)
# 65 people killed in Uttar Pradesh, 65 شخصا في أوتار براديش
_IN = re.compile(
    rf"(?:\w+ ){{0,3}}?(?<!\w)(?:in|at|في) (?!{_NO_PLACE})"
    r"((?:(?!on |by |when |after |جراء |اثر |وفق )[^\W\d]+ ?){1,3})"
)


def local_words(figure: CountedFigure) -> frozenset[str]:
    """Return the stems of the place where a figure counts: 65 people in Uttar Pradesh.

    It stands right behind the figure, or before it in its clause.
    """
    text, (start, end) = figure.line.text, figure.clause
    behind = normalize(until_stop(text[figure.end : end]))
    found = _IN.match(behind)
    if found is None:
        found = next(iter(list(_IN.finditer(normalize(text[start : figure.start])))[-1:]), None)
    return frozenset(filter(None, map(content_stem, words(found[1])))) if found else frozenset()
