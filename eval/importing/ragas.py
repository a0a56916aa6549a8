"""Imports samples of ragas (`SingleTurnSample`), one JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.cases import Gold, QACase
from eval.importing.suite_files import (
    Imported,
    answer_type,
    checked_field,
    nearest_sentence,
    read_jsonl,
)
from eval.normalization import main_language


def import_ragas(paths: Sequence[Path], out: Path, *, name: str) -> dict[Path, Imported]:
    """Import samples with a `reference` and `reference_contexts`; others are left out.

    Both `reference_contexts` and `retrieved_contexts` become articles. The gold is the sentence of
    each reference context that has most words of the reference. Raises `SuiteError`.
    """
    suite = Imported(name)
    for path in paths:
        for number, record in read_jsonl(path):
            _add(suite, record, f"{path}, line {number}", f"{path.stem}-{number:05}")
    suite.write(out)
    return {out: suite}


def _add(suite: Imported, record: dict[str, Any], place: str, id_: str) -> None:
    """Add a sample to the suite."""
    question = str(checked_field(record, "user_input", place)).strip()
    reference = str(record.get("reference") or "").strip()
    for text in _texts(record, "retrieved_contexts"):
        suite.article(text)
    contexts = [text for text in _texts(record, "reference_contexts") if text.strip()]
    if not (question and reference and contexts):
        suite.left_out["it has no reference or no reference_contexts"] += 1
        return
    suite.add(
        QACase(
            id=id_,
            language=main_language(question),
            question=question,
            answers=(reference,),
            answer_type=answer_type(reference),
            gold=tuple(
                Gold(article=suite.article(text), quote=nearest_sentence(text, reference))
                for text in contexts
            ),
        )
    )


def _texts(record: dict[str, Any], field: str) -> list[str]:
    """Return the texts of a field that may be missing or null."""
    return [str(text) for text in record.get(field) or ()]
