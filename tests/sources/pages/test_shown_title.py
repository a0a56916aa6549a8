"""Old pages and web forms show their headline in no `<h1>`; the title and the day are found."""

from __future__ import annotations

from datetime import date

import pytest

from rag.sources.pages.web_page import read_html
from rag.sources.stated_fields import StatedFields

TITLE = "افتتاح سوق جديدة للصيادين في المرفأ الشمالي"
TEXT = (
    "افتتح وزير الزراعة صباح السبت سوقا جديدة للصيادين تتسع لستين بائعا وفيها غرف للتبريد.",
    "وقال نقيب الصيادين إن السوق القديمة كانت تغرق بالماء كل شتاء، وإن الأسعار لن ترتفع.",
)
MENU = "<a href='/'>الرئيسية</a> <a href='/sport/'>رياضة</a>"


def read(title: str, body: str, *, head: str = "") -> StatedFields:
    html = f"<html><head><title>{title}</title>{head}</head><body>{MENU}{body}</body></html>"
    return read_html(html.encode(), source="page.html")


def test_a_title_in_a_table_is_known_by_the_title_of_the_page() -> None:
    body = (
        "<table><tr><td colspan=2><font size=5>المرسى</font></td></tr><tr><td>"
        f"<center><font color=navy><b>{TITLE}</b></font></center><br>"
        f"<font size=2>الثلاثاء 05 مارس 2024 - 10:30 صباحا</font>"
        f"<p>{'<p>'.join(TEXT)}</td></tr></table>"
    )
    reading = read(f"المرسى - {TITLE}", body)
    assert reading.stated.title == TITLE
    assert reading.stated.outlet == "المرسى"
    assert reading.stated.published_at == date(2024, 3, 5)
    assert reading.text.split("\n") == list(TEXT)


@pytest.mark.parametrize(
    "name", ["id=ctl00_Main_lblTitle", "class=newsTitle", "class='article-headline big'"]
)
def test_a_title_is_known_by_its_elements_name_where_the_page_has_the_sites(name: str) -> None:
    body = (
        f"<form><div><span {name}>{TITLE}</span><br>"
        f"<span id=lblBody>{'<br>'.join(TEXT)}</span></div></form>"
        "<div class=widget-title>أكثر أخبار هذا الأسبوع قراءة</div>"
    )
    reading = read("موقع المرسى", body)
    assert reading.stated.title == TITLE
    assert reading.text.split("\n") == list(TEXT)


def test_of_several_named_titles_none_is_taken() -> None:
    others = (
        f"<div class=newsTitle>{TITLE}</div><div class=newsTitle>بلدية الجبل تفتح مكتبة عامة</div>"
    )
    body = f"{others}<div>{''.join(f'<p>{line}</p>' for line in TEXT)}</div>"
    assert read("موقع المرسى", body).stated.title == "موقع المرسى"


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        (f"{TITLE} - المرسى", "المرسى"),
        (f"{TITLE} - أخبار محلية - المرسى", "المرسى"),
        (f"المرسى » {TITLE}", "المرسى"),
        (f"{TITLE} - رياضة", None),  # a link of the menu leads there
        (TITLE, None),
    ],
)
def test_the_outlet_stands_beside_the_headline_in_the_title(title: str, outlet: str) -> None:
    body = f"<h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in TEXT)}"
    reading = read(title, body)
    assert (reading.stated.title, reading.stated.outlet) == (TITLE, outlet)


def test_a_day_beside_the_headline_that_may_be_read_two_ways_is_noted() -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT)
    body = f"<h1>{TITLE}</h1><div>تاريخ النشر: 05/03/2024</div>{paragraphs}"
    stated = read(TITLE, body).stated
    assert stated.published_at is None
    assert "5 March or 3 May" in stated.notes[0]
