"""Imports the format of SQuAD, SQuAD 2, ARCD, MLQA and XQuAD: paragraphs become articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Gold, QACase, SuiteError
from eval.importing.suite_files import (
    Imported,
    answer_type,
    checked_field,
    gold_at,
    json_files,
    place,
    read_json,
)
from eval.normalization import main_language


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question as its file has it; one without spans has no answer there."""

    id: str
    text: str
    paragraph: str
    title: str
    spans: Sequence[tuple[str, int]]


def import_squad(paths: Sequence[Path], out: Path, *, name: str) -> dict[Path, Imported]:
    """Import all questions over one corpus of all paragraphs.

    Questions without an answer in their own paragraph become near misses. Questions that share an
    id (MLQA's, over its files) become pairs. Raises `SuiteError`.
    """
    suite = Imported(name)
    found = [
        question for path in paths for file in json_files(path) for question in read_questions(file)
    ]
    often = Counter(question.id for question in found)
    for question in found:
        if often[question.id] == 1:
            add(suite, question)
        else:
            way = f"{main_language(question.text)}-{main_language(question.paragraph)}"
            add(suite, question, as_id=f"{question.id}.{way}", pair=question.id)
    suite.write(out)
    return {out: suite}


def import_xquad(paths: Sequence[Path], out: Path, *, name: str) -> dict[Path, Imported]:
    """Import two parallel files as two suites, `over-ar` and `over-en`.

    Each has the paragraphs of one language and questions in both. The questions of a pair share
    `pair_id`. Raises `SuiteError`.
    """
    files = [file for path in paths for file in json_files(path)]
    sides = {_language(file): {one.id: one for one in read_questions(file)} for file in files}
    if set(sides) != {"ar", "en"} or len(files) != 2:
        raise SuiteError("name two parallel files, one in Arabic and one in English")
    made = {}
    for over, other in (("ar", "en"), ("en", "ar")):
        suite = Imported(f"{name}-{over}")
        for id_, question in sides[over].items():
            across = sides[other].get(id_)
            if across is None:
                suite.left_out["it stands in one file only"] += 1
                continue
            add(suite, question, as_id=f"{id_}.{over}", pair=id_, also=across.spans)
            add(suite, question, as_id=f"{id_}.{other}", pair=id_, also=across.spans, ask=across)
        suite.write(out / f"over-{over}")
        made[out / f"over-{over}"] = suite
    return made


def add(
    suite: Imported,
    question: SquadQuestion,
    *,
    as_id: str | None = None,
    pair: str | None = None,
    also: Sequence[tuple[str, int]] = (),
    ask: SquadQuestion | None = None,
) -> None:
    """Add a question's case: asked in the words of `ask` if given, with the answers of `also` on
    top of its own."""
    text = question.paragraph
    article = suite.article(text, question.title)
    asked = (ask or question).text.strip()
    if not asked:
        suite.left_out["it asks nothing"] += 1
        return
    gold = _gold(question, article)
    if question.spans and not gold:
        suite.left_out["its answer does not stand in the paragraph"] += 1
        return
    answers = [answer for answer, _ in (*question.spans, *also)] if gold else []
    suite.add(_case(as_id or question.id, asked, answers, gold, pair))


def _case(
    id_: str, asked: str, answers: Sequence[str], gold: tuple[Gold, ...], pair: str | None
) -> QACase:
    """Return the case of a question; one without gold is a near miss."""
    language = main_language(asked)
    across = bool(gold) and main_language(gold[0].quote) != language
    return QACase(
        id=id_,
        language=language,
        question=asked,
        answers=tuple(dict.fromkeys(answers)),
        answer_type=answer_type(answers[0]) if answers else "span",
        unanswerable=None if gold else "near_miss",
        gold=gold,
        pair_id=pair,
        tags=("cross-lingual",) if across else (),
    )


def _gold(question: SquadQuestion, article: str) -> tuple[Gold, ...]:
    """Return the sentences of the first answer that the paragraph contains."""
    for answer, hint in question.spans:
        found = place(question.paragraph, answer, hint)
        if found:
            return gold_at(question.paragraph, article, *found)
    return ()


def _language(file: Path) -> str:
    """Return the language of a file's first paragraph; empty for a file without questions."""
    first = next(iter(read_questions(file)), None)
    return main_language(first.paragraph) if first else ""


def read_questions(path: Path) -> Iterator[SquadQuestion]:
    """Yield the questions of a file. Raises `SuiteError` naming what is missing and where."""
    data = read_json(path)
    for number, article in enumerate(_list(data, "data", str(path))):
        where = f"{path}: data.{number}"
        for at, paragraph in enumerate(_list(article, "paragraphs", where)):
            place_ = f"{where}.paragraphs.{at}"
            context = str(checked_field(paragraph, "context", place_))
            for entry in _list(paragraph, "qas", place_):
                yield _question(entry, context, str(article.get("title", "")), place_)


def _question(entry: dict[str, Any], context: str, title: str, where: str) -> SquadQuestion:
    """Return a question from its JSON object."""
    impossible = bool(entry.get("is_impossible"))
    spans = [] if impossible else _list(entry, "answers", where)
    return SquadQuestion(
        id=str(checked_field(entry, "id", where)),
        text=str(checked_field(entry, "question", where)),
        paragraph=context,
        title=title.replace("_", " "),
        spans=[
            (str(checked_field(one, "text", where)).strip(), int(one.get("answer_start", 0)))
            for one in spans
        ],
    )


def _list(record: Any, name: str, where: str) -> list[dict[str, Any]]:
    """Return a field that must be a list. Raises `SuiteError`."""
    found = checked_field(record, name, where) if isinstance(record, dict) else None
    if not isinstance(found, list):
        raise SuiteError(f"{where}: field {name!r} is not a list; is this SQuAD's format?")
    return found
