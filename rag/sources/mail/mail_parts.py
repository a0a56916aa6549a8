"""Finds the text among the parts of an e-mail message."""

from __future__ import annotations

import email
import email.errors
import email.header
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Literal

from rag.errors import SourceError
from rag.sources.charset import decode
from rag.sources.html_text import html_to_text
from rag.sources.mail.mail_phrases import is_hint_at_html

_MOST_NESTED = 50  # multiparts and messages in one message; a digest of a day has 30
_MOST_MARKS = 10_000  # lines that may begin a part, and lines of dashes
# Each line is compared with the marks of all parts around it: ten million take 10 seconds. 20 MB of
# attachments have 300,000 lines, mostly in two parts.
_MOST_LOOKS = 10_000_000
_NESTING = re.compile(rb"multipart/[a-z]|message/rfc822", re.IGNORECASE)
_FEWEST_LETTERS = 0.3  # of those of the HTML part, for plain text that is no mere hint at it
_LETTER = re.compile(r"[^\W\d_]")
# A multipart that is here has lost the marks between its parts.
_TEXT_KINDS = ("text/", "multipart/")
_DATA_KINDS = ("text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/rtf", "text/xml")
_SIGNATURES_OF_PARTS = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_QUOTING = re.compile(r"<(/?)blockquote\b([^>]{0,500})>", re.IGNORECASE)
_CITES = re.compile(
    r"type\s*=\s*[\"']?cite|gmail_quote|yahoo_quoted|protonmail_quote", re.IGNORECASE
)
_PASSED_ON = re.compile(r"forwarded message|المعاد توجيه|المُعاد توجيه", re.IGNORECASE)
# The library takes a time that grows with the square of what it decodes.
_LONGEST_HEADER = 10_000  # bytes; a subject of ten lines has 2,000 when it is encoded
_PART_HEADERS = re.compile(
    rb"^content-[a-z-]{1,40}:[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+", re.IGNORECASE | re.MULTILINE
)
_FOLD = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True, slots=True)
class MailBlock:
    """A piece of a message's text: plain, as lines of paragraphs (`html`) or `flowed`."""

    kind: Literal["plain", "flowed", "html"]
    text: str
    drops_space: bool = False


@dataclass(slots=True)
class MailBody:
    """The text of a message, the names of its attachments and the messages attached to it."""

    blocks: list[MailBlock] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    encodings: list[str] = field(default_factory=list)
    is_broken: bool = False

    def add(self, other: MailBody) -> None:
        """Add what was found in another part."""
        self.blocks += other.blocks
        self.attachments += other.attachments
        self.messages += other.messages
        self.encodings += other.encodings
        self.is_broken = self.is_broken or other.is_broken


def parse_message(data: bytes, *, source: str) -> Message:
    """Parse a message. Raises `SourceError` for too many parts, and for giant heads of parts."""
    nested = len(_NESTING.findall(data))
    if nested > _MOST_NESTED or nested * data.count(b"\n") > _MOST_LOOKS:
        raise SourceError(
            source,
            "it holds too many messages and parts within each other; save its text as .txt (UTF-8)",
        )
    if data.count(b"\n--") > _MOST_MARKS:
        raise SourceError(
            source,
            f"it has more than {_MOST_MARKS:,} marks between parts; save its text as .txt (UTF-8)",
        )
    if any(len(field[0]) > _LONGEST_HEADER for field in _PART_HEADERS.finditer(data)):
        raise SourceError(
            source,
            "the head of one of its parts is too long to be one; save its text as .txt (UTF-8)",
        )
    return email.message_from_bytes(data)


def header(message: Message, name: str) -> str:
    """Return a header decoded and on one line; "" if there is none."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return decode_words(str(value))
    return ""


def decode_words(value: str) -> str:
    """Decode the encoded words of a header (=?windows-1256?B?…?=), and bytes that stand in it."""
    value = _FOLD.sub(" ", value[:_LONGEST_HEADER])
    raw = value.encode("utf-8", "surrogateescape")
    if not raw.isascii():
        value = _decoded(raw, None)
    try:
        pieces = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return " ".join(value.split())
    text = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces
    )
    return " ".join(text.replace("\0", " ").split())


def find_body(message: Message, *, source: str) -> MailBody:
    """Return what a message says and what is attached to it. Raises `SourceError` if encrypted."""
    kind = message.get_content_type()
    if kind in _ENCRYPTED:
        raise SourceError(
            source, "it is encrypted; open it in the mail program and save its text as .txt (UTF-8)"
        )
    if kind == "message/rfc822":
        return MailBody(messages=list(_parts(message)))
    if message.is_multipart():
        found = [find_body(part, source=source) for part in _parts(message)]
        return _chosen(found) if kind == "multipart/alternative" else _all(found)
    return _leaf(message, kind, source=source)


def letters_in(text: str) -> int:
    """Count the letters of a text."""
    return len(_LETTER.findall(text))


def _parts(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if isinstance(part, Message):
            yield part


def _all(found: list[MailBody]) -> MailBody:
    body = MailBody()
    for one in found:
        body.add(one)
    return body


def _chosen(found: list[MailBody]) -> MailBody:
    """Return one of several forms of the same text: plain, unless it only hints at the HTML."""
    body = _all(found)
    plain = [block for block in body.blocks if block.kind != "html"]
    pages = [block for block in body.blocks if block.kind == "html"]
    enough = _FEWEST_LETTERS * sum(letters_in(block.text) for block in pages)
    is_enough = sum(letters_in(block.text) for block in plain) >= max(enough, 1) and not all(
        is_hint_at_html(block.text) for block in plain
    )
    body.blocks = plain if is_enough else pages or plain
    return body


def _leaf(part: Message, kind: str, *, source: str) -> MailBody:
    """Return what a part holds that has no parts."""
    name = decode_words(part.get_filename() or "")
    is_attached = part.get_content_disposition() == "attachment" or bool(name)
    is_text = kind.startswith(_TEXT_KINDS) and kind not in _DATA_KINDS
    if is_text and not is_attached:
        return _text(part, kind, source=source)
    if kind in _SIGNATURES_OF_PARTS:
        return MailBody()
    is_picture_in_text = part.get("Content-ID") is not None or not name
    if part.get_content_maintype() == "image" and is_picture_in_text:
        return MailBody()
    return MailBody(attachments=[name[:60] or kind])


def _text(part: Message, kind: str, *, source: str) -> MailBody:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    is_broken = False
    try:
        text, encoding = decode(data, source=source, declared=charset)
    except SourceError:
        text, encoding, is_broken = data.decode("utf-8", "replace"), "utf-8", True
    text = text.replace("\0", " ")
    if kind == "text/html":
        block = MailBlock("html", html_to_text(without_quotations(text)))
    else:
        is_flowed = str(part.get_param("format", "")).lower() == "flowed"
        drops_space = str(part.get_param("delsp", "")).lower() == "yes"
        block = MailBlock("flowed" if is_flowed else "plain", text, drops_space)
    return MailBody([block], encodings=[encoding], is_broken=is_broken)


def without_quotations(markup: str) -> str:
    """Return HTML without the messages that it quotes; those that it passes on are kept."""
    kept: list[str] = []
    done, depth, begin = 0, 0, 0
    for match in _QUOTING.finditer(markup):
        if match[1]:
            depth -= depth > 0
            if depth == 0 and begin:
                quoted = markup[begin : match.end()]
                if not _PASSED_ON.search(quoted):
                    kept.append(markup[done:begin])
                    done = match.end()
                begin = 0
        elif depth or _CITES.search(match[2]):
            begin = begin if depth else match.start()
            depth += 1
    rest = "".join(kept) + markup[done:]
    return rest if letters_in(html_to_text(rest)) else markup


def _decoded(data: bytes, charset: str | None) -> str:
    """Decode the bytes of a header, whatever they are."""
    try:
        return decode(data, source="", declared=charset).text
    except SourceError:
        return data.decode("utf-8", "replace")
