from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.briefs.repeated_points import repeated_points
from rag.briefs.same_fact import SAME, best_matches, may_tell, same_fact, same_texts
from rag.embedding.use import UseEmbedder
from rag.records import Language
from tests.briefs.samples import ARABIC, ENGLISH, all_lines, story
from tests.factories import ANALYZER

ENCODER = UseEmbedder(threads=1)

# A story in another city's words: none of it was fitted on.
PORT_EN = [
    "The port of Marsala was closed on Tuesday after a crane fell on a tanker.",
    "Two dockers were hurt, one of them seriously.",
    "The tanker carried 40,000 tonnes of diesel, of which nothing leaked.",
    "The mayor, Paola Renzi, called for older cranes to be replaced.",
    "Ferries to the islands leave from Trapani until Friday.",
    "A similar accident killed a sailor there in 2009.",
]
PORT_AR = [
    "أغلق ميناء مارسالا يوم الثلاثاء بعد سقوط رافعة على ناقلة نفط.",
    "وأصيب عاملان في الميناء، وجروح أحدهما خطيرة.",
    "وكانت الناقلة تحمل 40 ألف طن من الديزل لم يتسرب منها شيء.",
    "وتنطلق العبارات المتجهة إلى الجزر من تراباني حتى الجمعة.",
]


def compared(one: str, other: str, *beside: str) -> float:
    """How surely two texts tell the same, among the other sentences of the story."""
    told = [(text, spoken(text)) for text in (one, other, *beside, *PORT_EN)]
    return float(same_texts(told, told, analyzer=ANALYZER, encoder=ENCODER)[0, 1])


def spoken(text: str) -> Language:
    return "en" if text.isascii() else "ar"


@pytest.mark.parametrize("at", range(4))
def test_translations_tell_the_same_and_their_neighbours_do_not(at: int) -> None:
    table = same_texts(
        [(text, "ar") for text in PORT_AR],
        [(text, "en") for text in PORT_EN],
        analyzer=ANALYZER,
        encoder=ENCODER,
    )
    assert int(table[at].argmax()) == (0, 1, 2, 4)[at]
    others = np.delete(table[at], (0, 1, 2, 4)[at])
    assert others.max() < SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PORT_EN[2], "On board the tanker were 40,000 tonnes of diesel; none of it leaked."),
        (PORT_EN[0], "Marsala's port was shut on Tuesday when a crane came down on a tanker."),
        (PORT_AR[0], "وسقطت رافعة على ناقلة في ميناء مارسالا فأغلق الميناء الثلاثاء."),
        (PORT_AR[2], "وكان على متن الناقلة نحو أربعين ألف طن من الديزل ولم يتسرب منها شيء."),
    ],
)
def test_other_words_may_tell_the_same(one: str, other: str) -> None:
    assert compared(one, other) >= SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PORT_EN[2], "The tanker carried 65,000 tonnes of diesel, of which nothing leaked."),
        (PORT_EN[3], "The mayor, Carlo Bianchi, called for older cranes to be replaced."),
        (PORT_EN[4], "Ferries to the islands leave from Palermo until Friday."),
        (PORT_EN[3], "The mayor, Paola Renzi, refused calls for older cranes to be replaced."),
        (PORT_AR[2], "وكانت الناقلة تحمل 65 ألف طن من الديزل لم يتسرب منها شيء."),
        (PORT_AR[2], PORT_EN[2].replace("40,000", "65,000")),
        ("Oil prices rose on Monday after the attack.", "Oil prices fell on Monday after it."),
        ("ارتفعت أسعار النفط يوم الاثنين.", "انخفضت أسعار النفط يوم الاثنين."),
        (
            'Bach said: "The Games cannot make peace, but they can show a culture of peace."',
            'Bach said: "These were sensational Games for all of us, from start to finish."',
        ),
    ],
)
def test_another_figure_name_outcome_or_quotation_is_another_fact(one: str, other: str) -> None:
    assert compared(one, other) < SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("More than 700 ships are waiting.", "There are 712 ships waiting."),
        ("The damage is 32.8 million euros.", "The damage is 33 million euros."),
        ("خسرت الشركة أكثر من 50 مليون دولار.", "The company lost 54 million dollars."),
    ],
)
def test_a_rounded_figure_is_the_same(one: str, other: str) -> None:
    assert compared(one, other) >= SAME


def test_lists_of_both_languages_are_compared_at_once() -> None:
    lines = all_lines(*story())
    table = same_fact(lines, lines, analyzer=ANALYZER, encoder=ENCODER)
    assert table.shape == (len(lines), len(lines))
    assert (table.diagonal() >= SAME).all()
    assert ((table >= 0) & (table <= 1)).all()
    arabic, english = ({line.language for line in lines}, len(lines))
    assert arabic == {"ar", "en"}
    assert english == len(lines)


def test_without_an_encoder_words_and_figures_are_compared() -> None:
    arabic, english = (all_lines(one) for one in story())
    table = same_fact(arabic, english, analyzer=ANALYZER)
    pairs = {arabic[row].text: english[column].text for row, column in best_matches(table)}
    assert pairs[ARABIC.split(". ")[0] + "."] == ENGLISH.split(". ")[0] + "."
    told = {line.text for line in arabic}
    assert set(pairs) < told, "the rescue team and the roads have no counterpart"


@pytest.mark.parametrize("empty", [0, 1])
def test_an_empty_side_matches_nothing(empty: int) -> None:
    lines = all_lines(story()[0])
    sides = ([], lines) if empty == 0 else (lines, [])
    assert list(best_matches(same_fact(*sides, analyzer=ANALYZER))) == []


def test_no_texts_give_an_empty_table() -> None:
    assert same_texts([], [("A.", "en")], analyzer=ANALYZER, encoder=ENCODER).shape == (0, 1)
    assert may_tell([("A.", "en")], [], analyzer=ANALYZER, encoder=None).shape == (1, 0)


@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=30, deadline=None)
def test_any_texts_can_be_compared(ones: list[str], others: list[str]) -> None:
    for languages in (("ar", "en"), ("en", "en")):
        told: list[list[tuple[str, Language]]] = [
            [(text, "ar" if language == "ar" else "en") for text in texts]
            for texts, language in zip((ones, others), languages, strict=True)
        ]
        table = same_texts(told[0], told[1], analyzer=ANALYZER, encoder=None)
        assert table.shape == (len(ones), len(others))
        assert np.isfinite(table).all()


def test_each_sentence_is_in_one_pair_at_most_the_surest_first() -> None:
    table = np.array([[0.9, 0.8, 0.1], [0.95, 0.4, 0.2], [0.3, 0.3, 0.3]])
    assert sorted(best_matches(table)) == [(0, 1), (1, 0)]


def test_a_point_that_tells_an_earlier_one_again_is_found() -> None:
    texts = [*PORT_EN, "Marsala's port was shut on Tuesday when a crane came down on a tanker."]
    assert repeated_points(texts, "en", ANALYZER, ENCODER) == [(6, 0)]
    assert repeated_points(PORT_EN, "en", ANALYZER, ENCODER) == []
    assert repeated_points([], "ar", ANALYZER) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Team 3 reached the village on Friday.", "Team 50 reached the village on Friday."),
        ("The ministry opened 3 new schools.", "The ministry opened 50 new schools."),
        ("وصل الفريق 3 إلى القرية يوم الجمعة.", "وصل الفريق 50 إلى القرية يوم الجمعة."),
        ("باعت الشركة 1200 سيارة في مارس.", "The company sold 98,000 cars in March."),
    ],
)
def test_sentences_alike_but_for_their_figures_are_different_facts(one: str, other: str) -> None:
    own: Language = "ar" if one[0] > "z" else "en"
    given: Language = "ar" if other[0] > "z" else "en"

    (table,) = same_texts([(one, own)], [(other, given)], analyzer=ANALYZER, encoder=None)

    assert table[0] < SAME
