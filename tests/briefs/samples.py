"""Articles and lines for tests of briefs."""

from __future__ import annotations

from rag.briefs.sentences.source_sentences import SourceSentence, article_sentences, as_evidence
from rag.records import Article, Language
from tests.factories import article

ARABIC = (
    "أعلنت وزارة الصحة أن الزلزال أودى بحياة 46 شخصاً في الإقليم الشمالي. "
    "وقال رئيس البلدية إن المدارس ستبقى مغلقة أسبوعاً. "
    "وأرسلت تركيا فريق إنقاذ من ثلاثين رجلاً."
)
ENGLISH = (
    "The health ministry said the earthquake killed 46 people in the northern province. "
    "The mayor said that schools would stay closed for a week. "
    "Roads to two villages are cut off by landslides."
)


def story(**more: str) -> tuple[Article, ...]:
    """One story in both languages, and further articles given as id=text (`ar_x`, `en_x`)."""
    own = (article(ARABIC, id="ar", language="ar"), article(ENGLISH, id="en", language="en"))
    others = tuple(article(text, id=name, language=_of(name)) for name, text in more.items())
    return own + others


def all_lines(*articles: Article) -> list[SourceSentence]:
    return [line for one in as_evidence(articles) for line in article_sentences(one)]


def _of(name: str) -> Language:
    return "ar" if name.startswith("ar") else "en"
