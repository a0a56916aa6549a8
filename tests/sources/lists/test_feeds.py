"""RSS of every age and Atom, whole or broken, give their entries; nothing is opened or fetched."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.lists.feeds import Feed, FeedEntry, parse_feed

SHIPS = "أعلنت هيئة الموانئ أن ميناء الساحل استقبل 41 سفينة."
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def feed(text: str | bytes, **options: str) -> Feed:
    return parse_feed(text if isinstance(text, bytes) else text.encode(), source="f", **options)


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel><title>صحيفة الساحل</title>'
        f"{head}{inside}</channel></rss>"
    )


def entry(text: str | bytes, **options: str) -> FeedEntry:
    (only,) = feed(text, **options).entries
    return only


def test_an_item_of_rss_is_read_with_all_it_states() -> None:
    read = feed(
        rss(
            "<title>ميناء &lt;b&gt;الساحل&lt;/b&gt;</title><link>/1</link>"
            '<guid isPermaLink="false">77</guid><dc:creator>سلمى</dc:creator>'
            "<pubDate>Sat, 26 May 2018 23:30:00 +0300</pubDate><source url='x'>وكالة</source>"
            f"<description>موجز &amp;amp; قصير</description><dc:language>ar</dc:language>"
            f"<content:encoded><![CDATA[<p>{SHIPS}</p><p>ثانيا</p><script>x</script>]]>"
            "</content:encoded><media:title>no</media:title>"
            "<media:description>neither</media:description><media:content url='x'/>",
            head="<link>https://sahel.example/</link><atom:link rel='self' href='https://x.example/'/>"
            "<image><title>logo</title><link>https://logo.example</link></image>",
        )
    )
    assert (read.title, read.link) == ("صحيفة الساحل", "https://sahel.example/")
    assert read.entries == (
        FeedEntry(
            id="77",
            link="https://sahel.example/1",
            title="ميناء الساحل",
            published=date(2018, 5, 26),
            summary="موجز & قصير",
            content=f"{SHIPS}\nثانيا",
            author="سلمى",
            outlet="وكالة",
            language="ar",
        ),
    )
    assert read.entries[0].text == read.entries[0].content


def test_atom_is_read_with_its_kinds_of_text_and_its_base() -> None:
    one, two, three = feed(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar" xml:base="https://b.example/x/">'
        '<title type="html">A &amp;amp; B</title><link rel="self" href="self"/><link href="/"/>'
        '<entry><id>tag:b.example:1</id><title>t</title><link rel="enclosure" href="e.mp3"/>'
        "<link href='y.html'/><updated>2024-05-01T00:00:00Z</updated>"
        "<author><name>Me</name><uri>https://me.example</uri></author><summary>s</summary>"
        '<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>one</x:p>'
        "<x:p>two &amp; 3 &lt; 4</x:p></x:div></content></entry>"
        '<entry><title>u</title><content type="html">&lt;p&gt;p&lt;/p&gt;</content></entry>'
        '<entry><title>v</title><content type="text">a &lt; b</content>'
        "<published>2024-04-30</published><updated>2024-05-02</updated></entry></feed>"
    ).entries
    assert (one.link, one.content, one.author) == (
        "https://b.example/x/y.html",
        "one\ntwo & 3 < 4",
        "Me",
    )
    assert (one.published, one.updated) == (date(2024, 5, 1), "2024-05-01T00:00:00Z")
    assert (two.content, three.content) == ("p", "a < b")
    assert three.published == date(2024, 4, 30)


def test_rss_1_has_its_items_beside_the_channel() -> None:
    read = feed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://c.example/"><title>C</title></channel>'
        '<item rdf:about="https://c.example/1"><title>t</title><description>d</description>'
        "<dc:date>2004-05-01T10:00:00+02:00</dc:date></item></rdf:RDF>"
    )
    assert read.title == "C"
    assert read.entries[0].link == "https://c.example/1"
    assert read.entries[0].published == date(2004, 5, 1)


@pytest.mark.parametrize("charset", ["windows-1256", "utf-16", "utf-8-sig", "iso-8859-6"])
def test_a_feed_is_read_in_its_charset(charset: str) -> None:
    text = rss(f"<title>ميناء الساحل</title><description>{SHIPS}</description>")
    text = text.replace('version="1.0"?', f'version="1.0" encoding="{charset}"?', 1)
    assert entry(text.encode(charset)).summary == SHIPS


def test_an_item_with_a_summary_alone_says_so() -> None:
    read = entry(rss(f"<description>{SHIPS}</description>"))
    assert (read.text, read.has_only_summary) == (SHIPS, True)


def test_what_describes_a_film_is_read_where_nothing_else_does() -> None:
    film = f"<title>t</title><media:description>{SHIPS}</media:description>"
    assert entry(rss(film)).summary == SHIPS


def test_what_wordpress_appends_is_no_text() -> None:
    line = "The post <a href='x'>Port</a> appeared first on <a href='y'>Sahel</a>."
    content = f"<content:encoded><![CDATA[<p>{SHIPS}</p><p>{line}</p>]]></content:encoded>"
    assert entry(rss(content)).content == SHIPS


def test_a_guid_that_is_an_address_is_the_link() -> None:
    assert entry(rss("<guid>https://a.example/1</guid>")).link == "https://a.example/1"
    assert entry(rss('<guid isPermaLink="false">https://a.example/1</guid>')).link is None
    assert entry(rss("<link>1</link>"), base_url="https://a.example/x/").link == (
        "https://a.example/x/1"
    )


def test_a_date_that_cannot_be_read_is_left_out_with_a_note() -> None:
    read = entry(rss("<pubDate>soon</pubDate>"))
    assert read.published is None
    assert "'soon'" in read.notes[0]


def test_faults_of_hand_made_feeds_are_mended() -> None:
    read = feed(
        '<rss version="0.91"><channel><title>R & D&nbsp;</title>'
        "<item><title>a < b</title><description>one<br>two & three</description></item>"
        "<item><title>z\x0b</title><description><p>x</p><p>y</p></description></item>"
        "</channel></rss>"
    )
    assert [(one.title, one.summary) for one in read.entries] == [
        ("a < b", "one\ntwo & three"),
        ("z", "x\ny"),
    ]
    assert read.title == "R & D"


def test_a_feed_that_breaks_off_keeps_its_whole_items_and_says_so() -> None:
    items = [f"<title>{n}</title><description>text {n}</description>" for n in range(5)]
    read = feed(rss(*items)[:-60])
    assert [one.summary for one in read.entries[:4]] == [f"text {n}" for n in range(4)]
    assert "its XML is broken" in read.notes[0]


@pytest.mark.parametrize(
    "data", [b"", b"text", b"<html/>", b"<?xml", b"<!--" * 9, b"{}", "<urlset/>".encode("utf-16")]
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="no RSS or Atom feed"):
        feed(data)


def laughs() -> str:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]>' + rss("<title>&a11;</title>")[21:]


OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
HOSTILE = {
    "laughs": laughs(),
    "outside": OUTSIDE + rss("<title>a&x;b</title>")[21:],
    "deep": rss("<a>" * 20_000),
    "open": rss("<item><title>" * 20_000),
    "signs": rss("<" * 100_000 + "&" * 100_000),
    "cdata": rss("<![CDATA[" * 20_000),
    "unclosed": rss("<description><b></description>" * 20_000),
    "attributes": "<rss " + " ".join(f"a{n}='1'" for n in range(50_000)) + ">",
    "comments": "<rss>" + "<!--" * 50_000,
    "number": rss("<pubDate>" + "9" * 100_000 + "</pubDate>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_take_no_time_and_no_file(name: str) -> None:
    started = time.process_time()
    read = feed(HOSTILE[name])
    assert time.process_time() - started < 3
    assert all(len(one.title or "") <= 1000 for one in read.entries)
    if name == "outside":
        assert [one.title for one in read.entries] in (["a&x;b"], ["ab"])


def test_an_item_of_endless_elements_is_refused() -> None:
    with pytest.raises(SourceError, match="too many elements"):
        feed(rss("<a/>" * 300_000))


@given(st.text(alphabet=st.sampled_from("<>/&;![]CDATA-?rsitem title\"'=\0ع\ud800"), max_size=60))
def test_any_body_is_read(body: str) -> None:
    data = f"<rss><channel><item>{body}</item></channel></rss>".encode("utf-8", "surrogatepass")
    assert isinstance(feed(data), Feed)
