from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.json_answer import JsonGate, text_of_json
from rag.llm.reply_markup import without_tags


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"answer": "It rose [1]."}', "It rose [1]."),
        ('{"answer": "It rose.", "sources": [1, 2]}', "It rose [1][2]."),
        ('{"answer": "It rose.", "citations": [{"id": 1}, {"passage": "2"}]}', "It rose [1][2]."),
        ('{"answer": "It rose [1].", "sources": [2]}', "It rose [1]."),
        ('[{"text": "It rose", "source": "[1]"}, {"text": "It fell."}]', "It rose [1]\nIt fell."),
        ('{"result": {"points": ["It rose [1].", "It fell [2]."]}}', "It rose [1].\nIt fell [2]."),
        ('```json\n{"answer": "It rose [1]."}\n```', "It rose [1]."),
        ('{"language": "en", "thought": "Hm.", "answer": "It rose [1]."}', "It rose [1]."),
        ('{"الإجابة": "ارتفع.", "المصادر": [2]}', "ارتفع [2]."),
        (r'{"answer": "\u0627\u0631\u062a\u0641\u0639 [1]."}', "ارتفع [1]."),
        ('{"answer": "It rose [1]. It fe', "It rose [1]. It fe"),
        ('{"answer": ""}', ""),
        ('{"answer": null, "sources": [1]}', ""),
        ('{"answer": "It rose.", "sources": [true, 0, 2025, {"a": null}]}', "It rose."),
    ],
)
def test_the_text_of_a_reply_in_json_is_read(reply: str, text: str) -> None:
    assert text_of_json(reply) == text
    for pieces in ([reply], list(reply)):
        gate = JsonGate()
        assert "".join(map(gate.feed, pieces)) == ""
        assert gate.close() == text
        assert gate.empty == (not text)


@pytest.mark.parametrize(
    "reply", ["It rose [1].", "[1] It rose.", "{1} It rose.", "```\nIt rose [1].\n```", "", "["]
)
def test_any_other_reply_goes_through(reply: str) -> None:
    for pieces in ([reply], list(reply)):
        gate = JsonGate()
        assert "".join(map(gate.feed, pieces)) + gate.close() == reply


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda one: (
            st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=8), one, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_json_of_any_shape_is_read(found: object) -> None:
    whole = json.dumps(found)
    for reply in (whole, whole[: len(whole) // 2]):
        gate = JsonGate()
        assert isinstance(gate.feed(reply) + gate.close(), str)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("<b>It</b> rose<br/>It <em>fell</em>", "It rose\nIt fell"),
        ('<p class="a">It rose</p>', "\nIt rose\n"),
        ("<الإجابة>ارتفع</الإجابة>", "\nارتفع\n"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("<img src=x onerror='go()'>It rose", "<img src=x onerror='go()'>It rose"),
        ("<script>go()</script>", "<script>go()</script>"),
    ],
)
def test_tags_are_taken_out(reply: str, text: str) -> None:
    assert without_tags(reply) == text
