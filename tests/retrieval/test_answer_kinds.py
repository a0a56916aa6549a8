from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.answer_kinds import NEUTRAL, answers
from rag.retrieval.question_kinds import asked
from rag.text.analyzer import shipped_analyzer

GLOSSARY = shipped_analyzer().glossary

# A question, a sentence that holds what it asks for, and one that does not.
PAIRS = [
    ("كم كلف الملعب؟", "بلغت كلفة الملعب 95 مليون دينار.", "يتسع الملعب لـ40 ألف متفرج."),
    ("How much did the stadium cost?", "It cost $95 million.", "It seats 40,000 people."),
    ("ما نسبة المشاركة؟", "شارك 22% من الناخبين.", "شارك 3 ملايين ناخب."),
    ("كم مدرسة أغلقت؟", "أغلقت 12 مدرسة في الشمال.", "أغلقت المدارس منذ 2019."),
    ("How many schools were closed?", "Twelve schools were shut.", "All schools were shut."),
    ("How long did the strike last?", "It lasted eleven days.", "It cost 3 million euros."),
    ("كم استمر الإضراب؟", "استمر الإضراب أسبوعين.", "أضرب 4 آلاف معلم."),
    ("When did it open?", "It opened on 3 May 2021.", "It has two runways."),
    ("متى بدأ الإضراب؟", "بدأ الإضراب الثلاثاء.", "بدأ الإضراب بمسيرة كبيرة."),
    ("أين غرقت العبارة؟", "غرقت العبارة قبالة ليبيا.", "غرقت العبارة وعلى متنها ركاب."),
    ("Where did the ferry sink?", "It sank off Greece.", "It sank with its cargo."),
    ("ليش تأخر القطار؟", "تأخر القطار بسبب الثلوج.", "تأخر القطار ثلاث ساعات."),
    ("Why was it late?", "It was late because of snow.", "It was three hours late."),
    ("من مدير المتحف؟", "قال مدير المتحف سامر الحداد إن العمل تم.", "يضم المتحف لوحات كثيرة."),
    ("Who runs the museum?", "Hannah Vogel runs it.", "The museum has many rooms."),
    ("Who owns the yacht?", "It belongs to Mira Holdings.", "The yacht has a crew of twenty."),
    ("Who won the cup?", "Senegal won the cup.", "Senegal sent a young team."),
    ("من فاز بالكأس؟", "فازت السنغال بالكأس.", "حضر المباراة 45 ألفا."),
    ("How many ships were sent?", "أرسلت 12 سفينة إلى الموقع.", "بلغت الكلفة 12 مليون دولار."),
    ("What did the minister say?", "He said: “We will never sign it.”", "The road is long."),
    ("كيف وصف المدرب الهزيمة؟", "وصفها المدرب بأنها «درس قاس للفريق كله».", "خسر الفريق."),
    ("Which city hosts the fair?", "It is held in Tunis.", "The French visit it."),
    ("What time did she clock?", "She ran it in 2 hours 22 minutes.", "She beat 80 runners."),
    ("At which kilometre did it stop?", "It stopped at kilometre 151.", "It stopped at noon."),
    ("متى تأسست المدينة؟", "أسسها الملك سنة 753 ق.م.", "يسكنها كثير من الناس."),
    ("What are the demands?", "They want pay, housing, leave and Anna Weber back.", "No."),
    ("Is the bridge longer than the old one?", "It is 20 metres longer than that.", "It rusts."),
    ("ما سبب الإضراب؟", "أضربوا احتجاجا على الأجور.", "أضربوا في المدن كلها."),
    ("كيف نزل الممثل؟", "نزل الممثل بواسطة حبل.", "نزل الممثل."),
    ("ما هي الأونروا؟", "الأونروا هي وكالة للاجئين.", "زارها الوزير."),
    ("Which company built it?", "The firm Arco built it.", "It took four years."),
]


@pytest.mark.parametrize(("question", "good", "bad"), PAIRS)
def test_what_is_asked_for_stands_in_one_and_not_in_the_other(
    question: str, good: str, bad: str
) -> None:
    wanted = asked(question)
    assert answers(wanted, question, good, GLOSSARY) >= 0.7
    assert (
        answers(wanted, question, good, GLOSSARY) > answers(wanted, question, bad, GLOSSARY) + 0.2
    )


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is Hannah Vogel?", "Hannah Vogel spoke on Sunday."),
        ("متى انتهت أحداث 2019؟", "انتهت أحداث 2019 بسلام."),
        ("كم كلف برج الـ95 مليون دينار؟", "كلف البرج 95 مليون دينار."),
        ("Where in Greece is the camp?", "The camp is in Greece."),
    ],
)
def test_what_the_question_says_itself_answers_nothing(question: str, sentence: str) -> None:
    assert answers(asked(question), question, sentence, GLOSSARY) < NEUTRAL


def test_a_kind_that_leaves_no_trace_is_neutral() -> None:
    question = "What did the divers find?"
    assert answers(asked(question), question, "He left.", GLOSSARY) == NEUTRAL


@given(
    st.sampled_from([pair[0] for pair in PAIRS]),
    st.text(alphabet="0123 abcThe,.وفي مليون دينار-$%\n", max_size=60),
)
def test_any_sentence_gets_a_share(question: str, sentence: str) -> None:
    assert 0 <= answers(asked(question), question, sentence, GLOSSARY) <= 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("كم عدد الجنود الأمريكيين في اليابان؟", "وينتشر في اليابان أكثر من 50 ألف عسكري أميركي."),
        ("How many soldiers are there?", "Some 900 servicemen are stationed there."),
        ("How many people died?", "The flood left 41 dead."),
        ("كم شخصا مات؟", "وأوقعت الفيضانات 41 قتيلا."),
    ],
)
def test_people_are_counted_by_any_word_for_them(question: str, sentence: str) -> None:
    assert answers(asked(question), question, sentence, shipped_analyzer().glossary) == 1.0


def test_wounded_are_no_dead() -> None:
    question = "How many were killed?"
    glossary = shipped_analyzer().glossary
    assert answers(asked(question), question, "Some 90 were wounded.", glossary) < 1.0
