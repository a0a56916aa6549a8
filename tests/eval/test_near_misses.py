"""Near misses: what is exchanged is of its kind, and stands nowhere in the story."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from eval.bench.fitting import near_misses
from eval.bench.fitting.questions import Posed, natural, news
from rag.records import Language
from rag.text.analysis.folding import normalize

STORY = {
    "s.en": "The Suez Canal was blocked in 2021. Messi won gold in Japan, said delegates of COP28.",
    "s.ar": "أغلقت قناة السويس في 2021. وفاز ميسي بالذهب في اليابان، بحسب مندوبي كوب28.",
}


def made(question: str, language: Language = "en", *, part: str = "fit") -> set[str]:
    posed = Posed(
        f"q-{question}",
        "news",
        part,  # type: ignore[arg-type]
        language,
        question,
        gold=frozenset(["s.en"]),
        family=frozenset(STORY),
    )
    return {one.question for one in near_misses.swapped([posed], STORY)}


@pytest.mark.parametrize(
    ("question", "language", "kept"),
    [
        ("Who blocked the Suez Canal?", "en", "Who blocked "),
        ("What did Messi win?", "en", "What did "),
        ("Who won in 2021?", "en", "Who won in "),
        ("Who came to COP28?", "en", "Who came to COP"),
        ("من فاز باليابان؟", "ar", "من فاز ب"),
        ("ماذا قال مندوبو كوب28؟", "ar", "ماذا قال مندوبو كوب"),
    ],
)
def test_one_thing_is_exchanged_for_another(question: str, language: Language, kept: str) -> None:
    (found,) = made(question, language)
    assert found.startswith(kept)
    assert found != question
    new = normalize(found.removeprefix(kept).rstrip("?؟"))
    assert all(f" {new} " not in f" {normalize(text)} " for text in STORY.values())


def test_nothing_is_made_of_what_is_held_out_or_names_nothing() -> None:
    assert not made("Who blocked the Suez Canal?", part="held")
    assert not made("Who won?")


def test_a_near_miss_is_answered_by_nothing_and_kept_in_its_story() -> None:
    posed = [one for one in [*news(), *natural()] if one.gold]
    for one in near_misses.swapped(posed, STORY)[:20]:
        assert (one.gold, one.quotes) == (frozenset(), ())
        assert (one.part, one.set) == ("fit", near_misses.SWAPPED)
        assert one.group


def test_another_subject_of_the_set_is_put_in_and_hidden() -> None:
    rows = [
        Posed("a", "arcd", "fit", "ar", "متى ولد ابن سينا؟", group="ابن سينا"),
        Posed("b", "arcd", "fit", "ar", "أين عاش ابن رشد؟", group="ابن رشد", family=frozenset("b")),
        Posed("c", "arcd", "held", "ar", "متى مات؟", group="ابن رشد", family=frozenset("b")),
    ]
    found = near_misses.subjects_swapped(rows)
    assert [one.question for one in found] == ["متى ولد ابن رشد؟", "أين عاش ابن سينا؟"]
    assert found[0].family == frozenset("b")


def test_the_written_ones_are_of_the_samples_and_in_no_test_half() -> None:
    written = near_misses.written()
    stories = {file.name.rpartition(".")[0].rpartition(".")[0] for file in files("seeds").iterdir()}
    assert {one.group for one in written} <= stories
    assert min([one.language for one in written].count(name) for name in ("ar", "en")) >= 60
    held = set()
    for name in ("questions-ar", "questions-en", "absent-ar", "absent-en"):
        lines = files("eval").joinpath("suites", "natural", f"{name}.jsonl").read_text("utf-8")
        rows = (json.loads(line) for line in lines.splitlines())
        held |= {normalize(row["question"]) for row in rows if "test" in row["tags"]}
    assert held.isdisjoint(normalize(one.question) for one in written)
