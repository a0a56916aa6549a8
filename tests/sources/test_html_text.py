"""HTML in a field becomes lines of text; text that merely holds "<" stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.html_text import html_to_text, is_html, without_markup

PORT = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<p>{PORT}</p>\n<p>second</p>", f"{PORT}\nsecond"),
        ("<p>one\ntwo&nbsp;&quot;three&quot; &#1593;</p>", 'one two "three" ع'),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<P>one<P>two", "one\ntwo"),
        ("end of one</p>\n<p>two", "end of one\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>May</td><td>52</td></tr><tr><td>June</td></tr></table>", "May | 52\nJune"),
        ("<table><tr><th>a<td><p class=x>b</p><tr><td>c<td>d<br></table>e", "a | b\nc | d\ne"),
        (
            "<table><tr><td><table><tr><td>Logo</td></tr></table></td></tr><tr><td><p>One.</p>"
            "<p>Two.</p></td><td><img src=a></td><td>Side</td></tr></table>",
            "Logo\nOne.\nTwo.\nSide",
        ),
        (
            f"<table><tr><td>Menu</td><td>{'word ' * 50}</td></tr></table>",
            "Menu\n" + "word " * 49 + "word",
        ),
        ("a<script>var x = '<p>';</script>b<style>p{}</style><!-- c --><p>d</p>", "ab\nd"),
        ("<div hidden>x</div><div style='color:red; display:none'>y</div><p>z</p>", "z"),
        ("<figure><img src=a.jpg alt=no><figcaption>photo</figcaption></figure><p>z</p>", "z"),
        ("<p>a < b, c <unk> d<o:p></o:p> 5 > 3</p>", "a < b, c <unk> d 5 > 3"),
        ("<![CDATA[<p>x</p>]]>", "x"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<div><meta charset=windows-1256>عربي</div>", "عربي"),
        ("text <!--more--> rest", "text rest"),
        ("<p>a\0b\ud800c</p>", "a b c"),
        ("", ""),
    ],
)
def test_each_block_is_a_line_and_what_is_no_text_is_left_out(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


def test_without_blocks_the_line_ends_of_the_markup_are_kept() -> None:
    assert html_to_text("one\r\n\r\ntwo <b>bold</b>\nthree") == "one\n\ntwo bold\nthree"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;", "one\ntwo"),
        ("&amp;lt;p&amp;gt;one&amp;lt;/p&amp;gt;", "one"),
        ("<div>&lt;p&gt;one&lt;/p&gt;</div>", "one"),
        ("<p>AT&amp;amp;T</p>", "AT&T"),
        ("AT&amp;T, R&D; &unk; &copy", "AT&T, R&D; &unk; &copy"),
        ("port&#8217;s&nbsp;ships&#0;", "port’s ships "),
    ],
)
def test_what_was_escaped_is_read(value: str, text: str) -> None:
    assert without_markup(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c<d and 5 > 3",
        "if x <b and c> d",
        "the <p> element, and <unk> or <NAME>",
        "<3 this, ->that<-",
        "see <https://example.org/a> and <desk@example.org>",
        "line one\n\n  line two",
        PORT,
    ],
)
def test_text_that_is_no_html_stays_as_it_is(text: str) -> None:
    assert not is_html(text)
    assert without_markup(text) == text


@given(st.text(alphabet=st.sampled_from("<>/&;#pbrdiv \n\"'=!-[]aع\0\ud800")))
def test_any_input_gives_a_text(markup: str) -> None:
    assert isinstance(html_to_text(markup), str)
    assert isinstance(without_markup(markup), str)


@given(st.lists(st.text(alphabet="abع .،<>&", min_size=1).map(str.strip).filter(bool)))
def test_paragraphs_come_back(paragraphs: list[str]) -> None:
    from html import escape

    lines = [" ".join(one.split()) for one in paragraphs]
    assert html_to_text("".join(f"<p>{escape(one)}</p>" for one in lines)).split("\n") == (
        lines or [""]
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "x",
        "<" * 1_000_000,
        "&amp;" * 100_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
        "<!--" * 100_000 + "-->",
        '<a href="x>' + "y" * 1_000_000,
    ],
    ids=["deep", "signs", "references", "attributes", "comments", "quote"],
)
def test_time_grows_with_the_size_only(markup: str) -> None:
    started = time.process_time()
    without_markup(markup)
    assert time.process_time() - started < 3
