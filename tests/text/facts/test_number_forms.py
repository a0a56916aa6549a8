"""Every way of writing a number gives the same value, in either language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.facts import doubtful, facts, missing
from rag.text.facts.fact import Fact

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
UNITS = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
TENS = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HOSTILE = st.lists(
    st.sampled_from(
        [
            *"0123٠٣.,٫٬،'’%-–/+>< \u00a0\u202f\n",
            *(
                "نصف",
                " و ",
                "ربع",
                "مليارا",
                "ألفا",
                "أكثر من ",
                " على الأقل",
                "بين ",
                "عشر",
                "خُمس",
            ),
            *("more than ", "between ", " to ", " and a half", "third ", "للمرة ", "الثالثة"),
        ]
    ),
    max_size=25,
).map("".join)


def numbers(text: str) -> list[str]:
    return [
        one.key for one in facts(text).facts if one.strict and one.kind in ("number", "percent")
    ]


def same(one: str, other: str) -> bool:
    own, given = facts(one), facts(other)
    return not missing(own, given) and not doubtful(own, given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خمسة و عشرون جنديا", ["25"]),
        ("مئة و خمسون مليون دولار", ["150000000"]),
        ("25 ألف و 300 نازح", ["25300"]),
        ("ألف و تسعمئة و سبعة و أربعين", ["1947"]),
        ("مليون و نصف مليون نازح", ["1500000"]),
        ("مائة وسبعا وتسعين", ["197"]),
        ("77ر15 دولارا", ["77.15"]),
        ("٤ر٣ مليار دينار", ["4300000000"]),
        ("77,15 دولارا, 0,25 نقطة", ["77.15", "0.25"]),
        ("مليارا دولار", ["2000000000"]),
        ("خمسين مليارا", ["50000000000"]),
        ("مليارا و200 مليون دينار", ["1200000000"]),
        ("ثلاثة تريليونات وتريليونا دولار", ["3000000000000", "2000000000000"]),
        ("ألفا شخص", ["2000"]),
        ("فيروس كورونا ألفا", []),
        ("ثلاث سنوات ونصف السنة", ["3.5"]),
        ("ثلاثة كيلومترات مربعة ونصف", ["3.5"]),
        ("ساعة ونصف الساعة، عامين ونصف، مرتين ونصف المرة", ["1.5", "2.5", "2.5"]),
        ("قتل 3 أشخاص ونصف المدينة دمرت", ["3", "50%"]),
        ("ثلاثة ملايين إلا ربعا", ["2750000"]),
        ("an hour and a half, two years and a half", ["1.5", "2.5"]),
        ("ثلاثة أرباع المليون، three quarters of a million", ["750000", "750000"]),
        ("ثلاثة أرباع السكان، ثلثي الأصوات، ثلث المقاعد", ["75%", "67%", "33%"]),
        ("نصف الإنتاج، خمس الإنتاج، ثلثيها", ["50%", "20%", "67%"]),
        ("نصف النهائي، ربع الساعة، الربع الأول", []),
        ("أكثر من الخُمسين", ["40%"]),
        ("اثني عشر ألفا، ثلاثة عشر الساعة", ["12000", "13"]),
        ("half of them, two-thirds of votes, a third of men", ["50%", "67%", "33%"]),
        ("2/3 الأعضاء، 2/3 of the members", ["67%", "67%"]),
        ("3 من كل 10، one in five", ["30%", "20%"]),
        ("-5 درجات، 5 درجات تحت الصفر، minus five degrees", ["-5", "-5", "-5"]),
        ("10 -15, pages 3 - 5", ["10", "15", "3", "5"]),
        ("40k people, $1.2B, 5 pc", ["40000", "1200000000", "5%"]),
        ("two dozen dogs", ["24"]),
        ("سارس كوف-2 مليون إصابة", ["2"]),
        ("R0, D66, third parties, the Third World", ["0", "66"]),
        ("مايو كلينيك", []),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("February 12–March 28, 2020", {"--02-12", "2020-03-28"}),
        ("12 فبراير – 28 مارس 2020", {"--02-12", "2020-03-28"}),
        ("March 4 and 5", {"--03-04", "--03-05"}),
        ("March 4 and 5 men", {"--03-04"}),
    ],
)
def test_the_days_of_a_range_belong_to_their_months(text: str, expected: set[str]) -> None:
    assert {one.key for one in facts(text).facts if one.kind == "date"} == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ساعة ونصف", "90 دقيقة"),
        ("قرن ونصف", "150 عاما"),
        ("عامين ونصف", "30 months"),
        ("thousands of people", "آلاف الأشخاص"),
        ("dozens of people", "عشرات الأشخاص"),
        ("thousands of computers", "tens of thousands of computers"),
        ("hundreds of men", "400 رجل"),
        ("أول مرة", "for the first time"),
        ("the 10th time", "للمرة العاشرة"),
        ("للمرة الـ10", "for the tenth time"),
        ("third in a row", "الثالثة على التوالي"),
        ("came fourth", "حل الفارس رابعا"),
        ("ثاني أكبر مدينة", "the second-largest city"),
        ("مجموعة السبع", "the G7"),
        ("كوفيد 19", "COVID-19"),
        ("fell -5%", "fell 5%"),
    ],
)
def test_the_same_in_other_words_is_stated(one: str, other: str) -> None:
    assert not missing(facts(one), facts(other))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("first time", "للمرة العاشرة"),
        ("لأول مرة", "for the tenth time"),
        ("the first night", "the 3rd night"),
        ("thousands of people", "مئات الأشخاص"),
        ("5 درجات", "-5 درجات"),
        ("66 seats", "D66"),
        ("ثلثا السكان", "ثلث السكان"),
        ("3 أعضاء", "2/3 الأعضاء"),
        ("ثلاث سنوات", "ثلاث سنوات ونصف السنة"),
    ],
)
def test_another_number_is_missing(claim: str, source: str) -> None:
    assert missing(facts(claim), facts(source))


@given(
    st.integers(1, 9),
    st.integers(2, 9),
    st.sampled_from([" و", " و ", "\u00a0و"]),
    st.sampled_from(["", " ألف", " مليون"]),
)
def test_units_and_tens_are_one_number_however_and_is_written(
    unit: int, ten: int, joined: str, scale: str
) -> None:
    words = f"{UNITS[unit - 1]}{joined}{TENS[ten - 2]}{scale}"
    assert same(f"{10 * ten + unit}{scale} شخص", f"نحو {words} شخص")


@given(st.integers(0, 999), st.integers(1, 99), st.booleans())
def test_a_decimal_is_the_same_with_a_point_a_comma_or_the_letter(
    whole: int, hundredths: int, arabic: bool
) -> None:
    value = Decimal(whole) + Decimal(hundredths) / 100
    for sign in (".", ",", "ر", "٫"):
        written = f"{whole}{sign}{hundredths:02}"
        written = written.translate(ARABIC_DIGITS) if arabic else written
        (fact,) = (one for one in facts(f"بلغ {written} دولار").facts if one.kind == "number")
        assert Decimal(fact.key) == value or fact.readings >= {str(value.normalize())}, written


@given(st.integers(2, 10**9), st.sampled_from([",", "٬", " ", "\u00a0", "\u202f", "\u2009", "'"]))
def test_any_group_mark_gives_the_same_value(value: int, sign: str) -> None:
    assert same(f"{value} people", f"{value:,} people".replace(",", sign))


@given(HOSTILE, HOSTILE)
@example("0>0", "")
def test_no_text_is_too_much_and_every_text_states_itself(one: str, other: str) -> None:
    own, given = facts(one), facts(other)
    assert not missing(own, own)
    assert not doubtful(own, own)
    for fact in (*missing(own, given), *doubtful(own, given)):
        assert fact.strict
    for fact in own.facts:
        assert 0 <= fact.start < fact.end <= len(one)
        assert _is_inside(fact, len(one))


def _is_inside(fact: Fact, size: int) -> bool:
    return fact.bound is None or 0 <= fact.bound.start <= fact.start < fact.end <= size
