"""Mixed text keeps its order: shown by the Unicode bidirectional algorithm, not by our own code."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from rag.text.display import Direction, pieces

_OPEN = {"ltr": "\u2066", "rtl": "\u2067"}
_CONTROLS = dict.fromkeys(map(ord, "\u2066\u2067\u2069"))


def _displayed(text: str, base: Direction) -> str:
    """Return the characters of a text from left to right as a reader sees them."""
    isolated = "".join(
        f"{_OPEN[piece.isolate]}{piece.text}\u2069" if piece.isolate else piece.text
        for piece in pieces(text, base=base)
    )
    return str(get_display(isolated, base_dir="R" if base == "rtl" else "L")).translate(_CONTROLS)


LEFT_TO_RIGHT = (
    *("CO₂", "H₂O", "km²", "m³", "10⁶", "Ca²⁺", "SO₄²⁻", "C₆H₁₂O₆", "Ca(OH)₂", "f(x)", "μg/m³"),
    *("C#", "C++", ".NET", "Node.js", "F#", "5G+", "Disney+", "R&D", "AT&T", "S&P 500", "A/B"),
    *("Wi\u2011Fi", "Wi-Fi", "F-16", "Su-35", "SARS-CoV-2", "COVID-19", "G20", "U.S.-China"),
    *("U.S.", "A.I.", "e.g. this", "Apple Inc. shares", "Dr. Smith", "Smith & Wesson", "O'Brien"),
    *("+962 6 123 4567", "+1 (800) 955-2292", "(800) 955-2292", "00962 6 123 4567"),
    *("06 123 4567", "+962-6-123-4567", "800-955-2292"),
    *("$1.2m", "US$ 5", "$ 5", "£40", "5 €", "€5", "5 USD", "-$5", "-5", "−5.5", "+1.2%", "±5"),
    *("5%", "5 %", "-10 °C", "-10°C", "36.6 °C", "40 °F", "≥5", "~5%", "NVDA+3%", "BBB+", "AA-"),
    *("2-1", "12–14", "12 - 14", "2023-24", "28/7/2024", "2024-07-28", "24/7", "5%-10%"),
    *("28 July 2024", "July 28, 2024", "10:30 GMT", "5 p.m.", "1,234.56", "1 000 000", "5 000 km"),
    *("#COP28", "@user_name", "user@example.org", "https://example.org/a/b?c=1"),
    *("https://example.org/", "www.example.org/a_b/", "C:\\temp", "/etc/hosts", "a_b"),
    *("v2.0-beta", "iPhone 15 Pro Max", "Boeing 737-800", "COP 28", "192.168.1.1", "x = y + 1"),
    *("2 + 2 = 4", "3×4", "1080p", "Intel® Core", "β-carotene", "Ω", "Łódź", "naïve", "São Paulo"),
    *("World Health Organization (WHO) Europe", "Global Warming of 1.5 °C: A Report"),
    *("Москва", "中国", "Cafe\u0301", "“Quote”"),
)
_ARABIC_SURROUNDINGS = (
    "{} في أول الجملة",
    "قال التقرير إن {} مهم جدا",
    "قال التقرير {}",
    "ذكر {}، ثم غيره",
    "هذا {}.",
    "أهو {}؟",
    "غيره ({}) هنا",
    "غيره «{}» هنا",
    'غيره "{}" هنا',
    "غيره [{}] هنا",
    "القائمة: {}؛ ثم انتهت",
    "عام 2024 نشر {} في 30 دولة",
    "سنة وـ{} معا",
    "كان بـ{} حينها",
    "{}",
)


@pytest.mark.parametrize("around", _ARABIC_SURROUNDINGS)
@pytest.mark.parametrize("term", LEFT_TO_RIGHT)
def test_what_is_written_from_the_left_keeps_its_order_in_arabic(term: str, around: str) -> None:
    assert term in _displayed(around.format(term), "rtl")


@pytest.mark.parametrize("particle", ["و", "ب", "ل", "ال"])
@pytest.mark.parametrize("term", [one for one in LEFT_TO_RIGHT if one[0].isalpha()])
def test_particles_are_written_onto_a_term(term: str, particle: str) -> None:
    assert term in _displayed(f"ذكر {particle}{term} أيضا", "rtl")


RIGHT_TO_LEFT = (
    ("كوفيد-19", "19-ديفوك"),
    ("باك-3", "3-كاب"),
    ("سو-35", "35-وس"),
    ("إف-16", "16-فإ"),
    ("إف–16", "16–فإ"),
    ("إف\u201116", "16\u2011فإ"),
    ("ميغ-29إم", "مإ29-غيم"),
    ("قمة 2024", "2024 ةمق"),
    ("كوفيد-19 وسارس-2", "2-سراسو 19-ديفوك"),
    ("الأمم المتحدة", "الأمم المتحدة"[::-1]),
    ("الحزب/الحركة", "ةكرحلا/بزحلا"),
)


@pytest.mark.parametrize("around", ["{} اليوم", "جائحة {} اليوم", "قال {}.", "هو ({})، ثم", "{}"])
@pytest.mark.parametrize(("term", "seen"), RIGHT_TO_LEFT)
def test_a_hyphen_behind_an_arabic_letter_is_no_minus(term: str, seen: str, around: str) -> None:
    assert seen in _displayed(around.format(term), "rtl")


@pytest.mark.parametrize(
    "around",
    [
        "the {} summit",
        "{} begins the line",
        "it ends with {}",
        "it ends with {}.",
        "so ({}) is in brackets",
        "so “{}” is quoted",
        "first {}, then 5 others",
        "in 2023 {} had 30 members",
        "{}",
    ],
)
@pytest.mark.parametrize(("term", "seen"), RIGHT_TO_LEFT)
def test_arabic_words_and_their_numbers_are_one_in_english(
    term: str, seen: str, around: str
) -> None:
    shown = _displayed(around.format(term), "ltr")
    assert shown == around.format(seen)


def test_a_number_behind_arabic_words_stays_with_the_english_words_it_counts() -> None:
    shown = _displayed("said الجزيرة 5 people died", "ltr")
    assert shown == "said ةريزجلا 5 people died"
    assert _displayed("In الرياض 20 of 30 left", "ltr") == "In ضايرلا 20 of 30 left"


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("فوق -5 و-10 وبـ-15 درجة", ["-5", "-10", "-15"]),
        ("وصل إلى باك-3 MSE وإف-16 C", ["MSE", "C"]),
        ("تلسكوب James Webb (JWST) أُطلق", ["James Webb", "JWST"]),
        ("شركة Boeing. Airbus قالت", ["Boeing", "Airbus"]),
        ("ارتفع -5٪ اليوم", ["-5٪"]),
        ("نسبة %5-%10 منه", []),
        ("من «CO₂» إلى (H₂O)[1]", ["CO₂", "H₂O"]),
        ("البريد a@b.org، والهاتف +962 6 123 4567.", ["a@b.org", "+962 6 123 4567"]),
        ("بحضور 30 دولة (2024) 150 مشاركا", []),
    ],
)
def test_a_run_ends_where_the_term_ends(text: str, isolated: list[str]) -> None:
    found = [piece.text for piece in pieces(text, base="rtl") if piece.isolate]
    assert found == isolated


_MIXED = st.text(
    alphabet=st.sampled_from(
        "aB ينو ،.:-–%$£°12٣()[]+/'’&#@₂²⁺μ\u2011«”“\u0301\u064e\u0640_=\n\u00a0٪"
    ),
    max_size=60,
)


@given(_MIXED | st.text(max_size=60), st.sampled_from(["rtl", "ltr"]))
def test_any_text_is_cut_into_pieces_that_are_the_text(text: str, base: Direction) -> None:
    found = pieces(text, base=base)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text and piece.isolate in (None, "ltr", "rtl") for piece in found)
    assert all(piece.isolate != base for piece in found)


@given(_MIXED)
def test_no_letter_stands_in_a_piece_of_the_other_direction(text: str) -> None:
    for piece in pieces(text, base="rtl"):
        assert not (piece.isolate and set(piece.text) & set("ينو،٣"))
        assert piece.isolate or not set(piece.text) & set("aBμ")
    for piece in pieces(text, base="ltr"):
        assert not (piece.isolate and set(piece.text) & set("aBμ"))
        assert piece.isolate or not set(piece.text) & set("ينو")


def test_long_text_takes_no_more_than_its_length() -> None:
    for text in ("1 " * 20_000, "a.b/" * 20_000, "(" * 40_000, "+1 000 " * 8_000, "ب-" * 20_000):
        assert "".join(piece.text for piece in pieces(text, base="rtl")) == text
        assert "".join(piece.text for piece in pieces(text, base="ltr")) == text
