"""Names, titles and bodies that a claim changes, within a language and across."""

from __future__ import annotations

import pytest

from rag.grounding.claim_check import check_claim
from rag.text.crosslingual.sound import ALIKE, distance

FIELD_AR = (
    "أعلن وزير الطاقة حسين فاضل في البصرة أن شركة نفط الجنوب ستوسع حقل مجنون بكلفة 300 مليون دولار."
)
FIELD_EN = (
    "Energy Minister Hussein Fadhil announced in Basra that the South Oil Company will expand the"
    " Majnoon field at a cost of $300 million."
)
ACROSS = [
    (FIELD_EN, "Basra", "Kirkuk", FIELD_AR),
    (FIELD_EN, "Basra", "Mosul", FIELD_AR),
    (FIELD_EN, "Basra", "Kuwait", FIELD_AR),
    (FIELD_EN, "Hussein Fadhil", "Ali Kareem", FIELD_AR),
    (FIELD_EN, "Hussein", "Hassan", FIELD_AR),
    (FIELD_EN, "Fadhil", "Kareem", FIELD_AR),
    (FIELD_EN, "South Oil", "North Oil", FIELD_AR),
    (FIELD_EN, "Energy Minister", "Health Minister", FIELD_AR),
    (FIELD_EN, "Energy Minister", "Prime Minister", FIELD_AR),
    (FIELD_AR, "البصرة", "كركوك", FIELD_EN),
    (FIELD_AR, "حسين فاضل", "علي كريم", FIELD_EN),
    (FIELD_AR, "حسين", "حسن", FIELD_EN),
    (FIELD_AR, "نفط الجنوب", "نفط الشمال", FIELD_EN),
    (FIELD_AR, "حقل مجنون", "حقل الرميلة", FIELD_EN),
    (FIELD_AR, "وزير الطاقة", "وزير الصحة", FIELD_EN),
]


@pytest.mark.parametrize(("claim", "source"), [(FIELD_EN, FIELD_AR), (FIELD_AR, FIELD_EN)])
def test_the_translation_itself_is_supported(claim: str, source: str) -> None:
    assert check_claim(claim, source).status == "supported"


@pytest.mark.parametrize(("claim", "name", "other", "source"), ACROSS)
def test_a_changed_name_or_office_is_noticed_across_languages(
    claim: str, name: str, other: str, source: str
) -> None:
    assert name in claim
    assert check_claim(claim.replace(name, other), source).status != "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("سجل عمر خريبين هدفين في الشوط الثاني.", "سجل المهاجم عمر السومة هدفين في الشوط الثاني."),
        ("اندلع حريق في سوق وسط أم درمان.", "اندلع حريق كبير في سوق شعبية وسط الخرطوم ليل الجمعة."),
        ("ضربت الأمطار محافظة مسندم يومين.", "ضربت أمطار غزيرة محافظة ظفار طوال يومين كاملين."),
        ("أعد الدراسة باحثون في جامعة عين شمس.", "أعد باحثون في جامعة القاهرة هذه الدراسة."),
        (
            "فقدت الحكومة أغلبيتها بانسحاب حزب العدالة.",
            "انسحب حزب الاستقلال ففقدت الحكومة أغلبيتها.",
        ),
        ("وقع الاتفاق في فرنسا أمس.", "وقع الاتفاق في الولايات المتحدة أمس."),
        (
            "زار وزير الخارجية الأردني بغداد لبحث النفط.",
            "زار رئيس الوزراء الأردني بغداد لبحث النفط.",
        ),
        ("استقال نائب محافظ البنك المركزي.", "استقال محافظ البنك المركزي يوم الأربعاء بعد خلاف."),
        ("The city's mayor resigned on Friday.", "The city's deputy mayor resigned on Friday."),
        ("A wreath was laid by the president of Ghana.", "The ambassador of Ghana laid a wreath."),
        ("Toyota is recalling cars over a fault.", "Volkswagen is recalling cars over a fault."),
        (
            "Novak Djokovic withdrew on Monday with an injury.",
            "Rafael Nadal withdrew on Monday with an injury, a day after Novak Djokovic won.",
        ),
    ],
)
def test_a_changed_name_or_office_is_noticed_in_other_words(claim: str, source: str) -> None:
    assert check_claim(claim, source).status != "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Reverend Martin King spoke on Friday.", "The Rev. Martin King spoke on Friday."),
        ("The Rev. Martin King spoke on Friday.", "Reverend Martin King spoke on Friday."),
        ("Three climbers died on Mt. Everest.", "Three climbers died on Mount Everest."),
        ("Mr. Mugabe resigned on Tuesday.", "Robert Mugabe resigned on Tuesday."),
        ("Gen. Khalifa Haftar visited Moscow.", "General Khalifa Haftar visited Moscow."),
        ("The U.s. government sent aid to Haiti.", "The U.S. government sent aid to Haiti."),
        ("The US government sent aid to Haiti.", "The U. S. government sent aid to Haiti."),
        (
            "The delegation of Turkish businessmen met the king.",
            "التقى وفد من رجال الأعمال الأتراك الملك.",
        ),
        ("The ambush killed three soldiers in Mali.", "قتل ثلاثة جنود في كمين في مالي."),
        (
            "قتل ثلاثة جنود في كمين شمال غاو.",
            "Three soldiers were killed in an ambush north of Gao.",
        ),
    ],
)
def test_a_name_may_be_written_otherwise(claim: str, source: str) -> None:
    assert check_claim(claim, source).status == "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Germany warned France about the tariffs.", "France warned Germany about the tariffs."),
        ("تركيا تعرقل التنقيب قبالة قبرص", "قبرص تعرقل التنقيب قبالة تركيا"),
        ("هزم فريق لبنان فريق الأردن", "هزم فريق الأردن فريق لبنان"),
        ("Barcelona beat Real Madrid on Saturday.", "Real Madrid beat Barcelona on Saturday."),
    ],
)
def test_two_names_the_other_way_round_are_noticed(claim: str, source: str) -> None:
    verdict = check_claim(claim, source)
    assert verdict.status == "check"
    assert len(verdict.reasons) == 1


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Talks between China and Russia ended.", "Talks between Russia and China ended."),
        ("تعادل منتخب المغرب ومنتخب مصر", "تعادل منتخب مصر ومنتخب المغرب"),
        ("Italy was warned by Spain.", "Spain warned Italy."),
    ],
)
def test_a_list_of_names_and_a_passive_have_no_order(claim: str, source: str) -> None:
    assert check_claim(claim, source).status == "supported"


@pytest.mark.parametrize(
    ("english", "arabic", "alike"),
    [
        ("kavanaugh", "كافانو", True),
        ("fadhil", "فاضل", True),
        ("scholz", "شولتس", True),
        ("houthis", "الحوثيين", True),
        ("charles", "تشارلز", True),
        ("kirkuk", "البصره", False),
        ("macron", "ميركل", False),
        ("ali", "حسين", False),
    ],
)
def test_names_are_compared_by_sound(english: str, arabic: str, *, alike: bool) -> None:
    assert (distance(english, arabic) <= ALIKE) is alike


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("أقالت الوزيرة رئيس مصلحة الضرائب.", "أقالت الوزيرة رئيس مصلحة الجمارك بعد قضية التهريب."),
        ("انتقد نقيب المحامين القرار.", "انتقد نقيب الصحفيين القرار الصادر أمس."),
        ("رفضت محكمة النقض طعن المتهم.", "رفضت محكمة الاستئناف طعن المتهم وأيدت الحكم."),
        ("The poet won the state prize.", "فاز الروائي بجائزة الدولة هذا العام."),
        (
            "The World Bank lent the country $3 billion.",
            "أقرض صندوق النقد الدولي البلاد 3 مليارات دولار.",
        ),
        ("احتج الصيادلة أمام البرلمان.", "Nurses protested outside parliament on Monday."),
        ("The navy chief resigned.", "The air force chief resigned on Monday."),
        ("يتراجع سعر الذهب مع زيادة المخزونات.", "يتراجع سعر النفط مع زيادة المخزونات."),
        ("اتهم الممثل بالسرقة.", "اتهم الممثل الشهير بالتحرش."),
        ("Qatar is located in Doha.", "The school in Qatar is located in Doha."),
        ("Mr Dean is the secretary of health.", "Mr Dean spoke for the secretary of health."),
        ("غاز مصري لقبرص بلا عوائق", "غاز قبرص لمصر بلا عوائق"),
    ],
)
def test_one_of_a_kind_excludes_another(claim: str, source: str) -> None:
    assert check_claim(claim, source).status not in ("supported", "unverified")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("استقال مسؤول في الجمارك أمس.", "استقال مدير الجمارك أمس."),
        ("The head of the province resigned.", "The head of the province, a governor, resigned."),
        ("رئيس الحكومة يزور دمشق غدا", "رئيس الوزراء يزور دمشق غدا"),
        ("The school in Qatar is located in Doha.", "The school in Qatar is located in Doha."),
        ("Mr Dean is the secretary of health.", "Mr Dean, the secretary of health, spoke."),
        ("قمة لبنان وليبيا في تونس غدا", "قمة ليبيا ولبنان في تونس غدا"),
    ],
)
def test_general_words_and_other_names_of_an_office_exclude_nothing(
    claim: str, source: str
) -> None:
    assert check_claim(claim, source).status == "supported"


def test_a_sentence_of_many_names_is_no_headline() -> None:
    source = "أعلن وزير النفط سليم مراد في الموصل أن شركة غاز الشمال ستوسع حقل كورمور."
    told = "{} announced in {} that the North Gas Company will expand the Kormor field."
    assert check_claim(told.format("Oil Minister Salim Murad", "Mosul"), source).sound
    for who, where in (
        ("Oil Minister Peter Hanson", "Mosul"),
        ("Oil Minister Salim Murad", "Basra"),
    ):
        assert not check_claim(told.format(who, where), source).sound
