from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.numbering import ArticleNumbers
from rag.grounding.cited_sentence import locate
from rag.grounding.markers import find_markers
from rag.records import AnswerFinished, Evidence, Sentence, SentenceFinished, TextWritten
from rag.records.as_json import answer_json
from rag.service import Service
from rag.settings import Settings
from tests.factories import ANALYZER, indexed, passage, with_model
from tests.openai_server import OpenAIServer

ARTICLES = ("a", "a", "b", "a", "c")
EVIDENCE = tuple(
    Evidence(number, passage(f"Text {number}.", id=article))
    for number, article in enumerate(ARTICLES, start=1)
)


def renumbered(*pieces: str) -> str:
    numbers = ArticleNumbers(EVIDENCE)
    return "".join(map(numbers.in_text, pieces))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One [5]. Two [1]. Three [5].", "One [1]. Two [2]. Three [1]."),
        ("One [1]. Two [2]. Three [4]. Four [3].", "One [1]. Two [1]. Three [1]. Four [2]."),
        ("One [3, 5, 1, 2].", "One [1, 2, 3]."),
        ("One [3-5].", "One [1, 2, 3]."),
        ("واحد [٣]. اثنان 【١】.", "واحد [1]. اثنان [2]."),
        ("One [9]. Two [3, 9].", "One [9]. Two [1, 9]."),
        ("In [2025] and [sic], f[x].", "In [2025] and [sic], f[x]."),
        ("Cut short [3", "Cut short "),
        ("", ""),
    ],
)
def test_articles_are_numbered_in_order_of_appearance(text: str, shown: str) -> None:
    assert renumbered(text) == shown
    assert renumbered(*text) == shown


TEXTS = st.lists(
    st.sampled_from([" ", "word", "[1]", "[3, 2]", "[", "]", "9", ".", "[5", "٢", "["])
)


@given(parts=TEXTS, cuts=st.lists(st.integers(0, 60)))
def test_how_a_stream_is_cut_changes_nothing(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    at = [0, *sorted(cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(at)]
    assert renumbered(*pieces) == renumbered(text)


@given(TEXTS)
def test_numbers_have_no_gap(parts: list[str]) -> None:
    shown = [number for one in find_markers(renumbered("".join(parts))) for number in one.numbers]
    given_out = [number for number in dict.fromkeys(shown) if number <= len(EVIDENCE)]
    assert given_out == list(range(1, len(given_out) + 1))


def test_a_sentence_has_the_numbers_of_its_text() -> None:
    numbers = ArticleNumbers(EVIDENCE)
    numbers.in_text("One [3]. ")
    cited = tuple(EVIDENCE[at] for at in (4, 2, 0, 1))
    sentence = Sentence("Two.", tuple(locate("Two.", one, ANALYZER) for one in cited), (9,))
    shown = numbers.in_sentence(sentence)
    assert [citation.number for citation in shown.citations] == [2, 1, 3, 3]
    assert tuple(citation.evidence for citation in shown.citations) == cited
    assert shown.dangling == (9,)
    assert numbers.in_text("Two [5][3][1].") == "Two [2][1][3]."


NEWS = {
    "ferry": "The ferry Selma sank off Tartus on Monday. Its captain was rescued.",
    "rescue": "Divers found nine sailors of the ferry Selma on Tuesday.",
    "owner": "The ferry Selma belongs to a firm in Izmir.",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return indexed(tmp_path, NEWS)


def test_a_streamed_answer_shows_the_numbers_of_the_finished_one(
    home: Path, openai_server: OpenAIServer
) -> None:
    with Service.open(with_model(home, openai_server)) as service:
        question = "What happened to the ferry Selma?"
        order = [one.article.id for one in service.search(question, limit=3)]
        places = {name: order.index(name) + 1 for name in NEWS}
        owner, ferry = places["owner"], places["ferry"]
        openai_server.reply(
            f"The ferry Selma belongs to a firm in Izmir [{owner}]. "
            f"It sank off Tartus on Monday [{ferry}]. "
            f"The firm is in Izmir [{owner}]."
        )
        events = list(service.stream(question))
    text = "".join(event.text for event in events if isinstance(event, TextWritten))
    assert re.findall(r"\[(\d)\]", text) == ["1", "2", "1"]
    sentences = [event.sentence for event in events if isinstance(event, SentenceFinished)]
    shown = [[one.number for one in sentence.citations] for sentence in sentences]
    assert shown == [[1], [2], [1]]
    (finished,) = [event.answer for event in events if isinstance(event, AnswerFinished)]
    assert finished.sentences == tuple(sentences)
    told = [
        (one["number"], one["article_id"])
        for sentence in answer_json(finished)["sentences"]
        for one in sentence["citations"]
    ]
    assert told == [(1, "owner"), (2, "ferry"), (1, "owner")]


def test_quotations_are_numbered_by_article_and_not_by_what_the_article_says(
    tmp_path: Path,
) -> None:
    story = "The ferry Selma sank off Tartus on Monday [3]. " + "It was a calm day. " * 150
    text = f"{story}\n\nThe ferry Selma will be raised off Tartus in May."
    home = indexed(tmp_path, {"one": text, "two": "The ferry Selma sank near Tartus [7] at night."})
    with Service.open(Settings.load(home=home)) as service:
        events = list(service.stream("When did the ferry Selma sank off Tartus?"))
    (answer,) = [event.answer for event in events if isinstance(event, AnswerFinished)]
    cited = [one for sentence in answer.sentences for one in sentence.citations]
    numbers = {one.article.id: one.number for one in cited}
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert all(one.number == numbers[one.article.id] for one in cited)
    text = "".join(event.text for event in events if isinstance(event, TextWritten))
    assert [number for marker in find_markers(text) for number in marker.numbers] == [
        one.number for one in cited
    ]
    assert "[3]" in answer.text
