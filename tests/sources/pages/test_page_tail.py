"""Readers' comments and teasers after an article are left out, however long they are."""

from __future__ import annotations

import time

import pytest

from rag.sources.pages.web_page import read_html

PARAGRAPHS = (
    "أعلنت شركة القطارات يوم الخميس تشغيل خط ليلي جديد بين المدينة القديمة والمرفأ طوال الصيف.",
    "وقالت مديرة التشغيل إن الرحلة تستغرق أربعين دقيقة، وإن التذاكر تباع في المحطات فقط.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
REMARKS = (
    "أسكن قرب المحطة منذ عشرين سنة ولم أر قطارا واحدا يصل في موعده، فكيف سيصل ليلا؟ نتمنى الخير.",
    "خبر جميل، لكن ماذا عن سكان القرى في الجبل الذين لا يمر بهم خط ولا حافلة بعد السادسة مساء؟",
    "I would take it every weekend if the tickets could be bought on the telephone, honestly.",
)
HEADLINES = ("حريق في مخزن للأخشاب شرق المدينة", "مهرجان المرفأ يبدأ غدا بعرض للفرق الشعبية")


def lines(around: str, *, story: str = STORY) -> list[str]:
    body = f"<div class=box><h1>خط ليلي إلى المرفأ</h1><div class=txt>{story}</div></div>{around}"
    html = f"<html><head><title>خط ليلي إلى المرفأ</title></head><body>{body}</body></html>"
    return read_html(html.encode(), source="page.html").text.split("\n")


@pytest.mark.parametrize(
    "heading", ["التعليقات (36)", "36 تعليقات", "Comments", "Comments: 36", "تعليقات القراء"]
)
def test_comments_longer_than_the_article_are_left_out(heading: str) -> None:
    posts = "".join(f"<div class=post><b>زائر</b><p>{one}</p></div>" for one in REMARKS * 4)
    assert lines(f"<section><h3>{heading}</h3>{posts}</section>") == list(PARAGRAPHS)


def test_an_article_below_a_heading_comments_is_kept() -> None:
    """Sites set a link to the comments above the text, and speak of comments in it."""
    above = f"<h4>التعليقات (2)</h4>{STORY}"
    assert [line for line in lines("", story=above) if line in PARAGRAPHS] == list(PARAGRAPHS)
    within = f"{STORY}<h3>تعليقات الوزارة على الخط الجديد</h3><p>{REMARKS[1]}</p>"
    assert REMARKS[1] in lines("", story=within)


@pytest.mark.parametrize(
    "teaser",
    [
        "<div class=row><h3><a href=/a>{}</a></h3><div>{}</div></div>",
        "<div class=col><a href=/a><img src=a.jpg><h5>{}</h5></a><p>{}</p></div>",
        "<article><a href=/a>{}</a><p>{}</p></article>",
    ],
)
def test_teasers_below_read_also_are_left_out(teaser: str) -> None:
    row = "".join(map(teaser.format, HEADLINES, REMARKS))
    for around in (f"<h4>مواضيع ذات صلة</h4>{row}", f"<div><h4>اقرأ أيضا</h4></div>{row}"):
        assert lines("", story=f"{STORY}<div class=more>{around}</div>") == list(PARAGRAPHS)


def test_paragraphs_that_begin_with_a_link_are_no_teasers() -> None:
    paragraphs = "".join(f"<div><a href=/a>{one}</a> {two}</div>" for one, two in
                         zip(HEADLINES, REMARKS, strict=False))  # fmt: skip
    found = "\n".join(lines("", story=f"{STORY}<h4>اقرأ أيضا</h4>{paragraphs}"))
    assert all(remark in found for remark in REMARKS[:2])


def test_an_article_embedded_by_wordpress_is_no_quotation() -> None:
    embedded = f'<blockquote class="wp-embedded-content"><a href=/a>{HEADLINES[0]}</a></blockquote>'
    quotation = f"<blockquote><p>{REMARKS[2]}</p></blockquote>"
    found = lines("", story=f"<p>{PARAGRAPHS[0]}</p>{embedded}<p>{PARAGRAPHS[1]}</p>{quotation}")
    assert found == [*PARAGRAPHS, REMARKS[2]]


def test_many_headings_take_no_long_time() -> None:
    around = "<h3>التعليقات</h3><h3>اقرأ أيضا</h3><div><a href=/a>x y z</a></div>" * 3000
    start = time.perf_counter()
    assert lines(around)[:2] == list(PARAGRAPHS)
    assert time.perf_counter() - start < 20
