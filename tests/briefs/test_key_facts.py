from __future__ import annotations

from datetime import date

import pytest

from rag.briefs.key_facts.event_days import MOST_DAYS
from rag.briefs.key_facts.key_facts import MOST, key_facts
from rag.briefs.points import version
from rag.briefs.sentences.source_sentences import article_sentences, as_evidence
from rag.records import KeyFact, Language, Point
from rag.text.analysis.languages import detect_language
from tests.briefs.samples import ARABIC, ENGLISH, all_lines, story
from tests.factories import ANALYZER, article


def told(*sentences: str, published: date | None = None) -> tuple[KeyFact, ...]:
    """The key facts of points of one sentence each."""
    points = []
    for at, sentence in enumerate(sentences):
        language: Language = detect_language(sentence)
        source = article(sentence, id=str(at), language=language, published_at=published)
        (evidence,) = as_evidence([source])
        side = version(language, [article_sentences(evidence)[0].sentence])
        points.append(
            Point(
                f"p{at}",
                ar=side if language == "ar" else None,
                en=side if language == "en" else None,
            )
        )
    return key_facts(points, ANALYZER)


def of(kind: str, *sentences: str, published: date | None = None) -> list[str]:
    return [fact.text for fact in told(*sentences, published=published) if fact.kind == kind]


def test_a_name_told_again_is_a_name_and_and_is_no_part_of_it() -> None:
    again = "وكان محمود قرداحي في القاعة.", "وخرج قرداحي منها."
    assert of("who", *again) == ["محمود قرداحي"]
    three = "عين الاتحاد فهد المرداسي وعبدالله الشلوي حكمين.", "ووصل المرداسي قبل الشلوي."
    assert of("who", *three) == ["فهد المرداسي", "عبدالله الشلوي"]


def test_a_place_of_a_later_point_must_be_told_again() -> None:
    first, later = "The council raised the fee.", "A fire burned in Oslo."
    assert of("where", first, later) == []
    assert of("where", first, later, "Trains stopped in Oslo.") == ["Oslo"]


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("where", "CAIRO (Post) - A ship ran aground off Yemen.", ["Yemen"]),
        ("where", "The talks moved from Tokyo to South Korea.", ["South Korea"]),
        ("where", "American and Japanese officials met.", []),
        ("where", "SEVILLE, Spain - The port opened.", []),
        ("where", "THE COST: 40 million dollars was spent.", []),
        ("where", "UPDATE - The minister left the port.", []),
        ("where", "نابلس - وفا - أعلنت البلدية عن خطتها.", []),
        ("where", "بيروت - أعلنت البلدية عن خطتها.", []),
        ("where", "وقال الوزير: «سنبدأ العمل بثلاث محطات».", []),
        ("where", "وأوضح المصدر (وهو عضو) - إن العمل بدأ.", []),
        ("where", "السبب الرئيسي: نقص الوقود والمال.", []),
        ("where", "مصر ترفض: العرض لا يكفي.", ["مصر"]),
        ("where", "طوكيو (الراصد) - التقى الوفدان ولليابان مطالب.", []),
        ("where", "وسافر الوفد إلى لبنان وفرنسا.", ["لبنان", "فرنسا"]),
        ("when", "They met on Sunday, 14 July 2024.", ["Sunday, 14 July 2024"]),
        ("when", "It has been open since March 2021.", []),
        ("when", "والتقى الوفدان يوم الجمعة ١٨ آب.", ["الجمعة ١٨ آب"]),
        ("how_many", "The fire killed 46 people.", ["46 people"]),
        ("how_many", "They won 40 gold medals and $12 million.", ["40 gold medals", "$12 million"]),
        ("how_many", "Some 54,000 U.S. troops are there.", ["54,000 U.S. troops"]),
        ("how_many", "وقتل 46 شخصاً في الحريق.", ["46 شخصاً"]),
        ("how_many", "وسقط عند الكيلومتر 151 بترقيم القناة.", []),
        ("who", "President Joe Biden spoke.", ["Joe Biden"]),
        ("who", "Iraq's Oil Ministry said the field will grow.", ["Iraq's Oil Ministry"]),
        ("who", "China launched a satellite.", ["China"]),
        ("who", "China was hit by a storm.", []),
        ("who", "أعلنت وزارة النفط العراقية زيادة الإنتاج.", ["وزارة النفط العراقية"]),
        ("who", "نفت شركة نفط الجنوب بيع حصتها.", ["شركة نفط الجنوب"]),
        ("who", "أعلن الجيش الإسرائيلي مقتل جندي.", ["الجيش الإسرائيلي"]),
        ("who", "أفاد المرصد السوري لحقوق الإنسان بذلك.", ["المرصد السوري لحقوق الإنسان"]),
        ("who", "أعلن الاتحاد أن الموسم انتهى.", []),
        ("who", "سجل نيمار هدفين في الشوط الأول.", []),
        ("who", "وكان محمود قرداحي في القاعة.", []),
        ("who", "قال الوزير محمود قرداحي إنه راض.", ["محمود قرداحي"]),
        ("who", "عين الاتحاد الحكمين محمد صالح ومحمد العبكري.", ["محمد صالح"]),
        ("where", "أكد تحالف دعم الشرعية في اليمن أن العمل مستمر.", []),
        ("where", "قال وزير الدولة للشؤون الخارجية في الإمارات إنه راض.", []),
        ("where", "بعدما فشل اجتماعهما الأسبوع الماضي في العاصمة الإثيوبية أديس أبابا.", []),
        ("where", "والمهاجم فرنسي مولود في إقليم الشيشان.", []),
        ("where", "LONDON (Reuters) - Oil prices rose.", []),
        ("where", "The Japanese minister met Iraq's envoy.", []),
        ("where", "She played for Paris Saint-Germain in Lusail, Qatar.", ["Lusail", "Qatar"]),
        ("where", "A bomb hit the town of Karbel near Mosul.", ["Karbel", "Mosul"]),
        ("where", "انفجرت عبوة في بلدة الكرمة شرقي الفلوجة.", ["بلدة الكرمة", "الفلوجة"]),
        ("where", "وصل الوفد إلى العاصمة السعودية الرياض.", ["الرياض"]),
        ("where", "التقى رئيس مصر سفير فرنسا.", []),
        ("where", "وأصيب اللاعب في الرباط الصليبي.", []),
        ("when", "تأسس النادي عام 1979 ويلعب منذ مارس 2001.", []),
        ("when", "فاز الفريق 1-صفر.", []),
        ("how_many", "The loss was -5.5 million dollars.", ["-5.5 million dollars"]),
        ("how_many", "بلغت الكلفة -5.5 ملايين دولار.", ["-5.5 ملايين دولار"]),
        ("how_many", "رقم الهاتف هو (800) 955-2292 والبريد.", []),
        ("how_many", "They flew a 737 Max on Flight 370 and won 3-1 at 34.", []),
        ("how_many", "بثت قناة 12 صورا لطائرة إف 16 عام 2018.", []),
        ("how_many", "سجل الهدف في الدقيقة 69 وتكفل زميله بالثاني.", []),
        ("how_many", "وبيع بسعر 77ر15 دولارا للبرميل.", ["77ر15 دولارا للبرميل"]),
        ("how_many", "وقعوا عقدا قيمته مليارا دولار.", ["مليارا دولار"]),
        ("how_many", "سقط ثلاثة قتلى في الهجوم.", ["ثلاثة قتلى"]),
        ("how_many", "سنفتح الخط الجديد بثلاث محطات.", ["ثلاث محطات"]),
        ("how_many", "Brent cost $77.15 a barrel.", ["$77.15 a barrel"]),
        ("how_many", "The three ministers and the fifth man left.", []),
        ("how_many", "More than 300 homes burned.", ["More than 300 homes"]),
    ],
)
def test_key_facts_of_a_sentence(kind: str, sentence: str, expected: list[str]) -> None:
    found = of(kind, sentence)
    assert found == expected


def test_what_is_the_first_point() -> None:
    assert of("what", "A ship ran aground.", "It was freed.") == ["A ship ran aground."]


def test_each_stands_in_the_sentence_that_it_cites() -> None:
    for fact in told("CAIRO (Post) - On Sunday 46 boats left Yemen.", ARABIC, ENGLISH):
        assert fact.text in " ".join(fact.citation.quote.split())
        assert fact.citation.article.language == fact.language


def test_none_is_told_twice_and_few_of_a_kind() -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    said = [f"It rained on {day}." for day in (*days, *days)]
    assert of("when", *said) == list(days[:MOST_DAYS])


def test_an_arabic_name_is_found_by_its_english_side() -> None:
    arabic = article("وتحدث في القاعة فوميو كيشيدا طويلاً.", id="ar", language="ar")
    english = article("Fumio Kishida spoke for long in the hall.", id="en")
    sides = [version(one.language, [all_lines(one)[0].sentence]) for one in (arabic, english)]
    found = key_facts([Point("p1", ar=sides[0], en=sides[1])], ANALYZER)
    assert [fact.text for fact in found if fact.kind == "who"] == ["فوميو كيشيدا", "Fumio Kishida"]


def test_points_without_sentences_have_none() -> None:
    assert key_facts([], ANALYZER) == ()
    assert key_facts([Point("p1")], ANALYZER) == ()
    assert len(story()) == 2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("ضرب زلزال المدينة أمس السبت.", ["أمس السبت [27 يوليو]"]),
        ("وقع الحادث يوم الخميس.", ["الخميس [25 يوليو]"]),
        ("افتتح الوزير في تونس الخميس معرضا.", ["الخميس [25 يوليو]"]),
        ("The bridge fell on Thursday.", ["Thursday [25 July]"]),
        ("They would meet on Thursday.", ["Thursday"]),
        ("في العطلة التي تبدأ يوم الاثنين.", ["الاثنين"]),
        ("They said it opens on 3 August 2024.", ["3 August 2024"]),
        ("He was born on 3 May 1971 and moved in June 1990.", []),
        ("I will never forget that Saturday evening.", []),
    ],
)
def test_relative_days_have_the_day_beside_them(sentence: str, expected: list[str]) -> None:
    assert of("when", sentence, published=date(2024, 7, 28)) == expected


def test_who_is_told_most_comes_first_and_who_is_named_in_passing_not_at_all() -> None:
    said = "Lionel Messi scored. Messi scored again. Messi ran. Messi, as Diego Maradona once, won."
    lead = "Coach Lionel Scaloni praised Lionel Messi."
    source = article(f"{lead} {said}", id="a")
    lines = all_lines(source)
    points = [Point(f"p{at}", en=version("en", [one.sentence])) for at, one in enumerate(lines)]
    found = [fact.text for fact in key_facts(points, ANALYZER) if fact.kind == "who"]
    assert found == ["Lionel Messi", "Lionel Scaloni"]


def test_a_newer_figure_of_the_same_thing_replaces_the_older() -> None:
    points = []
    for day, count in ((13, 33), (25, 50)):
        text = f"The quake killed {count} people."
        source = article(text, id=str(day), published_at=date(2023, 2, day))
        points.append(Point(f"p{day}", en=version("en", [all_lines(source)[0].sentence])))
    found = [fact.text for fact in key_facts(points, ANALYZER) if fact.kind == "how_many"]
    assert found == ["50 people"]
    assert MOST == 3
