from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.exports.file_names import (
    MOST_BYTES,
    MOST_CHARACTERS,
    brief_file_name,
    free_path,
    plain_file_name,
)
from rag.records import Brief, Headline
from tests.exports.briefs import ALL, bilingual

DAY = date(2021, 3, 29)
_BRIEF = replace(bilingual(), as_of=DAY)
_SECTION = _BRIEF.sections[0]


def _named(topic: str, *, day: date | None = DAY, headline: str = "") -> str:
    headlines = (Headline("en", headline),) if headline else ()
    return brief_file_name(
        replace(_BRIEF, topic=topic, as_of=day, sections=(replace(_SECTION, headlines=headlines),)),
        "pdf",
    )


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("Ever Given", "ever-given-2021-03-29.pdf"),
        ("US–Japan talks: what's next?", "us-japan-talks-whats-next-2021-03-29.pdf"),
        ("قناة السويس", "قناة-السويس-2021-03-29.pdf"),
        ("الصِّحَّة العالميـــة", "الصحة-العالمية-2021-03-29.pdf"),
        ("كوفيد-19 و CO₂", "كوفيد-19-و-co2-2021-03-29.pdf"),
        ("../../etc/passwd", "etc-passwd-2021-03-29.pdf"),
        ('a\u202eb<c>:"d"|e?*\n\x00f\\g', "a-b-c-d-e-f-g-2021-03-29.pdf"),
        ("Ever Given 2021-03-29", "ever-given-2021-03-29.pdf"),
        ("…!؟", "mujaz-brief-2021-03-29.pdf"),
        ("\ud800", "mujaz-brief-2021-03-29.pdf"),
    ],
)
def test_a_file_is_named_after_its_story_and_day(topic: str, name: str) -> None:
    assert _named(topic) == name


def test_without_a_topic_the_headline_names_it_and_without_a_day_no_day_does() -> None:
    assert _named(" ", headline="The ship is free") == "the-ship-is-free-2021-03-29.pdf"
    assert _named("Ever Given", day=None) == "ever-given.pdf"
    assert _named("", day=None) == "mujaz-brief.pdf"


@pytest.mark.parametrize("device", ["con", "NUL", "com1", "Lpt9"])
def test_no_file_is_named_like_a_device_of_windows(device: str) -> None:
    assert _named(device, day=None) == f"mujaz-brief-{device.lower()}.pdf"


def test_long_names_are_cut_between_words() -> None:
    assert _named("word " * 40) == "-".join(["word"] * 13) + "-2021-03-29.pdf"
    assert len(_named("x" * 500)) == MOST_CHARACTERS
    assert len(_named("中" * 500).encode()) <= MOST_BYTES


@given(st.text(st.characters()), st.sampled_from([DAY, None]))
def test_any_topic_gives_a_name_that_any_system_takes(topic: str, day: date | None) -> None:
    name = _named(topic, day=day)
    assert 0 < len(name) <= MOST_CHARACTERS
    assert len(name.encode()) <= MOST_BYTES
    assert all(c.isalnum() or c in "-." or unicodedata.category(c)[0] == "M" for c in name)
    assert re.fullmatch(r"[^.-][^.]*\.pdf", name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.pdf", plain_file_name(name))


def test_the_ascii_name_says_at_least_day_and_format() -> None:
    assert plain_file_name("ever-given-2021-03-29.pdf") == "ever-given-2021-03-29.pdf"
    assert plain_file_name("قناة-السويس-2021-03-29.pdf") == "mujaz-brief-2021-03-29.pdf"
    assert plain_file_name("قناة.pdf") == "mujaz-brief.pdf"


def test_a_second_file_of_a_name_is_numbered(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "a-2.pdf").touch()
    assert free_path(tmp_path, "a.pdf") == tmp_path / "a-3.pdf"
    assert free_path(tmp_path, "b.pdf") == tmp_path / "b.pdf"


def test_every_brief_of_the_tests_has_a_name() -> None:
    made: list[Brief] = list(ALL.values())
    assert all(brief_file_name(one, "md").endswith(".md") for one in made)


def test_the_stories_of_some_days_are_not_named_after_the_first_of_them() -> None:
    several = replace(_BRIEF, topic="", sections=(_SECTION, _SECTION))
    assert brief_file_name(several, "pdf").startswith("mujaz-brief")
