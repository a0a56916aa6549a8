"""Two languages side by side as HTML: what the sheet of a brief and a comparison are built of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.records import Citation, Language, Point, Sentence, Verdict, Version
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, line
from ui.html import references, verdict_marks
from ui.html.render import attributes, inline

LANGUAGES: tuple[Language, ...] = ("ar", "en")


def columns_of(points: Sequence[Point], reader: Language) -> tuple[Language, ...]:
    """Return the languages in which there are points, the reader's first."""
    found = {version.language for point in points for version in (point.ar, point.en) if version}
    other: Language = "en" if reader == "ar" else "ar"
    return tuple(language for language in (reader, other) if language in found)


def in_direction(language: Language) -> str:
    """Return the attributes of an element that is in a language."""
    return attributes(base_direction(language))


def pair(columns: Sequence[Language], side: Callable[[Language], str]) -> str:
    """Return a row as HTML, with what `side` returns in each column, in its language."""
    sides = (f'<div class="side" {in_direction(one)}>{side(one)}</div>' for one in columns)
    return f'<div class="pair">{"".join(sides)}</div>'


def block(tag: str, text: str, *, css: str = "") -> str:
    """Return a line of an article or a model as HTML, in its own direction."""
    text = line(text)
    base = direction(text)
    name = f'class="{css}" ' if css else ""
    return f"<{tag} {name}{attributes(base)}>{inline(text, base=base)}</{tag}>"


def remark(text: str, language: Language, css: str, *, tag: str = "p") -> str:
    """Return what the page says in its own language as HTML."""
    base = base_direction(language)
    return f'<{tag} class="{css}" {attributes(base)}>{inline(text, base=base)}</{tag}>'


def version_of(point: Point, language: Language) -> Version | None:
    return point.ar if language == "ar" else point.en


def without_quotation_marks(point: Point) -> Point:
    """Return a point whose quoted sentences have no mark of it, for a brief in which all are quoted
    and where that is said once."""
    ar, en = (version and _unmarked(version) for version in (point.ar, point.en))
    return replace(point, ar=ar, en=en)


def _unmarked(version: Version) -> Version:
    sentences = (replace(one, verdict=_plain_verdict(one.verdict)) for one in version.sentences)
    verdict = _plain_verdict(version.verdict) or version.verdict
    return replace(version, sentences=tuple(sentences), verdict=verdict)


def _plain_verdict(verdict: Verdict | None) -> Verdict | None:
    return Verdict("supported") if is_quoted(verdict) else verdict


def is_quoted(verdict: Verdict | None) -> bool:
    """Tell whether a verdict says that a text is the very words of an article."""
    return verdict is not None and verdict.status == "quoted"


def said(
    version: Version, reader: Language, *, beside: Version | None = None, tag: str = ""
) -> str:
    """Return a point in one language as HTML, every sentence with what stands behind it.

    Numbers and verdicts speak to the `reader`. Sentences that `beside` lacks are set into `tag`.
    """
    known = {line(sentence.text) for sentence in beside.sentences} if beside else None
    *before, last = version.sentences
    if all(sentence.verdict is None or sentence.verdict.sound for sentence in version.sentences):
        # What is wrong only with the whole stands behind its last sentence.
        last = replace(last, verdict=version.verdict)
    told = (
        _sentence(
            one,
            version.language,
            reader,
            tag="" if known is None or line(one.text) in known else tag,
        )
        for one in [*before, last]
    )
    return f"<p>{' '.join(told)}</p>"


def _sentence(sentence: Sentence, language: Language, reader: Language, *, tag: str) -> str:
    text = inline(line(sentence.text), base=base_direction(language))
    if tag:
        text = f"<{tag}>{text}</{tag}>"
    if verdict_marks.doubted(sentence):
        text = f'<span class="doubted">{text}</span>'
    return f"{text}\u00a0{''.join(references.behind(sentence, reader))}"


def sentences_of(points: Sequence[Point]) -> Iterator[Sentence]:
    """Yield all sentences of some points, in both languages."""
    for point in points:
        for version in (point.ar, point.en):
            if version is not None:
                yield from version.sentences


def chips(citations: Sequence[Citation], reader: Language) -> str:
    """Return the numbers of some citations, which open their articles, as HTML."""
    return "".join(references.link(one, reader) for one in citations)
