"""Of a web page the article comes in, and nothing that the reader of the page did not see."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import date

import pytest

from rag.errors import SourceError
from rag.sources.pages.web_page import read_html
from rag.sources.stated_fields import StatedFields

FIRST = "أقرت بلدية الميناء يوم الأحد خطة لتوسيع الرصيف الشرقي بعد جلسة امتدت حتى المساء."
SECOND = "وقال رئيس البلدية إن الكلفة ستبلغ 3.5 مليون دينار، بزيادة قدرها أربعة في المئة."
THIRD = "ويبدأ العمل في الخريف، على أن ينتهي قبل موسم الصيف المقبل إذا سمح الطقس."
ARTICLE = f"<p>{FIRST}</p>\n<p>{SECOND}</p>\n<p>{THIRD}</p>"
NAV = "<nav><ul><li><a href='/'>الرئيسية</a></li><li><a href='/s'>رياضة</a></li></ul></nav>"
FOOTER = "<footer>جميع الحقوق محفوظة 2019</footer>"


def page(body: str = ARTICLE, head: str = "<title>خطة الرصيف</title>") -> str:
    return (
        f"<!doctype html><html lang=ar><head>{head}</head>"
        f"<body>{NAV}<article>{body}</article>{FOOTER}</body></html>"
    )


def read(html: str | bytes) -> StatedFields:
    return read_html(html.encode() if isinstance(html, str) else html, source="page.html")


def published(head: str, body: str = ARTICLE) -> date | None:
    return read(page(body, f"<title>x</title>{head}")).stated.published_at


def test_the_article_comes_a_paragraph_a_line_without_the_page_around_it() -> None:
    assert read(page()).text == "\n".join((FIRST, SECOND, THIRD))


def test_title_outlet_address_and_date_are_those_that_the_page_states() -> None:
    head = """
        <meta property="og:title" content="خطة الرصيف الشرقي">
        <meta property="og:site_name" content="المرسى">
        <link rel="canonical" href="https://almarsa.example/harbour">
        <meta property="article:published_time" content="2024-03-05T21:00:00+02:00">
    """
    stated = read(page(head=head)).stated
    assert stated.title == "خطة الرصيف الشرقي"
    assert stated.outlet == "المرسى"
    assert stated.url == "https://almarsa.example/harbour"
    assert stated.published_at == date(2024, 3, 5)
    assert stated.key is None
    assert stated.language == "ar"  # <html lang="ar">


def test_a_page_that_states_nothing_leaves_all_open() -> None:
    stated = read(f"<html><body>{ARTICLE}</body></html>").stated
    assert (stated.title, stated.outlet, stated.url, stated.published_at) == (None,) * 4


def test_an_address_that_is_not_of_the_web_is_left_out() -> None:
    assert read(page(head="<link rel=canonical href='javascript:alert(1)'>")).stated.url is None


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>سر</p>",
        "<p style='display:none'>سر</p>",
        "<p style='DISPLAY : none'>سر</p>",
        "<div style='color:red; visibility: hidden'><p>سر</p></div>",
        "<p style='font-size:0'>سر</p>",
        "<p style='font-size: 0px !important; color: red'>سر</p>",
        "<p aria-hidden='true'>سر</p>",
        "<!-- <p>سر</p> -->",
        "<script>var s = 'سر'</script>",
        "<template><p>سر</p></template>",
    ],
)
def test_hidden_text_stays_out(hidden: str) -> None:
    html = page(f"<p>{FIRST}</p>{hidden.replace('سر', 'سر مخفي عن القارئ')}<p>{SECOND}</p>")
    assert read(html).text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("style", ["font-size:0.9em", "display:block", "font-size:08px"])
def test_text_that_only_looks_hidden_comes_in(style: str) -> None:
    assert read(page(f"<p>{FIRST}</p><p style='{style}'>{SECOND}</p>")).text.endswith(SECOND)


def test_what_follows_a_hidden_element_stays() -> None:
    html = page(f"<p>{FIRST} <span hidden>سر</span>{SECOND}</p>")
    assert read(html).text == f"{FIRST} {SECOND}"


def test_a_body_that_is_hidden_until_scripts_run_is_read() -> None:
    html = page().replace("<body>", "<body style='display:none' hidden>")
    assert read(html).text.startswith(FIRST)


def test_pictures_captions_links_and_comments_stay_out() -> None:
    extra = """
        <figure><img src="https://evil.example/x.png" alt="صورة"><figcaption>تعليق</figcaption>
        </figure><p>اقرأ <a href="https://evil.example/">المزيد</a> غدا في العدد المقبل.</p>
    """
    html = page(ARTICLE + extra).replace("<footer>", "<div id=comments><p>رأي</p></div><footer>")
    text = read(html).text
    assert text.endswith("اقرأ المزيد غدا في العدد المقبل.")
    assert "evil" not in text
    assert "صورة" not in text
    assert "رأي" not in text


def test_an_article_of_two_lines_comes_without_menus_and_whole() -> None:
    body = (
        "<h1>Quake hits coast</h1><p>A quake hit the <b>coast</b>\n on Sunday.</p><p>No one, "
        "<a href=x>officials</a> said, was hurt.</p>"
    )
    expected = "A quake hit the coast on Sunday.\nNo one, officials said, was hurt."
    assert read(page(body)).text.removeprefix("Quake hits coast\n") == expected


def test_line_breaks_of_the_source_are_spaces_and_those_of_the_page_are_lines() -> None:
    body = f"<p>{FIRST}\n     {SECOND}<br>{THIRD}</p>"
    assert read(page(body)).text == f"{FIRST} {SECOND}\n{THIRD}"


def test_a_page_that_holds_its_article_as_data_is_read() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": f"{FIRST} {SECOND}"})
    head = f'<script type="application/ld+json">{data}</script>'
    assert read(page("<p>Please enable JavaScript.</p>", head)).text == f"{FIRST} {SECOND}"


def test_a_fragment_of_a_page_is_read() -> None:
    assert read(f"<p>{FIRST}</p>").text == FIRST


@pytest.mark.parametrize(
    "declaration",
    [
        "<meta charset=windows-1251>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<META CHARSET='Windows-1251'>",
    ],
)
def test_the_charset_that_the_page_declares_is_used(declaration: str) -> None:
    sentence = "Правительство объявило о новых мерах."
    reading = read(
        page(f"<p>{sentence}</p>", declaration)
        .replace(NAV, "")
        .replace(FOOTER, "")
        .encode("cp1251")
    )
    assert (reading.text, reading.encoding) == (sentence, "windows-1251")


def test_a_legacy_arabic_page_without_a_declaration_is_read() -> None:
    reading = read(page().encode("cp1256"))
    assert reading.encoding == "windows-1256"
    assert reading.text.startswith(FIRST)


def test_an_xml_declaration_does_not_disturb() -> None:
    assert read('<?xml version="1.0" encoding="utf-8"?>' + page()).text.startswith(FIRST)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2024-03-05">',
        '<meta itemprop="datePublished" content="2024-03-05 10:00">',
        '<meta name="DC.date.issued" content="20240305">',
        '<script type="application/ld+json">{"datePublished": "2024-03-05T01:00Z"}</script>',
        '<link rel="canonical" href="https://a.example/2024/03/05/harbour">',
    ],
)
def test_the_date_is_found_where_pages_state_it(head: str) -> None:
    assert published(head) == date(2024, 3, 5)


def test_a_time_element_of_the_article_dates_it_and_one_beside_it_does_not() -> None:
    stamp = '<time datetime="2024-03-05T10:00">أمس</time>'
    assert published("", f"{stamp}{ARTICLE}") == date(2024, 3, 5)
    assert published("", f"<aside>{stamp}</aside>{ARTICLE}") is None


def test_dates_that_contradict_each_other_date_nothing() -> None:
    stamps = "".join(f'<time datetime="2024-03-0{n}">{n}</time>' for n in (5, 6))
    assert published("", stamps + ARTICLE) is None


def test_no_date_is_guessed_from_the_text() -> None:
    prose = "<p>Published in error, the report of 12 March 2021 (2021-03-12) was withdrawn.</p>"
    assert published("", ARTICLE + prose) is None
    assert published('<meta name="description" content="News of 2021-03-12">') is None


@pytest.mark.parametrize("html", ["<html><body></body></html>", "<html></html>", "<!-- x -->", " "])
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(SourceError, match="no article was found"):
        read(html)


def test_a_page_of_too_many_elements_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="too many for one article"):
        read(page("<p>x</p>" * 60_000))


def test_endless_nesting_is_survived() -> None:
    for tags in ("<div>", "<b><i>", "<table><tr><td>"):
        with suppress(SourceError):
            read("<html><body>" + tags * 20_000 + "text")


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError):
        read("<html><body></body></html>")
    assert capfd.readouterr() == ("", "")


def test_an_element_of_a_thousand_attributes_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="thousand attributes"):
        read(f"<p {' '.join(f'a{n}=x' for n in range(50_000))}>x</p>")


def test_a_paragraph_crowded_with_inline_elements_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="too many for one article or for one paragraph"):
        read(page(f"<p>{'<span>x</span> ' * 20_000}</p>"))


@pytest.mark.parametrize(
    "unfit", ["&#0;", "&#27;", "&#x1B;", "&#x000d800;", "&#65535;", "&#x110000;", "\x01", "\x1b"]
)
def test_what_xml_cannot_hold_becomes_a_space(unfit: str) -> None:
    assert read(page(f"<p>{FIRST} {unfit}{SECOND}</p>")).text == f"{FIRST} {SECOND}"


def test_other_characters_may_be_given_by_number() -> None:
    assert "«x» 😀 31" in read(page(f"<p>{FIRST} &#171;x&#xBB; &#x1F600; 31</p>")).text


_LINES = (FIRST, SECOND, THIRD)
_BROKEN = "<br/><br/>".join(_LINES)
_MENU = (
    "<div class=menu><ul><li><a href=/>الرئيسية</a></li><li><a href=/s>رياضة</a></li></ul></div>"
)
_TEASER = "برنامج أسبوعي عن البحر والصيد - الحلقة ٥٤ | الموسم 5، يقدمه فريق القناة مساء كل خميس."
_SIDE = f"<div class=side><p>{_TEASER}</p></div>"
_FOOT = "<div>جميع الحقوق محفوظة للمرسى 2024</div>"


def _each(tag: str) -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in _LINES)


@pytest.mark.parametrize(
    "body",
    [
        f"<form id=aspnetForm><div class=ArticleBody>{_BROKEN}</div></form>",
        f"<form id=aspnetForm><div class=ArticleBody>{_BROKEN}</div></form>{_SIDE}",
        f"{_SIDE}<form id=aspnetForm><div class=ArticleBody>{_BROKEN}</div></form>",
        f"<form><div>{_BROKEN}</div></form><div class=article-body><p>{_TEASER}</p></div>",
        f"<form>{_MENU}<div>{_each('p')}</div>{_FOOT}</form>{_SIDE}",
        f"<form><table><tr><td>{_MENU}</td><td>{_BROKEN}</td></tr></table></form>{_SIDE}",
        f"<table><tr><td>{_MENU}</td><td><font size=4><b>{_BROKEN}</b></font></td></tr></table>",
        f"<table><tr><td><table><tr><td>{_each('p')}</td></tr></table></td></tr></table>{_SIDE}",
        f"{_MENU}<span id=lblBody>{_BROKEN}</span>{_FOOT}",
        f"{_MENU}<div>{_each('span')}</div>{_FOOT}",
        f"{_MENU}<div>{'<br>'.join(f'<span>{line}</span>' for line in _LINES)}</div>",
        f"{_MENU}<section>{_each('div')}</section>{_FOOT}",
        f"<center><font size=3>{_BROKEN}</font></center>{_FOOT}",
        f"<aside class=main><article>{_each('p')}</article></aside>",
        f"<footer>{_each('p')}</footer>",
        f"{_MENU}<table>{''.join(f'<tr><td>{line}</td></tr>' for line in _LINES)}</table>",
        f"<form><label id=lblText>{_BROKEN}</label></form>{_FOOT}",
        f"<div><h1>خطة الرصيف</h1><p>{FIRST}</p>{SECOND}<br><br>{THIRD}</div>{_FOOT}",
        f"<fieldset><legend>خطة الرصيف</legend>{_BROKEN}</fieldset>",
        f"<header><h1>خطة الرصيف</h1>{_each('p')}</header>{_FOOT}",
        f"<blockquote>{_each('p')}</blockquote>{_FOOT}",
        f"<div class=sidebar>{_each('p')}</div>{_FOOT}",
        _BROKEN,
    ],
)
def test_the_article_is_found_in_any_layout(body: str) -> None:
    html = f"<html lang=ar><head><title>خطة الرصيف</title></head><body>{body}</body></html>"
    assert read(html).text.split("\n") == list(_LINES)


@pytest.mark.parametrize(
    "between",
    [
        "<p><b>اقرأ أيضا:</b> <a href=/1>إغلاق الميناء أسبوعا</a></p>",
        "<div><h4>مواضيع ذات صلة</h4><ul><li><a href=/1>إغلاق الميناء أسبوعا</a></li>"
        "<li><a href=/2>وزير النقل يستقيل من منصبه</a></li></ul></div>",
        "<div><h4>مواضيع ذات صلة</h4><a href=/1>إغلاق الميناء</a> <a href=/2>وزير يستقيل</a></div>",
        "<ul><li><a href=/1>إغلاق الميناء أسبوعا</a></li><li><a href=/2>وزير يستقيل</a></li></ul>",
        "<p>اشترك في النشرة البريدية ليصلك كل جديد</p>",
        "<p>شارك هذا الخبر على فيسبوك وتويتر</p>",
        "<div>حجم الخط <a>A+</a> <a>A-</a> طباعة</div>",
        "<form><p>أدخل بريدك الإلكتروني</p><input><button>اشترك</button></form>",
        "<p>يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك</p>",
    ],
)
def test_furniture_between_paragraphs_stays_out(between: str) -> None:
    assert read(page(f"<p>{FIRST}</p>{between}<p>{SECOND}</p><p>{THIRD}</p>")).text == "\n".join(
        _LINES
    )


def test_title_and_day_above_the_text_are_not_repeated_in_it() -> None:
    above = "<h1>خطة الرصيف</h1><p>نُشر في: 2024-03-05</p>"
    reading = read(page(above + ARTICLE, "<title>خطة الرصيف | المرسى</title>"))
    assert reading.text == "\n".join(_LINES)
    assert reading.stated.published_at == date(2024, 3, 5)


def test_figures_of_a_table_subheadings_and_quotations_stay() -> None:
    body = (
        f"<p>{FIRST}</p><h2>الكلفة</h2><table><tr><th>الرصيف</th><th>الطول</th></tr>"
        f"<tr><td>الشرقي</td><td>640 مترا</td></tr></table><blockquote>{SECOND}</blockquote>"
        f"<ul><li>بند أول عن الرصيف</li><li>بند ثان عن الرصيف</li></ul><p>{THIRD}</p>"
    )
    text = read(page(body)).text
    for part in (*_LINES, "الكلفة", "640 مترا", "بند ثان عن الرصيف"):
        assert part in text


def test_an_article_in_parts_of_one_class_comes_whole_and_comments_do_not() -> None:
    long = f"{FIRST} {SECOND} {THIRD} "
    parts = "<hr>".join(f"<div class=article-body><p>{n}. {long * 2}</p></div>" for n in range(4))
    replies = "".join(f"<div class=comment-text><p>رأي {long * 2}</p></div>" for _ in range(3))
    text = read(page(parts).replace("<footer>", f"<div id=comments>{replies}</div><footer>")).text
    assert [line[:2] for line in text.splitlines()] == ["0.", "1.", "2.", "3."]


def test_data_that_hold_more_of_the_article_than_the_page_are_taken() -> None:
    lines = [f"{FIRST[:-1]} رقم {n}." for n in range(20)]
    data = {"@type": "NewsArticle", "headline": "خطة", "articleBody": "\n".join(lines)}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read(page(f"<p>{lines[0]}</p><p>{SECOND}</p>", head)).text.splitlines() == lines


def test_data_of_a_part_do_not_replace_the_article() -> None:
    data = {"@type": "NewsArticle", "headline": "خطة", "articleBody": "سطر من تحديث آخر " * 4}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read(page(ARTICLE * 3, head)).text.startswith(FIRST)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>404</h1><p>Page not found</p><p>It may have been moved to another address.</p>",
        "<h1>عذرا، الصفحة غير موجودة</h1><p>ربما نقلت أو حذفت.</p>",
        "<noscript>Please enable JavaScript to run this app.</noscript><div id=root></div>",
        "<h1>Verify you are human</h1><p>Complete the check below to continue.</p>",
        "<form><h1>تسجيل الدخول</h1><input></form><p>هل نسيت كلمة المرور؟</p>",
        "<p>We use cookies to improve your experience.</p><button>Accept all</button>",
    ],
)
def test_an_error_a_login_and_a_consent_are_refused(body: str) -> None:
    with pytest.raises(SourceError, match=r"no article|an error, a login"):
        read(f"<html><head><title>المرسى</title></head><body>{body}</body></html>")


@pytest.mark.parametrize("tag", ["p", "li", "h3", "div"])
def test_a_list_of_headlines_is_refused(tag: str) -> None:
    headlines = "".join(
        f"<{tag}><a href=/{n}>انقطاع الكهرباء في الميناء للمرة {n} هذا الشهر</a></{tag}>"
        for n in range(12)
    )
    with pytest.raises(SourceError, match=r"no article|list of links"):
        read(f"<html><head><title>محليات</title></head><body>{headlines}</body></html>")


@pytest.mark.parametrize(
    "tags",
    [
        "<form><div>",
        "<aside>",
        "<div><b>Read also</b><a href=x>a b c d</a>",
        "<ul><li><a>x</a></li><li>",
        "<span>a<br>",
        "<div itemprop=datePublished>",
        "<div class=article-body><p>text",
    ],
)
def test_hostile_nesting_takes_no_time(tags: str) -> None:
    started = time.process_time()
    with suppress(SourceError):
        read(f"<html><body>{tags * 5_000}{FIRST}</body></html>")
    assert time.process_time() - started < 3


_MIXED = "أطلقت شركة Harbour Systems Corporation برنامج Vessel Traffic Management في ميناء عدن."


@pytest.mark.parametrize(
    ("code", "text", "language", "note"),
    [
        ("ar-YE", _MIXED, "ar", ""),
        ("en_GB", _MIXED, "en", ""),
        ("ar", "The port was closed on Sunday after a ship ran aground.", None, ""),
        ("fr-FR", "Le port de Marseille est fermé depuis dimanche soir.", None, "'fr-FR' is not"),
        ("", "The port was closed on Sunday after a ship ran aground.", None, ""),
    ],
)
def test_the_language_of_the_page_counts_where_the_text_may_be_of_it(
    code: str, text: str, language: str | None, note: str
) -> None:
    markup = (
        f"<html lang='{code}'><body><article><p>{text}</p><p>{text}</p></article></body></html>"
    )
    stated = read_html(markup.encode(), source="page.html").stated
    assert stated.language == language
    assert note in "".join(stated.notes)
    assert bool(note) == bool(stated.notes)


def test_short_paragraphs_among_blocks_without_a_name_are_kept() -> None:
    """Editors that write `<div>` for a paragraph do so for quotations of three words, too."""
    short = ("«لن ننتظر الشتاء.»", "هكذا قال.")
    body = "".join(
        f"<div dir=rtl>{one}</div>" for one in (FIRST, short[0], SECOND, THIRD, short[1])
    )
    html = page(f"<div class=field><div class=field-item>{body}</div></div>")
    assert read(html).text.split("\n") == [FIRST, short[0], SECOND, THIRD, short[1]]
