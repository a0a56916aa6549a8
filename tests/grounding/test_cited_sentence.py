from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.cited_sentence import best_sentence, locate, overlaps
from rag.records import Article, Chunk, Evidence, Passage
from rag.text.analysis.sentence_splitter import split_sentences
from tests.factories import ANALYZER

ENGLISH = (
    "The two ministers met in Tokyo on Sunday. Japan hosts 54,000 American soldiers. "
    "A new headquarters, led by a three-star general, will replace the one in Yokota. "
    "Protesters gathered outside."
)
ARABIC = (
    "التقى الوزيران في طوكيو يوم الأحد. تستضيف اليابان ٥٤ ألف جندي أمريكي. "
    "سيحل مقر جديد يقوده جنرال بثلاث نجوم محل المقر في يوكوتا. تجمع محتجون في الخارج."
)


def _evidence(text: str, start: int, end: int) -> Evidence:
    article = Article(id="a", text=text, title="T", language="en", source="a.txt")
    chunk = Chunk("c", "a", start, end, text[start:end])
    return Evidence(1, Passage(chunk, article, 1.0))


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("There are 54,000 US soldiers in Japan.", ENGLISH, 1),
        ("The ministers' meeting took place in Tokyo.", ENGLISH, 0),
        ("A three-star general will lead the headquarters.", ENGLISH, 2),
        ("People protested.", ENGLISH, 3),
        ("في اليابان ٥٤ ألف جندي.", ARABIC, 1),
        ("جرى اللقاء بين الوزيرين بطوكيو.", ARABIC, 0),
        ("يقود الجنرال المقر الجديد.", ARABIC, 2),
        ("عدد الجنود 54,000.", ENGLISH, 1),
        ("في اليابان 54 ألف جندي.", ENGLISH, 1),
        ("Japan has 54,000 soldiers.", ARABIC, 1),
        ("They met in Tokyo.", ARABIC, 0),
    ],
)
def test_the_sentence_that_says_it_is_picked(claim: str, text: str, expected: int) -> None:
    assert best_sentence(claim, text, ANALYZER) == split_sentences(text)[expected]


def test_a_citation_has_its_offsets_in_the_article() -> None:
    heading = "A heading\n\n"
    start = len(heading) + ENGLISH.index("Japan hosts")
    evidence = _evidence(heading + ENGLISH, start, len(heading + ENGLISH))
    citation = locate("Japan hosts 54,000 soldiers", evidence, ANALYZER)
    assert citation.evidence is evidence
    assert citation.quote == "Japan hosts 54,000 American soldiers."


@pytest.mark.parametrize("claim", ["", "?", "Xyzzy."])
def test_the_first_sentence_stands_in_when_nothing_is_shared(claim: str) -> None:
    assert best_sentence(claim, ENGLISH, ANALYZER) == split_sentences(ENGLISH)[0]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_blank_text_is_taken_whole(text: str) -> None:
    assert best_sentence("A claim.", text, ANALYZER) == (0, len(text))


def test_overlap_is_nothing_or_positive_and_highest_for_the_same_sentence() -> None:
    sentences = [ENGLISH[start:end] for start, end in split_sentences(ENGLISH)]
    for index, sentence in enumerate(sentences):
        scores = overlaps(sentence, sentences, ANALYZER)
        assert scores.index(max(scores)) == index
    assert overlaps("Xyzzy.", sentences, ANALYZER) == [0.0] * len(sentences)
    assert overlaps("Xyzzy.", [], ANALYZER) == []


def test_across_languages_a_share_of_both_is_told() -> None:
    sentences = [ARABIC[start:end] for start, end in split_sentences(ARABIC)]
    scores = overlaps("Japan hosts 54,000 American soldiers.", sentences, ANALYZER)
    assert all(0 <= score <= 1 for score in scores)
    assert scores[1] > 2 * max(scores[:1] + scores[2:])


def test_across_languages_an_unknown_word_costs_less_than_a_known_one() -> None:
    sentences = ["التقى الوزيران في طوكيو.", "تجمع محتجون."]
    unknown, known = (
        overlaps(f"They met in Tokyo {word}.", sentences, ANALYZER)[0] for word in ("Xyzzq", "war")
    )
    assert unknown > known > 0


@given(claim=st.text(max_size=60), before=st.text(max_size=20), text=st.text(max_size=200))
def test_a_citation_is_exactly_one_sentence_of_its_chunk(
    claim: str, before: str, text: str
) -> None:
    evidence = _evidence(before + text, len(before), len(before + text))
    citation = locate(claim, evidence, ANALYZER)
    start, end = citation.start - len(before), citation.end - len(before)
    assert (start, end) in (split_sentences(text) or [(0, len(text))])
    assert citation.quote == text[start:end]
