"""The natural questions are sound: they stand on the samples, or on nothing, in two even halves."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from eval.cases import QACase, read_cases
from eval.normalization import contains, main_language, stems
from eval.suite import open_suite, shipped
from rag.records import Language
from rag.sources.markdown.markdown_text import read_markdown
from rag.text.analysis.sentence_splitter import split_sentences

LANGUAGES: tuple[Language, ...] = ("ar", "en")
EACH = pytest.mark.parametrize("language", LANGUAGES)
HALVES = {"dev", "test"}
KINDS = {
    "amount",
    "comparison",
    "count",
    "day",
    "definition",
    "duration",
    "list",
    "manner",
    "organisation",
    "owner",
    "person",
    "place",
    "reason",
    "what",
    "winner",
    "yes-no",
}
DIALECTS = {"egyptian", "gulf", "levantine", "maghrebi"}
UTTERANCES = {
    "acknowledgement",
    "brief",
    "count",
    "day",
    "greeting",
    "latest",
    "outlet",
    "thanks",
    "topic",
}
# Of its content words, what a question of the tuned suite shares with its sentence is 0.6.
MOST_SHARED = 0.35


def suite_folder() -> Path:
    return shipped().parent / "natural"


@cache
def articles() -> dict[str, str]:
    """Return the texts of the samples by id."""
    samples = [file for file in files("seeds").iterdir() if file.name.endswith(".md")]
    return {
        file.name.removesuffix(".md"): read_markdown(file.read_bytes(), source=file.name).text
        for file in samples
    }


@cache
def cases(name: str) -> tuple[QACase, ...]:
    read = read_cases(suite_folder() / f"{name}.jsonl")
    return tuple(case for case in read if isinstance(case, QACase))


def everything() -> list[QACase]:
    return [
        case
        for language in LANGUAGES
        for name in ("questions", "absent")
        for case in cases(f"{name}-{language}")
    ]


@cache
def utterances() -> list[dict[str, str]]:
    text = files("eval").joinpath("suites", "utterances.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def kind(case: QACase) -> str:
    (found,) = KINDS & set(case.tags)
    return found


def half(case: QACase) -> str:
    (found,) = HALVES & set(case.tags)
    return found


def content(text: str) -> set[str]:
    """Return the stems of a text that are longer than two letters."""
    return {one for one in stems(text) if len(one) > 2}


@EACH
def test_there_are_enough_questions_of_every_kind(language: Language) -> None:
    suite = cases(f"questions-{language}")

    assert len(suite) >= 150
    assert {kind(case) for case in suite} == KINDS
    assert sum("cross-lingual" in case.tags for case in suite) >= len(suite) / 4
    for tag in ("typo", "keywords", "long", "name-spelling"):
        assert sum(tag in case.tags for case in suite) >= 3, tag
    if language == "ar":
        found = Counter(tag for case in suite for tag in DIALECTS & set(case.tags))
        assert min(found[dialect] for dialect in DIALECTS) >= 10


@EACH
def test_every_sample_article_of_the_language_answers_something(language: Language) -> None:
    asked = {gold.article for case in cases(f"questions-{language}") for gold in case.gold}

    assert asked == articles().keys()


@EACH
def test_every_accepted_answer_stands_in_its_article(language: Language) -> None:
    for case in cases(f"questions-{language}"):
        for answer in case.answers:
            assert any(contains(gold.quote, answer) for gold in case.gold), (case.id, answer)
        for gold in case.gold:
            text = articles()[gold.article]
            assert gold.quote in [text[start:end] for start, end in split_sentences(text)], case.id
            assert any(contains(gold.quote, answer) for answer in case.answers), case.id


@EACH
def test_a_question_neither_tells_its_answer_nor_repeats_its_sentence(language: Language) -> None:
    shared = []
    for case in cases(f"questions-{language}"):
        assert not any(contains(case.question, answer) for answer in case.answers), case.id
        words = content(case.question)
        own = [gold.quote for gold in case.gold if gold.article.endswith(f".{language}")]
        shared += [len(words & content(" ".join(own))) / len(words)] if own and words else []

    assert sum(shared) / len(shared) <= MOST_SHARED


@EACH
def test_what_is_absent_is_labelled_and_half_of_it_is_a_near_miss(language: Language) -> None:
    suite = cases(f"absent-{language}")
    reasons = Counter(case.unanswerable for case in suite)

    assert min(reasons["off_topic"], reasons["near_miss"]) >= 35
    for case in suite:
        assert case.unanswerable, case.id
        assert case.unanswerable.replace("_", "-") in case.tags, case.id


def test_every_case_has_its_own_id_question_and_language() -> None:
    suite = everything()
    tuned = [case for case in read_cases(shipped()) if isinstance(case, QACase)]

    assert len({case.id for case in [*suite, *tuned]}) == len(suite) + len(tuned)
    assert len({case.question for case in suite}) == len(suite)
    assert not {case.question for case in suite} & {case.question for case in tuned}
    for case in suite:
        assert main_language(case.question) == case.language, case.id


def test_the_tags_tell_which_questions_only_the_other_language_answers() -> None:
    for case in everything():
        own = any(gold.article.endswith(f".{case.language}") for gold in case.gold)
        assert ("cross-lingual" in case.tags) == (bool(case.gold) and not own), case.id


@EACH
def test_the_halves_are_even_in_all_kinds(language: Language) -> None:
    asked = Counter((kind(case), half(case)) for case in cases(f"questions-{language}"))
    absent = Counter((str(case.unanswerable), half(case)) for case in cases(f"absent-{language}"))

    for found in (asked, absent):
        for name, _ in found:
            assert abs(found[name, "dev"] - found[name, "test"]) <= 2, name
    halves = Counter(half(case) for case in cases(f"questions-{language}"))
    assert abs(halves["dev"] - halves["test"]) <= 1


def test_no_answer_of_a_story_is_in_both_halves() -> None:
    halves: dict[tuple[str, str], set[str]] = {}
    for case in everything():
        for answer in case.answers:
            fact = (case.gold[0].article[:2], answer)
            halves.setdefault(fact, set()).add(half(case))

    assert [fact for fact, found in halves.items() if len(found) > 1] == []


def test_the_suite_asks_the_samples_and_nothing_injected() -> None:
    suite = open_suite(suite_folder())

    assert len(suite.cases) == len(everything())
    assert suite.corpus == (Path(str(files("seeds"))),)


@EACH
def test_there_are_utterances_of_every_kind_in_both_halves(language: Language) -> None:
    found = Counter(
        (one["kind"], one["half"]) for one in utterances() if one["language"] == language
    )

    assert {name for name, _ in found} == UTTERANCES
    for name in UTTERANCES:
        assert min(found[name, side] for side in HALVES) >= 1, name
        assert abs(found[name, "dev"] - found[name, "test"]) <= 1, name


def test_an_utterance_is_in_its_language_and_stands_once() -> None:
    assert len({one["text"] for one in utterances()}) == len(utterances())
    for one in utterances():
        assert main_language(one["text"]) == one["language"], one
