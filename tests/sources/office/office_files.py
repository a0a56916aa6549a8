"""Makes the files of word processors for tests, from the XML of their text."""

from __future__ import annotations

import io
import zipfile

import docx

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_O = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
        for name, uri in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive with these parts, packed, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, stored)
    return buffer.getvalue()


def word_file(body: str, *, title: str = "", footnotes: str = "", styles: str = "") -> bytes:
    """Return a Word document made by python-docx, with this XML as its body."""
    buffer = io.BytesIO()
    document = docx.Document()
    document.core_properties.title = title
    document.save(buffer)
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(buffer) as archive:
        parts |= {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = f"<w:document {_W}><w:body>{body}</w:body></w:document>"
    if footnotes:
        relations = bytes(parts["word/_rels/document.xml.rels"]).decode()  # type: ignore[arg-type]
        parts["word/_rels/document.xml.rels"] = relations.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{_RELATIONS}/footnotes" Target="footnotes.xml"/>'
            "</Relationships>",
        )
        parts["word/footnotes.xml"] = f"<w:footnotes {_W}>{footnotes}</w:footnotes>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>"
    return zip_of(parts)


def word_paragraph(text: str, *, style: str = "", run: str = "") -> str:
    """Return the XML of a paragraph of one run."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return (
        f"<w:p>{properties}<w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def odt_file(body: str, *, styles: str = "", title: str = "", manifest: str = "") -> bytes:
    """Return an OpenDocument text with this XML as its body."""
    meta = f"<office:meta><dc:title>{title}</dc:title></office:meta>"
    return zip_of(
        {
            "mimetype": ODT_TYPE,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_MANIFEST}">{manifest}</m:manifest>',
            "content.xml": f"<office:document-content {_O}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "meta.xml": f"<office:document-meta {_O}>{meta}</office:document-meta>",
        }
    )


def flat_odt_file(body: str) -> bytes:
    """Return an OpenDocument text in one XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_O} '
        f'office:mimetype="{ODT_TYPE}"><office:body><office:text>{body}</office:text>'
        "</office:body></office:document>"
    ).encode()


def rtf_file(body: str, *, head: str = "") -> bytes:
    """Return a Rich Text file whose first font is Western, its second Arabic."""
    fonts = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset178 Arial (Arabic);}}"
    return (r"{\rtf1\ansi\ansicpg1252\deff0" + fonts + head + body + "}").encode("ascii")


def escaped(text: str, charset: str = "cp1256") -> str:
    """Return text as the bytes of a charset, escaped as in Rich Text files."""
    return "".join(f"\\'{byte:02x}" for byte in text.encode(charset))
