"""The hand-written questions stand on sentences that the sample articles hold."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from eval.bench.story_questions import WAYS, load_own, load_suite
from rag.records import Language
from rag.sources.markdown.markdown_text import read_markdown
from rag.text.analysis.languages import detect_language
from rag.text.analysis.sentence_splitter import split_sentences

BOTH_WAYS = pytest.mark.parametrize(("asked", "over"), WAYS)


def article(name: str) -> str:
    """The text of a sample article as it is indexed."""
    file = f"{name}.md"
    return read_markdown(files("seeds").joinpath(file).read_bytes(), source=file).text


@BOTH_WAYS
def test_each_suite_has_five_questions_a_story_each_with_its_own_id(
    asked: Language, over: Language
) -> None:
    suite = load_suite(asked, over)

    assert len(suite) >= 60
    assert set(Counter(one.story for one in suite).values()) == {5}
    assert len({one.id for one in suite}) == len({one.question for one in suite}) == len(suite)


@BOTH_WAYS
def test_a_question_is_in_one_language_and_its_article_in_the_other(
    asked: Language, over: Language
) -> None:
    for one in load_suite(asked, over):
        assert detect_language(one.question) == asked, one.id
        assert detect_language(article(one.article)) == over, one.id


@BOTH_WAYS
def test_every_quote_is_one_whole_sentence_of_its_article(asked: Language, over: Language) -> None:
    for one in load_suite(asked, over):
        text = article(one.article)
        assert one.quote in [text[start:end] for start, end in split_sentences(text)], one.id
        assert text.count(one.quote) == 1, one.id


@pytest.mark.parametrize(("asked", "over"), WAYS)
def test_the_same_questions_are_asked_in_the_language_of_their_articles(
    asked: Language, over: Language
) -> None:
    own, across = load_own(over), load_suite(asked, over)

    assert [(one.article, one.quote) for one in own] == [(one.article, one.quote) for one in across]
    assert len({one.question for one in own}) == len(own)
    for one in own:
        assert detect_language(one.question) == over, one.id


def test_no_id_stands_in_two_suites() -> None:
    ids = [one.id for asked, over in WAYS for one in load_suite(asked, over)]
    ids += [one.id for _, over in WAYS for one in load_own(over)]

    assert len(set(ids)) == len(ids)
