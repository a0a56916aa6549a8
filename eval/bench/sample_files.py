"""Writes the same articles in every format that can be read, as files of the programs that desks
use would look."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from rag.exports.exporters import export
from rag.service import Service
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class SampleStory:
    """An article to be written: its day in ISO text, and its paragraphs."""

    title: str
    day: str
    paragraphs: tuple[str, ...]


STORIES = (
    SampleStory(
        "إعادة فتح مرفأ طرطوس",
        "2024-07-28",
        (
            "قال مدير مرفأ طرطوس يوم الأحد إن المرفأ أعيد فتحه بعد إغلاق دام ثلاثة أيام.",
            "وأضاف أن 14 سفينة تنتظر الدخول، بينها سفينة تحمل 30 ألف طن من القمح.",
        ),
    ),
    SampleStory(
        "Port of Tartus opens again",
        "2024-07-28",
        (
            "The port of Tartus is open again after three days, its director said on Sunday.",
            "Fourteen ships are waiting to enter, one of them with 30,000 tonnes of wheat.",
        ),
    ),
)

_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def _text(story: SampleStory) -> bytes:
    return "\n".join((story.title, story.day, *story.paragraphs)).encode()


def _markdown(story: SampleStory) -> bytes:
    head = f"---\ntitle: {story.title}\ndate: {story.day}\ntags: [port, ships]\n---\n\n"
    quoted = "\n\n".join(f"**{paragraph[:9]}**{paragraph[9:]}" for paragraph in story.paragraphs)
    return f"{head}{quoted}\n\n| ships | tonnes |\n|---|---|\n| 14 | 30,000 |\n".encode()


def _body(story: SampleStory) -> str:
    return "".join(f"<p>{html.escape(one)}</p>\n" for one in story.paragraphs)


def _html(story: SampleStory) -> bytes:
    data = json.dumps({"@type": "NewsArticle", "datePublished": story.day})
    return (
        f"<!DOCTYPE html><html><head><title>{story.title}</title>"
        f'<script type="application/ld+json">{data}</script></head><body><nav>Home</nav>'
        f"<article><h1>{story.title}</h1>{_body(story)}</article><footer>©</footer></body></html>"
    ).encode()


def _record(story: SampleStory) -> dict[str, object]:
    return {
        "headline": story.title,
        "pubDate": story.day,
        "content": _body(story),
        "source": {"name": "Desk"},
    }


def _json(story: SampleStory) -> bytes:
    return json.dumps({"articles": [_record(story)] * 3}, ensure_ascii=False, indent=1).encode()


def _lines(story: SampleStory) -> bytes:
    return (json.dumps(_record(story), ensure_ascii=False) + "\n").encode() * 3


def _table(separator: str) -> Callable[[SampleStory], bytes]:
    def table(story: SampleStory) -> bytes:
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(("title", "date", "text"))
        for paragraph in story.paragraphs:
            writer.writerow((story.title, story.day, paragraph + "\n" + paragraph))
        return file.getvalue().encode()

    return table


def _rss(story: SampleStory) -> bytes:
    item = (
        f"<item><title>{story.title}</title><link>https://desk.example/{{}}</link>"
        "<pubDate>Sun, 28 Jul 2024 10:00:00 GMT</pubDate>"
        f"<description>{html.escape(_body(story))}</description></item>"
    )
    items = "".join(item.format(number) for number in range(3))
    channel = f"<channel><title>Desk</title>{items}</channel>"
    return f'{_XML}<rss version="2.0">{channel}</rss>'.encode()


def _atom(story: SampleStory) -> bytes:
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry>'
        f"<id>tag:desk.example,2024:1</id><title>{story.title}</title>"
        f'<updated>{story.day}T10:00:00Z</updated><content type="html">'
        f"{html.escape(_body(story))}</content></entry></feed>"
    ).encode()


def _mail(story: SampleStory) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = story.title, "Desk <desk@desk.example>"
    message["Date"] = "Sun, 28 Jul 2024 10:00:00 +0300"
    message.set_content("\n\n".join(story.paragraphs))
    message.add_alternative(_body(story), subtype="html")
    return message.as_bytes(policy=SMTP)


def _rich_text(story: SampleStory) -> bytes:
    def escaped(text: str) -> str:
        units = (ord(one) for one in text)
        return "".join(chr(one) if one < 128 else f"\\u{one}?" for one in units)

    paragraphs = "".join(f"{escaped(one)}\\par\n" for one in (story.title, *story.paragraphs))
    return f"{{\\rtf1\\ansi\\ansicpg1252\\uc1 {paragraphs}}}".encode()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def _open_document(story: SampleStory) -> bytes:
    paragraphs = "".join(f"<text:p>{html.escape(one)}</text:p>" for one in story.paragraphs)
    content = (
        f'{_XML}<office:document-content xmlns:office="{_OFFICE}office:1.0" '
        f'xmlns:text="{_OFFICE}text:1.0"><office:body><office:text>'
        f'<text:h text:outline-level="1">{story.title}</text:h>{paragraphs}'
        "</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    return file.getvalue()


_WRITERS: Mapping[str, Callable[[SampleStory], bytes]] = {
    "txt": _text,
    "md": _markdown,
    "html": _html,
    "json": _json,
    "jsonl": _lines,
    "csv": _table(","),
    "tsv": _table("\t"),
    "rss": _rss,
    "atom": _atom,
    "eml": _mail,
    "rtf": _rich_text,
    "odt": _open_document,
}


def sample_files(settings: Settings) -> dict[str, Sequence[bytes]]:
    """Return files of every format, by ending. The Word file and the PDF are briefs that a library
    made for these settings exports."""
    files = {ending: [write(one) for one in STORIES] for ending, write in _WRITERS.items()}
    with Service.open(settings) as service:
        service.add([{"text": "\n".join(one.paragraphs), "title": one.title} for one in STORIES])
        brief = service.brief(articles=[summary.id for summary in service.articles()])
    return {**files, "docx": [export(brief, "docx")], "pdf": [export(brief, "pdf")]}
