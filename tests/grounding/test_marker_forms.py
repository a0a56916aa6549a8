from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.marker_forms import MarkerForms, canonical

GIVEN = (1, 2, 3)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It rose [1].", "It rose [1]."),
        ("It rose [ID:1].", "It rose [1]."),
        ("It rose [Source 1, Source 2].", "It rose [1, 2]."),
        ("It rose [passage 1] and [Passage #2].", "It rose [1] and [2]."),
        ("It rose [doc1] [#2] [P3].", "It rose [1] [2] [3]."),
        ("It rose [1 and 2].", "It rose [1, 2]."),
        ("It rose [1-3].", "It rose [1-3]."),
        ("It rose [[1]].", "It rose [1]."),
        ("It rose [[1], [2]].", "It rose [1][2]."),
        ("It rose ([1]).", "It rose [1]."),
        ("It rose (see [1], [2]).", "It rose [1][2]."),
        ("It rose (Source: [1]).", "It rose [1]."),
        ("It rose **[1]**.", "It rose [1]."),
        ("It rose **[1][2]**.", "It rose [1][2]."),
        ("It rose **[Source 1]**.", "It rose [1]."),
        ("It rose. (1)(2)\n", "It rose. [1][2]\n"),
        ("It rose `[1]`.", "It rose [1]."),
        ("It rose [1](http://x.example/a).", "It rose [1]."),
        ("It rose<sup>1</sup>.", "It rose[1]."),
        ("It rose <cite>[1]</cite>.", "It rose [1]."),
        ("It rose <1>.", "It rose [1]."),
        ("It rose 【1】 【2†source】.", "It rose [1] [2]."),
        ("It rose (source 1).", "It rose [1]."),
        ("It rose (Passages 1 and 2).", "It rose [1, 2]."),
        ("It rose (1). It fell (2).", "It rose [1]. It fell [2]."),
        ("It rose (1)(2).", "It rose [1][2]."),
        ("It rose (1)\n", "It rose [1]\n"),
        ("It rose (1)", "It rose [1]"),
        ("It rose¹. It fell.²", "It rose[1]. It fell.[2]"),
        ("It rose¹².", "It rose[1, 2]."),
        ("It rose⁽¹⁾ ②.", "It rose[1] [2]."),
        ("It rose [0]. It fell [10].", "It rose . It fell [10]."),
        ("It rose {1}. It fell {{2}}.", "It rose [1]. It fell [2]."),
        (r"It rose \cite{1, 2}.", "It rose [1, 2]."),
        (r"It rose \[1\].", "It rose [1]."),
        ("It rose $^{1}$. It fell ^[2]. It stood $^3$.", "It rose [1]. It fell [2]. It stood [3]."),
        ("It rose [1: U.S. to upgrade its headquarters].", "It rose [1]."),
        ("It rose [Source 2 - Harbour Wire].", "It rose [2]."),
        ("It rose [123].", "It rose ."),
        ("ارتفع «1».", "ارتفع [1]."),
        ("ارتفع ]2[.", "ارتفع [2]."),
        ("ارتفع [1، وكالة المرفأ].", "ارتفع [1]."),
        ("ارتفع [المقطع ١].", "ارتفع [1]."),
        ("ارتفع [المصدر: 1، 2].", "ارتفع [1, 2]."),
        ("ارتفع (المصدر 1).", "ارتفع [1]."),
        ("ارتفع (المصدر: [١]).", "ارتفع [1]."),
        ("ارتفع (المقطعان 1 و2).", "ارتفع [1, 2]."),
        ("ارتفع (١). وانخفض (٢).", "ارتفع [1]. وانخفض [2]."),
        ("ارتفع [1 و2].", "ارتفع [1, 2]."),
    ],
)
def test_a_marker_of_another_form_is_one(written: str, read: str) -> None:
    assert canonical(written, GIVEN) == read


@pytest.mark.parametrize(
    "text",
    [
        "It fell in 2025 (2024).",
        "It rose (9).",
        "It rose (source 9).",
        "(1) It rose. (2) It fell.",
        "It rose. (1) First it fell.",
        "It rose in (1) May and (2) June of that year.",
        "The law says so in Article (3).",
        "كما تنص المادة (3).",
        "صدر القرار رقم (2).",
        "It covers 5 km² and 3 m³.",
        "مساحته 5 كيلومترات² تقريبا.",
        "E = mc² they wrote.",
        "It rose [2025]. It fell [sic].",
        "It rose [1]. There are two (2).",
        "It is 5 <6 and **bold** `code` (not at all).",
        "It rose by 10⁶.",
        "The set {9} and the group {1, x} stand.",
        "Chapter «9». The film «3 days».",
        "[12 September 2024] It rose.",
    ],
)
def test_what_is_no_marker_stays(text: str) -> None:
    assert canonical(text, GIVEN) == text


pieces = st.sampled_from(
    [
        "[",
        "]",
        "(",
        ")",
        "1",
        "2",
        " ",
        "**",
        "¹",
        ".",
        "Source ",
        "a",
        "[1]",
        "<sup>",
        "</sup>",
        "\n",
    ]
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_cutting_a_reply_into_pieces_changes_nothing(text: str) -> None:
    forms = MarkerForms(GIVEN)
    parts = [part for letter in text for part in forms.feed(letter)]
    assert "".join([*parts, *forms.close()]) == canonical(text, GIVEN)
