"""Decides in which charset bytes were written.

Unicode is tried first, then the declared charset, then the legacy charsets of Arabic and Western
text, which are distinguished by how plausible the decoded letters are.
"""

from __future__ import annotations

import codecs
import math
import re
import string
from contextlib import suppress
from typing import NamedTuple

from rag.errors import SourceError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE = "save it as UTF-8"

# Python also calls rot13, unicode_escape and the like charsets; a page may not choose those.
_DECLARABLE = re.compile(r"cp\d+|iso8859-\d+|koi8-\w|gb\w+|big5\w*|euc_\w+|shift_jis\w*|mac-\w+")
# Servers and editors declare these without looking; the letters are a better witness.
_DECLARED_BY_DEFAULT = {"iso8859-1", "cp1252", "ascii", "utf-8"}

# One character outside ASCII in UTF-8: b"\xd8\xb9" for ع, b"\xe2\x82\xac" for €.
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH_BYTES = bytes(range(128, 256))

# How many of a thousand letters of Arabic prose each one is.
_LETTERS = "اليمونرتبةعدسفهأكقحجشطإصىخثزضغذئءظآؤـ"
_PER_THOUSAND = """
143 113 82 65 57 52 50 40 39 35 33 32 28 25 25 22 20 20 18 12 10 9 9 8 8 7 7 6 6 5 5 3 3 2 1.5 1 0.4
"""
_LETTER_LOGS = {
    letter: math.log(float(frequency) / 1000)
    for letter, frequency in zip(_LETTERS, _PER_THOUSAND.split(), strict=True)
}
# Vowel signs; the last two are what ي and ى of windows-1256 become in ISO-8859-6.
_LETTER_LOGS |= dict.fromkeys("\u064e\u064f\u0650\u0651\u0652", math.log(0.02))
_LETTER_LOGS |= {"\u064b": math.log(0.005), "\u064c": math.log(0.0005), "\u064d": math.log(0.0005)}
_STRANGER_LOG = math.log(0.0001)  # an accented Latin letter, or an Arabic one in a Latin word
_FREQUENT_WORDS = """
    من في على إلى عن أن إن التي الذي هذا هذه ذلك كان كانت قد لا ما لم لن هو هي كل بعد قبل مع
    بين أو ثم كما أنه أنها عام يوم حول حتى منذ عند إذا غير خلال وفي وقد وهو وقال قال
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())
_ARABIC = r"[\u0621-\u0652\u0660-\u06ff]"
# An Arabic word, or a word with other letters in it; print often lacks the space between them.
# For example: السلام as group 1; "café" or "naïve" without it.
_WORD = re.compile(rf"({_ARABIC}{{2,}})|(?:(?!{_ARABIC}{{2}})[A-Za-z\u00c0-\u06ff])+")
_ENDING_WITHIN = re.compile("[ةى](?!$)")
# Real Arabic scores about -2.9 a letter, 99 % above -4; Cyrillic, Greek, Hebrew, Thai, Chinese,
# Japanese and noise read as Arabic score below -4.6 from a line's length on.
_PLAUSIBLE = -4.4

_ASCII_LETTERS = string.ascii_letters.encode()
_ACCENTED = bytes({*range(0xC0, 0x100)} - {0xD7, 0xF7})  # the two are signs, not letters
_ACCENTED_ROW = re.compile(rb"[\xc0-\xff]{3,}")
# Of the letters: French has 4 %, a line of it up to 30 %, Cyrillic read as Western nearly all.
_MOST_ACCENTED = 0.4
_MOST_IN_ROWS = 0.25  # of the accented letters; a quotation in another script has all

_SAMPLE = 65_536  # characters that are enough to decide by


class Decoded(NamedTuple):
    """A text without its byte order mark, and the charset that it was read in."""

    text: str
    encoding: str


def wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 charset that a byte order mark announces, or None.

    NUL bytes are normal in these charsets.
    """
    return next((name for mark, name in _MARKS[1:] if data.startswith(mark)), None)


def decode(data: bytes, *, source: str, declared: str | None = None) -> Decoded:
    """Decode bytes, and remove a byte order mark; nothing else is changed.

    Tried in this order: the byte order mark, strict UTF-8, the `declared` charset if it decodes,
    windows-1256 or ISO-8859-6 for Arabic, windows-1252 for Western text. Raises `SourceError` when
    none fits. A UTF-8 file with broken characters is refused rather than read in another charset.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, source=source)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            raise SourceError(source, _broken("utf-8", data, error.start)) from None
    found = _declared(data, declared) or _arabic(data) or _western(data)
    if found is None:
        raise SourceError(
            source,
            f"its charset is not UTF-8 and looks like no Arabic or Western one; {_SAVE}",
        )
    return found


def as_declared(data: bytes, label: str) -> tuple[bytes, str] | None:
    """Return bytes as UTF-8 with a byte order mark, and the charset that they were read in.

    `label` is a charset stated beside the bytes, such as by a web server, which goes before what
    they say themselves. None where it adds nothing: the bytes are Unicode, they do not decode so,
    or it is one that servers state without looking.
    """
    if any(data.startswith(mark) for mark, _ in _MARKS) or _is_utf8(data):
        return None
    found = _declared(data, label)
    return found and (codecs.BOM_UTF8 + found.text.encode(), found.encoding)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str, *, source: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise SourceError(source, _broken(encoding, data, error.start)) from None


def _broken(encoding: str, data: bytes, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    return f"it is {encoding.upper()} with a broken character in line {line}; mend it and {_SAVE}"


def _is_mostly_utf8(data: bytes) -> bool:
    """Tell whether most bytes outside ASCII form UTF-8 characters; in legacy text they do not."""
    high = len(data) - len(data.translate(None, _HIGH_BYTES))
    return sum(map(len, _UTF8_SEQUENCE.findall(data))) >= high / 2


def _declared(data: bytes, label: str | None) -> Decoded | None:
    """Decode in the charset that the source declares; None if that is none or does not decode."""
    try:
        name = codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None
    if name in _DECLARED_BY_DEFAULT or not _DECLARABLE.fullmatch(name):
        return None
    try:
        return Decoded(data.decode(name), _public_name(name))
    except UnicodeDecodeError:
        return None


def _public_name(codec: str) -> str:
    """Return the usual name of a Python codec: `windows-1256` for `cp1256`."""
    if re.fullmatch(r"cp125\d", codec):
        return f"windows-{codec[2:]}"
    return codec.replace("iso8859", "iso-8859").replace("_", "-")


def _arabic(data: bytes) -> Decoded | None:
    """Decode as the more plausible Arabic charset, or return None if neither is plausible."""
    readings = [Decoded(data.decode("cp1256"), "windows-1256")]
    with suppress(UnicodeDecodeError):
        readings.append(Decoded(data.decode("iso8859-6"), "iso-8859-6"))
    score, best = max(
        ((_plausibility(_foreign_lines(reading.text)), reading) for reading in readings),
        key=lambda scored: scored[0],
    )
    return best if score > _PLAUSIBLE else None


def _foreign_lines(text: str) -> str:
    """Return the lines that hold more than ASCII, up to the size that a decision needs."""
    lines, size = [], 0
    for line in text.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _SAMPLE:
            break
    return "\n".join(lines)[:_SAMPLE]


def _plausibility(text: str) -> float:
    """Return the mean log likelihood of the letters as Arabic prose; -inf where there is no Arabic.

    Words of ASCII letters are left out. Punctuation that the charsets have in different places
    counts against the reading in which it makes no sense.
    """
    total, letters, arabic = 0.0, 0, False
    for match in _WORD.finditer(text):
        word = match[0]
        if match[1]:
            arabic = True
            letters += len(word)
            total += _word_log(word)
        else:
            strangers = sum(1 for char in word if not char.isascii())
            letters += strangers
            total += strangers * _STRANGER_LOG
    # The comma and semicolon of ISO-8859-6 are these signs in windows-1256; C1 controls are the
    # quotation marks of windows-1256 in ISO-8859-6.
    absurd = text.count("¬") + max(0, text.count("»") - text.count("«"))
    absurd += sum(1 for char in text if "\x80" <= char <= "\x9f")
    total += absurd * _STRANGER_LOG
    return total / (letters + absurd) if arabic else -math.inf


def _word_log(word: str) -> float:
    """Return the log likelihood of a word's letters.

    It is raised for words with the definite article and for frequent words, and lowered for letters
    within the word that only end words.
    """
    log = sum(_LETTER_LOGS.get(char, _STRANGER_LOG) for char in word)
    if "ال" in (word[:2], word[1:3]) or word.startswith("لل"):
        log += 3
    if word in _FREQUENT:
        log += 3
    return log - 5 * len(_ENDING_WITHIN.findall(word))


def _western(data: bytes) -> Decoded | None:
    """Decode as windows-1252 if the text looks Western, otherwise return None.

    In Western text accented letters are few and stand among plain ones. windows-1252 holds all
    letters of Latin-1.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    accented = len(data) - len(data.translate(None, _ACCENTED))
    plain = len(data) - len(data.translate(None, _ASCII_LETTERS))
    in_rows = sum(map(len, _ACCENTED_ROW.findall(data)))
    if accented > _MOST_ACCENTED * (accented + plain) or in_rows > _MOST_IN_ROWS * accented:
        return None
    return Decoded(text, "windows-1252")
