"""Briefs on the sample articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.records import (
    Brief,
    Claim,
    Disagreement,
    Dropped,
    Headline,
    KeyFact,
    Language,
    MissingLanguage,
    Point,
    Sentence,
    StorySection,
    Verdict,
    Version,
)
from tests.ui.samples import (
    DATE_AR,
    HOSTILE,
    HOSTILE_ARTICLE,
    REASONS,
    TALKS_AR,
    TALKS_EN,
    TROOPS_AR,
    TROOPS_EN,
    cite,
    judged,
)


def brief(topic: str = "", *, languages: Sequence[Language] = ("ar", "en")) -> Brief:
    """A brief of three points: in both languages, in one alone, and with a verdict for each
    sentence; with one language asked for, the other is left out."""
    ar, en = "ar" in languages, "en" in languages
    fine = Verdict("supported")
    troops = {
        "ar": Sentence(
            "تستضيف اليابان 54 ألف جندي بكلفة $4.5bn.", (cite(TALKS_AR, TROOPS_AR),), verdict=fine
        ),
        "en": Sentence(
            "About 54,000 troops are based in Japan.", (cite(TALKS_EN, TROOPS_EN, 2),), verdict=fine
        ),
    }
    points = (
        Point(
            "p1",
            Version("ar", (troops["ar"],), fine) if ar else None,
            Version("en", (troops["en"],), fine) if en else None,
        ),
        Point(
            "p2",
            ar=_version("ar", Sentence("وكان ذلك في يوليو.", (cite(TALKS_AR, DATE_AR),)))
            if ar
            else None,
            only_outlet=TALKS_AR.outlet,
        ),
        Point(
            "p3",
            Version("ar", tuple(judged("ar")), _WORST) if ar else None,
            Version("en", tuple(judged("en")), _WORST) if en else None,
        ),
    )
    kept = tuple(point for point in points if point.ar or point.en)
    return Brief(
        topic=topic,
        as_of=date(2024, 7, 28),
        languages=tuple(languages),
        words=150,
        sections=(
            StorySection(
                headlines=tuple(
                    Headline(one.language, one.title, cite(one, one.text.split(".")[0], number))
                    for number, one in enumerate((TALKS_AR, TALKS_EN), start=1)
                    if one.language in languages
                ),
                points=kept,
                key_facts=(
                    KeyFact("how_many", "54 ألف جندي", "ar", cite(TALKS_AR, "54 ألف جندي")),
                    KeyFact(
                        "how_many", "54,000 American troops", "en", cite(TALKS_EN, TROOPS_EN, 2)
                    ),
                    KeyFact("when", "28 يوليو 2024", "ar", cite(TALKS_AR, "28 يوليو 2024")),
                ),
                disagreements=(
                    Disagreement(
                        TROOPS_AR,
                        (
                            Claim("54 ألف", cite(TALKS_AR, TROOPS_AR)),
                            Claim("About 54,000", cite(TALKS_EN, TROOPS_EN, 2)),
                        ),
                    ),
                ),
                sources=(TALKS_AR, TALKS_EN),
            ),
        ),
        dropped=(Dropped("The emperor welcomed it.", "en", (REASONS["en"]["unsupported"],)),),
        missing_languages=(),
        writer="extractive",
        reason=None,
    )


def _version(language: Language, *sentences: Sentence) -> Version:
    return Version(language, sentences, Verdict("supported"))


_WORST = Verdict("contradicted", ("Something is not there.",))


def hostile_brief() -> Brief:
    """A brief in which every text is a hostile one."""
    bad = tuple(text for text in HOSTILE if text.strip())
    verdict = Verdict("contradicted", bad)
    sentences = tuple(
        Sentence(text, (cite(HOSTILE_ARTICLE, text),), verdict=verdict) for text in bad
    )
    version = Version("en", sentences, verdict)
    cited = sentences[0].citations[0]
    return Brief(
        topic=bad[0],
        as_of=None,
        languages=("ar", "en"),
        words=60,
        sections=(
            StorySection(
                headlines=(Headline("en", bad[1], cited),),
                points=(Point(bad[0], None, version, only_outlet=bad[1]),),
                key_facts=tuple(KeyFact("who", text, "ar", cited) for text in bad),
                disagreements=tuple(Disagreement(text, (Claim(text, cited),)) for text in bad),
                sources=(HOSTILE_ARTICLE,),
            ),
        ),
        dropped=tuple(Dropped(text, "en", bad) for text in bad),
        missing_languages=tuple(MissingLanguage("ar", text) for text in bad),
        writer=bad[1],
        reason=" ".join(bad),
        incomplete=True,
    )
