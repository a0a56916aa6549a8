"""Keeps what search compares of each token, so that it is found out once and not in every text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.text.analysis.grams import spelled_grams
from rag.text.analysis.pieces import Memo, TextPiece, tokens_of
from rag.text.analysis.stemming import is_arabic, stem
from rag.text.analysis.stopwords import is_stopword
from rag.text.analysis.tokenizer import word
from rag.text.cldr import names
from rag.text.crosslingual.names import name_keys

if TYPE_CHECKING:
    from rag.text.crosslingual.glossary import Glossary, PhraseStart


class TokenForm:
    """A token with its capitals, and what its letters alone say of it.

    `stem` is empty for a stopword, `start` is what of the glossary begins with it, `concepts` are
    those of the word alone, and `followers` the stems that may follow it in a phrase. `grams` are
    the 4-grams with spaces between, and `names_place` tells whether the name of a place, month or
    currency may begin with it. `name` are its keys as a name, none where it may be none, and None
    until someone asks for them: of a word in small letters nobody does in a text with capitals.
    """

    __slots__ = (
        "_glossary", "concepts", "followers", "grams", "has_capital", "is_small", "name",
        "names_place", "start", "stem", "token", "word",
    )  # fmt: skip

    def __init__(self, token: str, glossary: Glossary) -> None:
        """Analyse a token; names are those that the glossary does not know as words."""
        self._glossary = glossary
        self.name: tuple[str, ...] | None = None
        self.token = token
        self.word = word(token)
        self.stem = "" if is_stopword(self.word) else stem(self.word)
        self.start: PhraseStart = glossary.start(self.stem)
        self.concepts = self.start[2]
        self.followers = glossary.followers(self.stem)
        self.grams = spelled_grams(self.word)
        self.has_capital = "A" <= token < "["
        self.is_small = "a" <= token < "{"
        self.names_place = names().may_begin(self.word)

    def find_name(self) -> tuple[str, ...]:
        """Find and keep the `name`."""
        known = is_arabic(self.word) or self.token.islower()
        is_word = known and self._glossary.holds(self.word)
        self.name = found = () if is_word else name_keys(self.word)
        return found


class TokenForms:
    """The forms of tokens by one glossary. Safe to use from many threads."""

    def __init__(self, glossary: Glossary) -> None:
        """Keep what is analysed with a glossary."""
        self._forms = Memo(lambda token: TokenForm(token, glossary))

    def of(self, pieces: Sequence[TextPiece]) -> list[TokenForm]:
        """Return the forms of all tokens of pieces, in order."""
        return list(map(self._forms.__getitem__, tokens_of(pieces)))
