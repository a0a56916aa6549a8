"""A suite while it is imported, and how it is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases import AnswerType, Gold, QACase, SuiteError
from eval.manifest import write_whole
from eval.normalizing import tokens
from eval.suite import CORPUS
from rag.records import Language
from rag.text.facts import facts
from rag.text.language import detect_language
from rag.text.sentences import split_sentences

_SHORT = 4  # tokens of an answer that is a number or a date
_MOST_TITLE, _MOST_ID = 200, 200  # characters


@dataclass
class Imported:
    """Articles by their text, cases by id, and what had to be left out, by reason."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    cases: dict[str, QACase] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def article(self, text: str, title: str = "", *, id_: str | None = None) -> str:
        """The id of the article with this text, which is made if there is none."""
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
        for case in self.cases.values():
            record = {"kind": case.kind, **case.model_dump(exclude_defaults=True)}
            yield json.dumps(record, ensure_ascii=False)

    def _articles(self) -> Iterator[str]:
        for text, name in self.ids.items():
            title = {"title": self.titles[text]} if self.titles[text] else {}
            record = {"id": name, **title, "language": detect_language(text), "text": text}
            yield json.dumps(record, ensure_ascii=False)


def gold_at(text: str, article: str, start: int, end: int) -> tuple[Gold, ...]:
    """The sentences of the text that reach into a span."""
    return tuple(
        Gold(article=article, quote=text[first:last])
        for first, last in split_sentences(text)
        if first < end and last > start
    )


def place(text: str, answer: str, hint: int) -> tuple[int, int] | None:
    """Where an answer stands in a text: at the hint, otherwise where it is nearest to it."""
    starts = [at for at in range(len(text)) if text.startswith(answer, at)] if answer else []
    if not starts:
        return None
    start = min(starts, key=lambda at: abs(at - hint))
    return start, start + len(answer)


def answer_type(answer: str) -> AnswerType:
    """What an answer is, as far as its form tells; a long one is a span whatever it holds."""
    found = facts(answer).facts if len(tokens(answer)) <= _SHORT else ()
    if any(fact.kind in ("date", "month") for fact in found):
        return "date"
    return "number" if any(fact.kind in ("number", "percent") for fact in found) else "span"


def nearest_sentence(text: str, answer: str) -> str:
    """The sentence of a text that has most of an answer's tokens, the first of equals."""
    wanted = set(tokens(answer))
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return max(sentences, key=lambda one: len(wanted & set(tokens(one))), default=text)


def language_of(text: str) -> Language:
    return detect_language(text)
