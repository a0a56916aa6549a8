"""A brief as a document to hand on: Markdown, HTML, DOCX, PDF or JSON."""

from __future__ import annotations

from typing import Literal, get_args

from rag.records import Brief

Format = Literal["md", "html", "docx", "pdf", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export(brief: Brief, format: Format) -> bytes:  # noqa: A002
    """The whole file; text formats in UTF-8. The same brief gives the same bytes.

    What articles say is shown and never acted on: no markup, link, formula or code of theirs
    works in any format. A brief without points becomes a document that says why.
    """
    if format == "json":
        from rag.exports.json_export import to_json

        return to_json(brief)
    from rag.exports.brief_layout import lay_out

    sheet = lay_out(brief)
    if format == "md":
        from rag.exports.markdown_export import to_markdown

        return to_markdown(sheet).encode()
    if format == "html":
        from rag.exports.html_export import to_html

        return to_html(sheet).encode()
    if format == "docx":
        from rag.exports.docx_export import to_docx

        return to_docx(sheet)
    from rag.exports.pdf_export import to_pdf

    return to_pdf(sheet)
