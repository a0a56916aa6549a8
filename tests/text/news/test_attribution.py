from __future__ import annotations

import pytest

from rag.text.news.attribution import attributes, keeps_attribution


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير إن المحادثات انتهت.",
        "وأفادت الوكالة بأن السفينة غادرت.",
        "وأضاف أن المطار سيبقى مغلقاً.",
        "غادرت السفينة بحسب بيان الهيئة.",
        "غادرت السفينة، نقلاً عن شهود.",
        "انتقد القرار قائلاً إنه متسرع.",
        "يقول الخبراء إنه متسرع.",
        "The minister said the talks were over.",
        "The talks are over, according to the minister.",
        "He told reporters that the talks were over.",
        "The group claimed that it had won.",
    ],
)
def test_somebodys_word_is_told(text: str) -> None:
    assert attributes(text)
    assert keeps_attribution(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "انتهت المحادثات في طوكيو.",
        "أضاف ميسي الهدف الثاني.",
        "The talks ended in Tokyo on Sunday.",
    ],
)
def test_a_plain_statement_is_nobodys(text: str) -> None:
    assert not attributes(text)


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت الوزارة انتهاء المحادثات.",
        "أكد الوزير انتهاء المحادثات.",
        "The ministry announced the end of the talks.",
        "The minister described the talks as over.",
    ],
)
def test_other_words_keep_an_attribution_without_asking_for_one(text: str) -> None:
    assert not attributes(text)
    assert keeps_attribution(text)


def test_words_that_only_begin_alike_are_no_attribution() -> None:
    assert not keeps_attribution("The boat sank near the saltworks.")
    assert not keeps_attribution("غرق القارب قرب القالب.")
