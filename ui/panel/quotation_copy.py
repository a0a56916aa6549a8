"""A cited sentence with its source, as it is copied into another program."""

from __future__ import annotations

from html import escape

from rag.records import Article, Language
from rag.text.analysis.languages import direction
from rag.text.display import base_direction, clean, line
from ui.html.references import origin
from ui.html.render import attributes, inline
from ui.panel.original import original_url

_QUOTED: dict[Language, str] = {"ar": "«{}»", "en": "“{}”"}


def quotation_copy(article: Article, quote: str, page: int | None) -> tuple[str, str]:
    """Return a quotation with its title, outlet, day, page and address: as plain text, and as HTML
    that keeps the direction of each line."""
    base = direction(quote)
    language: Language = "ar" if base == "rtl" else "en"
    link = original_url(article)
    quoted = _QUOTED[language].format(line(quote))
    title = line(article.title)
    comma = "، " if language == "ar" else ", "
    told = [clean(part) for part in origin(article, language, [page])]
    source = comma.join([title, *told])
    plain = "\n".join([quoted, f"— {source}", *([link[0]] if link else [])])
    rest = inline(comma + comma.join(told), base=base) if told else ""
    own = direction(title)
    cited = f"<cite><bdi {attributes(own)}>{inline(title, base=own)}</bdi></cite>"
    url = f'<br><a href="{escape(link[0], quote=True)}">{escape(link[0])}</a>' if link else ""
    rich = (
        f"<blockquote {attributes(base)}>{inline(quoted, base=base)}</blockquote>"
        f"<p {attributes(base_direction(language))}>— {cited}{rest}{url}</p>"
    )
    return plain, rich
