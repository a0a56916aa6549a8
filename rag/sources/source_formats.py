"""Lists the formats that can be read, each with its extensions and its reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.large_documents import load_message, load_rich_text
from rag.sources.lists.json_records import read_json
from rag.sources.lists.news_xml import read_xml
from rag.sources.lists.tables import read_table
from rag.sources.mail.mail_message import read_mail
from rag.sources.mail.mailbox_file import read_mailbox
from rag.sources.markdown.markdown_text import read_markdown
from rag.sources.office.open_document import read_open_document
from rag.sources.office.rich_text import read_rich_text
from rag.sources.office.word_document import read_word
from rag.sources.pages.saved_page import read_saved_page
from rag.sources.pages.web_page import read_html
from rag.sources.pdf.pdf_process import read_pdf
from rag.sources.plain_text import read_plain
from rag.sources.whole_files import document_file, package_file, text_file


class FormatReader(Protocol):
    """Reads a file: yields what it holds, one article after another, and notes on the whole file.

    Raises `SourceError` for a file of which nothing can be used; what is refused within a file is
    an item that says why. `max_bytes` bounds one article.
    """

    def __call__(self, path: Path, *, max_bytes: int) -> Iterator[CollectedItem | FileNote]: ...


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """Describes a format that can be read.

    `extensions` are in lower case; those of files may be in any case. `label` is what
    docs/sources.md says of the format. `signature` is what files of the format begin with; it is
    empty for text formats. What a file really is, `rag.sources.format_sniffing` tells.
    """

    name: str
    extensions: tuple[str, ...]
    label: str
    read: FormatReader
    signature: bytes = b""


READERS: tuple[SourceFormat, ...] = (
    SourceFormat(
        name="a text file",
        extensions=(".txt",),
        label="the text",
        read=partial(text_file, read_plain),
    ),
    SourceFormat(
        name="a Markdown file",
        extensions=(".md", ".markdown"),
        label="the text as a reader sees it, without the front matter if there is one",
        read=partial(text_file, read_markdown),
    ),
    SourceFormat(
        name="a web page",
        extensions=(".html", ".htm"),
        label="the article's text, without menus, comments and hidden parts; "
        "title, date, outlet and address as the page states them",
        read=partial(text_file, read_html),
    ),
    SourceFormat(
        name="a JSON file",
        extensions=(".json", ".jsonl", ".ndjson"),
        label="one article a line, a list of articles, an object that holds the list, or one "
        "article",
        read=read_json,
    ),
    SourceFormat(
        name="a table",
        extensions=(".csv", ".tsv"),
        label="one article a row, below a line that names the columns",
        read=read_table,
    ),
    SourceFormat(
        name="an XML file",
        extensions=(".xml", ".rss", ".atom"),
        label="the items of a feed (RSS, Atom), of NewsML or NITF, or of a list of articles",
        read=read_xml,
    ),
    SourceFormat(
        name="a Word document",
        extensions=(".docx", ".docm", ".dotx", ".dotm"),
        label="the text with tracked changes accepted, one line for each row of a table, then the "
        "footnotes; no hidden text, comments, headers or footers",
        read=partial(package_file, read_word),
        signature=b"PK\x03\x04",
    ),
    SourceFormat(
        name="an OpenDocument text",
        extensions=(".odt", ".ott", ".fodt"),
        label="as `.docx`",
        read=partial(package_file, read_open_document),
        signature=b"PK\x03\x04",
    ),
    SourceFormat(
        name="a Rich Text file",
        extensions=(".rtf",),
        label="as `.docx`",
        read=partial(document_file, read_rich_text, loader=load_rich_text),
        signature=b"{\\rtf",
    ),
    SourceFormat(
        name="an e-mail message",
        extensions=(".eml",),
        label="what the sender wrote, or the message that is passed on, without quotations, "
        "signatures and notices; subject, sender and day as title, outlet and date",
        read=partial(document_file, read_mail, loader=load_message),
    ),
    SourceFormat(
        name="a web page saved in one file (MHTML)",
        extensions=(".mht", ".mhtml"),
        label="as `.html`",
        read=partial(document_file, read_saved_page, loader=load_message),
    ),
    SourceFormat(
        name="a mailbox",
        extensions=(".mbox",),
        label="one article a message, as `.eml`",
        read=read_mailbox,
    ),
    SourceFormat(
        name="a PDF",
        extensions=(".pdf",),
        label="the text of its pages in reading order, without headers, footers and page numbers; "
        "citations name the page",
        read=partial(document_file, read_pdf),
        signature=b"%PDF-",
    ),
)
"""Every format that can be read. File discovery, the check of what a file really is and
docs/sources.md ask this table, so that a new format is one row here."""

EXTENSIONS: tuple[str, ...] = tuple(one for row in READERS for one in row.extensions)
"""The extensions that can be read, in lower case, in the order of `READERS`."""


def is_readable(path: Path) -> bool:
    """Tell whether a file's extension, in upper or lower case, is one that can be read."""
    return path.suffix.lower() in EXTENSIONS
