"""Wrapped prose is joined into sentences; what is written in lines stays in lines."""

from __future__ import annotations

import textwrap
import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.markdown.front_matter import find_front_matter
from rag.sources.repair.wrapped_lines import join_wrapped

ENGLISH = (
    "The port authority said on Sunday that the harbour received 41 ships in the month of April, a"
    " tenth more than a year before. It will buy two cranes. The director, who spoke to reporters"
    " on the quay, called the figure a record and thanked the workers for their patience.",
    "A union of dock workers asked for higher pay at once. Its speaker said the talks would begin"
    " in May and might last until the summer, because the two sides are far from each other.",
)
ARABIC = (
    "أعلنت هيئة الموانئ يوم الأحد أن الميناء استقبل 41 سفينة خلال شهر نيسان، بزيادة العشر عن العام"
    " الماضي. وستشتري الهيئة رافعتين. ووصف المدير الرقم بأنه قياسي وشكر العمال على صبرهم الطويل.",
    "وطالبت نقابة عمال الرصيف بزيادة الأجور فورا. وقال الناطق باسمها إن المحادثات تبدأ في أيار وقد"
    " تستمر حتى الصيف، لأن الجانبين متباعدان في معظم المسائل المطروحة على الطاولة.",
)
POEM = "\n".join(
    ("قمر على ماء البحيرة نائم", "وعلى الشواطئ زورق يتهادى", "والريح تحمل من بعيد أغنيات") * 4
)
VERSES = "\n".join(
    (
        "The harbour sleeps beneath a silver moon,",
        "And every sail is folded for the night;",
        "The fishermen will rise and leave us soon,",
        "Before the hills have caught the early light.",
        "The gulls are still, the tide is turning low,",
        "And one last lantern burns upon the quay",
    )
)
LISTS = (
    "- cranes for the new quay\n- a road to the new port\n- a bridge over the canal\n- more pay",
    "1. cranes for the new quay\n2. a road to the harbour\n3. a bridge over the canal",
    "Month     Ships    Tonnes\nApril        41     50,000\nMay          52     60,000\nJune  1  2",
    "Harbour Authority\n12 Quay Street\nPort Town\nTel. 123 456\nwww.port.example",
    "وزير النقل يتفقد الرصيف. رويترز\n"
    "أعلنت الوزارة خطة لتوسيع الميناء القديم هذا العام.\n"
    "وتبدأ الأعمال في الخريف.",
    "The port received 41 ships.\nIt will buy two cranes.\nThe director called it a record.\n"
    "Workers want more pay.",
)


def article(name: str) -> str:
    text = (files("seeds") / name).read_text(encoding="utf-8")
    return text[find_front_matter(text, source=name).body :]


SAMPLES = sorted(one.name for one in files("seeds").iterdir() if one.name.endswith(".md"))


@pytest.mark.parametrize("width", [40, 55, 72, 100])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("paragraphs", [ENGLISH, ARABIC])
def test_wrapped_paragraphs_come_back(paragraphs: tuple[str, ...], gap: str, width: int) -> None:
    end = gap[: len(gap) // 2] or gap
    wrapped = gap.join(textwrap.fill(one, width).replace("\n", end) for one in paragraphs)
    joined = join_wrapped(wrapped)
    # Where no line is blank, a paragraph whose last line is full looks like one that goes on.
    assert joined in (gap.join(paragraphs), " ".join(paragraphs) if gap == "\n" else "")


@pytest.mark.parametrize("name", SAMPLES)
def test_whole_articles_come_back(name: str) -> None:
    text = article(name)
    assert join_wrapped(text) == text
    paragraphs = [one for one in text.split("\n\n") if one.strip()]
    for width in (45, 80):
        wrapped = "\n\n".join(
            textwrap.fill(one, width, break_on_hyphens=False, break_long_words=False)
            for one in paragraphs
        )
        assert join_wrapped(wrapped).split() == text.split()
        joined = join_wrapped(wrapped).count("\n")
        assert joined <= text.count("\n") + 0.02 * wrapped.count("\n")


@pytest.mark.parametrize(
    "text", [POEM, VERSES, *LISTS, "\n".join((*ENGLISH, *ARABIC)), "one\ntwo", ""]
)
def test_lines_that_are_meant_stay(text: str) -> None:
    assert join_wrapped(text) == text


def test_lines_that_end_with_a_space_go_on() -> None:
    text = (
        "The harbour \nmaster refused on Friday.\n"
        "The National \nBoard meets on Monday with 64 \nof 122 seats."
    )
    assert join_wrapped(text) == (
        "The harbour master refused on Friday.\n"
        "The National Board meets on Monday with 64 of 122 seats."
    )


def test_a_headline_an_indent_and_a_signature_stay_apart() -> None:
    body = textwrap.fill(ENGLISH[0], 60)
    assert join_wrapped(f"A record\n{body}") == f"A record\n{ENGLISH[0]}"
    indented = "\n".join(textwrap.fill(one, 60, initial_indent="  ") for one in ENGLISH)
    assert join_wrapped(indented) == f"  {ENGLISH[0]}\n  {ENGLISH[1]}"
    signed = f"{body}\n\n-- \nJohn Smith\nPress Officer\nHarbour Authority"
    assert join_wrapped(signed).endswith("\n\n-- \nJohn Smith\nPress Officer\nHarbour Authority")


def test_only_hyphens_that_divide_a_word_are_taken_out() -> None:
    lines = (
        "The port authority said on Sunday that the US-",
        "led group received many ships, and the govern-",
        "ment will buy two cranes. It is a decision-",
        "making body with nine members. The inter\xad",
        "national board met for three hours on Mon-",
        "day, and Monday is a holiday there.",
    )
    assert join_wrapped("\n".join(lines)) == (
        "The port authority said on Sunday that the US-led group received many ships, and the"
        " government will buy two cranes. It is a decision-making body with nine members. The"
        " international board met for three hours on Monday, and Monday is a holiday there."
    )


@pytest.mark.parametrize(
    "text", ["a b " * 200_000, "word word word\n" * 60_000, "x" * 99 + "-\n", "- \n" * 90_000]
)
def test_long_texts_are_read_in_time(text: str) -> None:
    started = time.monotonic()
    join_wrapped(text)
    assert time.monotonic() - started < 5


WORDS = st.sampled_from(
    [
        "the",
        "port",
        "نص",
        "خبر.",
        "ships,",
        "وقال",
        "41",
        "-",
        "•",
        "2.",
        "said.",
        "harbour-",
        "الميناء",
    ]
)
LINES = st.lists(WORDS, min_size=0, max_size=14).map(" ".join)
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.builds(
    lambda words, width: textwrap.fill(" ".join(words), width),
    st.lists(WORDS, min_size=10, max_size=120),
    st.integers(35, 110),
)


@given(TEXTS)
def test_no_letter_and_no_blank_line_is_lost(text: str) -> None:
    joined = join_wrapped(text)
    assert [c for c in joined if c.isalnum()] == [c for c in text if c.isalnum()]
    blank = [part.split() for part in text.split("\n\n")]
    assert ["".join(p).replace("-", "") for p in map(str.split, joined.split("\n\n"))] == [
        "".join(p).replace("-", "") for p in blank
    ]


@given(TEXTS)
def test_joining_twice_is_joining_once(text: str) -> None:
    assert join_wrapped(join_wrapped(text)) == join_wrapped(text)
