"""Records that are saved as plain text are named as what they are; prose is left alone."""

from __future__ import annotations

import pytest

from rag.errors import SourceError
from rag.sources.lists.text_kinds import kind_of_records
from rag.sources.plain_text import read_plain

SHIPS = "The port was closed for six hours on Monday, its director said."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"id\tHeadline\tBody\r\n1\tPort closed\t{SHIPS}\r\n", "a table"),
        (f'title;text;date\nPort;"{SHIPS}";2024-01-01\n', "a table"),
        (f"العنوان,النص\nالميناء,{SHIPS.replace(',', '،')}\n", "a table"),
        ('{"title": "Port", "text": "…"}\n', "JSON"),
        ('[\n {\n  "id": 1, "content": "…"}]', "JSON"),
        ('<?xml version="1.0"?>\n<rss><channel/></rss>', "XML"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "XML"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_in_a_text_file_are_refused_by_what_they_are(
    text: str, kind: str, charset: str
) -> None:
    with pytest.raises(SourceError, match=rf"it is {kind}.*rename it to end in \.") as refused:
        read_plain(text.encode(charset), source="news.txt")
    assert refused.value.source == "news.txt"


@pytest.mark.parametrize(
    "text",
    [
        SHIPS,
        "Title, text and date are missing\nThe form, sent on Monday, was empty, they said.\n",
        "Text\tBeirut\nTitle\tPort closed\n",
        "{the editor's note} The port was closed.\n",
        '"We shall see": the minister, on Monday\n{ "quoted" }',
        "Title: Port closed\nDate: 2024-01-01\n\nThe port was closed.\n",
        "<b>Port closed</b>\nThe port was closed.\n",
        "",
    ],
)
def test_a_text_is_a_text(text: str) -> None:
    assert kind_of_records(text) is None
