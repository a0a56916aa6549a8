"""What a model writes around its answer is neither shown nor counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.composition import Composition
from rag.records import Sentence
from tests.answering.samples import BRIDGE, TROOPS, evidence_of
from tests.factories import ANALYZER

EN = "Japan hosts 54,000 soldiers [1]."
AR = "تبلغ كلفة الجسر ١٢ مليون دولار [2]."
SECOND = "The two ministers met on Sunday [1]."


def _composed(*pieces: str) -> tuple[str, list[Sentence], Composition]:
    """The text and the sentences that are part of the answer in the end."""
    reply = Composition(evidence_of(TROOPS, BRIDGE), ANALYZER)
    events = [event for piece in pieces if not reply.ended for event in reply.feed(piece)]
    events += reply.close()
    sentences = [event for event in events if isinstance(event, Sentence)]
    return reply.text, sentences[reply.void :], reply


AROUND_ENGLISH = [
    "## Answer\n\n{}",
    "The answer is: {}",
    "Here's what I found: {}",
    "{}\n\nSource: [1] Title 1, Wire",
    "{} In conclusion, {}",
    "{} END",
    "# Troops in Japan\n{}",
    "**Answer:** {}",
    "**Answer**\n\n{}",
    "Answer: {}",
    "Short answer: {}",
    "According to the passages:\n\n{}",
    "According to the provided passages, {}",
    "Based on the information provided in the passages above, {}",
    "As stated in passage one of the archive: {}",
    "From the given context, {}",
    "In summary: {}",
    "Sure! Here is the answer to your question:\n\n{}",
    "Certainly. {}",
    "Great question! {}",
    "Yes. {}",
    "{}\n\nWould you like to know more?",
    "{} I hope this helps!",
    "{}\n\nI hope this answers your question. Let me know if you need anything else!",
    "{}\n\nIf you have any other questions about this or any other topic, feel free to ask me.",
    "{} Please feel free to ask for more details.",
    "{}\n\nIs there anything else I can help you with?",
    "{}\n\nNote: this answer is based only on the passages provided.",
    "{}\n\nSources:\n[1] Title 1\n[2] Title 2",
    "{}\n\nSources:\n- [1] Title 1\n- [2] Title 2\n",
    "{}\n\n**References**\n\n1. Title 1, Wire, 1 July 2024\n2. Title 2",
    "{}\n\nSources: [1], [2]",
    "{}\n\n---\n[1] Title 1\n[2] Title 2",
    "```\n{}\n```",
    "```markdown\n{}\n```",
    "---\n{}\n---",
    "|---|---|\n{}",
    "1. {}",
    "- {}",
    "The passages do not say how many of them are women. {}",
    "{} Unfortunately, the passages do not say more.",
    "{}\n\nQuestion: And in Korea?\nAnswer: 28,500 [1].",
    "{}\n\nUser: And in Korea?\n\nAssistant: 28,500 [1].",
    "{}\nTitle: Another article\nText:\nAnother text.",
    "<think>It says 90,000 [1].</think>{}",
    "Title: Title 1\n{}",
    "{}\n\nJust say the word if you want more on this.",
    "{}\n\nYou can ask me about other articles, too.",
    "{}\n\nFor a fuller picture, consult the original articles.",
    "{} That's all I could find.",
    "{}\n\nThese are the only details available.",
    "{}\n\nStay tuned for updates.",
    "{}\n\nFollow-up questions:\n- Who commands them?\n- Where are they based?",
    "The archive reports the following:\n\n{}",
    "I looked through the passages and found this: {}",
    "Per the articles you supplied, {}",
    "The passages indicate that {}",
    "Passage 1 clearly states that {}",
    "Here you go! {}",
    "Hello! {}",
    "As an AI language model, I rely on the passages. {}",
    "Let me answer that. {}",
    "TL;DR: {}",
    "(1) {}",
    "a) {}",
    "ii. {}",
    "Point 1: {}",
    "First: {}",
    "<output>\n{}\n</output>",
    "<p>{}</p>",
    "<response><sentence>{}</sentence></response>",
    '{"answer": "{}"}',
    '```json\n{"lang": "en", "answer": "{}"}\n```',
    '{"reasoning": "It says so.", "answer": "{}", "sources": [1]}',
    '[{"sentence": "{}", "citations": [1]}]',
    '{"answer": "{}',
    "**Thinking:** The user asks how many. Passage 1 says so.\n\n**Answer:** {}",
    "Reasoning: passage 1 says so.\nFinal answer: {}",
    "{}\n\n[^1]: Wire, 28 July 2024",
    "Title: Title 1\nOutlet: Wire\nDate: 2024-07-28\nText:\n{}",
]
AROUND_ARABIC = [
    "## الجواب\n\n{}",
    "الجواب هو: {}",
    "أتمنى لك يوما سعيدا! {}",
    "**الجواب:** {}",
    "الإجابة: {}",
    "الإجابة المختصرة: {}",
    "وفقا للمقاطع المقدمة:\n{}",
    "وفقًا للمقاطع المقدمة، {}",
    "بناءً على المعلومات الواردة في المقاطع، {}",
    "استنادا إلى المصادر المتاحة: {}",
    "كما جاء في المقطع الثاني: {}",
    "بحسب النص:\n{}",
    "إليك الإجابة:\n\n{}",
    "بالتأكيد! فيما يلي الإجابة عن سؤالك:\n{}",
    "نعم. {}",
    "{}\n\nهل تريد معرفة المزيد؟",
    "{} هل تود أن أقدم لك تفاصيل أكثر عن كلفة الجسر أو عن موعد افتتاحه؟",
    "{}\n\nآمل أن تكون هذه الإجابة مفيدة.",
    "{} أرجو أن يكون هذا قد أفادك. لا تتردد في طرح أي سؤال آخر!",
    "{}\n\nإذا كان لديك أي سؤال آخر حول هذا الموضوع أو غيره، فأنا هنا للمساعدة.",
    "{}\n\nملاحظة: هذه الإجابة مبنية على المقاطع المقدمة فقط.",
    "{}\n\nالمصادر:\n[1] العنوان الأول\n[2] العنوان الثاني",
    "{}\n\n**المراجع:**\n- [2] العنوان الثاني",
    "{}\n\nالمصادر المستخدمة: [2]",
    "{}\n\nالسؤال: ومتى افتتح؟\nالجواب: في آذار [2].",
    "{}\n\nهذا كل ما ورد في المقاطع.",
    "{}\n\nأنا في خدمتك لأي سؤال آخر.",
    "{} سأكون سعيدا بمساعدتك.",
    "{}\n\nللاطلاع على التفاصيل يرجى مراجعة المقالات.",
    "{}\n\nاسألني إن أردت المزيد.",
    "{}\n\nأسئلة متابعة:\n- من يملكه؟\n- أين يقع؟",
    "{}\n\nدمتم بخير.",
    "مرحبا! {}",
    "أهلا بك، {}",
    "تشير المقاطع إلى أن {}",
    "ويذكر المقطع 2 أن {}",
    "بعد الاطلاع على المقاطع، {}",
    "يسرني أن أجيبك: {}",
    "سأجيب عن السؤال. {}",
    "إجابة السؤال كما يلي: {}",
    "(١) {}",
    "١- {}",
    "أ) {}",
    "أولا: {}",
    "<الإجابة>{}</الإجابة>",
    '{"الإجابة": "{}"}',
    "التفكير: المقطع 2 يذكر ذلك.\nالجواب النهائي: {}",
    "{} ولم تذكر المقاطع مزيدا من التفاصيل.",
    "<think>يسأل عن الكلفة [2].</think>{}",
]


@pytest.mark.parametrize(
    ("around", "claim"),
    [(one, EN) for one in AROUND_ENGLISH] + [(one, AR) for one in AROUND_ARABIC],
)
def test_lines_that_are_no_claims_leave_the_claim_alone(around: str, claim: str) -> None:
    reply = around.replace("{}", claim)
    for pieces in ([reply], list(reply)):
        text, (sentence,), _ = _composed(*pieces)
        assert sentence.text == claim.replace(" [1]", "").replace(" [2]", "")
        assert len(sentence.citations) == 1
        assert text.lstrip("-1. ").strip() == claim


@pytest.mark.parametrize(
    "claim",
    [
        "Sources said that the army advanced [1].",
        "The answer of the minister was short [1].",
        "According to the ministry, exports fell [1].",
        "According to sources, exports fell [1].",
        "According to the documents, exports fell [1].",
        "In the context of the war, exports fell [1].",
        "Based on information from the navy, the ship sank [1].",
        "Based on a novel by Twain, the film opened on Sunday [1].",
        "Title fights were held in Tokyo [1].",
        "If you have a house in Tokyo, its price rose by 5 per cent [1].",
        "Users of the ferry paid twice [1].",
        "You can see the ferry from Tokyo [1].",
        "The report said that exports fell [1].",
        "The documents show that exports fell [1].",
        "A) is the better grade, the ministry said [1].",
        "There is no information on the sunken ship, the navy said [1].",
        "The text of the treaty is not final [1].",
        "قالت مصادر إن الجيش تقدم [1].",
        "مصادر: الجيش يتقدم [1].",
        "بحسب الوزارة، انخفضت الصادرات [1].",
        "بحسب المصادر، انخفضت الصادرات [1].",
        "وفي السياق نفسه، انخفضت الصادرات [1].",
        "وفقا للمقطع المصور، انهار الجسر [1].",
        "الجواب الذي قدمه الوزير كان قصيرا [1].",
        "لم تذكر الشرطة اسم القتيل [1].",
        "إذا كان لديك منزل في طوكيو فقد ارتفع ثمنه [1].",
        "يمكنني أن أعود غدا، قال الوزير [1].",
        "سؤال الوزير أثار الجدل [1].",
    ],
)
def test_a_cited_sentence_is_a_claim_whatever_its_first_words(claim: str) -> None:
    text, (sentence,), _ = _composed(*claim)
    assert text == claim
    assert sentence.text == claim.replace(" [1]", "")


@pytest.mark.parametrize(
    "claim",
    [
        "Military sources did not comment on the strike.",
        "There were 300 people on the ferry.",
        "It was known as the Blue Palace.",
        "The question of Cyprus was raised by Athens.",
        "لم يعلق الجيش على الغارة.",
        "لا يزال الجسر مغلقا.",
        "كما انخفضت الصادرات في مايو.",
        "إذا استمر الإضراب فستغلق المدارس.",
    ],
)
def test_a_claim_without_a_marker_is_no_extra_line(claim: str) -> None:
    _, (sentence,), reply = _composed(*claim)
    assert (sentence.text, reply.refused) == (claim, False)


@pytest.mark.parametrize(
    "reply",
    [
        "NO_ANSWER",
        "The passages do not contain information about this.",
        "I'm sorry, but the provided passages don't mention the number of soldiers.",
        "There is no information about this in the given context.",
        "I cannot answer this question based on the passages.",
        "None of the passages answers the question. Would you like me to search again?",
        "عذرا، لا تحتوي المقاطع المقدمة على معلومات عن هذا السؤال.",
        "لا توجد معلومات في المقاطع عن هذا الموضوع.",
        "المقاطع المقدمة لا تذكر عدد الجنود.",
        "للأسف، لم أجد جوابا في النصوص.",
        "لا أستطيع الإجابة عن هذا السؤال.",
    ],
)
def test_a_refusal_in_a_models_own_words_is_one(reply: str) -> None:
    text, sentences, composed = _composed(*reply)
    assert (text, sentences, composed.refused) == ("", [], True)


def test_a_sentence_that_comes_again_is_left_out_and_a_third_time_ends_the_reply() -> None:
    text, sentences, reply = _composed(f"{EN} {SECOND} {EN} And more. ")
    assert [one.text for one in sentences][:2] == [
        "Japan hosts 54,000 soldiers.",
        "The two ministers met on Sunday.",
    ]
    assert (text.count("54,000"), reply.looping) == (1, False)
    *_, reply = _composed(*[f"{EN} {SECOND} "] * 5)
    assert reply.looping


PARTS = st.sampled_from(
    [
        EN,
        SECOND,
        AR,
        "## Answer\n",
        "According to the passages, ",
        "Sources:\n",
        "[1] Title 1\n",
        "Would you like more?",
        "Okay, the user asks. ",
        "</think>",
        "<think>",
        "**[2]**",
        " (1).",
        "<|im_end|>",
        "```",
        "\n",
        " ",
        "A long sentence of many words that goes on and on without a full stop for some time ",
        "هل تريد المزيد؟",
        "NO_ANSWER",
    ]
)


@given(st.lists(PARTS, max_size=8).map("".join), st.integers(1, 7))
def test_however_a_reply_is_cut_the_same_sentences_and_the_same_text_come(
    reply: str, size: int
) -> None:
    pieces = [reply[start : start + size] for start in range(0, len(reply), size)]
    assert _composed(*pieces)[:2] == _composed(reply)[:2]


@pytest.mark.parametrize(
    "claim",
    [
        "World War I ended in November of that year.",
        'The minister said "I will ask you for your vote".',
        "قال الوزير «سأجيب عن سؤالك».",
        "ويظهر المقطع المصور أن الجسر انهار.",
        "د. محمد حسن يرأس اللجنة.",
    ],
)
def test_an_uncited_claim_is_kept(claim: str) -> None:
    _, (sentence,), _ = _composed(claim)
    assert sentence.text == claim


@pytest.mark.parametrize(
    "reply",
    [
        "N/A",
        "no_answer.",
        "Unable to answer.",
        "Not enough information.",
        "Insufficient information to answer the question.",
        "لا جواب.",
        "لا أدري.",
        "المعلومات غير كافية.",
        "غير متوفر.",
        "تعذر العثور على إجابة.",
        "لا يمكن تحديد ذلك من المقاطع.",
        '{"answer": "NO_ANSWER"}',
        '{"answer": null, "sources": []}',
    ],
)
def test_a_refusal_in_other_words_is_one(reply: str) -> None:
    text, sentences, composition = _composed(reply)
    assert (text, sentences) == ("", [])
    assert composition.refused


LOOPS = {
    "en": "Some {} of the soldiers are in Japan and report to the command in Hawaii, he said [1]. "
    "The upgraded headquarters will continue to report to the admiral there in {} [1]. ",
    "ar": "ينتشر {} من العسكريين الأميركيين في اليابان تحت إمرة القيادة في هاواي كما قال [1]. "
    "وتظل القيادة الجديدة بعد ترقيتها تابعة للأميرال هناك في عام {} [1]. ",
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_sentences_that_only_vary_earlier_ones_stop_the_model(language: str) -> None:
    pieces = [LOOPS[language].format(number, 2000 + number) for number in range(100)]
    _, sentences, composition = _composed(*pieces)
    assert composition.looping
    assert len(sentences) < 9


def test_a_list_of_one_form_is_no_loop() -> None:
    years = [f"Gold rose {year - 2000} per cent in {year} [1]." for year in range(2010, 2020)]
    _, sentences, composition = _composed(" ".join(years))
    assert not composition.looping
    assert len(sentences) == len(years)
