"""Lines that are no text of an article are recognised, and sentences of news are left alone."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.furniture import furniture_kind, without_furniture

_FURNITURE = """
newsletter	Sign up for our newsletter and get the harbour's news every morning.
newsletter	Get the day's headlines delivered to your inbox
newsletter	اشترك في نشرتنا البريدية ليصلك كل جديد
newsletter	اشترك في النشرة
follow	Follow us on Facebook
follow	Follow the Harbour Post on Twitter and Instagram.
follow	Have a tip? Email our desk: desk@harbour.example
follow	تابعونا على قناتنا في تلغرام
app	حمّل تطبيق صحيفة المرسى على هاتفك
app	Download our app from the App Store
cookies	We use cookies to improve your experience.
cookies	يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك
copyright	© 2024 Harbour Post
copyright	جميع الحقوق محفوظة لصحيفة المرسى
copyright	This material may not be published, broadcast, or rewritten without permission.
views	الآراء الواردة في هذا المقال لا تعبّر بالضرورة عن رأي الصحيفة
views	The views expressed here are the author's own.
comments	Leave a comment
comments	ترحب صحيفة المرسى بالنقاش المفيد وترجو مراجعة إرشادات الاستخدام
comments	لن يتم نشر عنوان بريدك الإلكتروني
related	Read more: Harbour to close for a week
related	You may also like
related	اقرأ أيضا: إغلاق الميناء أسبوعا
related	إقرأ أيضاً: إغلاق الميناء أسبوعا
related	مواضيع ذات صلة
related	الأكثر قراءة
keywords	كلمات مفتاحية: الميناء، الرصيف
keywords	Tags: harbour, quay
keywords	#الميناء #الرصيف
share	شارك هذا الخبر على فيسبوك وتويتر وواتساب
share	Share on Facebook
share	Facebook Twitter WhatsApp
tools	طباعة
tools	حجم الخط A+ A-
tools	3 min read
advert	إعلان
advert	Advertisement
live	This is a breaking news story, more to follow
credit	Image credit: Harbour Post
credit	صورة: رويترز
byline	Reporting by Huda Salem; Editing by Sami Nasr
byline	المصدر: وكالات
wall	Please enable JavaScript to continue
wall	عذرا، الصفحة غير موجودة
"""

_NEWS = """
The newsletter said on Sunday that the harbour would sign up for the new rules.
Sign-ups for the army fell by a third, the ministry said.
The court ruled that the site must ask before it uses cookies.
Subscribers to the service rose to 40 million in March.
Follow-up talks on Twitter's future were held in Geneva.
Facebook said it had removed 200 accounts.
Share prices fell by four percent.
Shares fell.
More from the bank is expected on Friday.
Related industries lost 3,000 jobs.
Advertisement revenue fell by a tenth.
The views of the author were not shared by the committee.
Copyright law will change in June, the minister said.
Print sales fell and email replaced letters.
Read more books, the minister told pupils.
Get ready for a long winter, the company told its customers.
شارك الرئيس في قمة المناخ يوم الأحد.
شارك اللاعب في المباراة على ملعب الميناء.
اشترك اللاعبان في تسجيل الهدف الثالث.
تابع الرئيس المباراة عبر التلفزيون.
تابعنا خلال أسبوع واحد أحداثا ساخنة في الملاعب.
تستخدم الشركة ملفات تعريف الارتباط لتتبع زوار مواقعها، بحسب الحكم.
انضم إلى الفريق ثلاثة لاعبين جدد.
المزيد من الأمطار متوقع يوم الخميس.
حقوق النشر محور خلاف بين الصحف ومحركات البحث.
قالت الصحيفة إن نشرتها البريدية بلغت مليون مشترك.
الصورة لم تكن واضحة، بحسب الشهود.
مصدر في الوزارة أكد النبأ.
اقرأ المزيد من الكتب، قال الوزير للتلاميذ.
"""


@pytest.mark.parametrize("row", _FURNITURE.strip().splitlines())
def test_furniture_is_recognised_by_kind(row: str) -> None:
    kind, line = row.split("\t")
    assert furniture_kind(line) == kind
    assert furniture_kind(f"  • {line}") == kind


@pytest.mark.parametrize("line", _NEWS.strip().splitlines())
def test_sentences_of_news_are_no_furniture(line: str) -> None:
    assert furniture_kind(line) is None


def test_no_line_of_the_sample_articles_is_furniture() -> None:
    articles = [file for file in files("seeds").iterdir() if file.name.endswith(".md")]
    lines = [line for file in articles for line in file.read_text("utf-8").splitlines()]
    assert len(lines) > 200
    assert [line for line in lines if furniture_kind(line)] == []


def test_blank_and_very_long_lines_are_text() -> None:
    assert furniture_kind("") is None
    assert furniture_kind(" \u200f \t") is None
    assert furniture_kind("Sign up for our newsletter. " * 100) is None


def test_the_other_lines_of_a_text_stay_as_they_are() -> None:
    text = "One.\n\nRead also: Two\n  Three.\n"
    assert without_furniture(text) == ("One.\n\n  Three.\n", ("Read also: Two",))
    spaced = "One.\n\nRead also: Two\n\nThree."
    assert without_furniture(spaced) == ("One.\n\nThree.", ("Read also: Two",))


@given(st.text(max_size=200))
def test_lines_are_only_taken_out(text: str) -> None:
    kept = without_furniture(text)[0].split("\n")
    rest = iter(text.split("\n"))
    assert kept == [""] or all(line in rest for line in kept)
