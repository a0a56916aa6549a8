from __future__ import annotations

import inspect
import json
import pkgutil
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rag import exports
from rag.errors import UsageError
from rag.exports import EXPORTERS, FORMATS, export, exporter_for
from rag.records import Brief, Citation, Version
from tests.exports import briefs
from tests.exports.reading import made, text_of
from tests.factories import with_story

ROOT = Path(__file__).parents[2]
BEGINS: dict[str, tuple[bytes, ...]] = {
    "md": (b"# ", b'<div dir="rtl" lang="ar">'),
    "html": (b"<!doctype html>",),
    "docx": (b"PK",),
    "pdf": (b"%PDF-",),
    "json": (b"{",),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", briefs.ALL)
def test_every_brief_becomes_a_file_of_every_format_and_always_the_same(
    name: str,
    format: str,  # noqa: A002
) -> None:
    assert made(name, format).startswith(BEGINS[format])
    assert export(briefs.ALL[name], format) == made(name, format)


@pytest.mark.parametrize("suffix", ["md", "html", "docx", "pdf"])
def test_a_quotation_is_followed_by_its_page(suffix: str) -> None:
    whole = briefs.bilingual()
    paged = _with_pages(whole)
    plain, shown = (text_of(export(one, suffix), suffix) for one in (whole, paged))
    assert "(p. 1)" in shown
    assert "(p. 1)" not in plain
    if suffix != "pdf":  # whose text pdfium gives in another order
        assert "(ص 1)" in shown


def test_a_quotation_has_its_page_in_json() -> None:
    told = json.loads(export(_with_pages(briefs.bilingual()), "json"))
    assert told["points"][0]["citations"][0]["page"] == 1
    told = json.loads(export(briefs.bilingual(), "json"))
    assert told["points"][0]["citations"][0]["page"] is None


def _with_pages(brief: Brief) -> Brief:
    """The brief as if its articles had pages."""

    def paged(citation: Citation) -> Citation:
        passage = citation.evidence.passage
        article = replace(passage.article, pages=(0,))
        evidence = replace(citation.evidence, passage=replace(passage, article=article))
        return replace(citation, evidence=evidence)

    def version(one: Version | None) -> Version | None:
        return one and replace(
            one,
            sentences=tuple(
                replace(sentence, citations=tuple(map(paged, sentence.citations)))
                for sentence in one.sentences
            ),
        )

    return with_story(
        brief,
        points=tuple(
            replace(point, ar=version(point.ar), en=version(point.en)) for point in brief.points
        ),
        headlines=tuple(
            replace(one, citation=one.citation and paged(one.citation)) for one in brief.headlines
        ),
        key_facts=tuple(replace(one, citation=paged(one.citation)) for one in brief.key_facts),
        disagreements=tuple(
            replace(
                one,
                claims=tuple(
                    replace(claim, citation=paged(claim.citation)) for claim in one.claims
                ),
            )
            for one in brief.disagreements
        ),
    )


def test_another_process_makes_the_same_bytes_later() -> None:
    code = (
        "import hashlib; from rag.exports import FORMATS, export; from tests.exports import briefs;"
        "print([hashlib.sha256(export(briefs.bilingual(), one)).hexdigest() for one in FORMATS])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout != b""


def test_every_export_module_has_its_row_and_every_row_its_own_module() -> None:
    modules = {
        name
        for _, name, _ in pkgutil.iter_modules(exports.__path__, "rag.exports.")
        if name.endswith("_export")
    }
    rows = [{name for name in modules if name in inspect.getsource(row.write)} for row in EXPORTERS]
    assert all(len(one) == 1 for one in rows), "a row must write with one module of the room"
    assert set().union(*rows) == modules, "a module of the room has no row in EXPORTERS"
    assert sorted(BEGINS) == sorted(FORMATS)


def test_every_row_is_whole() -> None:
    for row in EXPORTERS:
        assert row.suffix == row.suffix.lower().strip(".")
        assert row.label
        assert re.fullmatch(r"\w+/[\w.+-]+(; charset=utf-8)?", row.media_type)
        assert row.binary or row.write(briefs.bilingual()).decode()


@pytest.mark.parametrize("name", ["pdf", ".pdf", "PDF", ".Pdf"])
def test_a_format_is_known_by_its_name_or_ending(name: str) -> None:
    assert exporter_for(name).suffix == "pdf"


@pytest.mark.parametrize("name", ["rtf", ".rtf", "", "md "])
def test_an_unknown_format_is_refused_by_name_with_those_known(name: str) -> None:
    with pytest.raises(UsageError, match=re.escape(repr(name))) as caught:
        export(briefs.bilingual(), name)
    assert all(f".{one}" in str(caught.value) for one in FORMATS)


@pytest.mark.parametrize("format", ["md", "html", "docx"])
@pytest.mark.parametrize(
    "shown",
    [
        "Tidal Port grows by 87% as work on a second quay begins",
        "ميناء المدّ ينمو بنسبة 87٪ ويبدأ رصيفه الثاني",
        "توسعة Tidal Port",
        "22 November 2026",
        "22 نوفمبر 2026",
        "about 150 words per language",
        "نحو 150 كلمة لكل لغة",
        "ويعمل في الميناء نحو 4,100 شخص. [1.3]",
        "up 87% from a year before (2025), the port authority said on Sunday. [2.1] [1.1]",
        "[2.1] Tidal Port handled 1.2 million containers",
        "The second quay has begun. [2.2]",
        "It will never end. [no source]",
        "Worth checking",
        "stands in another sentence.",
        "المصدر يقول غير ذلك",
        "العدد 4,100 لا يرد في المصدر الآخر.",
        "Only وكالة المرفأ reports this.",
        "لم يَرِد هذا إلا في وكالة المرفأ.",
        "لا صيغة عربية لهذه النقطة.",
        "هيئة ميناء المدّ [1.1]",
        "1.2 million containers [2.1]",
        "Where the sources disagree",
        "Harbour Wire · 21 November 2026",
        "نحو 4,100 شخص [1.3]",
        "The port closed in 2024.",
        "2024 is not in the source.",
        "javascript:alert(1)",
        "no language model wrote them",
        "those in doubt are marked",
        "ووُضعت علامة على ما فيه شك",
    ],
)
def test_the_whole_brief_is_shown(format: str, shown: str) -> None:  # noqa: A002
    text = text_of(made("bilingual", format), format)
    assert shown in text.replace("\\", "").replace("&lrm;", "").replace("&rlm;", "")


@pytest.mark.parametrize("format", ["md", "html", "docx", "json"])
def test_a_missing_language_is_told_and_why(format: str) -> None:  # noqa: A002
    text = text_of(made("arabic", format), format)
    assert "There are no English articles on this. A model would be needed." in text
    if format != "json":
        assert "No English text" in text
        assert "Points" not in text


@pytest.mark.parametrize("format", ["md", "html", "docx"])
def test_a_brief_without_points_says_why(format: str) -> None:  # noqa: A002
    text = text_of(made("abstained", format), format)
    assert "تعذّر إعداد الموجز" in text
    assert "لا مقال في المكتبة عن هذا الموضوع." in text
    assert "This brief is incomplete" in text
    assert "Every sentence was checked" not in text


@pytest.mark.parametrize("format", ["md", "html", "docx"])
def test_who_wrote_it_is_told(format: str) -> None:  # noqa: A002
    text = text_of(made("long", format), format)
    assert "Written by the language model openai:some-model." in text
    assert "and is borne out by it." in text


@pytest.mark.parametrize("format", FORMATS)
def test_only_another_brief_makes_another_file(format: str) -> None:  # noqa: A002
    whole = briefs.bilingual()
    assert export(replace(whole, topic="Another"), format) != export(whole, format)


@pytest.mark.parametrize(
    ("format", "seconds"), [("md", 0.2), ("html", 0.2), ("docx", 2), ("pdf", 1)]
)
def test_twelve_long_points_take_little_time(format: str, seconds: float) -> None:  # noqa: A002
    brief = briefs.long()
    made("bilingual", format)  # what is loaded once is not counted
    begun = time.process_time()
    export(brief, format)
    assert time.process_time() - begun < seconds


@pytest.mark.parametrize("suffix", ["md", "html", "docx", "pdf"])
def test_the_headline_of_a_story_in_one_language_stands_once(suffix: str) -> None:
    text = text_of(export(briefs.two_stories(), suffix), suffix)
    assert len(re.findall(r"The\s+port\s+before\s+its\s+second\s+quay", text)) == 1
