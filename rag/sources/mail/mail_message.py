"""Reads e-mail messages (.eml): the text that the sender wrote, and the head of the message."""

from __future__ import annotations

import email.utils
import re
from datetime import date
from email.message import Message

from rag.errors import SourceError
from rag.sources.dates.days import read_day
from rag.sources.mail.mail_history import MailText, own_text
from rag.sources.mail.mail_lines import join_flowed, join_wrapped
from rag.sources.mail.mail_parts import (
    MailBlock,
    MailBody,
    decode_words,
    find_body,
    header,
    letters_in,
    parse_message,
)
from rag.sources.mail.mail_phrases import is_about_the_message, strip_prefixes
from rag.sources.source_files import too_large
from rag.sources.stated_fields import Stated, StatedFields

_HEAD_NAMES = ("from", "subject", "date", "received", "to", "message-id", "mime-version")
_NOTE = 200  # letters; who attaches a message with fewer has added no article to it
_MOST_ATTACHED = 3  # messages within each other that are followed
_LONGEST_SENDER = 1000  # characters
_NAMED = 3  # attachments that are named in the note
_FOOTER_LINES = 8  # at the end of a message, in which footers are looked for
_HEADER_LINES = 3  # and at its beginning
_YEARS = range(1970, 2101)  # there was no e-mail before
_QUOTES = " '\"\u200e\u200f"  # around names, and direction marks
_MAILTO = re.compile(r"[\[<]mailto:([^\[\]<>\s]+)[\]>]", re.IGNORECASE)  # as Outlook writes them
_MAIL_HOSTS = re.compile(r"^(?:mail|smtp|mx|email|news|newsletter|e|em\d*|info)\.(?=[^.]+\.)")


def read_mail(data: bytes, *, source: str, max_bytes: int) -> StatedFields:
    """Return the text of an e-mail message, with its subject as title and its sender as outlet.

    Quoted messages, signatures and notices of confidentiality are left out; a message that is
    passed on is the text, and its head counts. The day is that of the head, in its time zone.
    """
    message = parse_message(data, source=source)
    if not any(header(message, name) for name in _HEAD_NAMES):
        raise SourceError(
            source,
            "it is not an e-mail message: it has no head (From:, Subject:); if it is plain text, "
            "rename it to end in .txt",
        )
    reading = _read_message(message, source=source)
    if len(reading.text.encode("utf-8", "replace")) > max_bytes:
        raise SourceError(source, "its text is too long: " + too_large(None, max_bytes))
    return reading


def _read_message(message: Message, *, source: str, depth: int = 0) -> StatedFields:
    body = find_body(message, source=source)
    subject, is_forwarded = strip_prefixes(header(message, "subject"))
    text, head = _body_text(body, is_forwarded=is_forwarded)
    attached = [
        _read_message(one, source=source, depth=depth + 1)
        for one in (body.messages if depth < _MOST_ATTACHED else [])
    ]
    attached = [one for one in attached if one.text]
    notes = _attachment_notes(body)
    if attached and letters_in(text) <= _NOTE:
        first, *attached = attached
        text = first.text
        stated = first.stated
        notes += first.notes
    else:
        stated = _stated_head(message, head, subject)
    whole = "\n".join([text, *(one.text for one in attached)])
    if not whole.strip() and body.attachments:
        raise SourceError(
            source,
            f"it has no text, only attachments ({_names(body.attachments)}); save them from the "
            "mail program and index them",
        )
    encoding = next((one for one in body.encodings if one != "utf-8"), "utf-8")
    return StatedFields(whole.strip("\n"), encoding, stated, notes)


def _body_text(body: MailBody, *, is_forwarded: bool) -> tuple[str, dict[str, str]]:
    """Return the text of a message and the head of the message that it passes on, if it does."""
    lines: list[str] = []
    head: dict[str, str] = {}
    for block in body.blocks:
        own = own_text(_lines_of(block), is_forwarded=is_forwarded)
        head = head or own.head
        lines += _paragraphs(own, block)
    return "\n".join(_without_footers(lines)), head


def _lines_of(block: MailBlock) -> list[str]:
    if block.kind == "flowed":
        return join_flowed(block.text, drops_space=block.drops_space)
    return block.text.splitlines()


def _paragraphs(own: MailText, block: MailBlock) -> list[str]:
    if block.kind == "plain":
        return join_wrapped(own.lines)
    return [bare for line in own.lines if (bare := line.strip())]


def _without_footers(lines: list[str]) -> list[str]:
    """Return the lines without those at the beginning and the end that are about the message."""
    last = max(len(lines) - _FOOTER_LINES, 0)
    return [
        line
        for at, line in enumerate(lines)
        if not ((at < _HEADER_LINES or at >= last) and is_about_the_message(line))
    ]


def _stated_head(message: Message, head: dict[str, str], subject: str) -> Stated:
    """Return the fields that the head states, that of a message that is passed on first."""
    sender = head.get("from") or next(
        (str(value) for key, value in message.raw_items() if key.lower() == "from"), ""
    )
    sender = sender[:_LONGEST_SENDER]
    day, notes = _day(header(message, "date"))
    passed_on = _written_day(head.get("date", ""))
    title = subject or strip_prefixes(head.get("subject", ""))[0]
    return Stated(
        title=title[:1000] or None,
        published_at=passed_on or day,
        outlet=_outlet(sender),
        notes=notes,
    )


def _day(value: str) -> tuple[date | None, tuple[str, ...]]:
    """Return the day of a Date header in its own time zone, and a note if it is none of a mail."""
    if not value:
        return None, ()
    try:
        day = email.utils.parsedate_to_datetime(value[:100]).date()
    except (ValueError, OverflowError, IndexError, TypeError):
        return None, (f"its date {value[:40]!r} is no date and was left out",)
    if day.year not in _YEARS:
        return None, (f"its date {value[:40]!r} is not of these years and was left out",)
    return day, ()


def _written_day(value: str) -> date | None:
    """Return the day in the head of a message that is passed on, as programs write it."""
    day, _ = _day(value)
    return day or (read_day(value[:100]).day if value else None)


def _outlet(sender: str) -> str | None:
    """Return the sender's name, or the domain of the address where no name is given."""
    sender = _MAILTO.sub(r"<\1>", sender)
    name, address = email.utils.parseaddr(sender) if "@" in sender else (sender, "")
    name = decode_words(name).strip(_QUOTES)
    if not name or "@" in name:
        domain = (address or name).rpartition("@")[2]
        name = _MAIL_HOSTS.sub("", domain.strip("<>[]" + _QUOTES).lower())
    return name[:200] or None


def _attachment_notes(body: MailBody) -> tuple[str, ...]:
    """Return what is to be said about the parts that were not read."""
    notes = []
    count = len(body.attachments)
    if count:
        what = "1 attachment was" if count == 1 else f"{count} attachments were"
        notes.append(f"{what} not read: {_names(body.attachments)}")
    if body.is_broken:
        notes.append("some of its characters are broken and are shown as \ufffd")
    return tuple(notes)


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
