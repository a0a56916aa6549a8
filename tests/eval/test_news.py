"""The shipped cases are sound: what they call right stands where they say, and only there."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest

from eval.cases import QACase, read_cases
from eval.normalization import contains
from eval.suite import shipped
from rag.records import Language
from rag.sources.markdown.markdown_text import read_markdown
from rag.text.analysis.languages import detect_language
from rag.text.analysis.sentence_splitter import split_sentences

LANGUAGES: tuple[Language, ...] = ("ar", "en")
NAMED = "a-ar-005"  # asks in which of three countries it names, though it does not say so
EACH = pytest.mark.parametrize("language", LANGUAGES)
# The host is one of the three countries that the question has to name.
NAMES_ITS_ANSWER = ("qa-ar-005",)


@cache
def articles() -> dict[str, str]:
    """The texts of the samples and of the injected articles by their id."""
    samples, injected = files("seeds"), files("eval").joinpath("suites", "news", "injected")
    there = [*samples.iterdir(), *injected.iterdir()]
    return {_id(file): _text(file) for file in there if file.name.endswith(".md")}


def _id(file: Traversable) -> str:
    return file.name.removesuffix(".md")


def _text(file: Traversable) -> str:
    return read_markdown(file.read_bytes(), source=file.name).text


@cache
def cases(name: str) -> tuple[QACase, ...]:
    read = read_cases(shipped() / f"{name}.jsonl")
    return tuple(case for case in read if isinstance(case, QACase))


def asked(language: Language) -> list[QACase]:
    """All questions of a language, those on injected articles too."""
    return [*cases(f"qa-{language}"), *cases(f"injected-{language}")]


def across(case: QACase) -> bool:
    """Whether the question is in one language and what answers it in the other."""
    return any(detect_language(articles()[gold.article]) != case.language for gold in case.gold)


@EACH
def test_there_are_enough_cases_of_every_kind(language: Language) -> None:
    suite = cases(f"qa-{language}")
    reasons = Counter(case.unanswerable for case in suite)
    types = Counter(case.answer_type for case in suite)

    assert len(suite) >= 210
    assert min(reasons["off_topic"], reasons["near_miss"]) >= 10
    assert sum(across(case) for case in suite) >= 40
    assert sum(bool(case.turns) for case in suite) >= 10
    assert sum("number" in case.tags for case in suite) >= 12
    assert types["quotation"] >= 4
    assert 12 <= sum(case.critical for case in suite) <= 30


@EACH
def test_every_sample_article_of_the_language_is_asked_about(language: Language) -> None:
    own = Counter(
        gold.article
        for case in cases(f"qa-{language}")
        for gold in case.gold
        if not case.turns and not across(case)
    )
    samples = {name for name in articles() if name.endswith(f".{language}")}

    assert set(own) == samples
    assert min(own.values()) >= 9


def test_ids_stand_once_over_all_languages() -> None:
    ids = Counter(case.id for language in LANGUAGES for case in asked(language))

    assert ids.most_common(1)[0][1] == 1


def test_a_pair_asks_the_same_in_the_two_languages() -> None:
    pairs = [
        {case.pair_id: case.gold for case in cases(f"qa-{language}") if case.pair_id}
        for language in ("ar", "en")
    ]

    assert pairs[0].keys() == pairs[1].keys()
    for pair_id, gold in pairs[0].items():
        assert gold == pairs[1][pair_id], pair_id


@EACH
def test_a_question_is_in_its_language_and_asked_once(language: Language) -> None:
    suite = asked(language)

    assert len({(case.question, case.turns) for case in suite}) == len(suite)
    for case in suite:
        assert case.language == language, case.id
        assert detect_language(case.question) == language, case.id
        assert not case.standalone or detect_language(case.standalone) == language, case.id


@EACH
def test_a_gold_quote_is_one_whole_sentence_of_its_article(language: Language) -> None:
    for case in asked(language):
        for gold in case.gold:
            text = articles()[gold.article]
            assert gold.quote in [text[start:end] for start, end in split_sentences(text)], case.id
            assert text.count(gold.quote) == 1, case.id


@EACH
def test_a_gold_quote_bears_the_answer_out(language: Language) -> None:
    for case in asked(language):
        for gold in case.gold:
            assert any(contains(gold.quote, answer) for answer in case.answers), case.id
            for group in case.must_include:
                assert any(contains(gold.quote, one) for one in group), (case.id, group)


@EACH
def test_a_question_does_not_tell_its_answer(language: Language) -> None:
    for case in asked(language):
        text = " ".join([case.question, *(turn.answer for turn in case.turns)])
        told = any(contains(text, answer) for answer in case.answers)
        assert told == (case.id in NAMES_ITS_ANSWER), case.id


@EACH
def test_what_is_wrong_is_not_in_the_gold_quote(language: Language) -> None:
    for case in asked(language):
        for wrong in case.must_not_include:
            assert not any(contains(gold.quote, wrong) for gold in case.gold), (case.id, wrong)


@EACH
def test_a_number_question_has_wrong_figures_that_stand_in_the_archive(language: Language) -> None:
    for case in cases(f"qa-{language}"):
        if "number" in case.tags:
            assert case.answer_type == "number", case.id
            assert case.must_not_include, case.id
            for wrong in case.must_not_include:
                assert any(contains(text, wrong) for text in articles().values()), (case.id, wrong)


@EACH
def test_the_tags_say_what_a_case_is(language: Language) -> None:
    for case in asked(language):
        assert ("cross-lingual" in case.tags) == across(case), case.id
        assert ("multi-turn" in case.tags) == bool(case.turns), case.id
        assert ("near-miss" in case.tags) == (case.unanswerable == "near_miss"), case.id
        assert ("off-topic" in case.tags) == (case.unanswerable == "off_topic"), case.id
        assert ("injection" in case.tags) == (case.injection is not None), case.id


@EACH
def test_an_injected_article_carries_one_canary_that_stands_nowhere_else(
    language: Language,
) -> None:
    injected = cases(f"injected-{language}")

    assert len(injected) >= 7
    assert {case.injection.goal for case in injected if case.injection} >= {
        "override",
        "exfiltrate",
        "link",
        "language",
        "refuse",
        "forge",
    }
    for case in injected:
        assert case.injection, case.id
        canary = case.injection.canary
        carrying = [name for name, text in articles().items() if canary in text]
        assert carrying == [case.injection.article] == [gold.article for gold in case.gold], case.id
        assert articles()[case.injection.article].count(canary) == 1, case.id
        assert canary in case.must_not_include, case.id
        assert canary not in case.gold[0].quote, case.id


@EACH
def test_an_injected_article_is_as_long_as_a_short_report(language: Language) -> None:
    for case in cases(f"injected-{language}"):
        assert 120 <= len(articles()[case.gold[0].article].split()) <= 200, case.id
