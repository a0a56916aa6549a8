from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.display import clean
from tests.ui.html import Reading, assert_inert
from tests.ui.samples import HOSTILE
from ui.html.render import Tone, plain, render, slot

MARKDOWN = (
    *(
        "# ",
        "## ",
        "- ",
        "* ",
        "1. ",
        "> ",
        "---\n",
        "```\n",
        "    ",
        "| a | b |\n|---|---|\n| c | d |\n",
    ),
    *(
        "**",
        "_",
        "`",
        "~~",
        "![",
        "](",
        ")",
        "[",
        "]",
        "[^1]",
        "<",
        ">",
        "</",
        "&",
        "&#x3c;",
        '"',
        "'",
    ),
    *("<b>", "<!--", "-->", "<?", "?>", "<![CDATA[", "\\", "\n", "\n\n", "\t", " ", "\r", "\x00"),
    *(
        "نص عربي",
        "English",
        "$5",
        "-3%",
        "http://evil.example",
        "javascript:",
        "data:text/html,",
        "ه",
    ),
    *("onerror=", "style=", "\ue000", "0", "\ue001", "\u202e", "\ud800", "{{", "}}", "${"),
)
PIECES = st.lists(
    st.one_of(st.sampled_from((*MARKDOWN, *HOSTILE)), st.text(max_size=8)), max_size=20
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    assert_inert(render(clean(text)))
    assert_inert(plain(text, tag="p", css="note"))


@given(PIECES)
def test_no_tag_outside_the_list_ever_appears(parts: list[str]) -> None:
    assert_inert(render(clean("".join(parts))))


@given(PIECES)
def test_plain_text_keeps_every_letter(parts: list[str]) -> None:
    text = "".join(parts)
    reading = assert_inert(plain(text, tag="p", css="note"))
    assert re.sub(r"\s", "", reading.text) == re.sub(r"\s", "", clean(text))


@given(st.text(alphabet=st.sampled_from("اب جد aB c.،؟!:«»"), max_size=80))
def test_prose_keeps_every_letter(text: str) -> None:
    assert re.sub(r"\s", "", Reading(render(text)).text) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and _soft_", "<strong>bold</strong> and <em>soft</em>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;"),
        ("[text](http://x.example)", "[text](http://x.example)"),
        ("![text](http://x.example)", "![text](http://x.example)"),
        ("line\nline", "line line"),
        ("`a<b`", '<code dir="ltr">a&lt;b</code>'),
    ],
)
def test_what_is_inside_a_paragraph(markdown: str, html: str) -> None:
    assert render(markdown) == f'<p dir="ltr" lang="en">{html}</p>'


def test_lists_tables_quotations_and_code_are_blocks() -> None:
    html = render(
        "# T\n\n- a\n- b\n\n3. c\n\n> q\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```\na\nb\n```"
    )
    tags = Reading(html).tags
    for tag in ("h4", "ul", "ol", "li", "blockquote", "table", "th", "td", "pre", "code"):
        assert tag in tags
    assert 'start="3"' in html
    assert "a&#10;b" in html


def test_a_mixed_answer_runs_its_own_way_and_a_quotation_in_the_other_language_its_own() -> None:
    html = render("قال الوزير (Stiell) إن الاتفاق خطوة أولى.\n\n> This is a first step, he said.")
    assert html.startswith('<p dir="rtl" lang="ar">')
    assert '<bdi dir="ltr">Stiell</bdi>' in html
    assert '<blockquote dir="ltr" lang="en">' in html


def test_a_list_has_one_direction_whatever_its_items_are() -> None:
    html = render(
        "هذه قائمة بالوكالات:\n\n- Reuters\n- Associated Press\n- وكالة الأنباء القطرية والعمانية"
    )
    assert html.count("dir=") == html.count("<p dir=") + html.count("<ul dir=") + html.count(
        "<bdi dir="
    )
    assert '<ul dir="rtl" lang="ar">' in html


def test_slots_are_filled_wherever_they_stand_and_only_when_they_were_made_here() -> None:
    inserts = ("<bdi>1</bdi>", "<bdi>2</bdi>")
    html = render(f"**Said.{slot(0)}**\n\n```\ncode{slot(1)}\n```", inserts=inserts)
    assert all(insert in html for insert in inserts)
    assert "<bdi>" not in render(clean(f"spoof {slot(0)}"), inserts=inserts)


def test_a_tone_goes_from_its_slot_through_blocks_and_spans_to_the_next() -> None:
    text = f"A **b.** {slot(0)}*C* d\n\n- e{slot(1)} f"
    html = render(text, tone="grey", inserts=(Tone(""), Tone("pale")))
    assert html == (
        '<p dir="ltr" lang="en"><span class="grey">A </span><strong><span class="grey">b.</span>'
        "</strong> <em>C</em> d</p>"
        '<ul dir="ltr" lang="en"><li>e<span class="pale"> f</span></li></ul>'
    )


@given(PIECES, st.lists(st.sampled_from(["", "grey"]), min_size=1, max_size=6))
def test_a_tone_never_breaks_what_it_stands_in(parts: list[str], tones: list[str]) -> None:
    inserts = [Tone(css) for css in tones]
    texts = [clean(part) + slot(n % len(inserts)) for n, part in enumerate(parts)]
    assert_inert(render("".join(texts), inserts=inserts, tone=tones[0]))


def test_blank_text_is_nothing() -> None:
    assert render("  \n\n ") == ""


def test_deep_nesting_ends() -> None:
    assert_inert(render(">" * 500 + " deep"))
    assert_inert(render("- " * 500 + "deep"))


@pytest.mark.parametrize("opening", [">" * 30, "> " * 30, "- " * 30, "1. " * 30, ">- " * 30])
def test_what_stands_too_deep_is_shown_all_the_same(opening: str) -> None:
    html = render(f"{opening}deep words\n\nand after")
    assert "deep words" in html
    assert "and after" in html


def test_a_few_letters_never_become_megabytes_of_cells() -> None:
    wide = "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "|a\n" * 1_300
    assert len(render(wide)) < 10 * len(wide)
    assert "<table" not in render(wide)
