"""Decodes XML and makes the usual faults of hand-made feeds harmless, without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.entities import name2codepoint
from typing import Any

from rag.errors import SourceError
from rag.sources.charset import Decoded, decode, wide_encoding
from rag.sources.html_text import HTML_ELEMENTS

# For example: <?xml version="1.0" encoding="windows-1256"?>
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}>")
_ENCODING = re.compile(rb"^\s*<\?xml\b[^>]{0,100}?encoding\s*=\s*[\"']\s*([\w.:-]{1,40})")
# What may stand before the root: comments, processing instructions, a document type.
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
# Characters that XML cannot hold, as they are and by their number.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNFIT_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8b-cB-CeEfF]|1.));")
# "&" and "<" that begin nothing: "R & D", "a < b". Group 1 is the name of a reference.
_LOOSE = re.compile(r"&(?:([A-Za-z]\w{1,10});|(?!#\d+;|#[xX][0-9A-Fa-f]+;))|<(?![A-Za-z_/!?])")
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
# Elements that hold text or HTML; those of feeds are often not escaped as they should be.
_TEXTS = ("description", "content:encoded", "summary", "content", "title")
_MOST_SIGNS = 1_000_000  # "<" in a document: half a million elements take 100 MB
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}(?:\[[^\]]{0,5000}\]\s*)?>", re.IGNORECASE)
# What NITF calls elements that HTML has too; its media are pictures and their captions.
_AS_HTML = {
    "block": "div",
    "hl1": "h1",
    "hl2": "h2",
    "bq": "blockquote",
    "note": "div",
    "media": "object",
}
_OPEN, _CLOSE = "<![CDATA[", "]]>"


def decode_xml(data: bytes, *, source: str) -> Decoded:
    """Decode XML and take its declaration off; a broken character of Unicode becomes U+FFFD.

    Raises `SourceError` for a charset that cannot be recognised.
    """
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:500])
    try:
        text, encoding = decode(data, source=source, declared=_name(declared))
    except SourceError as error:
        if "broken character" not in error.reason:
            raise
        encoding = wide_encoding(data) or "utf-8"
        text = data.decode(encoding, "replace").removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    return Decoded(text[declaration.end() :] if declaration else text, encoding)


def _name(declared: re.Match[bytes] | None) -> str | None:
    return declared[1].decode("ascii", "replace") if declared else None


def root_name(text: str) -> str:
    """Return the name of the root element without its prefix, in lower case; "" if there is none.

    Comments, instructions and the document type before it are skipped.
    """
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
        elif text.startswith("<?", at):
            at = text.find("?>", at)
        elif text.startswith("<!", at):
            at = _after_doctype(text, at)
        else:
            match = _ROOT.match(text, at)
            return match[2].lower() if match else ""
        if at < 0:
            break
    return ""


def _after_doctype(text: str, at: int) -> int:
    """Return where a document type ends, its internal part included; -1 if it does not."""
    subset, end = text.find("[", at), text.find(">", at)
    if 0 <= subset < end:
        end = text.find("]", subset)
        end = text.find(">", end) if end >= 0 else -1
    return end


def made_fit(text: str) -> str:
    """Return XML without what it cannot hold, and with `&nbsp;`, "R & D" and "a < b" escaped.

    CDATA sections are left alone.
    """
    text = _UNFIT_REFERENCE.sub(" ", _UNFIT.sub(" ", text))
    return "".join(
        part if is_data else _LOOSE.sub(_escaped, part) for part, is_data in _sections(text)
    )


def shielded(text: str) -> str:
    """Return a feed in which the contents of its text elements are CDATA.

    Unescaped HTML in them, such as an unclosed `<br>`, then breaks nothing.
    """
    for name in _TEXTS:
        text = "".join(_shield(text, name))
    return text


def _shield(text: str, name: str) -> Iterator[str]:
    start, end, at = f"<{name}", f"</{name}>", 0
    while (begin := text.find(start, at)) >= 0:
        inner = text.find(">", begin) + 1
        last = text.find(end, inner)
        if not inner or last < 0:
            break
        content = text[inner:last]
        is_whole = text[begin + len(start)] in " >\t\r\n" and text[inner - 2] != "/"
        if is_whole and _OPEN not in content and "<" in content:
            yield f"{text[at:inner]}{_OPEN}{content.replace(_CLOSE, '')}{_CLOSE}"
            at = last
        else:
            yield text[at:inner]
            at = inner
    yield text[at:]


def _sections(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is a CDATA section."""
    at = 0
    while (begin := text.find(_OPEN, at)) >= 0:
        end = text.find(_CLOSE, begin)
        if end < 0:
            break
        yield text[at:begin], False
        yield text[begin : end + len(_CLOSE)], True
        at = end + len(_CLOSE)
    yield text[at:], False


def _escaped(loose: re.Match[str]) -> str:
    """Return what XML writes for a loose sign or for a reference that only HTML knows."""
    if loose[0] == "<":
        return "&lt;"
    name = loose[1]
    if name is None:
        return "&amp;"
    if name in _OF_XML:
        return loose[0]
    code = name2codepoint.get(name)
    return f"&#{code};" if code else f"&amp;{name};"


def local_name(element: Any) -> str:
    """Return the name of an lxml element without its namespace or prefix, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def inner_html(element: Any) -> str:
    """Return what an lxml element holds as HTML, its text escaped if it holds elements at all.

    Escaped HTML that is an element's only content comes back as that HTML. Elements that HTML does
    not know leave their content behind.
    """
    if len(element) == 0:
        return element.text or ""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        name = local_name(child)
        name = _AS_HTML.get(name, name if name in HTML_ELEMENTS else "")
        yield f"<{name}>" if name else ""
        yield from _pieces(child)
        yield f"</{name}>" if name else ""
        yield escape(child.tail or "", quote=False)


def parse_xml(text: str, *, source: str) -> tuple[Any, tuple[str, ...]]:
    """Return the root of an XML document as lxml reads it, and notes on what was broken.

    Entities are not resolved, and nothing is fetched. Documents that follow each other are put
    under one root, `all`. Raises `SourceError` for a document of too many elements, and for one
    that cannot be read at all.
    """
    from lxml import etree

    if text.count("<") > _MOST_SIGNS:
        raise SourceError(source, "it has too many elements to be news; split it")
    fit = made_fit(text)
    fault = ""
    for attempt, recover in (
        (text, False),
        (fit, False),
        (_under_one_root(fit), False),
        (fit, True),
    ):
        parser = etree.XMLParser(
            encoding="utf-8",
            recover=recover,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(attempt.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError as error:
            fault = fault or f"{error.msg}"[:200]
            continue
        if root is not None:
            note = f"its XML is broken ({fault}); it was read as far as that could be mended"
            return root, (note,) if recover else ()
    raise SourceError(source, f"it is not valid XML ({fault})")


def _under_one_root(text: str) -> str:
    return f"<all>{_DOCTYPE.sub('', text)}</all>"
