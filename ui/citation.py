"""The address of a cited sentence, complete in itself so that old messages still open."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass

from rag.records import Citation

_HREF = re.compile(r"#cite-(\d{1,9})-(\d{1,9})-([0-9a-f]{8})-([A-Za-z0-9_-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A stretch of an article. `check` is the checksum of the text that stood there, so that a
    sentence which has since changed is not shown as the cited one."""

    article_id: str
    start: int
    end: int
    check: str

    @classmethod
    def of(cls, article_id: str, text: str, *, start: int, end: int) -> Target:
        """The target `text[start:end]` in the article whose whole text is `text`."""
        return cls(article_id, start, end, _checksum(text[start:end]))

    @classmethod
    def cited(cls, citation: Citation) -> Target:
        article = citation.article
        return cls.of(article.id, article.text, start=citation.start, end=citation.end)

    def holds_in(self, text: str) -> bool:
        """Whether `text` still has the cited words in their place."""
        quote = text[self.start : self.end]
        return bool(quote) and _checksum(quote) == self.check

    def href(self) -> str:
        name = base64.urlsafe_b64encode(self.article_id.encode()).decode().rstrip("=")
        return f"#cite-{self.start}-{self.end}-{self.check}-{name}"


def parse_href(href: str) -> Target | None:
    """The target that `Target.href` wrote; None for anything else."""
    match = _HREF.fullmatch(href)
    if match is None:
        return None
    start, end, check, name = match.groups()
    try:
        article_id = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Target(article_id, int(start), int(end), check)


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode(errors='replace')):08x}"
