"""Imports BEIR's format: a folder with `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.cases import Gold, QACase, SuiteError
from eval.importing.suite_files import Imported, checked_field, read_jsonl, read_text
from eval.normalization import main_language
from eval.scoring.question_scoring import NO_ANSWERS
from rag.text.analysis.sentence_splitter import split_sentences


def import_beir(paths: Sequence[Path], out: Path, *, name: str) -> dict[Path, Imported]:
    """Import the queries that have a relevant document.

    The set knows no answers: its cases are tagged `retrieval-only`, and the first sentence of a
    document serves as its gold quote. Reads `qrels/test.tsv`, or the only file there is. Raises
    `SuiteError`.
    """
    (folder,) = paths if len(paths) == 1 else (None,)
    if folder is None:
        raise SuiteError("name the one folder with corpus.jsonl, queries.jsonl and qrels/")
    suite = Imported(name)
    golds = _documents(suite, folder / "corpus.jsonl")
    relevant = _qrels(folder / "qrels")
    for number, query in read_jsonl(folder / "queries.jsonl"):
        place = f"{folder / 'queries.jsonl'}, line {number}"
        id_, text = (
            str(checked_field(query, "_id", place)),
            str(checked_field(query, "text", place)).strip(),
        )
        gold = tuple(golds[one] for one in relevant.get(id_, ()) if one in golds)
        if not (gold and text):
            suite.left_out["nothing is relevant to it"] += 1
            continue
        suite.add(
            QACase(
                id=id_,
                language=main_language(text),
                question=text,
                answers=(gold[0].quote,),
                gold=gold,
                tags=(NO_ANSWERS,),
            )
        )
    suite.write(out)
    return {out: suite}


def _documents(suite: Imported, path: Path) -> dict[str, Gold]:
    """Add the documents to the suite; return the first sentence of each by its id in the set."""
    golds = {}
    for number, record in read_jsonl(path):
        text = str(checked_field(record, "text", f"{path}, line {number}"))
        spans = split_sentences(text)
        if not spans:
            suite.left_out["it is a document without text"] += 1
            continue
        id_ = str(checked_field(record, "_id", f"{path}, line {number}"))
        article = suite.article(text, str(record.get("title", "")), id_=id_)
        golds[id_] = Gold(article=article, quote=text[spans[0][0] : spans[0][1]])
    return golds


def _qrels_file(folder: Path) -> Path:
    """Return the file of the test split, or the only one. Raises `SuiteError` for several."""
    files = sorted(folder.glob("*.tsv"))
    chosen = [file for file in files if file.stem == "test"] or files
    if len(chosen) != 1:
        raise SuiteError(f"{folder} holds neither test.tsv nor one .tsv file alone")
    return chosen[0]


def _qrels(folder: Path) -> dict[str, list[str]]:
    """Return the relevant documents of each query."""
    file = _qrels_file(folder)
    relevant: dict[str, list[str]] = {}
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        if len(parts) != 3 or not parts[2].strip().lstrip("-").isdecimal():
            raise SuiteError(f"{file}, line {number}: query, document and score are needed")
        if int(parts[2]) > 0:
            relevant.setdefault(parts[0], []).append(parts[1])
    return relevant
