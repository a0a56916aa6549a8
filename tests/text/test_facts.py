from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.facts import Fact, Facts, facts, instead, missing

ARABIC_DIGITS = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
PERSIAN_DIGITS = str.maketrans("0123456789.,", "۰۱۲۳۴۵۶۷۸۹٫٬")
MONTHS = """
January كانون الثاني
February شباط
March آذار
April نيسان
May أيار
June حزيران
July تموز
August آب
September أيلول
October تشرين الأول
November تشرين الثاني
December كانون الأول
"""
MIXED = st.text(
    alphabet="0123456789٠٣۵.,٫٬،/ :%٪½-ـً\u200f\u2066²\n«»“”\"‘’'…[]"
    "مايوكتبرشنصفلعاقIVXMayOctober and half",
    max_size=80,
)


def keys(text: str, *, strict: bool | None = None) -> list[str]:
    return [
        fact.key
        for fact in facts(text).facts
        if fact.kind in ("number", "percent") and strict in (None, fact.strict)
    ]


def missed(claim: str, source: str) -> list[str]:
    return [fact.key for fact in missing(facts(claim), facts(source))]


def only(text: str, key: str) -> Fact:
    (fact,) = [fact for fact in facts(text).facts if fact.key == key]
    return fact


@given(st.text(alphabet="0123٠٣۵９.,٫٬،'’$£% \u00a0\u202f\u2009\t\n-/:+كم", max_size=60))
def test_no_string_of_digits_and_separators_is_too_much(text: str) -> None:
    found = facts(text)
    assert not missing(found, found)
    assert all(text[fact.start : fact.end] for fact in found.facts)


@pytest.mark.parametrize("part", ["25", "000", "25 thousand and 1"])
def test_a_number_in_groups_bears_out_no_part_of_it(part: str) -> None:
    assert missed(f"about {part} people", "about 25 000 people")


def test_an_empty_text_states_nothing() -> None:
    assert facts("") == Facts("", (), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%85 و٪٩٠", ["85%", "90%"]),
        ("القرن التاسع عشر", ["19"]),
        ("المركز الثالث, the 3rd place, the third", ["3", "3", "3"]),
        ("الحادي والعشرين, twenty-first", ["21", "21"]),
        ("two and a half million", ["2500000"]),
        ("ثلاثة ملايين ونصف المليون", ["3500000"]),
        ("مليوني ونصف", ["2500000"]),
        ("نصف مليون, half a million", ["500000", "500000"]),
        ("ثلاث ونصف", ["3.5"]),
        ("5½ hours", ["5.5"]),
        ("10-15", ["10", "15"]),
        ("3-2", ["3", "2"]),
        ("و18 ب20", ["18", "20"]),
        ("A4, F-16, COVID-19", ["4", "16", "19"]),
        ("30 km2, 30 كم2, 30 كم², م2", ["30", "30", "30"]),
        ("5.30 p.m.", ["5", "30"]),
        ("at 04:00", ["4"]),
        ("في التسعينيات, in the 1990s, the nineties", ["1990", "1990", "1990"]),
        ("1.7 million eight years ago", ["1700000", "8"]),
    ],
)
def test_what_counts_is_read_as_values(text: str, expected: list[str]) -> None:
    assert keys(text, strict=True) == expected


@pytest.mark.parametrize(
    ("text", "implied"),
    [
        ("يومين", "2"),
        ("العامين", "2"),
        ("بنقطتين", "2"),
        ("both of them", "2"),
        ("مليون", "1000000"),
        ("World War II", "2"),
        ("Henry VIII", "8"),
        ("the second", "2"),
        ("واحد", "1"),
        ("a decade", "10"),
        ("halves", "50%"),
        ("يوم الاثنين", "2"),
    ],
)
def test_what_only_implies_a_number_bears_out_but_is_never_missed(text: str, implied: str) -> None:
    assert missed(f"it was {implied}", text) == []
    assert missed(text, "nothing of the kind") == []
    assert keys(text, strict=True) == []


@pytest.mark.parametrize("word", ["مسلمين", "لاعبين", "الذين", "الأرجنتين", "التأمين", "أفغانستان"])
def test_what_only_looks_like_a_dual_is_none(word: str) -> None:
    assert keys(word) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("٥٤ ألف", "54,000"),
        ("54 thousand", "٥٤٬٠٠٠"),
        ("711.988 شخصا", "711,988 people"),
        ("1.500", "1500"),
        ("56,2 %", "56.2 per cent"),
        ("1.234.567", "1,234,567"),
        ("116 123", "116123"),
        ("25 000", "٢٥ ألف"),
        ("1\u202f500\u202f000", "1.5 million"),
        ("$53, 193, 914", "$53,193,914"),
        ("12,50,000", "1.25 million"),
        ("10-15 million", "from 10 million to 15 million"),
        ("بين 10 و15%", "10% to 15%"),
        ("1950-53", "from 1950 to 1953"),
        ("8 p.m.", "20:00"),
        ("الساعة الثامنة مساء", "20:00"),
        ("in the 1980s", "في ثمانينيات القرن العشرين"),
        ("the 90s", "التسعينات"),
        ("the 19th century", "the 1800s"),
        ("40 percentage points", "40%"),
        ("three decades", "30 عاما"),
        ("7 October", "2024-10-07"),
        ("السابع من أكتوبر 2024", "7/10/2024"),
        ("October 7th, 2024", "في 7 تشرين الأول/أكتوبر 2024"),
        ("9/11", "11 سبتمبر"),
        ("7 جويلية 2019", "July 7, 2019"),
        ("5 May 2020", "الخامس من أيار 2020"),
    ],
)
def test_the_same_told_in_another_way_is_not_missed(one: str, other: str) -> None:
    assert missed(one, other) == []


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("87%", "85%", ["87%"]),
        ("85%", "85 people", ["85%"]),
        ("85 people", "85%", ["85"]),
        ("32", "3-2", ["32"]),
        ("الثالث", "المركز الرابع", ["3"]),
        ("2019", "2018", ["2019"]),
        ("5980s", "1980s", ["5980"]),
        ("in July", "in June", ["month:7"]),
        ("في تموز", "في يونيو", ["month:7"]),
        ("8 October 2024", "7 October 2024 and 8 men", ["2024-10-08"]),
        ("7 October 2023", "7 October 2024, not 2023", ["2023-10-07"]),
        ("7 November 2024", "7 October 2024, in November", ["2024-11-07"]),
        ("7 October", "in October", ["7"]),
        ("F-35", "F-16", ["35"]),
    ],
)
def test_another_value_is_missed(claim: str, source: str, expected: list[str]) -> None:
    assert missed(claim, source) == expected


def test_only_what_has_a_scale_word_may_be_rounded_and_only_large_values() -> None:
    assert missed("1.2 million", "1,203,000") == []
    assert missed("1,203,000", "1.2 مليون") == []
    assert missed("1.2 million", "1,230,000") == ["1200000"]
    assert missed("1,200,000", "1,203,000") == ["1200000"]
    assert missed("54 thousand", "54,100") == ["54000"]
    assert missed("2019", "2018") == ["2019"]


@pytest.mark.parametrize("name", ["May", "March", "ماي", "أوت", "آب", "صفر", "رجب"])
def test_a_doubtful_month_is_one_only_beside_a_day_or_a_year(name: str) -> None:
    def strict(text: str) -> bool:
        return any(fact.kind == "month" and fact.strict for fact in facts(text).facts)

    assert not strict(f"{name} said")
    assert strict(f"5 {name}")
    assert strict(f"{name} 2024")


def test_a_day_is_told_once_not_by_its_parts_too() -> None:
    assert missed("8 October 2024", "7 October 2024") == ["2024-10-08"]
    assert instead(only("8 October 2024", "2024-10-08"), facts("7 October 2024")) == only(
        "7 October 2024", "2024-10-07"
    )


def test_days_of_a_range_and_hijri_days_are_dates() -> None:
    found = [fact.key for fact in facts("7-9 October 2024, 9 رمضان 1445, 3 ذي الحجة").facts]
    assert {"2024-10-07", "2024-10-09", "1445-h9-09", "--h12-03"} <= set(found)


def test_a_slashed_date_is_read_both_ways_where_it_can_be() -> None:
    assert only("on 7/10/2024", "2024-10-07").readings == {"2024-10-07", "2024-07-10"}
    assert only("on 25/10/2024", "2024-10-25").readings == {"2024-10-25"}
    assert only("في ٢٠٢٤/١٠/٠٧", "2024-10-07").readings == {"2024-10-07"}


@pytest.mark.parametrize("marks", ["«»", "“”", '""', "‘’", "„“"])
def test_a_quotation_must_stand_word_by_word(marks: str) -> None:
    source = "He added that the talks were long and honest, but brief."
    true = f"He said {marks[0]}the talks were long and honest{marks[1]}."
    assert missed(true, source) == []
    assert missed(true.replace("long", "short"), source) == ["the talks were short and honest"]
    assert missed(f"He said {marks[0]}short talks{marks[1]}.", source) == []


def test_a_quotation_is_compared_without_tashkeel_and_around_an_ellipsis() -> None:
    source = "وقال إن المُحادثات كانت طويلة وصريحة، لكنها مفيدة جدا للجميع"
    assert missed("«المحادثات كانت طويلة… لكنها مفيدة جدا»", source) == []
    assert missed("«المحادثات كانت قصيرة… لكنها مفيدة جدا»", source) == ["المحادثات كانت قصيره"]


def test_a_quotation_in_the_other_script_may_be_a_translation() -> None:
    claim = "He said “the talks were long and honest”"
    assert missed(claim, "قال إن المحادثات في Doha كانت طويلة وصريحة") == []
    assert missed(claim, "قال: the talks were short and dull. وأضاف أنها طويلة") != []


def test_an_apostrophe_does_not_end_a_quotation() -> None:
    assert missed("‘it doesn’t matter to us’", "it doesn't matter to us at all") == []


def test_what_is_said_instead_is_told_when_only_one_could_be_meant() -> None:
    claim, source = facts("87% of voters"), facts("In 2019, 85% of voters and 30 parties")
    other = instead(claim.facts[0], source)
    assert other is not None
    assert other.key == "85%"
    assert instead(facts("40 parties").facts[0], facts("30 parties, 12 men")) is None
    assert instead(facts("2018").facts[0], source) == only(source.text, "2019")
    assert instead(facts("“a b c”").facts[0], facts("“a b d”")) is None


def test_among_several_the_one_beside_the_same_word_is_meant() -> None:
    claim, source = facts("40 parties and 12 men"), facts("30 parties, 12 men, 5 dogs")
    assert instead(claim.facts[0], source) is None
    assert instead(claim.facts[0], source, claim=claim) == only(source.text, "30")


def test_denials_are_counted() -> None:
    assert facts("لم يحضر ولن يعتذر").negations == 2
    assert facts("He came").negations == 0


@given(
    st.decimals(2, 10**9, places=2),
    st.sampled_from(["", "ar", "fa"]),
    st.sampled_from(["", "%", " %", " per cent", " في المئة", "٪", " بالمائة"]),
)
def test_a_number_is_the_same_in_any_digits(value: Decimal, digits: str, percent: str) -> None:
    written = f"{value:,.2f}"
    if digits:
        written = written.translate(ARABIC_DIGITS if digits == "ar" else PERSIAN_DIGITS)
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    assert keys(f"({written}{percent})") == [plain + "%" * bool(percent)]


@given(
    st.integers(2, 999),
    st.sampled_from(
        [(" thousand", 3), (" ألف", 3), (" million", 6), (" مليون", 6), (" مليار", 9), ("bn", 9)]
    ),
)
def test_a_scale_word_multiplies(count: int, scale: tuple[str, int]) -> None:
    word, zeros = scale
    value = count * 10**zeros
    assert missed(f"{count}{word}", f"{value:,}") == []
    assert missed(f"{value}", f"{count}{word}") == []
    assert missed(f"{count + 30}{word}", f"{value:,}") != []


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_score_or_range_is_never_one_number(first: int, second: int) -> None:
    assert keys(f"{first}-{second}") == [str(first), str(second)]


@given(MIXED)
def test_facts_never_raise_and_point_at_what_they_are(text: str) -> None:
    found = facts(text)
    assert list(found.facts) == sorted(found.facts, key=lambda fact: (fact.start, fact.end))
    for fact in found.facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.key in fact.readings
    assert missing(found, found) == ()


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    for fact in missing(facts(one), facts(other)):
        assert fact.strict
        instead(fact, facts(other), claim=facts(one))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "ن" * 10_000,
        "9" * 10_000,
        "1," * 10_000,
        "1.234" * 5_000,
        "1/" * 10_000,
        "7 October 2024 " * 2_000,
        "“" * 10_000,
        "‘a " * 10_000,
        "يومين " * 5_000,
        "IV" * 10_000,
        "not " * 5_000,
        "[" * 20_000,
        "«" + "..." * 5_000 + "»",
    ],
)
def test_long_texts_take_time_in_proportion(text: str) -> None:
    start = time.perf_counter()
    facts(text)
    assert time.perf_counter() - start < 5


def test_more_digits_than_arithmetic_can_hold_are_read() -> None:
    assert len(facts("9" * 1_100_000).facts) == 1


@settings(max_examples=30)
@given(st.integers(1, 28), st.integers(1, 12), st.integers(1900, 2099))
def test_a_date_is_the_same_however_it_is_written(day: int, month: int, year: int) -> None:
    english, levantine = MONTHS.splitlines()[month].split(" ", 1)
    written = [
        f"{day} {english} {year}",
        f"{english} {day}, {year}",
        f"{year}-{month:02}-{day:02}",
        f"{day}/{month}/{year}",
        f"{day} {levantine} {year}".translate(ARABIC_DIGITS),
        f"{day} من {levantine} عام {year}",
    ]
    for one in written:
        for other in written:
            assert missed(one, other) == [], (one, other)
