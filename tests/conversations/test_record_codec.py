"""What is read again is what was written, without the texts that nobody is shown."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversations.record_codec import read_record, write_record
from rag.records import (
    Answer,
    Article,
    Brief,
    Chunk,
    Citation,
    Evidence,
    Passage,
    Scope,
    SearchFilter,
    Sentence,
    Usage,
    Verdict,
)
from rag.records.as_json import answer_json


def without_texts(record: Any) -> Any:
    """A record whose articles have no text, which is all that may be lost of it."""
    if isinstance(record, tuple):
        return tuple(map(without_texts, record))
    if isinstance(record, Article):
        return replace(record, text="")
    if not is_dataclass(record):
        return record
    names = [field.name for field in fields(record)]
    return (type(record), *(without_texts(getattr(record, name)) for name in names))


def citations(record: Any) -> list[Citation]:
    if isinstance(record, tuple):
        return [each for one in record for each in citations(one)]
    if isinstance(record, Citation):
        return [record]
    if not is_dataclass(record):
        return []
    return [each for field in fields(record) for each in citations(getattr(record, field.name))]


def test_answers_of_the_samples_come_back(answers: tuple[Answer, ...]) -> None:
    for answer in answers:
        back = read_record(Answer, write_record(answer))
        assert without_texts(back) == without_texts(answer)
        assert answer_json(back) == answer_json(answer)
        assert back.text == answer.text
        assert back.outcome == answer.outcome
        assert [c.quote for c in citations(back)] == [c.quote for c in citations(answer)]
        assert [c.page for c in citations(back)] == [c.page for c in citations(answer)]


def test_briefs_of_the_samples_come_back(briefs: tuple[Brief, ...]) -> None:
    for brief in briefs:
        back = read_record(Brief, write_record(brief))
        assert without_texts(back) == without_texts(brief)
        assert [c.quote for c in citations(back)] == [c.quote for c in citations(brief)]
    assert any(brief.points for brief in briefs)


def test_an_article_is_written_once_and_only_what_is_shown_of_it() -> None:
    shown = "The canal was blocked. "
    article = Article("a", "x" * 50_000 + shown + "y" * 50_000, "T", "en", "s", pages=(0, 50_000))
    chunk = Chunk("a-1", "a", 50_000, 50_000 + len(shown), shown)
    passage = Passage(chunk, article, 0.5)
    cited = Citation(Evidence(1, passage), 50_000, 50_022, 1)
    answer = an_answer(sentences=(Sentence("It was.", (cited,) * 20),), passages=(passage,))
    written = write_record(answer)
    assert len(written) < 3000
    assert written.count("blocked") == 1
    back = read_record(Answer, written)
    assert back.sentences[0].citations[3].quote == "The canal was blocked."
    assert back.sentences[0].citations[3].page == 2
    assert back.passages[0].chunk == chunk


def an_answer(**changes: Any) -> Answer:
    bare = Answer("Q?", "en", abstained=False, reason=None, sentences=(), passages=(), writer="w")
    return replace(bare, **changes)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
days = st.dates() | st.none()
verdicts = st.none() | st.builds(
    Verdict, st.sampled_from(["quoted", "check"]), st.tuples(texts), st.floats(0, 1)
)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    article = Article(
        draw(texts), text, draw(texts), "ar", "s", draw(days), draw(texts | st.none())
    )
    chunk = Chunk("c", article.id, start, end, text[start:end])
    return Passage(chunk, article, draw(st.floats(0, 1)), outcome="may_help")


@st.composite
def cited(draw: st.DrawFn) -> Citation:
    passage = draw(passages())
    start = draw(st.integers(0, len(passage.article.text)))
    end = draw(st.integers(start, len(passage.article.text)))
    return Citation(Evidence(1, passage), start, end, draw(st.none() | st.integers(1, 9)))


made_up = st.builds(
    Answer,
    question=texts,
    language=st.sampled_from(["ar", "en"]),
    abstained=st.booleans(),
    reason=texts | st.none(),
    sentences=st.lists(
        st.builds(Sentence, texts, st.lists(cited(), max_size=3).map(tuple), verdict=verdicts),
        max_size=3,
    ).map(tuple),
    passages=st.lists(passages(), max_size=3).map(tuple),
    writer=texts,
    usage=st.builds(Usage, cost=st.none() | st.decimals(0, 9, places=4)),
    searched=st.none() | st.builds(Scope, st.integers(0, 9), days, days),
    excerpts=st.lists(cited(), max_size=2).map(tuple),
)


@given(made_up)
def test_any_answer_comes_back(answer: Answer) -> None:
    back = read_record(Answer, write_record(answer))
    assert without_texts(back) == without_texts(answer)
    assert [c.quote for c in citations(back)] == [c.quote for c in citations(answer)]


def test_a_cost_stays_exact() -> None:
    answer = an_answer(usage=Usage(cost=Decimal("0.10")))
    assert str(read_record(Answer, write_record(answer)).usage.cost) == "0.10"


@pytest.mark.parametrize(
    "where",
    [
        SearchFilter(),
        SearchFilter(outlets=["A", "ب"], articles=("a", "b")),
        SearchFilter("ar", "2024-01-01", date(2024, 2, 1), outlet="رويترز"),
    ],
)
def test_filters_come_back(where: SearchFilter) -> None:
    assert read_record(SearchFilter, write_record(where)) == where


def test_lone_surrogates_are_replaced() -> None:
    written = write_record(an_answer(question="half \ud800"))
    assert read_record(Answer, written).question == "half \ufffd"
    written.encode()


def test_a_field_that_is_gone_or_new_leaves_the_rest_readable() -> None:
    document = json.loads(write_record(an_answer(preface="Hello.")))
    del document["record"]["preface"]
    document["record"]["mood"] = "good"
    back = read_record(Answer, json.dumps(document))
    assert back.preface is None
    assert back.question == "Q?"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        "null",
        '{"articles":[],"passages":[],"record":{}}',
        '{"articles":[],"passages":[],"record":7}',
        '{"articles":{},"passages":[0],"record":7}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="Answer"):
        read_record(Answer, broken)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("abstained", "no"),
        ("question", 7),
        ("sentences", [3]),
        ("passages", [0]),
        ("passages", [-1]),
        ("usage", {"cost": "many"}),
        ("seconds", None),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, value: object) -> None:
    document = json.loads(write_record(an_answer()))
    document["record"][name] = value
    with pytest.raises(ValueError, match="Answer"):
        read_record(Answer, json.dumps(document))
