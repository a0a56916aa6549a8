"""The address of a cited sentence, complete in itself so that old messages still open."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from functools import cached_property

from rag.records import Article, Citation, Language
from rag.text.analysis.sentence_splitter import split_sentences

_HREF = re.compile(r"#cite-(ar|en)-(\d{1,9})-(\d{1,9})-([0-9a-f]{8})-([A-Za-z0-9_-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class CitationTarget:
    """A stretch of an article, and the language of the `reader` to whom it was cited. `check` is
    the checksum of the text that stood there, so that a sentence which has since changed is not
    shown as the cited one."""

    reader: Language
    article_id: str
    start: int
    end: int
    check: str

    @classmethod
    def of(cls, article: Article, *, start: int, end: int, reader: Language) -> CitationTarget:
        """Return the target `article.text[start:end]`."""
        return cls(reader, article.id, start, end, _checksum(article.text[start:end]))

    @classmethod
    def cited(cls, citation: Citation, *, reader: Language) -> CitationTarget:
        """Return the target that a citation points at."""
        start, end = citation.start, citation.end
        return cls.of(citation.article, start=start, end=end, reader=reader)

    def holds_in(self, text: str) -> bool:
        """Tell whether `text` still has the cited words in their place."""
        quote = text[self.start : self.end]
        return bool(quote) and _checksum(quote) == self.check

    def href(self) -> str:
        """Return the address of the target within the page."""
        name = base64.urlsafe_b64encode(self.article_id.encode()).decode().rstrip("=")
        return f"#cite-{self.reader}-{self.start}-{self.end}-{self.check}-{name}"


class CitedText:
    """A text in which cited sentences are looked up."""

    def __init__(self, text: str) -> None:
        self._text = text

    def place_of(self, target: CitationTarget) -> tuple[int, int] | None:
        """Return where the words of a target stand: in their place, else where a sentence begins
        with them, else nowhere."""
        if target.holds_in(self._text):
            return target.start, target.end
        length = target.end - target.start
        for start in self._starts if length > 0 else ():
            if _checksum(self._text[start : start + length]) == target.check:
                return start, min(start + length, len(self._text))
        return None

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in split_sentences(self._text)]


def parse_href(href: str) -> CitationTarget | None:
    """Return the target that `CitationTarget.href` wrote, or None for anything else."""
    match = _HREF.fullmatch(href)
    if match is None:
        return None
    reader, start, end, check, name = match.groups()
    try:
        article_id = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return CitationTarget("ar" if reader == "ar" else "en", article_id, int(start), int(end), check)


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode(errors='replace')):08x}"
