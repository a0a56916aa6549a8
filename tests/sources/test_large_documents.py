"""Documents that are large because of their pictures are read; what is too large is refused."""

from __future__ import annotations

import base64
import random
import zipfile
from pathlib import Path

import pytest

from rag.records import Failure, SourceArticle
from rag.sources.file_reading import read_source
from tests.sources.office.office_files import odt_file, rtf_file, word_file, word_paragraph

MOST = 60_000
PICTURE = random.Random(7).randbytes(4 * MOST // 2)  # packed it has as many bytes
TEXT = "The harbour of Aden was closed on Sunday."


def with_picture(path: Path, document: bytes, name: str, picture: bytes = PICTURE) -> None:
    path.write_bytes(document)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, picture)


def message(picture: bytes, kind: bytes = b"image/jpeg") -> bytes:
    head = (
        b"From: Jane <j@a.example>\nSubject: Harbour\nContent-Type: multipart/mixed; boundary=b\n\n"
    )
    text = b"--b\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT.encode() + b"\n"
    part = (
        b"--b\ncontent-type: " + kind + b'; name="a.jpg"\ncontent-disposition: attachment;\n'
        b'\tfilename="a.jpg"\nContent-Transfer-Encoding: Base64\n\n'
    )
    after = b"--b\nContent-Type: text/plain\n\nIt opens again on Tuesday.\n--b--\n"
    return head + text + part + base64.encodebytes(picture) + after


def read(path: Path, most: int = MOST) -> SourceArticle | Failure:
    (item,) = read_source(path, max_bytes=most)
    assert isinstance(item, SourceArticle | Failure)
    return item


def test_pictures_and_attachments_do_not_count(tmp_path: Path) -> None:
    with_picture(tmp_path / "a.docx", word_file(word_paragraph(TEXT)), "word/media/a.jpg")
    with_picture(tmp_path / "a.odt", odt_file(f"<text:p>{TEXT}</text:p>"), "Pictures/a.jpg")
    digits = "\r\n".join(PICTURE[at : at + 64].hex() for at in range(0, len(PICTURE), 64))
    picture = f"{{\\pict\\jpegblip\n{digits}}}"
    (tmp_path / "a.rtf").write_bytes(rtf_file(f"{TEXT}\\par{picture}\\par"))
    (tmp_path / "a.eml").write_bytes(message(PICTURE))
    (tmp_path / "a.mbox").write_bytes(b"From a Tue Mar  5 10:15:00 2024\n" + message(PICTURE))
    for path in sorted(tmp_path.iterdir()):
        article = read(path)
        assert path.stat().st_size > MOST
        assert isinstance(article, SourceArticle), article
        assert article.text.split("\n")[0] == TEXT
        if path.suffix in (".eml", ".mbox"):
            assert article.notes == ("1 attachment was not read: a.jpg",)
            assert article.text.endswith("It opens again on Tuesday.")


def test_a_saved_page_is_read_whatever_its_pictures_weigh(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{TEXT} {number} ships wait.</p>" for number in range(9))
    page = f"<html><body><article><h1>Harbour</h1>{paragraphs}</article></body></html>"
    data = message(PICTURE).replace(b"text/plain; charset=utf-8", b"text/html")
    (tmp_path / "a.mhtml").write_bytes(data.replace(TEXT.encode(), page.encode()))
    article = read(tmp_path / "a.mhtml")
    assert isinstance(article, SourceArticle), article
    assert "8 ships wait" in article.text


@pytest.mark.parametrize("name", ["a.docx", "a.eml", "a.rtf", "a.pdf"])
def test_what_is_far_larger_is_refused_unread(tmp_path: Path, name: str) -> None:
    start = {"a.docx": word_file(""), "a.eml": message(b""), "a.pdf": b"%PDF-1.4\n"}
    path = tmp_path / name
    path.write_bytes(start.get(name, rtf_file("")) + bytes(6 * MOST))
    refused = read(path)
    assert isinstance(refused, Failure)
    assert "more than the limit of 0.3 MB" in refused.reason


def test_a_text_part_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(message(PICTURE, b"text/plain"))
    refused = read(path)
    assert isinstance(refused, Failure)
    assert "more than the limit of 0.06 MB" in refused.reason
