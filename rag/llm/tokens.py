"""Counts tokens: exactly where tiktoken's table is on this machine, otherwise by an estimate.

tiktoken fetches a missing table from the network, and deletes a damaged one to fetch it again.
Neither may happen here, so it is used only once the table is known to be in its cache, undamaged.
"""

from __future__ import annotations

import hashlib
import os
import re
import string
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.protocols import TokenCounter

if TYPE_CHECKING:
    import tiktoken

EncodingName = Literal["o200k_base", "cl100k_base"]

_LONGEST_PART = 10_000

_LETTERS = string.ascii_letters.encode()
_DIGITS = string.digits.encode()
_PUNCTUATION = string.punctuation.encode()
# Arabic vowel signs, digits and punctuation: about one token each.
_ARABIC_SIGNS = re.compile("[\u0600-\u061f\u064b-\u0670\u06d4-\u06ed\u06f0-\u06f9]")


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The address from which tiktoken takes an encoding's table, and the hash that it requires."""

    url: str
    sha256: str


TABLES: dict[EncodingName, TokenTable] = {
    "o200k_base": TokenTable(
        "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": TokenTable(
        "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}


@dataclass(frozen=True, slots=True)
class _Weights:
    """Hundredths of a token per character of a class."""

    arabic: int
    arabic_sign: int
    latin: int
    digit: int
    space: int
    punctuation: int
    other: int


# Least squares on relative error over half of 123 Arabic and English news documents (newstest2019)
# and 460 Arabic encyclopaedia paragraphs (ARCD), raised by a tenth so as to count too many rather
# than too few. `other` was raised further, for emoji.
_WEIGHTS: dict[EncodingName, _Weights] = {
    "o200k_base": _Weights(25, 127, 11, 58, 66, 104, 120),
    "cl100k_base": _Weights(73, 143, 6, 54, 91, 105, 120),
}


class ExactTokenCounter:
    """Counts with a tiktoken encoding. The names of special tokens count as plain text.

    A text of more than 10,000 characters is counted in parts, which may add a token at each cut:
    tiktoken crashes the process on a million spaces in a row.
    """

    exact = True

    def __init__(self, encoding: tiktoken.Encoding) -> None:
        self._encoding = encoding
        self.name = encoding.name

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`; 0 for an empty one."""
        encode = self._encoding.encode_ordinary
        starts = range(0, len(text), _LONGEST_PART)
        return sum(len(encode(text[start : start + _LONGEST_PART])) for start in starts)

    def __reduce__(self) -> tuple[Callable[[str], TokenCounter], tuple[str]]:
        """Let another process open the table, which it must have as well."""
        return _reopened, (self.name,)


class EstimatedTokenCounter:
    """Estimates the tokens of an encoding from classes of characters, ten times as fast.

    Measured on the other half of the texts that it was fitted to, in pieces of about 600
    characters (from the 5th to the 95th percentile, and how many were counted too low):
    o200k Arabic news -1 % to +23 % (7 %), Arabic encyclopaedia +2 % to +22 % (2 %), English news
    +4 % to +20 % (1 %); cl100k +4 % to +14 % (2 %), +8 % to +16 % (0 %), +4 % to +19 % (0 %).
    It counts too low where Arabic lost its spaces (by up to 33 %) or is stored as presentation
    forms, and for random letters; far too high for runs of one sign.
    """

    exact = False

    def __init__(self, encoding: EncodingName = "o200k_base") -> None:
        self._weights = _WEIGHTS[encoding]
        self.name = f"{encoding} (estimated)"

    def count(self, text: str) -> int:
        """Return the estimated number of tokens of `text`, rounded up; 0 for an empty one.

        The sum over the parts of a text is never less than the estimate for the whole.
        """
        weights = self._weights
        ascii_ = text.encode("ascii", "ignore")
        units = b"" if text.isascii() else text.encode("utf-16-le", "surrogatepass")
        size = len(ascii_)
        latin = size - len(ascii_.translate(None, _LETTERS))
        digits = size - len(ascii_.translate(None, _DIGITS))
        punctuation = size - len(ascii_.translate(None, _PUNCTUATION))
        arabic = units[1::2].count(b"\x06")
        signs = len(_ARABIC_SIGNS.findall(text)) if arabic else 0
        hundredths = (
            weights.arabic * (arabic - signs)
            + weights.arabic_sign * signs
            + weights.latin * latin
            + weights.digit * digits
            + weights.space * (size - latin - digits - punctuation)
            + weights.punctuation * punctuation
            + weights.other * (len(units) // 2 - size - arabic if units else 0)
        )
        return -(-hundredths // 100)


def open_token_counter(encoding: EncodingName = "o200k_base") -> TokenCounter:
    """Return the exact counter if tiktoken's table is on this machine, otherwise the estimate.

    The network is never used. Loading the table takes about half a second and 80 MB (o200k).
    """
    if not is_cached(TABLES[encoding]):
        return EstimatedTokenCounter(encoding)
    import tiktoken

    return ExactTokenCounter(tiktoken.get_encoding(encoding))


@lru_cache(maxsize=1)
def _reopened(encoding: EncodingName) -> TokenCounter:
    counter = open_token_counter(encoding)
    if not counter.exact:
        raise ValueError(f"tiktoken's table {encoding} is not there any more")
    return counter


def is_cached(table: TokenTable) -> bool:
    """Tell whether tiktoken would find the table in its cache and accept it."""
    folder = _cache_folder()
    if folder is None:
        return False
    name = hashlib.sha1(table.url.encode(), usedforsecurity=False).hexdigest()
    try:
        data = (folder / name).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(data).hexdigest() == table.sha256


def _cache_folder() -> Path | None:
    """Return the folder in which tiktoken looks, by its own rules; None where its cache is off.

    An empty variable switches the cache off.
    """
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if variable in os.environ:
            return Path(os.environ[variable]) if os.environ[variable] else None
    return Path(tempfile.gettempdir()) / "data-gym-cache"
