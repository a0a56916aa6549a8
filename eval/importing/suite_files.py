"""Reads the files of public sets and writes the suite made of them.

The product splits sentences here, because gold quotes must be whole sentences as the product
quotes them. An imported suite is a file with a hash: a later change of the product does not change
it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import AnswerType, Gold, QACase, SuiteError
from eval.manifest import write_whole
from eval.normalization import main_language, stated_values, tokens
from eval.suite import CORPUS
from rag.text.analysis.sentence_splitter import split_sentences


def read_text(path: Path) -> str:
    """Return the text of a file. Raises `SuiteError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path} is not UTF-8; save it as UTF-8") from None


def read_json(path: Path) -> Any:
    """Return the JSON value of a file. Raises `SuiteError`."""
    try:
        return json.loads(read_text(path))
    except ValueError:
        raise SuiteError(f"{path} is not valid JSON") from None


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSONL file with their line numbers; blank lines are ignored."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise SuiteError(f"{path}, line {number}: it is not a JSON object")
        yield number, record


def json_files(path: Path) -> list[Path]:
    """Return the file, or the JSON files of the folder. Raises `SuiteError` if there are none."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise SuiteError(f"{path} holds no .json file")
    return files


def checked_field(record: dict[str, Any], name: str, place: str) -> Any:
    """Return the field `name` of a record. Raises `SuiteError` if it is missing."""
    if name not in record:
        raise SuiteError(f"{place}: field {name!r} is missing")
    return record[name]


_SHORT = 4  # tokens of an answer that is a number or a date
_MOST_TITLE, _MOST_ID = 200, 200  # characters


@dataclass
class Imported:
    """Articles by text, cases by id, and the number of cases left out, by reason."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    cases: dict[str, QACase] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def article(self, text: str, title: str = "", *, id_: str | None = None) -> str:
        """Return the id of the article with this text, and add the article if it is new."""
        if text not in self.ids:
            self.ids[text] = (id_ or f"{self.name}-{len(self.ids):05}")[:_MOST_ID]
            self.titles[text] = " ".join(title.split())[:_MOST_TITLE]
        return self.ids[text]

    def add(self, case: QACase) -> None:
        """Add a case; one whose id is taken is left out."""
        if case.id in self.cases:
            self.left_out["its id stands twice"] += 1
        else:
            self.cases[case.id] = case

    def write(self, folder: Path) -> None:
        """Write `cases.jsonl` and `corpus/articles.jsonl`. Raises `SuiteError`."""
        if not self.cases:
            raise SuiteError(f"{self.name} has no case that can be used: {dict(self.left_out)}")
        try:
            (folder / CORPUS).mkdir(parents=True, exist_ok=True)
            write_whole(folder / "cases.jsonl", "".join(f"{line}\n" for line in self._lines()))
            articles = "".join(f"{line}\n" for line in self._articles())
            write_whole(folder / CORPUS / "articles.jsonl", articles)
        except OSError as error:
            raise SuiteError(f"{folder} cannot be written ({error.strerror})") from None

    def _lines(self) -> Iterator[str]:
        """Yield the cases as JSON."""
        for case in self.cases.values():
            record = {"kind": case.kind, **case.model_dump(exclude_defaults=True)}
            yield json.dumps(record, ensure_ascii=False)

    def _articles(self) -> Iterator[str]:
        """Yield the articles as JSON."""
        for text, name in self.ids.items():
            title = {"title": self.titles[text]} if self.titles[text] else {}
            record = {"id": name, **title, "language": main_language(text), "text": text}
            yield json.dumps(record, ensure_ascii=False)


def gold_at(text: str, article: str, start: int, end: int) -> tuple[Gold, ...]:
    """Return the sentences of the text that overlap a span."""
    return tuple(
        Gold(article=article, quote=text[first:last])
        for first, last in split_sentences(text)
        if first < end and last > start
    )


def place(text: str, answer: str, hint: int) -> tuple[int, int] | None:
    """Return the span of an answer in a text, the nearest to `hint`; None if there is none."""
    starts = [at for at in range(len(text)) if text.startswith(answer, at)] if answer else []
    if not starts:
        return None
    start = min(starts, key=lambda at: abs(at - hint))
    return start, start + len(answer)


def answer_type(answer: str) -> AnswerType:
    """Return the type of a short answer by its form; a long one is a span."""
    found = stated_values(answer) if len(tokens(answer)) <= _SHORT else ()
    if any(one.startswith(("month:", "day:")) for value in found for one in value.readings):
        return "date"
    return "number" if found else "span"


def nearest_sentence(text: str, answer: str) -> str:
    """Return the sentence with most tokens of the answer, the first among equals."""
    wanted = set(tokens(answer))
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return max(sentences, key=lambda one: len(wanted & set(tokens(one))), default=text)
