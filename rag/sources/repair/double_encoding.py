"""Repairs text whose bytes were once read in a charset in which they were not written.

For example "Ø§Ù„ÙˆØ²ÙŠØ±" and "ط§ظ„ظˆط²ظٹط±" (UTF-8 read as windows-1252 and windows-1256), or
"ÇáæÒíÑ" (windows-1256 read as windows-1252), each of which is الوزير.
"""

from __future__ import annotations

import re

from rag.sources.charset import arabic_reading, western_reading

_ROUNDS = 3  # text that went through a wrong charset twice, and once more
_FEWEST = 3  # letters that must be garbled in a row; in no other text do three such pairs follow
_LEAST_COVERED = 0.75  # of a line's signs outside ASCII, where the garbled text is Arabic letters
_MOST_LOST = 0.2  # of the first bytes; where more stand alone, the letters cannot be known
_FEWEST_LETTERS = 12  # of Arabic, by which a legacy charset is recognised

# In UTF-8 a letter of Arabic is one of these bytes and one of 80–BF.
_LEADS = range(0xD8, 0xDC)
# The second byte of ح (AD) is a soft hyphen and that of ف (81) is nothing in windows-1252, so that
# programs drop them.
_LOST = {0xD8: "ح", 0xD9: "ف"}
_ARABIC = re.compile("[\u0621-\u064a]")
_HIGH = re.compile("[\u0080-\U0010ffff]")
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_ANY_LETTER = re.compile(r"[^\W\d_]")
_MANY_SIGNS = 10
_SIGN_SHARE = 0.25  # of the letters; in Danish, Ø is one of a hundred
# What may be Western UTF-8 read as windows-1252: "cafÃ©", "â€œ".
_WESTERN = re.compile("[ÂÃâðï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


class _WrongCharset:
    """One charset in which UTF-8 is read by mistake, and how the result looks."""

    def __init__(self, name: str) -> None:
        """Prepare the patterns; bytes that the charset leaves out are C1 controls in it."""
        self.bytes = {chr(byte): byte for byte in range(0x80, 0xA0)}
        for byte in range(0x80, 0x100):
            self.bytes[bytes([byte]).decode(name, "ignore") or chr(byte)] = byte
        lead, rest = self._class(_LEADS), self._class(range(0x80, 0xC0))
        two, three, four = (
            self._class(range(0xC2, 0xE0)),
            self._class(range(0xE0, 0xF0)),
            self._class(range(0xF0, 0xF5)),
        )
        self.letters = re.compile(f"(?:{lead}{rest}){{{_FEWEST},}}")
        whole = f"{four}{rest}{{3}}|{three}{rest}{{2}}|{two}{rest}"
        self.whole = re.compile(whole)
        self.pieces = re.compile(f"{whole}|{lead}")

    def _class(self, wanted: range) -> str:
        return "[" + re.escape("".join(c for c, b in self.bytes.items() if b in wanted)) + "]"

    def decoded(self, text: str) -> str:
        """Return the text with the signs that are UTF-8 decoded; unchanged if too many are half."""
        halves = wholes = 0

        def decode(piece: re.Match[str]) -> str:
            nonlocal halves, wholes
            data = bytes(self.bytes[char] for char in piece[0])
            if len(data) == 1 and data[0] in _LOST:
                halves += 1
                return _LOST[data[0]]
            try:
                decoded = data.decode("utf-8")
            except UnicodeDecodeError:
                return piece[0]
            wholes += 1
            return decoded

        result = self.pieces.sub(decode, text)
        return text if halves > _MOST_LOST * (halves + wholes) else result


def repair_encoding(text: str) -> str:
    """Return the text as it was before it was read in a wrong charset; unchanged if it was not."""
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        repaired = _repair_western(_repair_legacy(_repair_as_1256(_repair_as_1252(text))))
        if repaired == text:
            break
        text = repaired
    return text


def _repair_as_1252(text: str) -> str:
    """Repair UTF-8 that was read as windows-1252 or Latin-1: no sound text has "Ø§Ù„Ù…"."""
    if any(sign in text for sign in "ØÙÚÛ") and _LATIN.letters.search(text):
        return _LATIN.decoded(text)
    return text


def _repair_as_1256(text: str) -> str:
    """Repair the lines that are UTF-8 read as windows-1256.

    In sound Arabic, too, a word may end in ظ before a quotation mark; but not nearly all of a line.
    """
    if _LEGACY.letters.search(text) is None:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(_LEGACY.decoded(line) if _is_as_1256(line) else line for line in lines)


def _is_as_1256(line: str) -> bool:
    covered = sum(len(match[0]) for match in _LEGACY.whole.finditer(line))
    return covered >= max(2 * _FEWEST, _LEAST_COVERED * len(_HIGH.findall(line)))


def _repair_legacy(text: str) -> str:
    """Repair the lines that are windows-1256 or ISO-8859-6 read as windows-1252 or Latin-1."""
    if len(_ACCENTED.findall(text)) < _FEWEST_LETTERS or looks_garbled(text):
        return text
    lines = text.splitlines(keepends=True)
    data = [_western_bytes(line) for line in lines]
    found = arabic_reading(b"".join(filter(None, data)))
    if found is None or len(_ARABIC.findall(found.text)) < _FEWEST_LETTERS:
        return text
    charset = "cp1256" if found.encoding == "windows-1256" else "iso8859-6"
    return "".join(
        line if one is None else one.decode(charset, "replace")
        for line, one in zip(lines, data, strict=True)
    )


def _western_bytes(line: str) -> bytes | None:
    """Return the bytes of a line in windows-1252; None if it has none or is in a Western language.

    A line without an accented letter is None, too: there is nothing to repair.
    """
    if not _ACCENTED.search(line):
        return None
    try:
        data = bytes(ord(char) if char < "\x80" else _LATIN.bytes[char] for char in line)
    except KeyError:
        return None
    return data if western_reading(data) is None else None


def _repair_western(text: str) -> str:
    """Repair Western letters and quotation marks that were UTF-8: "cafÃ©", "â€œ"."""
    if not _WESTERN.search(text) or looks_garbled(text):
        return text
    import ftfy

    return "".join(
        ftfy.fix_encoding(line) if _WESTERN.search(line) else line
        for line in text.splitlines(keepends=True)
    )


def looks_garbled(text: str) -> bool:
    """Tell whether a text has the signs of UTF-8 read as windows-1252, too few of them whole."""
    signs = text.count("Ø") + text.count("Ù")
    return signs >= _MANY_SIGNS and signs > _SIGN_SHARE * len(_ANY_LETTER.findall(text))


_LATIN, _LEGACY = _WrongCharset("cp1252"), _WrongCharset("cp1256")
