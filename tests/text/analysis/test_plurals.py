from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.analysis.folding import normalize
from rag.text.analysis.plurals import root_form
from rag.text.analysis.stemming import stem

# Written before the table, to measure it: both numbers of words that stand in any paper.
PAIRS = """
جثة جثث, شارع شوارع, ميدان ميادين, حي أحياء, مسجد مساجد, كنيسة كنائس, قصر قصور, أستاذ أساتذة,
تلميذ تلاميذ, قاتل قتلة, لص لصوص, راكب ركاب, زائر زوار, سائح سياح, فندق فنادق, مطعم مطاعم,
متحف متاحف, تمثال تماثيل, أغنية أغان, شاعر شعراء, قصيدة قصائد, صحيفة صحف, حصة حصص, سهم أسهم,
تاجر تجار, بضاعة بضائع, مصرف مصارف, فرع فروع, أرملة أرامل, يتيم أيتام, شاب شبان, امرأة نساء,
رجل رجال, طفل أطفال, عريس عرسان, حفيد أحفاد, قبيلة قبائل, شيخ شيوخ, زعيم زعماء, قائد قادة,
ضابط ضباط, عنصر عناصر, مدفع مدافع, بندقية بنادق, سلاح أسلحة, ذخيرة ذخائر, خندق خنادق, نفق أنفاق,
جدار جدران, منطقة مناطق, إقليم أقاليم, عاصمة عواصم, ضاحية ضواح, واد أودية, سهل سهول,
صحراء صحارى, شاطئ شواطئ, سمكة أسماك, طائر طيور, ذئب ذئاب, محصول محاصيل, دواء أدوية, جرح جروح,
عاصفة عواصف, بركان براكين, كارثة كوارث, قمر أقمار, كوكب كواكب, عضو أعضاء, مقعد مقاعد, حليف حلفاء,
شريك شركاء, رئيس رؤساء, قانون قوانين, دعوى دعاوى, شرط شروط, مرسوم مراسيم, جريمة جرائم, وكيل وكلاء,
نتيجة نتائج, رقم أرقام, جدول جداول, ورقة أوراق, وثيقة وثائق, صندوق صناديق, نشاط أنشطة, بطل أبطال,
مبنى مبان, منجم مناجم, أنبوب أنابيب, مصفاة مصاف, هاتف هواتف, حاسوب حواسيب, خبير خبراء
""".replace("\n", " ").split(",")


def stem_of(word: str) -> str:
    return stem(normalize(word))


@pytest.mark.parametrize("pair", [pair.strip() for pair in PAIRS])
def test_both_numbers_of_a_noun_share_a_stem(pair: str) -> None:
    one, many = pair.split()
    assert stem_of(one) == stem_of(many)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("السفن", "سفينة"),
        ("وسفنها", "سفينتهم"),
        ("للوزراء", "وزير"),
        ("وزراؤه", "وزراء"),
        ("وزرائها", "الوزير"),
        ("بنكين", "البنوك"),
        ("جنودا", "جندي"),
        ("قتلى", "قتل"),
        ("بالمدارس", "مدرستنا"),
    ],
)
def test_clitics_and_sound_endings_hide_no_plural(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أسود", "أسد"),
        ("عملة", "عمال"),
        ("شرطة", "شروط"),
        ("مقاطعة", "مقاطع"),
        ("أسرة", "أسرى"),
        ("قوي", "قوة"),
        ("عنصرية", "عناصر"),
    ],
)
def test_other_words_of_the_same_letters_stay_apart(one: str, other: str) -> None:
    assert stem_of(one) != stem_of(other)


def test_each_form_of_the_table_stands_in_one_line() -> None:
    table = files("rag.text.analysis").joinpath("plurals.tsv").read_text(encoding="utf-8")
    lines = [line.split() for line in table.splitlines() if line and line[0] != "#"]
    forms = [normalize(form) for line in lines for form in line]
    assert len(forms) == len(set(forms))
    assert sum(len(line) - 1 for line in lines) >= 1000


@given(st.text(alphabet="اوبلكفهنمتيرزءس", max_size=12))
def test_any_word_has_a_stem_and_one_only(word: str) -> None:
    assert root_form(word) == root_form(word)
    assert bool(stem(word)) == bool(word)
