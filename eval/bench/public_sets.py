"""Loads the public sets that quality is measured on. They are never part of the project."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.records import Language

HOW_TO_GET = (
    "put the SQuAD-shaped files arcd-train.json and arcd-test.json of husseinmozannar/SOQAL into"
    " DIR/arcd, and newstest2019.ar.txt, newstest2019.en.txt and document_ids.tsv of"
    " MicrosoftTranslator/NTREX into DIR/ntrex (one sentence a line; the second column, or the"
    " only one, of document_ids.tsv names the document), and en-ar.tsv of TICO-19 (identifier,"
    " English, Arabic) into DIR/tico19, and for the section answers dev-context-ar-question-ar.json"
    " of facebookresearch/MLQA into DIR/mlqa_ar, and KaifLematha's two parts, SQuAD-shaped, as"
    " kaif_development.json and kaif_test.json into DIR/kaif, and for the section entailment"
    " rte1_dev.xml, rte1_test.xml, rte2_dev.xml and rte2_test.xml of the challenges RTE-1 and RTE-2"
    " into DIR/rte, XNLI's English half as dev-en.tsv (premise, hypothesis, label) into"
    " DIR/xnli_en, and stance_train.csv (s1, s2, stance) of latynt/ans into DIR/ans, and for the"
    " section pages scrapinghub/article-extraction-benchmark (ground-truth.json and html) and the"
    " parsers' test data of flairNLP/fundus, each packed as .tar.gz, into DIR/html; then"
    " give --data DIR"
)
WORDS_A_PIECE = 110

_ARCD = ("arcd/arcd-train.json", "arcd/arcd-test.json")
_TICO = ("tico19/en-ar.tsv",)
_NTREX = ("ntrex/newstest2019.ar.txt", "ntrex/newstest2019.en.txt", "ntrex/document_ids.tsv")


class DataMissingError(Exception):
    """The folder does not hold a set that a section needs."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the pool, with a name of its own."""

    name: str
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, the paragraph (by name) that answers it, its subject, and right answers."""

    question: str
    paragraph: str
    subject: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arcd:
    """Distinct paragraphs, and the questions in the order of the set."""

    paragraphs: tuple[Text, ...]
    questions: tuple[GoldQuestion, ...]


@dataclass(frozen=True, slots=True)
class ParallelDocument:
    """A document in both languages, sentence by sentence."""

    name: str
    ar: tuple[str, ...]
    en: tuple[str, ...]

    def sentences(self, language: Language) -> tuple[str, ...]:
        """Return the sentences of a language."""
        return self.ar if language == "ar" else self.en

    def text(self, language: Language) -> Text:
        """Return the document in a language."""
        return Text(f"{self.name}.{language}", language, "\n".join(self.sentences(language)))


def load_arcd(folder: Path | None) -> Arcd:
    """Load ARCD, train and test together. Raises `DataMissingError`."""
    names: dict[str, str] = {}
    questions: list[GoldQuestion] = []
    for path in files_of(folder, _ARCD):
        for subject, paragraph in _paragraphs(json.loads(path.read_text(encoding="utf-8"))):
            name = names.setdefault(paragraph["context"], f"arcd-{len(names):03}")
            questions += [
                GoldQuestion(
                    question=entry["question"],
                    paragraph=name,
                    subject=subject,
                    answers=tuple(answer["text"] for answer in entry["answers"]),
                )
                for entry in paragraph["qas"]
            ]
    texts = tuple(Text(name, "ar", context) for context, name in names.items())
    return Arcd(texts, tuple(questions))


def load_ntrex(folder: Path | None) -> list[ParallelDocument]:
    """Load NTREX's documents in the order of the set. Raises `DataMissingError`."""
    columns = [path.read_text(encoding="utf-8").splitlines() for path in files_of(folder, _NTREX)]
    documents: dict[str, list[tuple[str, str]]] = {}
    for arabic, english, name in zip(*columns, strict=True):
        documents.setdefault(name.split("\t")[-1], []).append((arabic, english))
    return [
        ParallelDocument(name, tuple(ar for ar, _ in pairs), tuple(en for _, en in pairs))
        for name, pairs in documents.items()
    ]


def load_tico(folder: Path | None) -> list[ParallelDocument]:
    """Load TICO-19's sentences from Wikipedia and PubMed, four in a row as one document. Raises
    `DataMissingError`."""
    (path,) = files_of(folder, _TICO)
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in rows if row[0].startswith(("Wikipedia", "wiki_", "PubMed"))]
    return [
        ParallelDocument(
            f"tico-{start:04}",
            ar=tuple(row[2] for row in kept[start : start + 4]),
            en=tuple(row[1] for row in kept[start : start + 4]),
        )
        for start in range(0, len(kept), 4)
    ]


def pieces(documents: Sequence[ParallelDocument], language: Language) -> list[Text]:
    """Cut the documents of one language into pieces of `WORDS_A_PIECE` words."""
    found = []
    for document in documents:
        whole = document.text(language)
        words = whole.text.split()
        for start in range(0, len(words), WORDS_A_PIECE):
            text = " ".join(words[start : start + WORDS_A_PIECE])
            found.append(Text(f"{whole.name}-{start:04}", language, text))
    return found


def _paragraphs(squad: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the paragraphs of a file."""
    for article in squad["data"]:
        for paragraph in article["paragraphs"]:
            yield article["title"], paragraph


def files_of(folder: Path | None, names: Sequence[str]) -> list[Path]:
    """Return the files of a set. Raises `DataMissingError`."""
    if folder is None:
        raise DataMissingError(HOW_TO_GET)
    paths = [folder / name for name in names]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise DataMissingError(f"{', '.join(missing)} not found: {HOW_TO_GET}")
    return paths
