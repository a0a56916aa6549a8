"""The file formats in which a brief can be handed on, one row a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import UsageError
from rag.records import Brief


def _nothing(brief: Brief) -> str:
    """Return that there is nothing to tell."""
    return ""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A file format of briefs.

    `suffix` is the ending of its files without the dot, in lower case, and the format's name on
    the command line. `label` names it on the page and in docs/briefs.md. `binary` tells that its
    bytes are not text in UTF-8. `write` returns the bytes of the whole file, and `remark` what
    to tell whoever asked for it: only a PDF brings its own fonts, and may lack a character.
    """

    suffix: str
    label: str
    media_type: str
    binary: bool
    write: Callable[[Brief], bytes]
    remark: Callable[[Brief], str] = _nothing


def _markdown(brief: Brief) -> bytes:
    from rag.exports.brief_layout import lay_out_brief
    from rag.exports.markdown_export import to_markdown

    return to_markdown(lay_out_brief(brief)).encode()


def _html(brief: Brief) -> bytes:
    from rag.exports.brief_layout import lay_out_brief
    from rag.exports.html_export import to_html

    return to_html(lay_out_brief(brief)).encode()


def _docx(brief: Brief) -> bytes:
    from rag.exports.brief_layout import lay_out_brief
    from rag.exports.docx_export import to_docx

    return to_docx(lay_out_brief(brief))


def _pdf(brief: Brief) -> bytes:
    from rag.exports.brief_layout import lay_out_brief
    from rag.exports.pdf_export import to_pdf

    return to_pdf(lay_out_brief(brief))


def _unshown_in_pdf(brief: Brief) -> str:
    """Return which characters a PDF of the brief cannot show; "" where it shows all."""
    from rag.exports.brief_layout import lay_out_brief
    from rag.exports.pdf_export import unshown
    from rag.messages.export_labels import not_shown

    characters = () if brief.abstained else unshown(lay_out_brief(brief))
    return not_shown(characters, "en") if characters else ""


def _json(brief: Brief) -> bytes:
    from rag.exports.json_export import to_json

    return to_json(brief)


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("md", "Markdown", "text/markdown; charset=utf-8", False, _markdown),
    Exporter("html", "HTML", "text/html; charset=utf-8", False, _html),
    Exporter(
        "docx",
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        True,
        _docx,
    ),
    Exporter("pdf", "PDF", "application/pdf", True, _pdf, _unshown_in_pdf),
    Exporter("json", "JSON", "application/json", False, _json),
)
"""Every format in which a brief can be handed on. The command line, the downloads of the page and
docs/briefs.md ask this table, so that a new format is one row here."""

FORMATS: tuple[str, ...] = tuple(row.suffix for row in EXPORTERS)
"""The names of the formats, in the order of `EXPORTERS`."""


def exporter_for(name: str) -> Exporter:
    """Return the format of a name or file ending: `pdf`, `.pdf` or `PDF`.

    Raises `UsageError`, which lists the known formats, for any other.
    """
    wanted = name.removeprefix(".").lower()
    found = next((row for row in EXPORTERS if row.suffix == wanted), None)
    if found is None:
        known = ", ".join(f".{one}" for one in FORMATS)
        raise UsageError(f"a brief cannot be written as {name!r}; the known formats are {known}")
    return found


def export(brief: Brief, format: str) -> bytes:  # noqa: A002
    """Return the whole file of a brief in a format; text formats are in UTF-8.

    The same brief gives the same bytes. What articles say is shown and never acted on: no markup,
    link, formula or code of theirs works in any format. A brief without points becomes a document
    that says why. Raises `UsageError` for an unknown format.
    """
    return exporter_for(format).write(brief)
