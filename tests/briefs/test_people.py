from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.key_facts.arabic_people import arabic_names
from rag.briefs.key_facts.english_people import EnglishNames
from rag.briefs.key_facts.told_sentences import told_words
from tests.factories import ANALYZER


def english(text: str, around: str = "") -> list[str]:
    names = EnglishNames(text, around, ANALYZER)
    return [" ".join(word.text for word in names.words[a:b]) for a, b in names.spans()]


def arabic(text: str) -> list[str]:
    words = told_words(text)
    return [
        " ".join(word.text for word in words[start:end])
        for start, end in arabic_names(words, ANALYZER)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prime Minister Narendra Modi met Fumio Kishida.", ["Narendra Modi", "Fumio Kishida"]),
        ("Ms Amina Mohammed's office did not answer.", ["Amina Mohammed's"]),
        ("The World Bank and the Suez Canal Authority agreed.", []),
        ("The talks in South Korea ended on Sunday in Addis Ababa.", []),
        ("Trucks crossed at Bab al-Hawa.", []),
        ("He was taken to Walter Reed hospital.", []),
        ("Talks With World Health Experts Led By Prime Minister End In Geneva", []),
        ("Forecaster Fiona MacLeod of the Met Office spoke.", ["Fiona MacLeod"]),
        ("It was written by J. K. Rowling in Bath.", ["J. K. Rowling"]),
        ("Saudi Crown Prince Mohammed bin Salman flew home.", ["Mohammed bin Salman"]),
        ("Egypt's Abdel Fattah al-Sisi did not.", ["Abdel Fattah al-Sisi"]),
        ("Prince Andrew stayed in London.", ["Prince Andrew"]),
        ("Lejla Vukas, 34, lives on the coast.", ["Lejla Vukas"]),
        ("His lawyer, Dov Zilberman, will appeal.", ["Dov Zilberman"]),
        ("he said nothing", []),
    ],
)
def test_english_names(sentence: str, expected: list[str]) -> None:
    assert english(sentence) == expected


def test_an_unknown_name_is_known_by_its_surname_alone() -> None:
    opening = "Vukas Lejla opened the bridge."
    assert english(opening) == []
    assert english(opening, f"{opening} Lejla said it was late.") == ["Vukas Lejla"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("وقالت الوزيرة شيري رحمن إن الصندوق ضروري.", ["شيري رحمن"]),
        ("وقال رئيس الوزراء الياباني فوميو كيشيدا.", ["فوميو كيشيدا"]),
        ("وقال الوزير إن الاجتماع تأجل.", []),
        ("اجتمع وزراء الخارجية في العاصمة.", []),
        ("وصل محمد بن سلمان الأحد.", ["محمد بن سلمان"]),
        ("التقى الرئيس عبد الفتاح السيسي الأمير.", ["عبد الفتاح السيسي"]),
        ("وقال المتحدث باسم الوزارة رائد العيساوي إن العمل بدأ.", ["رائد العيساوي"]),
        ("وكتب #سامي_الدهان تغريدة.", ["سامي الدهان"]),
        ("أغلق الجيش معبر كرم أبو سالم.", []),
        ("فاز الروائي بجائزة الشيخ زايد للكتاب.", []),
        ("توفي عن عمر ناهز الثمانين.", []),
        ("قال توركيل هاندال مدرب الفريق إنه راض.", ["توركيل هاندال"]),
        ("غنت الفنانة هدى سلطان ست أغنيات.", ["هدى سلطان"]),
        ("وأصيب الشاب نبيل رشيد عقل (25 عاما).", ["نبيل رشيد عقل"]),
        ("وتفقد المحافظ أشرف عطية سير العمل.", ["أشرف عطية"]),
        ("قال الرئيس الغواتيمالي جيمي موراليس إنه سيسافر.", ["جيمي موراليس"]),
        ("أعلن رئيس البرلمان المنتهية ولايته سليم الجبوري استقالته.", ["سليم الجبوري"]),
        ("عرضت القناة فيلم «جورج أوروال» مساء.", []),
        ("وفي بيونغ يانغ باقية العقوبات.", []),
        ("التقى الرئيس كيم جونغ أون الوفد.", ["كيم جونغ أون"]),
        ("قال سيف الدين مصطفى محمد إنه بريء.", []),
        ("هذا يزيد الضغوط على الحكومة.", []),
        ("وقال رئيس الوزراء، آبي أحمد علي، إنه راض.", []),
    ],
)
def test_arabic_names(sentence: str, expected: list[str]) -> None:
    assert arabic(sentence) == expected


@given(st.text(alphabet="ابتثمدحعلينرو محمدعلي الJohn.,-'\"#_ 12", max_size=80))
def test_a_name_is_part_of_its_text(text: str) -> None:
    told = {word.text for word in told_words(text)}
    for name in [*english(text), *arabic(text)]:
        assert name
        assert told.issuperset(name.split())
