"""Briefs to export: a whole one in both languages, and what stands at the edges."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rag.records import (
    Article,
    Brief,
    Chunk,
    Citation,
    Claim,
    Disagreement,
    Dropped,
    Evidence,
    Headline,
    KeyFact,
    Language,
    MissingLanguage,
    Passage,
    Point,
    Sentence,
    StorySection,
    Update,
    Verdict,
    Version,
)
from tests.factories import with_story

SOUND = Verdict("supported", score=1.0)

ARABIC = Article(
    id="port.ar",
    text="قالت هيئة ميناء المدّ، الأحد، إن الميناء ناول 1.2 مليون حاوية بزيادة 87٪ عن العام "
    "السابق (2025). وتبلغ كلفة الرصيف الثاني $792m، بحسب شركة NOVA Marine. "
    "ويعمل في الميناء نحو 4,100 شخص.",
    title="ميناء المدّ ينمو بنسبة 87٪ ويبدأ رصيفه الثاني",
    language="ar",
    source="/news/port.ar.md",
    published_at=date(2026, 11, 22),
    outlet="وكالة المرفأ",
    url="javascript:alert(1)",
)
ENGLISH = Article(
    id="port.en",
    text="Tidal Port handled 1.2 million containers, up 87% from a year before (2025), the port "
    "authority said on Sunday. Work on the second quay will cost $792m. "
    "Around 4,300 people work at الميناء.",
    title="Tidal Port grows by 87% as work on a second quay begins",
    language="en",
    source="/news/port.en.md",
    published_at=date(2026, 11, 21),
    outlet="Harbour Wire",
    url="https://example.org/news/tidal?a=1&b=2",
)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '#include "/etc/passwd" #eval("1+1") $x$ @import',
    "<script>alert(1)</script></div><img src=http://evil.example/a.png onerror=alert(1)>",
    "![](http://evil.example/p.png) [a](javascript:alert(1)) <http://evil.example> [b]: http://c",
    "www.evil.example or mail@evil.example, https://evil.example/?a=`b`. @everyone",
    "*a* _b_ `c` ~~d~~ | e | {{ 7*7 }} {% x %} &lt;b&gt; &amp; ^f^ ==g== \\ # h",
    '{ HYPERLINK "http://evil.example" } \\u003c ]]> <!-- --> <?php ?>',
    "- a", "1. b", "> c", "+ d", "# e", "---", "```", "    f",
    "a\u202egnp.exe\u202c b\u2066c\u2069\u200e\u200fd\u061c",
    "zero\u200bwidth\ufeff soft\u00adhyphen \U000e0041tag",
    "nul\x00 escape\x1b[31m bell\x07 half\ud800 private\ue000 none\ufffe\uffff\n\nnext\u2028last",
)  # fmt: skip


def cited(article: Article, number: int) -> tuple[Citation, ...]:
    """Every sentence of an article under one number."""
    whole = Passage(
        Chunk(f"{article.id}-0", article.id, 0, len(article.text), article.text), article, 1.0
    )
    evidence = Evidence(number, whole)
    spans = [match.span() for match in re.finditer(r"\S.*?\.(?=\s|\Z)", article.text, re.DOTALL)]
    return tuple(Citation(evidence, start, end) for start, end in spans)


def version(language: Language, *sentences: Sentence) -> Version:
    verdicts = [sentence.verdict for sentence in sentences if sentence.verdict]
    worst = next((verdict for verdict in verdicts if verdict.status != "supported"), SOUND)
    return Version(language, sentences, worst)


def sentence(text: str, *citations: Citation, verdict: Verdict | None = SOUND) -> Sentence:
    return Sentence(text, citations, verdict=verdict)


def bilingual() -> Brief:
    """Three points in both languages and one in English only; some in doubt."""
    ar, en = cited(ARABIC, 1), cited(ENGLISH, 2)
    differs = Verdict("contradicted", ("العدد 4,100 لا يرد في المصدر الآخر.",))
    doubtful = Verdict("check", ("The figure $792m stands in another sentence.",))
    unsupported = Verdict("unsupported", ("No source is cited.",))
    points = (
        Point(
            "p1",
            version("ar", sentence(ar[0].quote, ar[0], en[0])),
            version("en", sentence(en[0].quote, en[0], ar[0])),
        ),
        Point(
            "p2",
            version("ar", sentence(ar[1].quote, ar[1])),
            version("en", sentence(en[1].quote, en[1], verdict=doubtful)),
            only_outlet="وكالة المرفأ",
        ),
        Point(
            "p3",
            version("ar", sentence(ar[2].quote, ar[2], verdict=differs)),
            version("en", sentence(en[2].quote, en[2])),
        ),
        Point(
            "p4",
            None,
            version(
                "en",
                sentence("The second quay has begun.", en[1]),
                sentence("It will never end.", verdict=unsupported),
            ),
        ),
    )
    return Brief(
        topic="توسعة Tidal Port",
        as_of=date(2026, 11, 22),
        languages=("ar", "en"),
        words=150,
        sections=(
            StorySection(
                headlines=(Headline("ar", ARABIC.title), Headline("en", ENGLISH.title)),
                points=points,
                key_facts=(
                    KeyFact("who", "هيئة ميناء المدّ", "ar", ar[0]),
                    KeyFact("who", "the port authority", "en", en[0]),
                    KeyFact("how_many", "1.2 million containers", "en", en[0]),
                    KeyFact("how_many", "87٪", "ar", ar[0]),
                    KeyFact("how_many", "$792m", "ar", ar[1]),
                ),
                disagreements=(
                    Disagreement(
                        "Around 4,300 people work at الميناء.",
                        (Claim("4,300", en[2]), Claim("نحو 4,100 شخص", ar[2])),
                    ),
                ),
                sources=(ARABIC, ENGLISH),
            ),
        ),
        dropped=(Dropped("The port closed in 2024.", "en", ("2024 is not in the source.",)),),
        missing_languages=(),
        writer="extractive",
    )


def only(language: Language) -> Brief:
    """Both languages asked for, one written."""
    whole = bilingual()
    other: Language = "en" if language == "ar" else "ar"
    reasons: dict[Language, str] = {
        "ar": "لا مقالات بالعربية عن هذا الموضوع. يلزم نموذج لغوي.",
        "en": "There are no English articles on this. A model would be needed.",
    }
    return replace(
        with_story(
            whole,
            headlines=tuple(one for one in whole.headlines if one.language == language),
            points=tuple(
                replace(point, ar=None) if language == "en" else replace(point, en=None)
                for point in whole.points[:3]
            ),
        ),
        missing_languages=(MissingLanguage(other, reasons[other]),),
    )


def abstained() -> Brief:
    return Brief(
        topic="المريخ",
        as_of=None,
        languages=("ar", "en"),
        words=60,
        sections=(),
        dropped=(),
        missing_languages=(),
        writer="openai:some-model",
        reason="لا مقال في المكتبة عن هذا الموضوع.",
        incomplete=True,
    )


def long() -> Brief:
    """Twelve points, each as long as a page lets it be; written by a model."""
    whole = bilingual()
    ar, en = cited(ARABIC, 1), cited(ENGLISH, 2)
    points = tuple(
        Point(
            f"p{number}",
            version("ar", *(sentence(one.quote, one) for one in ar * 4)),
            version("en", *(sentence(one.quote, one) for one in en * 4)),
        )
        for number in range(1, 13)
    )
    return replace(with_story(whole, points=points), writer="openai:some-model", incomplete=True)


def two_stories() -> Brief:
    """The sections of a topic that found two stories; a figure of the second has changed."""
    whole = bilingual()
    ar, en = cited(ARABIC, 1), cited(ENGLISH, 2)
    (first,) = whole.sections
    second = replace(
        first,
        headlines=(Headline("en", "The port before its second quay"),),
        points=(Point("p5", None, version("en", sentence(en[2].quote, en[2]))),),
        key_facts=(KeyFact("how_many", "4,300 people", "en", en[2]),),
        updates=(Update("people work", (Claim("نحو 4,100 شخص", ar[2]), Claim("4,300", en[2]))),),
        disagreements=(),
        sources=(ENGLISH,),
        first_day=date(2026, 10, 30),
        last_day=date(2026, 11, 2),
    )
    newer = replace(first, first_day=date(2026, 11, 22), last_day=date(2026, 11, 22))
    return replace(whole, sections=(newer, second))


def saying(*texts: str, language: Language = "en") -> Brief:
    """A brief in which each text stands in every place where an article's text can."""
    first, text = texts[0], " ".join(texts)
    article = Article("x", text, text, language, "/x", date(2026, 1, 2), first, f"x:{first}")
    whole = Passage(Chunk("x-0", "x", 0, len(text), text), article, 1.0)
    citation = Citation(Evidence(1, whole), 0, len(text))
    doubt = Verdict("check", (text,))
    points = tuple(
        Point(
            str(number),
            version("ar", sentence(one, citation, verdict=doubt)),
            version("en", sentence(one, citation, verdict=doubt)),
            only_outlet=one,
        )
        for number, one in enumerate(texts)
    )
    return Brief(
        topic=text,
        as_of=date(2026, 1, 2),
        languages=("ar", "en"),
        words=60,
        sections=(
            StorySection(
                headlines=(Headline("ar", first, citation), Headline("en", first, citation)),
                points=points,
                key_facts=tuple(KeyFact("what", one, language, citation) for one in texts),
                disagreements=tuple(
                    Disagreement(one, (Claim(one, citation), Claim(one, citation))) for one in texts
                ),
                sources=(article,),
            ),
        ),
        dropped=tuple(Dropped(one, language, (one,)) for one in texts),
        missing_languages=(MissingLanguage("en", first),),
        writer=first,
        reason=first,
    )


ALL = {
    "bilingual": bilingual(),
    "arabic": only("ar"),
    "english": only("en"),
    "abstained": abstained(),
    "long": long(),
    "two stories": two_stories(),
    "hostile": saying(*HOSTILE),
    "hostile arabic": saying(*(f"قال {text} ثم" for text in HOSTILE), language="ar"),
    "blank": saying(""),
}
