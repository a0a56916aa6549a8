"""The marks of Markdown and of its dialects are left out; what a reader sees is kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.markdown.markdown_body import render_body


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("نص <!-- مخفي\nأيضا --> ظاهر", "نص  ظاهر"),
        ("نص\n\n<!-- مخفي -->\n\nنص", "نص\n\nنص"),
        ("نص <!-- بلا نهاية", "نص  بلا نهاية"),
        ("![صورة](a.jpg)\n\nنص", "نص"),
        ("[![صورة](a.jpg)](https://a.example) نص", "نص"),
        ('قال [الوزير](https://a.example/x_(1) "عنوان") إن', "قال الوزير إن"),
        ('قال [الوزير][1] إن\n\n[1]: https://a.example "عنوان"', "قال الوزير إن"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("{{< youtube abc >}}\n\n{{% notice %}}نص{{% /notice %}}", "نص"),
        ("{% include a.html %}نص {{ page.title }}\n{: .note}", "نص"),
        ("{% comment %}مخفي{% endcomment %}نص", "نص"),
        ('<div dir="rtl">\n\nنص **غامق**\n\n</div>', "نص غامق"),
        ("<script>var a = 1;</script>نص<style>p {}</style>", "نص"),
        ("سطر<br>ثان<br/>ثالث", "سطر\nثان\nثالث"),
        ("<p align=center>أول</p><p>ثان</p>", "أول\n\nثان"),
        ("a < b و c > d", "a < b و c > d"),
        ("&quot;نص&quot; &#1593; AT&amp;T &lt;b&gt;", '"نص" ع AT&T <b>'),
        ("بلغ **41** سفينة و*قال* و_زاد_", "بلغ 41 سفينة وقال وزاد"),
        ("**«نص»**كلمة، و**كلمة**ملتصقة، و__قوي__ة", "«نص»كلمة، وكلمةملتصقة، وقوية"),
        ("قال:**«نعم»**.", "قال:«نعم»."),
        ("و_«سطر»_و ==مظلل== ~~محذوف~~", "و«سطر»و مظلل محذوف"),
        (
            "snake_case الرقم_القومي 5*3*2 و5 * 3 2_000",
            "snake_case الرقم_القومي 5*3*2 و5 * 3 2_000",
        ),
        ("\\*نجمة\\* و\\_خط\\_", "*نجمة* و_خط_"),
        ("نص[^1] آخر[^حاشية].\n\n[^1]: كلمة\n[^حاشية]: شرح أطول", "نص آخر.\n\nكلمة\n\nشرح أطول"),
        ("# عنوان #\n\n## فرع\nنص", "عنوان\n\nفرع\n\nنص"),
        ("* بند\n* [ ] مهمة\n  - فرعي\n\nنص", "بند\nمهمة\nفرعي\n\nنص"),
        ("1. أول\n2. ثان", "1. أول\n2. ثان"),
        ("2018. بداية", "2018. بداية"),
        ("*بند بلا مسافة", "بند بلا مسافة"),
        ("> قال: «نعم»\n> وأضاف\n\nنص", "قال: «نعم» وأضاف\n\nنص"),
        ("> [!note] تنبيه\n> نص", "تنبيه نص"),
        ("أول  \nثان\\\nثالث", "أول\nثان\nثالث"),
        ("```python\nprint(1)\n```\n\n`رمز <div>` نص", "print(1)\n\nرمز <div> نص"),
        ("    فقرة مزاحة", "فقرة مزاحة"),
        ("نص\n\n---\n\n***\n\nنص", "نص\n\nنص"),
        ("| الشهر | السفن |\n|:--|--:|\n| أيار | **52** |", "الشهر: أيار؛ السفن: 52"),
        ("| A | |\n|---|---|\n| 1 | 2 |\n| | 3 |", "A: 1; 2\n3"),
        ("| A | B |\n|---|---|", "A; B"),
        (f"| {'A' * 130} | B |\n|---|---|\n| 1 | 2 |", f"{'A' * 130}; B\n1; 2"),
        (
            "<table><tr><th>الشهر</th><th>السفن</th></tr><tr><td>أيار</td><td>52</td></tr></table>",
            "الشهر: أيار؛ السفن: 52",
        ),
        ("<table>\n<tr>\n<td>أيار</td>\n<td>5|2</td>\n</tr>\n</table>", "أيار؛ 5|2"),
        ("[[صفحة#قسم|عنوان]] [[صفحة#قسم]] ![[a.png]] %%مخفي%% نص", "عنوان صفحة   نص"),
        ("بلغ 5%% ثم 6%%", "بلغ 5%% ثم 6%%"),
        ("::: warning\nنص\n:::\n\n[TOC]\n\n[كلمة]{.red}", "نص\n\nكلمة"),
        ("*[HTML]: Hyper\n\nنص HTML", "نص HTML"),
    ],
)
def test_marks_are_no_text(body: str, text: str) -> None:
    assert render_body(body).text == text


def test_a_paragraph_of_wrapped_lines_is_one_line() -> None:
    assert render_body("one two\nthree four\n\nnext\n").text == "one two three four\n\nnext\n"


def test_long_lines_that_end_in_a_stop_stay_paragraphs() -> None:
    line = "وقال رئيس البلدية إن العمل يبدأ في الخريف المقبل. " * 4
    text = f"{line.strip()}\n{line.strip()}\n"
    assert render_body(text).text == text


def test_the_end_of_the_line_is_kept() -> None:
    assert render_body("نص\n").text == "نص\n"
    assert render_body("نص").text == "نص"


@pytest.mark.parametrize(
    "body",
    [
        *(
            mark * 20_000
            for mark in ("[", "![", "[[a|", "{{<", "> ", "**a", "x _«", "%% ", "<!--", "`a")
        ),
        "<script>" * 10_000,
        "<a" + " " * 50_000,
        "".join("  " * depth + "- a\n" for depth in range(150)),
        "|a" * 100 + "\n" + "|-" * 100 + "\nx" * 200,
    ],
    ids=range(14),
)
def test_hostile_marks_are_read_in_time(body: str) -> None:
    started = time.monotonic()
    render_body(body)
    assert time.monotonic() - started < 10


@given(st.text(alphabet="aب «*_`[](){}<>!|-=#~:\\\n\t1.%&;/"))
def test_any_body_is_rendered(body: str) -> None:
    text = render_body(body).text
    assert not set(text) & {chr(code) for code in range(0xFDD0, 0xFDF0)}


@given(
    st.lists(st.sampled_from(["**", "*", "«", "»", " ", "كلمة", "word", "_", "\n"]), max_size=30)
)
def test_emphasis_takes_no_letter_away(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert [c for c in render_body(text).text if c.isalpha()] == [c for c in text if c.isalpha()]
