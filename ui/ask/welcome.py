"""What stands on the page before the first question."""

from __future__ import annotations

from rag.records import Language
from rag.text.display import base_direction
from ui import words

HEADER = (
    '<div class="brand"><span class="brand-mark" aria-hidden="true"></span>'
    '<h1><span class="brand-ar" lang="ar" dir="rtl">مُوجَز</span>'
    '<span class="brand-en" lang="en" dir="ltr">Mujaz</span></h1></div>'
)

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "ar": (
        "ماذا أعلنت الولايات المتحدة عن قيادتها العسكرية في اليابان؟",
        "من سيتولى القيادة الأميركية الجديدة في اليابان؟",
        "متى ستنشئ اليابان قيادة مشتركة لقواتها؟",
    ),
    "en": (
        "How many US troops are in Japan?",
        "What did Austin say about the US forces in Japan?",
        "What did the ministers discuss about extended deterrence?",
    ),
}
"""Questions that the sample articles answer, and so do other articles on the same talks."""

_LANGUAGES: tuple[Language, ...] = ("ar", "en")

_TAGLINE = (
    '<p class="tagline" lang="ar" dir="rtl">اسأل عن الأخبار، وكل جملة بمصدرها.</p>'
    '<p class="tagline" lang="en" dir="ltr">Ask about the news. Every sentence shows its source.'
    "</p>"
)
_EMPTY = (
    '<div class="card empty">'
    '<p lang="ar" dir="rtl">المكتبة فارغة. أوقف الخادم، وأضف مقالات، ثم شغّله من جديد:</p>'
    '<p lang="en" dir="ltr">The library is empty. Stop the server, add articles, start again:</p>'
    '<pre dir="ltr"><code>mujaz index FOLDER</code></pre>'
    '<p lang="ar" dir="rtl">أو ابدأ بالمقالات النموذجية:</p>'
    '<p lang="en" dir="ltr">Or begin with the sample articles:</p>'
    '<pre dir="ltr"><code>mujaz index --samples</code></pre></div>'
)


def html(articles: int, vectors: tuple[int, int] = (0, 0), moving_to: str | None = None) -> str:
    """Return the greeting over a library of so many articles, as HTML.

    Over an empty library it says how to fill it. `vectors` says how many passages have their
    vector, of how many: while some have none, a line says so, and names the embedder if they are
    made anew for another one.
    """
    if not articles:
        return f'<div class="hello is-empty">{_TAGLINE}{_EMPTY}</div>'
    size = (
        f'<p class="size"><bdi lang="ar" dir="rtl">{words.articles(articles, "ar")}</bdi>'
        f'<span aria-hidden="true"> · </span>'
        f'<bdi lang="en" dir="ltr">{words.articles(articles, "en")}</bdi></p>'
    )
    return f'<div class="hello">{_TAGLINE}{size}{_following(*vectors, moving_to)}</div>'


def _following(made: int, wanted: int, moving_to: str | None) -> str:
    if made >= wanted:
        return ""
    return "".join(
        f'<p class="following" lang="{language}" dir="{base_direction(language)}">'
        f"{words.vectors(made, wanted, moving_to, language)}</p>"
        for language in _LANGUAGES
    )
