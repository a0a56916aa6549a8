"""Knows the phrases that stand around the text of e-mail messages; they lie in mail_phrases.tsv."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.text.analysis.folding import normalize

_MOST_PREFIXES = 10  # of one subject
# For example: "Re:", "RE[2]:", "Fwd :", "إعادة توجيه:"
_PREFIX = re.compile(r"\s*([^\W\d_][^:\[\]\d]{0,20}?)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[::]")
# What companies' mail servers write before the subjects of mail from outside.
_EXTERNAL = re.compile(r"^\s*[\[(](?:external|ext|خارجي)[^\])]{0,10}[\])]\s*", re.IGNORECASE)
_SHORT = 400  # characters; a text that only says that there is another form is no longer
_LONGEST_CLOSING = 60  # characters
_LONGEST_MARK = 200  # characters
_DASHES = "-_=*> \t:"
# Around the fields of a head: quotation marks, and direction marks, which mail servers that write
# iso-8859-6 turn into question marks ("??تم الإرسال:").
_AROUND_FIELD = "*> \t?\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@cache
def mail_phrases(kind: str) -> tuple[str, ...]:
    """Return the phrases of a kind, normalised, the longest first."""
    table = files("rag.sources.mail").joinpath("mail_phrases.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(sorted({normalize(row[1]) for row in rows if row[0] == kind}, key=len)[::-1])


def strip_prefixes(subject: str) -> tuple[str, bool]:
    """Return a subject without Re:, Fwd:, رد: and the like, and whether it is forwarded."""
    prefixes: list[str] = []
    for _ in range(_MOST_PREFIXES):
        subject = _EXTERNAL.sub("", subject)
        match = _PREFIX.match(subject)
        prefix = normalize(match[1]) if match else ""
        if not match or prefix not in mail_phrases("reply") + mail_phrases("forward"):
            break
        prefixes.append(prefix)
        subject = subject[match.end() :]
    is_forwarded = bool(prefixes) and prefixes[0] in mail_phrases("forward")
    return " ".join(subject.split()), is_forwarded


def marks_earlier_message(line: str) -> str:
    """Return "forwarded" or "original" for a line that announces an earlier message, else ""."""
    bare = normalize(line[:_LONGEST_MARK]).strip(_DASHES)
    for kind in ("forwarded", "original"):
        if bare in mail_phrases(kind):
            return kind
    return ""


def head_field(line: str) -> tuple[str, str]:
    """Return the kind and the value of a line in the head of an earlier message.

    The kind is "from", "date", "subject" or "to", and "" for other lines.
    """
    name, colon, value = line.strip(_AROUND_FIELD).partition(":")
    if colon and len(name) <= 20:
        bare = normalize(name).strip("* ")
        for kind in ("from", "date", "subject", "to"):
            if bare in mail_phrases(f"field-{kind}"):
                return kind, value.strip("* \t\u200e\u200f")
    return "", ""


def closes_letter(line: str) -> bool:
    """Tell whether a line ends a letter, as "Best regards," does; a signature follows it.

    Arabic closings are put together freely: "مع خالص التحية والتقدير", "ولكم منا جزيل الشكر".
    """
    bare = normalize(line[:_LONGEST_CLOSING]).strip(" ,،.!-")
    if len(line) >= _LONGEST_CLOSING or not bare:
        return False
    words = {word.strip("،,") for word in bare.split()} - {""}
    wishes = words & set(mail_phrases("wish"))
    return bare in mail_phrases("closing") or (
        bool(wishes) and words <= wishes | set(mail_phrases("wishing"))
    )


def is_hint_at_html(text: str) -> bool:
    """Tell whether a text only says that the message is to be seen as a web page."""
    bare = normalize(text[: _SHORT + 1])
    return len(text) <= _SHORT and any(phrase in bare for phrase in mail_phrases("hint"))


def is_about_the_message(line: str) -> bool:
    """Tell whether a paragraph is a footer: confidentiality, unsubscribing, a telephone's line."""
    bare = normalize(line)
    return any(phrase in bare for phrase in mail_phrases("footer")) or any(
        bare.startswith(phrase) for phrase in mail_phrases("signed")
    )
