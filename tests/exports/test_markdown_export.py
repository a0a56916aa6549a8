from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.exports import export
from rag.text.display import line
from tests.exports import briefs
from tests.exports.reading import made

PIECES = [*"ab1 م\\`*_[]()<>!#|~$&;:.-+={}^@/\"'\n", "http://", "www.", "&lt;", "1. ", "a@b.org"]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("blockquote_open", "blockquote_close", "html_block", "hr", "text", "softbreak"),
    *("strong_open", "strong_close", "code_inline"),
}
BLOCKS = {'<div dir="rtl" lang="ar">\n', "</div>\n", "</div>"}


def parsed(markdown: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return list(_flat(parser.parse(markdown)))


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


def shown(tokens: list[Token]) -> str:
    return "".join(one.content for one in tokens if one.type in {"text", "code_inline"})


@pytest.mark.parametrize("name", briefs.ALL)
def test_there_is_no_markup_but_that_of_the_brief_itself(name: str) -> None:
    markdown = made(name, "md").decode()
    tokens = parsed(markdown)
    links = [token for token in tokens if token.type == "link_open"]
    assert {token.type for token in tokens} <= ALLOWED | {"link_open", "link_close"}
    assert {token.content for token in tokens if token.type == "html_block"} <= BLOCKS
    assert {token.attrs["href"] for token in links} <= {briefs.ENGLISH.url}
    opened, closed = markdown.count("<div"), markdown.count("</div>")
    assert opened == closed


@given(MARKUP)
def test_whatever_an_article_says_reads_as_it_does(text: str) -> None:
    tokens = parsed(export(briefs.saying(text), "md").decode())
    assert {token.type for token in tokens} <= ALLOWED
    said = line(text)
    point = next(t for t in tokens if t.type == "inline" and t.content.startswith("**1.**"))
    visible = shown(list(point.children or [])).removeprefix("1. ")
    assert visible.replace("\u200e", "") == f"{said} [1]"


@pytest.mark.parametrize("name", ["hostile", "hostile arabic"])
def test_renderers_that_look_for_addresses_find_none(name: str) -> None:
    texts = [one.content for one in parsed(made(name, "md").decode()) if one.type == "text"]
    assert not [text for text in texts if re.search(r"://|www\.|\w@\w|(?<!\S)@\w", text)]


def test_it_reads_well_raw() -> None:
    markdown = made("bilingual", "md").decode()
    assert markdown.startswith(
        "# Tidal Port grows by 87% as work on a second quay begins\n\n- **Topic:**"
    )
    assert (
        "\n**1.** Tidal Port handled 1.2 million containers, up 87% from a year before " in markdown
    )
    assert (
        '\n<div dir="rtl" lang="ar">\n\n**3.** ويعمل في الميناء نحو 4,100 شخص. [1.3]\n\n'
        "— **المصدر يقول غير ذلك:** العدد 4,100 لا يرد في المصدر الآخر.\n\n</div>\n"
    ) in markdown
    assert "[2.1] [1.1]\n" in markdown
    assert "<https://example.org/news/tidal?a=1&b=2>" in markdown


def test_marks_stay_behind_a_word_of_the_other_direction() -> None:
    markdown = made("bilingual", "md").decode()
    assert "بحسب شركة NOVA Marine.&rlm; [1.2]" in markdown
    assert "people work at الميناء.&lrm; [2.3]" in markdown
    assert "on Sunday. [2.1]" in markdown
