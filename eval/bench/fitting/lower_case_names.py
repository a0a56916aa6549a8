"""`python -m eval.bench.fitting.lower_case_names`: find names that may be typed without a capital.

It writes `rag/retrieval/relevance/names_in_lower_case.txt`: words that have a capital in nine of
ten places of English texts where no sentence begins, twice at least. One that the encoder knows
with a capital alone may have it in three of four, once. Names of the glossary are left out, for
they are known.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from eval.bench.fitting.options import options_of
from eval.bench.public_sets import load_ntrex
from rag.embedding.use_weights import resource
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.analyzer import shipped_analyzer

_WORD = re.compile(r"[A-Za-z]+")
_NO_TEXT = re.compile(r"\S*[@/_#]\S*")  # addresses and tags
_LEAST = 4  # letters
_HEADLINE = 0.6  # share of words with capitals from which they tell nothing
_ASKED = ("ant", "page", "report", "ntrex", "tico")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the names."""
    options = options_of(arguments, "lower_case_names", __doc__)
    found = names(_sentences(Path(options.data)))
    path = files("rag.retrieval.relevance").joinpath("names_in_lower_case.txt")
    Path(str(path)).write_text("".join(f"{name}\n" for name in sorted(found)), encoding="utf-8")
    return 0


def names(sentences: Iterator[str]) -> set[str]:
    """Return the words of sentences that are names, in lower case."""
    capital, lower = _counts(sentences)
    pieces = _pieces()
    known = shipped_analyzer().glossary
    return {
        word
        for word, count in capital.items()
        if not known.holds(word)
        and (
            (count > 1 and lower[word] < 0.1 * count)
            or (
                f"▁{word.capitalize()}" in pieces
                and f"▁{word}" not in pieces
                and lower[word] < 0.25 * (count + 1)
            )
        )
    }


def _counts(sentences: Iterator[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word has a capital behind the beginning, and how often none."""
    capital, lower = Counter[str](), Counter[str]()
    for sentence in sentences:
        words = _WORD.findall(_NO_TEXT.sub(" ", sentence))
        if sum(word[0].isupper() for word in words) > _HEADLINE * len(words):
            continue
        for word in words[1:]:
            if len(word) >= _LEAST and word[1:].islower():
                (lower if word.islower() else capital)[word.lower()] += 1
    return capital, lower


def _pieces() -> set[str]:
    processor = SentencePieceProcessor(model_file=str(resource("sp.model")))
    return {processor.id_to_piece(number) for number in range(processor.get_piece_size())}


def _sentences(data: Path) -> Iterator[str]:
    for document in load_ntrex(data):
        yield from document.sentences("en")
    for line in (data / "tico19" / "en-ar.tsv").read_text(encoding="utf-8").splitlines():
        yield line.split("\t")[1]
    with tarfile.open(data / "html" / "article-extraction-benchmark.tar.gz") as archive:
        member = next(one for one in archive if one.name.endswith("ground-truth.json"))
        file = archive.extractfile(member)
        assert file is not None
        for page in json.load(file).values():
            text = page["articleBody"]
            yield from (text[start:end] for start, end in split_sentences(text))
    for name in _ASKED:
        table = files("eval.bench.fitting").joinpath("reader_questions", f"{name}.tsv")
        for row in table.read_text(encoding="utf-8").splitlines():
            _, language, _, question = row.split("\t")
            if language == "en" and any(map(str.isupper, question[1:])):
                yield question


if __name__ == "__main__":
    sys.exit(main())
