"""The questions that the model is fitted on and measured with, each with what answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from eval.bench.fitting.pool import read_squad
from rag.records import Language

Part = Literal["fit", "held"]


@dataclass(frozen=True, slots=True)
class Posed:
    """A question of a set.

    `gold` names the articles that answer it, `family` all articles on its subject: without those
    a library does not answer it, though it may hold much that is like it. `quotes` are the words
    that answer it. `part` tells whether the model may be fitted on it.
    """

    id: str
    set: str
    part: Part
    language: Language
    question: str
    gold: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    quotes: tuple[str, ...] = ()
    group: str = ""
    """What questions of one fold of a cross-validation have in common: the subject."""


def arcd(data: Path) -> list[Posed]:
    """Return ARCD's questions: its train part to fit on, its test part held out."""
    names: dict[str, str] = {}
    rows = []
    for part, name in (("fit", "arcd-train"), ("held", "arcd-test")):
        for title, paragraph in read_squad(data / "arcd" / f"{name}.json"):
            context = str(paragraph["context"])
            article = names.setdefault(context, f"arcd:arcd-{len(names):03}")
            rows.append((part, title, article, paragraph))
    return list(_squad("arcd", rows))


def mlqa(data: Path) -> list[Posed]:
    """Return MLQA's Arabic questions, held out."""
    squad = read_squad(data / "mlqa_ar" / "dev-context-ar-question-ar.json")
    rows = [("held", title, f"mlqa:{title}/{at}", one) for at, (title, one) in enumerate(squad)]
    return list(_squad("mlqa", rows))


def kaif(data: Path) -> list[Posed]:
    """Return KaifLematha's questions, which its licence lets us measure with and not fit on."""
    rows = []
    for part in ("development", "test"):
        squad = read_squad(data / "kaif" / f"kaif_{part}.json")
        rows += [
            ("held", title, f"kaif:{title}/{part}-{at}", one)
            for at, (title, one) in enumerate(squad)
        ]
    return list(_squad("kaif", rows))


def news() -> list[Posed]:
    """Return the shipped suite over the sample articles: the even stories to fit on, the others
    held out; those that the samples do not answer too."""
    found = []
    for language in ("ar", "en"):
        path = files("eval").joinpath("suites", "news", f"qa-{language}.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            if not row.get("turns"):
                found.append(_news(row))
    return found


def natural(folder: Traversable | None = None) -> list[Posed]:
    """Return the dev half of the natural questions over the samples, answerable or not.
    The test half is not read here."""
    folder = folder or files("eval").joinpath("suites", "natural")
    if not folder.is_dir():
        return []
    found = []
    for name in ("questions-ar", "questions-en", "absent-ar", "absent-en"):
        for row in map(
            json.loads, folder.joinpath(f"{name}.jsonl").read_text("utf-8").splitlines()
        ):
            if "dev" in row["tags"] and not row.get("turns"):
                kind = "natural-near" if "near-miss" in row["tags"] else "natural"
                posed = _news(row)
                quotes = (*posed.quotes, *row.get("answers", ()))
                found.append(replace(posed, set=kind, part="fit", quotes=quotes))
    return found


def ant() -> list[Posed]:
    """Return questions that articles of ANT answer."""
    path = files("eval.bench").joinpath("suites", "ant-questions.jsonl")
    return [
        Posed(
            id=row["id"],
            set="ant",
            part="fit" if row["part"] == "dev" else "held",
            language=row["language"],
            question=row["question"],
            gold=frozenset([f"ant:{row['article']}"]),
            family=frozenset([f"ant:{row['article']}"]),
            quotes=tuple(row["answers"]),
            group=row["article"],
        )
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def _news(row: dict[str, object]) -> Posed:
    gold = row.get("gold") or []
    assert isinstance(gold, list)
    story = str(gold[0]["article"]).rpartition(".")[0] if gold else ""
    number = int(story.partition("-")[0]) if story else int(str(row["id"]).rpartition("-")[2])
    language: Language = "ar" if row["language"] == "ar" else "en"
    return Posed(
        id=str(row["id"]),
        set="news",
        part="held" if number % 2 else "fit",
        language=language,
        question=str(row["question"]),
        gold=frozenset(str(one["article"]) for one in gold),
        family=frozenset(f"{story}.{one}" for one in ("ar", "en")) if story else frozenset(),
        quotes=tuple(str(one["quote"]) for one in gold),
        group=story or str(row["id"]),
    )


def _squad(name: str, rows: list[tuple[str, str, str, dict[str, object]]]) -> Iterator[Posed]:
    families: dict[str, set[str]] = {}
    for _, title, article, _ in rows:
        families.setdefault(title, set()).add(article)
    for part, title, article, paragraph in rows:
        entries = paragraph["qas"]
        assert isinstance(entries, list)
        for at, entry in enumerate(entries):
            yield Posed(
                id=f"{article}?{at}",
                set=name,
                part="fit" if part == "fit" else "held",
                language="ar",
                question=entry["question"],
                gold=frozenset([article]),
                family=frozenset(families[title]),
                quotes=tuple(answer["text"] for answer in entry["answers"]),
                group=title,
            )
