from __future__ import annotations

import pytest

from rag.text.news.site_furniture import is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضا: الميناء يفتح أبوابه",
        "للمزيد: من يحكم المدينة؟",
        "تابعونا على تويتر وفيسبوك",
        "جميع الحقوق محفوظة",
        "ننصحك بمراجعة إرشادات الاستخدام",
        "الآراء الواردة لا تعبر بالضرورة عن رأي الموقع.",
        "(إعداد سها للنشرة العربية - تحرير أمل)",
        "كلمات مفتاحية: ميناء، مدينة",
        "Sign up to our newsletter",
        "Read more: who rules the city?",
        "All rights reserved.",
        "Reporting by Jo Dee; Editing by Al Roe",
        "We use cookies to improve your visit.",
        "The views expressed in this article are those of the author.",
        "Follow us on Twitter",
    ],
)
def test_what_belongs_to_the_site(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "أرسل الرئيس رسالة إلى البرلمان.",
        "حملوا لافتات وساروا إلى الميناء.",
        "إعلان الرئيس أغضب المعارضة.",
        "شارك في إعداد الدراسة عشرة باحثين.",
        "اشترك الفريقان في البطولة.",
        "Getty Images sued the firm on Monday.",
        "Copyright law was changed in May.",
        "Also on Monday, the port reopened.",
        "Comments by the minister angered the union.",
        "The newsletter Axios reported the sale.",
        "Recommended by doctors, the drug sold well.",
    ],
)
def test_what_belongs_to_the_article(sentence: str) -> None:
    assert not is_furniture(sentence)
