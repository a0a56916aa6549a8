"""News in XML is read by what it is: feeds, NewsML, NITF, lists of articles; sitemaps are links."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.records import FileNote
from rag.sources.collected import CollectedItem
from rag.sources.lists.news_xml import read_xml
from rag.sources.stated_fields import Stated, StatedFields

MANY = 5_000_000
SHIPS = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.xml"


def read(path: Path, data: bytes | str) -> list[CollectedItem | FileNote]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_xml(path, max_bytes=MANY))


def articles(path: Path, data: bytes | str) -> list[StatedFields | str]:
    return [one.content for one in read(path, data) if isinstance(one, CollectedItem)]


def article(path: Path, data: bytes | str) -> StatedFields:
    (only,) = articles(path, data)
    assert isinstance(only, StatedFields), only
    return only


def notes(path: Path, data: bytes | str) -> list[str]:
    return [one.reason for one in read(path, data) if isinstance(one, FileNote)]


def g2(content: str, *, status: str = "usable", meta: str = "") -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:sahel.example:1"'
        ' version="2" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>'
        '<provider qcode="nprov:SAHEL"><name>وكالة الساحل</name></provider>'
        "<versionCreated>2018-05-26T10:30:00+03:00</versionCreated>"
        f'<pubStatus qcode="stat:{status}"/><title>slug</title></itemMeta>'
        '<contentMeta><language tag="ar-SA"/><headline>ميناء الساحل</headline>'
        f"<dateline>الساحل 26 أيار</dateline>{meta}</contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    )


XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<head><title>no</title></head><body><p>{SHIPS} <person>فلان</person>.</p><p>ثانيا &lt; 3</p>"
    "</body></html></inlineXML>"
)
STATED = Stated(
    key="urn:newsml:sahel.example:1",
    title="ميناء الساحل",
    language="ar",
    published_at=date(2018, 5, 26),
    outlet="وكالة الساحل",
)


@pytest.mark.parametrize("around", ["{}", "<newsMessage><itemSet>{}</itemSet></newsMessage>"])
def test_newsml_g2_with_xhtml_is_read(path: Path, around: str) -> None:
    read_article = article(path, around.format(g2(XHTML)))
    assert read_article.text == f"الساحل 26 أيار\n{SHIPS} فلان.\nثانيا < 3"
    assert read_article.stated == STATED


NITF = (
    '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf><head><title>T</title>'
    '<docdata><doc-id id-string="n-1"/><date.issue norm="20180526T103000Z"/></docdata>'
    '<pubdata name="The Daily"/></head><body><body.head><hedline><hl1>A headline</hl1>'
    "<hl2>no</hl2></hedline><byline>By <person>Me</person></byline>"
    "<dateline><location>GENEVA</location>, May 26</dateline></body.head><body.content><block>"
    "<p>The <org>Port</org> said.</p><p>Second.</p></block><media><media-caption>no</media-caption>"
    "</media></body.content></body></nitf>"
)


def test_nitf_is_read_alone_and_in_newsml(path: Path) -> None:
    alone = article(path, NITF)
    assert alone.text == "GENEVA, May 26\nThe Port said.\nSecond."
    assert alone.stated == Stated(
        key="n-1", title="A headline", published_at=date(2018, 5, 26), outlet="The Daily"
    )
    inner = NITF.partition('.dtd">')[2]
    within = article(path, g2(f"<inlineXML>{inner}</inlineXML>"))
    assert within.text.endswith("The Port said.\nSecond.")
    assert within.stated == STATED


def test_newsml_1_is_read(path: Path) -> None:
    read_article = article(
        path,
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>afp.com</ProviderId>"
        "<PublicIdentifier>urn:1</PublicIdentifier></NewsIdentifier></Identification>"
        "<NewsManagement><FirstCreated>20040525T103000Z</FirstCreated>"
        "<ThisRevisionCreated>20040526T113000Z</ThisRevisionCreated></NewsManagement>"
        "<NewsComponent><NewsLines><HeadLine>عنوان</HeadLine></NewsLines><DescriptiveMetadata>"
        '<Language FormalName="ar"/></DescriptiveMetadata><ContentItem><DataContent>'
        "<p>فقرة أولى.</p><p>فقرة ثانية.</p></DataContent></ContentItem></NewsComponent>"
        "</NewsItem></NewsML>",
    )
    assert read_article.text == "فقرة أولى.\nفقرة ثانية."
    assert read_article.stated == Stated("urn:1", "عنوان", "ar", date(2004, 5, 26), "afp.com")


def test_an_item_without_text_is_its_description_or_told(path: Path) -> None:
    picture = g2("<remoteContent/>", status="canceled", meta="<description>تعليق</description>")
    message = f"<newsMessage><itemSet>{picture}{g2('')}</itemSet></newsMessage>"
    described, told = articles(path, message)
    assert isinstance(described, StatedFields)
    assert described.text.endswith("تعليق")
    assert described.notes == (
        "its provider marks it as canceled",
        "only its description was read: it holds no text",
    )
    assert "holds no text" in str(told)


def test_html_in_an_inline_text_is_read(path: Path) -> None:
    read_article = article(
        path, g2("<inlineData>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</inlineData>")
    )
    assert read_article.text == "الساحل 26 أيار\na\nb"


def feed(*items: str) -> str:
    inside = "".join(f"<item>{one}</item>" for one in items)
    return f"<rss><channel><title>الساحل</title><language>ar</language>{inside}</channel></rss>"


def test_the_items_of_a_feed_are_articles(path: Path) -> None:
    item = f"<guid>g1</guid><title>t</title><link>https://a.example/1</link><description>{SHIPS}"
    items = read(path, feed(f"{item}</description>"))
    assert items == [
        CollectedItem(
            "item 1",
            StatedFields(
                SHIPS,
                "utf-8",
                Stated("g1", "t", "ar", outlet="الساحل", url="https://a.example/1"),
            ),
        ),
        FileNote(str(path), "only the feed's summary was read (in 1 item)"),
    ]


def test_an_item_of_a_feed_without_text_is_told_with_its_link(path: Path) -> None:
    told = articles(path, feed("<title>t</title><link>https://a.example/1</link>"))
    assert told == ["the feed holds no text of it; fetch it with `mujaz index https://a.example/1`"]


def test_a_broken_character_costs_its_item_only(path: Path) -> None:
    data = feed("<description>ميناء</description>", "<description>bad @ one</description>")
    told = articles(path, data.encode().replace(b"@", b"\xff"))
    assert isinstance(told[0], StatedFields)
    assert "UTF-8 with a broken character" in str(told[1])


def test_an_id_that_two_items_share_is_no_id(path: Path) -> None:
    items = articles(path, feed(*[f"<guid>g</guid><description>{n}</description>" for n in "ab"]))
    assert [one.stated.key for one in items if isinstance(one, StatedFields)] == [None, None]


def test_an_item_without_an_id_is_known_by_its_link(path: Path) -> None:
    items = [f"<link>https://a.example/{n}</link><description>{n}</description>" for n in "abb"]
    read = [one for one in articles(path, feed(*items)) if isinstance(one, StatedFields)]
    assert [one.stated.key for one in read] == ["https://a.example/a", None, None]


def test_a_list_of_articles_under_names_of_its_own_is_read(path: Path) -> None:
    first, second = articles(
        path,
        '<articles><article id="1" lang="ar"><title>A</title><body><p>x</p><p>y</p></body>'
        "<date>2020-01-01</date></article><article><title>B</title><text>z</text></article>"
        "</articles>",
    )
    assert isinstance(first, StatedFields)
    assert first.text == "x\ny"
    assert first.stated == Stated("1", "A", "ar", date(2020, 1, 1))
    assert isinstance(second, StatedFields)
    assert second.text == "z"


def test_documents_that_follow_each_other_are_read(path: Path) -> None:
    data = (
        f"<Sahel_1>\n<ID>S_1</ID>\n<Headline>عنوان</Headline>\n"
        f"<Text>{SHIPS} & أكثر</Text>\n</Sahel_1>\n"
        "<Sahel_2>\n<ID>S_2</ID>\n<Headline>عنوان ثان</Headline>\n<Text>نص ثان</Text>\n</Sahel_2>\n"
    )
    first, second = articles(path, data.encode("cp1256"))
    assert isinstance(first, StatedFields)
    assert (first.text, first.encoding) == (f"{SHIPS} & أكثر", "windows-1256")
    assert isinstance(second, StatedFields)
    assert second.stated.key == "S_2"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<urlset><url><loc>x</loc></url><url><loc>y</loc></url></urlset>", "lists 2 links"),
        ("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "an index of 1 sitemap "),
        ("<opml><body><outline xmlUrl='x'/></body></opml>", "a list of 1 feed "),
        ("<!DOCTYPE html><html><body>x</body></html>", "rename it to end in .html"),
        ("<foo><bar>1</bar></foo>", r"its XML \(foo\) is no feed"),
        ("<rss><channel><title>t</title></channel></rss>", "the feed has no item"),
        ("plain text", "not XML"),
        ("", "empty"),
        ("<nitf>" + "<a/>" * 1_000_001, "too many elements"),
    ],
)
def test_what_holds_no_article_is_refused_by_what_it_is(path: Path, data: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(path, data)


def test_xml_that_breaks_off_is_read_as_far_as_it_goes_with_a_note(path: Path) -> None:
    message = f"<newsMessage><itemSet>{g2(XHTML)}{g2(XHTML)}"[:-30]
    assert len(articles(path, message)) == 2
    assert "its XML is broken" in notes(path, message)[0]


LEVELS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "wide": "<nitf><body>" + "<p>" * 10 + "<a/>" * 50_000 + "</p>" * 10 + "</body></nitf>",
    "laughs": f'<!DOCTYPE nitf [<!ENTITY a0 "ha">{LEVELS}]><nitf><body>&a11;</body></nitf>',
    "outside": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body>a&x;b'
    "</body></nitf>",
    "deep": "<nitf>" * 20_000,
    "attributes": "<nitf " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>",
    "spaces": "<nitf><body>" + " " * 1_000_000 + "</body></nitf>",
    "doctype": "<!DOCTYPE nitf [" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_takes_no_time_and_no_file(path: Path, name: str) -> None:
    started = time.process_time()
    try:
        found = articles(path, HOSTILE[name])
    except SourceError:
        found = []
    assert time.process_time() - started < 3
    assert all(len(one.text) < 100 for one in found if isinstance(one, StatedFields))
    if name == "outside":
        assert [one.text for one in found if isinstance(one, StatedFields)] == ["a&x;b"]


@given(st.text(alphabet=st.sampled_from("<>/&;![]CDATA-?nitfbody xt\"'=\0ع"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_xml_is_read_or_refused(path: Path, body: str) -> None:
    for root in ("nitf", "articles"):
        try:
            assert read(path, f"<{root}><body>{body}</body></{root}>")
        except SourceError as error:
            refusal = error.reason
            assert refusal
