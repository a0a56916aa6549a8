from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.cited_sentence import locate
from rag.grounding.claim_check import check_claim
from rag.grounding.verdicts import verify
from rag.records import Sentence
from tests.factories import ANALYZER, evidence, passage

WEDNESDAY = date(2023, 11, 15)


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (
            "أعلنت الشرطة مساء أمس الثلاثاء القبض على ثلاثة مشتبه بهم في سرقة المتحف.",
            "ألقت الشرطة القبض على ثلاثة مشتبه بهم في سرقة المتحف يوم 14 نوفمبر 2023.",
            "ألقت الشرطة القبض على ثلاثة مشتبه بهم في سرقة المتحف يوم 15 نوفمبر 2023.",
        ),
        (
            "تفتتح غدا الخميس في تونس أعمال المؤتمر السنوي للمياه.",
            "يفتتح المؤتمر السنوي للمياه في تونس في 16 تشرين الثاني.",
            "يفتتح المؤتمر السنوي للمياه في تونس في 17 تشرين الثاني.",
        ),
        (
            "توصل الطرفان قبل يومين إلى اتفاق على تبادل الأسرى برعاية قطر.",
            "توصل الطرفان في 13 نوفمبر إلى اتفاق على تبادل الأسرى.",
            "توصل الطرفان في 12 نوفمبر إلى اتفاق على تبادل الأسرى.",
        ),
        (
            "سجلت الصادرات الشهر الماضي ارتفاعا بنسبة سبعة في المئة.",
            "ارتفعت الصادرات في أكتوبر 2023 بنسبة سبعة في المئة.",
            "ارتفعت الصادرات في سبتمبر 2023 بنسبة سبعة في المئة.",
        ),
        (
            "من المقرر أن تجرى الانتخابات البلدية العام المقبل في جميع المحافظات.",
            "تجرى الانتخابات البلدية في جميع المحافظات عام 2024.",
            "تجرى الانتخابات البلدية في جميع المحافظات عام 2025.",
        ),
        (
            "وصل الوفد أول أمس إلى الخرطوم للقاء قادة المجلس.",
            "وصل الوفد إلى الخرطوم يوم الاثنين للقاء قادة المجلس.",
            "وصل الوفد إلى الخرطوم يوم الثلاثاء للقاء قادة المجلس.",
        ),
        (
            "قال البنك المركزي اليوم إنه أبقى سعر الفائدة دون تغيير.",
            "أبقى البنك المركزي سعر الفائدة دون تغيير في 15 نوفمبر 2023.",
            "أبقى البنك المركزي سعر الفائدة دون تغيير في 14 نوفمبر 2023.",
        ),
        (
            "انتهت المحادثات ليلة أمس من دون نتيجة.",
            "انتهت المحادثات ليل الثلاثاء من دون نتيجة.",
            "انتهت المحادثات ليل الأربعاء من دون نتيجة.",
        ),
        (
            "شهدت المدينة الأحد الماضي مظاهرة شارك فيها آلاف المعلمين.",
            "شارك آلاف المعلمين في مظاهرة شهدتها المدينة في 12 نوفمبر.",
            "شارك آلاف المعلمين في مظاهرة شهدتها المدينة في 11 نوفمبر.",
        ),
        (
            "يلتقي الفريقان يوم الجمعة المقبل على ملعب الملك فهد.",
            "يلتقي الفريقان في 17 نوفمبر 2023 على ملعب الملك فهد.",
            "يلتقي الفريقان في 24 أكتوبر 2023 على ملعب الملك فهد.",
        ),
        (
            "وكانت الحكومة قد استقالت في أغسطس من العام الماضي.",
            "استقالت الحكومة في أغسطس 2022.",
            "استقالت الحكومة في أغسطس 2023.",
        ),
        (
            "أغلق الميناء منذ ثلاثة أيام بسبب الرياح.",
            "أغلق الميناء في 12 نوفمبر بسبب الرياح.",
            "أغلق الميناء في 10 نوفمبر بسبب الرياح.",
        ),
        (
            "وقع الحادث في ساعة متأخرة من مساء الاثنين على الطريق السريع.",
            "وقع الحادث مساء 13 نوفمبر على الطريق السريع.",
            "وقع الحادث مساء 14 نوفمبر على الطريق السريع.",
        ),
        (
            "The airline said on Tuesday it would cut 400 jobs next year.",
            "The airline said on 14 November it would cut 400 jobs.",
            "The airline said on 15 November it would cut 400 jobs.",
        ),
        (
            "The airline said on Tuesday it would cut 400 jobs next year.",
            "The airline will cut 400 jobs in 2024.",
            "The airline will cut 400 jobs in 2025.",
        ),
        (
            "Rescuers pulled two miners alive from the shaft late on Monday night.",
            "Two miners were pulled alive from the shaft on November 13.",
            "Two miners were pulled alive from the shaft on November 14.",
        ),
        (
            "The festival opened three days ago and ends tomorrow.",
            "The festival opened on 12 November.",
            "The festival opened on 13 November.",
        ),
        (
            "The festival opened three days ago and ends tomorrow.",
            "The festival ends on 16 November.",
            "The festival ends on 17 November.",
        ),
        (
            "Inflation slowed last month to 4.6 percent, the lowest in two years.",
            "Inflation slowed to 4.6 percent in October.",
            "Inflation slowed to 4.6 percent in September.",
        ),
        (
            "The court will hear the appeal next Thursday.",
            "The court will hear the appeal on 16 November 2023.",
            "The court will hear the appeal on 9 November 2023.",
        ),
        (
            "A strong earthquake shook the island early today, injuring six people.",
            "A strong earthquake injured six people on the island on 15 November 2023.",
            "A strong earthquake injured six people on the island on 14 November 2023.",
        ),
        (
            "Last year the museum drew 2 million visitors.",
            "The museum drew 2 million visitors in 2022.",
            "The museum drew 2 million visitors in 2021.",
        ),
        (
            "The bridge collapsed the day before yesterday during heavy rain.",
            "The bridge collapsed on Monday during heavy rain.",
            "The bridge collapsed on Tuesday during heavy rain.",
        ),
        (
            "The two presidents are due to meet in Lima on Saturday.",
            "The two presidents are to meet in Lima on 18 November.",
            "The two presidents are to meet in Lima on 11 November.",
        ),
        (
            "Officials announced this week that the ban would be lifted.",
            "Officials announced this week that the ban would be lifted.",
            "Officials announced last week that the ban would be lifted.",
        ),
        (
            "The band split up 10 years ago.",
            "The band split up in 2013.",
            "The band split up in 2010.",
        ),
        (
            "وقع الانفجار يوم الثلاثاء 14 نوفمبر 2023 في ميناء عدن.",
            "وقع الانفجار في ميناء عدن أمس.",
            "وقع الانفجار في ميناء عدن أول من أمس.",
        ),
        (
            "وقع الانفجار في 14 نوفمبر 2023 في ميناء عدن.",
            "وقع الانفجار في ميناء عدن يوم الثلاثاء.",
            "وقع الانفجار في ميناء عدن يوم الاثنين.",
        ),
        (
            "في وقت سابق من هذا الشهر أقيل المدير.",
            "أقيل المدير في نوفمبر 2023.",
            "أقيل المدير في أكتوبر 2023.",
        ),
        (
            "ويعقد الاجتماع نهاية الأسبوع المقبل.",
            "يعقد الاجتماع الأسبوع المقبل.",
            "يعقد الاجتماع الأسبوع الجاري.",
        ),
        (
            "وبدأ العمل بالقانون مطلع العام الجاري.",
            "بدأ العمل بالقانون في مطلع عام 2023.",
            "بدأ العمل بالقانون في مطلع عام 2022.",
        ),
        (
            "The minister resigned in March last year.",
            "The minister resigned in March 2022.",
            "The minister resigned in March 2023.",
        ),
        (
            "وقعت الهزة صباح اليوم الأربعاء.",
            "وقعت الهزة صباح الأربعاء.",
            "وقعت الهزة صباح الخميس.",
        ),
        (
            "The deal was signed on Friday, Nov. 10.",
            "The deal was signed on Friday.",
            "The deal was signed on Thursday.",
        ),
        (
            "The deal was signed on Fri 10 Nov.",
            "The deal was signed on Friday.",
            "The deal was signed on Thursday.",
        ),
    ],
)
def test_a_day_told_from_the_day_of_publication_is_resolved(
    source: str, right: str, wrong: str
) -> None:
    assert check_claim(source, source, published=WEDNESDAY).status == "supported"
    assert check_claim(right, source, published=WEDNESDAY).status == "supported"
    assert check_claim(wrong, source, published=WEDNESDAY).status not in ("supported", "unverified")


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (
            "أعلنت الشرطة مساء أمس الثلاثاء القبض على ثلاثة مشتبه بهم في سرقة المتحف.",
            "Police said on Tuesday that three suspects in the museum theft had been arrested.",
            "Police said on Monday that three suspects in the museum theft had been arrested.",
        ),
        (
            "شهدت المدينة الأحد الماضي مظاهرة شارك فيها آلاف المعلمين.",
            "Thousands of teachers took part in a demonstration in the city on 12 November.",
            "Thousands of teachers took part in a demonstration in the city on 11 November.",
        ),
        (
            "انخفضت أسعار النفط أمس بنسبة ثلاثة في المئة.",
            "Oil prices fell by three percent on 14 November 2023.",
            "Oil prices fell by three percent on 15 November 2023.",
        ),
        (
            "Rescuers pulled two miners alive from the shaft late on Monday night.",
            "انتشل رجال الإنقاذ عاملي منجم على قيد الحياة من البئر ليل 13 نوفمبر.",
            "انتشل رجال الإنقاذ عاملي منجم على قيد الحياة من البئر ليل 14 نوفمبر.",
        ),
        (
            "Inflation slowed last month to 4.6 percent, the lowest in two years.",
            "تباطأ التضخم في أكتوبر إلى 4.6 في المئة وهو الأدنى في عامين.",
            "تباطأ التضخم في سبتمبر إلى 4.6 في المئة وهو الأدنى في عامين.",
        ),
        (
            "The court will hear the appeal tomorrow.",
            "تنظر المحكمة في الاستئناف غدا.",
            "تنظر المحكمة في الاستئناف اليوم.",
        ),
        (
            "The court will hear the appeal tomorrow.",
            "تنظر المحكمة في الاستئناف يوم الخميس 16 نوفمبر.",
            "تنظر المحكمة في الاستئناف يوم الأربعاء 15 نوفمبر.",
        ),
    ],
)
def test_a_day_is_resolved_across_languages(source: str, right: str, wrong: str) -> None:
    assert check_claim(right, source, published=WEDNESDAY).status == "supported"
    assert check_claim(wrong, source, published=WEDNESDAY).status not in ("supported", "unverified")


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        ("انهار الجسر في 27 تموز 2024.", "supported"),
        ("انهار الجسر في 27 يوليو.", "supported"),
        ("انهار الجسر يوم السبت.", "supported"),
        ("انهار الجسر في 28 تموز 2024.", "contradicted"),
        ("انهار الجسر في 26 تموز 2024.", "contradicted"),
        ("انهار الجسر يوم الأحد.", "contradicted"),
        ("The bridge collapsed after heavy rain on 27 July 2024.", "supported"),
        ("The bridge collapsed after heavy rain on Saturday.", "supported"),
        ("The bridge collapsed after heavy rain on 28 July 2024.", "contradicted"),
        ("The bridge collapsed after heavy rain on Sunday.", "contradicted"),
    ],
)
def test_yesterday_is_the_day_before_publication(claim: str, status: str) -> None:
    source = "انهار الجسر أمس السبت بعد أمطار غزيرة."
    assert check_claim(claim, source, published=date(2024, 7, 28)).status == status


@pytest.mark.parametrize(
    ("source", "within", "outside"),
    [
        ("The strike began last week.", "The strike began on 8 November.", "1 November"),
        ("The strike began a week ago.", "The strike began on 8 November.", "1 November"),
        ("بدأ الإضراب الشهر الماضي.", "بدأ الإضراب في 12 أكتوبر.", "12 نوفمبر"),
        ("بدأ الإضراب العام الماضي.", "بدأ الإضراب في مايو 2022.", "مايو 2021"),
    ],
)
def test_a_day_within_a_span_is_one_to_check(source: str, within: str, outside: str) -> None:
    assert check_claim(within, source, published=WEDNESDAY).status == "check"
    given = within.split(" on ")[-1] if " on " in within else within.split(" في ")[-1]
    wrong = within.replace(given.rstrip("."), outside)
    assert check_claim(wrong, source, published=WEDNESDAY).status != "supported"


def test_the_dateline_is_no_day_of_what_happened_yesterday() -> None:
    whole = passage(
        "The bridge collapsed yesterday. Nobody was hurt. Engineers inspected the ruins."
    )
    article = replace(whole.article, published_at=WEDNESDAY)
    (source,) = evidence(replace(whole, article=article))

    def status(text: str) -> str:
        sentence = Sentence(text, (locate(text, source, ANALYZER),), ())
        verdict = verify(sentence, language="en", analyzer=ANALYZER).verdict
        assert verdict is not None
        return verdict.status

    assert status("The bridge collapsed on 14 November 2023.") == "supported"
    assert status("The bridge collapsed on 15 November 2023.") == "contradicted"
    assert status("Engineers inspected the ruins on 15 November 2023.") == "supported"


def test_passages_of_different_days_are_each_resolved_by_their_own() -> None:
    first = passage("The bridge collapsed yesterday.", id="a")
    second = passage("The ferry sank yesterday.", id="b")
    dated = [
        replace(one, article=replace(one.article, published_at=day))
        for one, day in ((first, date(2023, 11, 15)), (second, date(2023, 11, 20)))
    ]
    sources = evidence(*dated)
    text = "The bridge collapsed on 14 November and the ferry sank on 19 November."
    sentence = Sentence(text, tuple(locate(text, one, ANALYZER) for one in sources), ())
    verdict = verify(sentence, language="en", analyzer=ANALYZER).verdict
    assert verdict is not None
    assert verdict.status != "contradicted"
    assert "not in the cited passage" not in " ".join(verdict.reasons)


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("The talks resume in Geneva on Monday.", "on Monday", "on Tuesday"),
        ("The talks resumed in Geneva on Sun 12 May.", "on Sunday", "on Saturday"),
        ("تستأنف المحادثات في جنيف يوم الإثنين.", "الاثنين", "الأربعاء"),
        ("تستأنف المحادثات في جنيف يوم الأحد.", "الأحد", "الخميس"),
    ],
)
def test_another_weekday_contradicts_without_a_day_of_publication(
    source: str, right: str, wrong: str
) -> None:
    start = "The talks resumed in Geneva" if source.isascii() else "تستأنف المحادثات في جنيف"
    assert check_claim(f"{start} {right}.", source).status == "supported"
    assert check_claim(f"{start} {wrong}.", source).status == "contradicted"


@pytest.mark.parametrize(
    ("claim", "source", "status"),
    [
        (
            "أقلعت الطائرة من دبي إلى لندن يوم الخميس.",
            "The plane took off from Dubai to London on Thursday.",
            "supported",
        ),
        (
            "أقلعت الطائرة من دبي إلى لندن يوم الجمعة.",
            "The plane took off from Dubai to London on Thursday.",
            "contradicted",
        ),
        (
            "The plane took off from Dubai to London on Thursday.",
            "أقلعت الطائرة من دبي إلى لندن يوم الخميس.",
            "supported",
        ),
        (
            "The plane took off from Dubai to London on Monday.",
            "أقلعت الطائرة من دبي إلى لندن يوم الخميس.",
            "contradicted",
        ),
        (
            "The plane took off from Dubai to London on Thursday.",
            "أقلعت الطائرة من دبي إلى لندن في 16 نوفمبر 2023.",
            "supported",
        ),
        (
            "The plane took off from Dubai to London on Friday.",
            "أقلعت الطائرة من دبي إلى لندن في 16 نوفمبر 2023.",
            "contradicted",
        ),
    ],
)
def test_weekdays_are_compared_across_languages_and_with_dates(
    claim: str, source: str, status: str
) -> None:
    assert check_claim(claim, source).status == status


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The vote is tomorrow.", "The vote is today."),
        ("يعقد المؤتمر في تونس العام المقبل.", "يعقد المؤتمر في تونس العام الماضي."),
        ("The council met last week.", "The council meets next week."),
        ("The council met on 14 November 2023.", "The council met yesterday."),
    ],
)
def test_without_a_day_of_publication_phrases_are_compared_but_not_resolved(
    claim: str, source: str
) -> None:
    assert check_claim(claim, source).status != "supported"
    assert check_claim(source, source).status == "supported"


def test_the_day_of_a_report_is_not_that_of_what_is_reported() -> None:
    source = "The bridge collapsed on Monday during heavy rain, the police said on Tuesday."
    claim = "The bridge collapsed on Monday during heavy rain, the police said on Wednesday."
    assert check_claim(claim, source, published=WEDNESDAY).status == "contradicted"
    assert check_claim("The bridge collapsed on Monday.", source).status == "supported"


def test_days_of_one_sentence_cannot_change_places() -> None:
    source = "The council met on Saturday and will meet again on Monday."
    claim = "The council met on Monday and will meet again on Saturday."
    assert check_claim(claim, source, published=WEDNESDAY).status == "contradicted"


def test_the_reason_names_the_day_as_the_source_tells_it() -> None:
    source = "The bridge collapsed yesterday during heavy rain."
    claim = "The bridge collapsed on Wednesday during heavy rain."
    verdict = check_claim(claim, source, published=WEDNESDAY)
    told = "This says “Wednesday” where the cited sentence says “yesterday (2023-11-14)”."
    assert told in verdict.reasons
    loose = check_claim(
        "It collapsed on 8 November.", "It collapsed last week.", published=WEDNESDAY
    )
    assert loose.reasons == (
        "The cited sentence says “last week”, which is less exact than “8 November”.",
    )


PIECES = "met yesterday on Sunday last week today said will 14 November أمس السبت قبل يومين الماضي"


@given(
    st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=12),
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
)
def test_a_copy_is_never_marked(words: list[str], published: date) -> None:
    text = " ".join(words)
    assert check_claim(text, text, published=published).status == "supported"
