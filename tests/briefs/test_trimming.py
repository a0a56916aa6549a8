from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.sentences.trimming import trimmed


@pytest.mark.parametrize(
    ("dateline", "sentence", "tag"),
    [
        ("TOKYO, July 28 (Reuters) - ", "Japan signed a pact.", ""),
        ("(CNN) — ", "The storm killed five people.", ""),
        ("Reuters - ", "Oil rose on Friday.", ""),
        ("HAYWARD, Calif. (AP) — ", "A fight broke out.", ""),
        ("WASHINGTON — ", "President Biden signed the bill.", ""),
        ("Beijing, Nov 29 (Xinhua) -- ", "China launched a satellite.", ""),
        ("• ", "The minister resigned on Monday.", ""),
        ("", "The storm killed five people.", " (AFP)"),
        ("القاهرة (رويترز) - ", "قال الوزير إن المحادثات مستمرة.", ""),
        ("عمان - بترا - ", "افتتح رئيس الوزراء المشروع.", ""),
        ("دبي 23 مايو (أ ف ب) - ", "أعلنت الشركة نتائجها.", ""),
        ("رام الله 1-4-2018 وفا- ", "اقتحمت القوات المدينة.", ""),
        ("وام / أبوظبي: ", "استقبل الوزير السفير.", ""),
        ("", "قتل خمسة أشخاص في الحادث.", " (د ب أ)"),
        ("السويس (وكالة المرفأ) - ", "استأنفت السفن رحلاتها الاثنين.", ""),
        ("شرم الشيخ (مصر) (وكالة المرفأ) - ", "أقر المؤتمر إنشاء الصندوق.", ""),
        ("طوكيو، 28 يوليو (الراصد) – ", "وقعت اليابان اتفاقا.", ""),
        ("القاهرة / نيل بوست / ", "أعيد فتح القناة.", ""),
        ("CAIRO (Harbour Wire) - ", "The canal reopened on Monday.", ""),
        ("Cairo / Nile Post / ", "The canal reopened on Monday.", ""),
        ("Suez – The Harbour Wire – ", "Ships moved on.", ""),
        ("(CNN) ", "President Noor resigned.", ""),
        ("NEW DELHI: ", "Their savings were wasted.", ""),
        ("GREENBELT, Maryland - ", "The telescope sent its first pictures.", ""),
        ("", "قتل خمسة أشخاص في الحادث", " (رويترز)."),
        ("", "Five people were killed", " (Reuters)."),
        ("", "قال لوكالة الأنباء الفرنسية (أ ف ب).", ""),
        ("", "الأمم المتحدة (اليونيسف) - قالت المنظمة إن الأطفال جياع.", ""),
        ("", "رونالدو (البرتغال) - هداف البطولة - سجل هدفين.", ""),
        ("", "WHO: Cases rise.", ""),
        ("", "وقال الوزير: «سنبدأ العمل» غدا.", ""),
        ("", "من جهته - قال المدير نعم.", ""),
        ("", "السبب الرئيسي: الحرب.", ""),
        ("", "الأردن - البلد الصغير - استقبل اللاجئين.", ""),
        ("", "France - unlike Spain - won.", ""),
        ("", "THE COST: 5 million dollars were lost.", ""),
        ("", "In 2018 - a year before - he left.", ""),
        ("", "He spoke to the agency (AFP)", ""),
    ],
)
def test_a_dateline_and_an_agency_are_cut_off(dateline: str, sentence: str, tag: str) -> None:
    text = dateline + sentence + tag
    start, end = trimmed(text, 0, len(text))
    assert (text[:start], text[start:end], text[end:]) == (dateline, sentence, tag)


@pytest.mark.parametrize(
    ("dateline", "outlet"),
    [
        ("السويس - الراصد - ", "الراصد"),
        ("دبي - الراصد: ", "الراصد"),  # a place that is known, which is a dateline alone as well
        ("DUBAI - Harbour Wire - ", "Harbour Wire"),
        ("الضفة: ", "الضفة"),
        ("", "الضفة"),
    ],
)
def test_the_outlet_of_the_article_is_cut_off(dateline: str, outlet: str) -> None:
    text = f"{dateline}أعيد فتح القناة."
    assert trimmed(text, 0, len(text), outlet=outlet) == (len(dateline), len(text))


@given(st.text(max_size=150))
def test_what_is_left_lies_in_the_sentence(text: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert 0 <= start <= end <= len(text)
    assert (start < end) == bool(text)
