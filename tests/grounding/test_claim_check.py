from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.claim_check import check_claim, check_in_context
from rag.grounding.tuning import LEAST_SCORE
from rag.records import Language, Status
from rag.text.analysis.sentence_splitter import split_sentences
from rag.text.facts import facts
from tests.factories import ANALYZER

ENGLISH = (
    "The foreign ministers of Japan and the United States met in Tokyo on Sunday, 28 July 2024. "
    "They agreed to upgrade the command of the 54,000 American troops stationed in Japan. "
    "A new headquarters led by a three-star general will be set up by March. "
    "“We will do everything we can to protect our allies,” Secretary of State Antony Blinken "
    "said. He did not say how much the plan would cost. "
    "Japan raised its defence budget by 16.5 percent last year, to 7.7 trillion yen. "
    "Protesters gathered outside the ministry, but police made no arrests."
)
ARABIC = (
    "اجتمع وزيرا خارجية اليابان والولايات المتحدة في طوكيو يوم الأحد 28 يوليو 2024. "
    "واتفق الوزيران على تطوير قيادة القوات الأمريكية المتمركزة في اليابان وعددها 54 ألف جندي. "
    "وسينشأ مقر جديد يقوده جنرال بثلاث نجوم بحلول مارس. "
    "وقال وزير الخارجية أنتوني بلينكن: «سنفعل كل ما في وسعنا لحماية حلفائنا». "
    "ولم يذكر الوزير تكلفة الخطة. "
    "ورفعت اليابان ميزانية الدفاع بنسبة 16.5 في المئة العام الماضي لتصل إلى 7.7 تريليون ين. "
    "وتجمع محتجون خارج الوزارة، لكن الشرطة لم تعتقل أحدا."
)
BOTH = pytest.mark.parametrize("passage", [ENGLISH, ARABIC], ids=["en", "ar"])


def _status(claim: str, passage: str) -> Status:
    return check_claim(claim, passage).status


@BOTH
def test_every_sentence_of_a_passage_stands_on_it(passage: str) -> None:
    for start, end in split_sentences(passage):
        for copied in (False, True):
            verdict = check_claim(passage[start:end], passage, copied=copied)
            assert verdict.status == ("quoted" if copied else "supported")
            assert verdict.reasons == ()


@BOTH
def test_neighbouring_sentences_together_stand_on_it(passage: str) -> None:
    spans = split_sentences(passage)
    for (start, _), (_, end) in zip(spans, spans[2:], strict=False):
        assert _status(passage[start:end], passage) == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Japan hosts 54,000 US troops.", ENGLISH),
        ("Japan hosts 54 thousand American troops.", ENGLISH),
        ("The ministers met in Tokyo on 28 July 2024.", ENGLISH),
        ("Japan's defence budget rose 16.5% to 7.7 trillion yen.", ENGLISH),
        ("A three-star general will lead a new headquarters.", ENGLISH),
        ("Protesters gathered outside the ministry without any arrests.", ENGLISH),
        ("In July 2024, Japan and the US agreed to set up a new headquarters.", ENGLISH),
        ("تستضيف اليابان ٥٤٬٠٠٠ جندي أمريكي.", ARABIC),
        ("اجتمع الوزيران في طوكيو في 28 تموز 2024.", ARABIC),
        ("زادت ميزانية الدفاع اليابانية بنسبة ١٦٫٥٪.", ARABIC),
        ("لم تعتقل الشرطة أحدا من المحتجين خارج الوزارة.", ARABIC),
        ("سيقود جنرال بثلاث نجوم المقر الجديد.", ARABIC),
        ("The ministers met in Tokyo on 28 July 2024.", ARABIC),
        ("Japan's defence budget rose 16.5% to 7.7 trillion yen.", ARABIC),
        ("A three-star general will lead a new headquarters by March.", ARABIC),
        ("زادت ميزانية الدفاع اليابانية بنسبة ١٦٫٥٪ لتبلغ 7.7 تريليون ين.", ENGLISH),
        ("اجتمع الوزيران في طوكيو في 28 تموز 2024.", ENGLISH),
    ],
)
def test_the_same_in_other_words_is_supported(claim: str, passage: str) -> None:
    assert _status(claim, passage) == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Japan hosts 45,000 American troops.", ENGLISH),
        ("The ministers met in Tokyo on 28 June 2024.", ENGLISH),
        ("Japan raised its defence budget by 7.7 percent last year.", ENGLISH),
        ("A new headquarters led by a four-star general will be set up by March.", ENGLISH),
        ("A new headquarters led by a three-star general will be set up by May.", ENGLISH),
        ("“We will do everything they can to protect our allies,” Blinken said.", ENGLISH),
        ("They did not agree to upgrade the command of the 54,000 American troops.", ENGLISH),
        ("The foreign ministers of Japan and South Korea met in Tokyo on Sunday.", ENGLISH),
        ("تستضيف اليابان 45 ألف جندي أمريكي.", ARABIC),
        ("ورفعت اليابان ميزانية الدفاع بنسبة 7.7 في المئة العام الماضي.", ARABIC),
        ("وقال بلينكن: «سنفعل كل ما في وسعهم لحماية حلفائنا».", ARABIC),
        ("لم يتفق الوزيران على تطوير قيادة القوات الأمريكية المتمركزة في اليابان.", ARABIC),
        ("يذكر الوزير تكلفة الخطة.", ARABIC),
        ("Blinken said how much the plan would cost.", ENGLISH),
        ("خفضت اليابان ميزانية الدفاع بنسبة 16.5 في المئة العام الماضي.", ARABIC),
        ("Japan cut its defence budget by 16.5 percent last year.", ENGLISH),
        ("Japan hosts 45,000 American troops.", ARABIC),
        ("تستضيف اليابان 45 ألف جندي أمريكي.", ENGLISH),
        ("اجتمع الوزيران في طوكيو في 28 حزيران 2024.", ENGLISH),
    ],
)
def test_another_figure_day_quotation_or_a_denial_contradicts(claim: str, passage: str) -> None:
    assert _status(claim, passage) == "contradicted"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        # Nothing is said of how many: another number of other things is no other value.
        ("The ministers met for 9 hours in Tokyo on Sunday.", ENGLISH),
        ("Tokyo's ministers met 300 reporters.", ENGLISH),
        ("Police arrested 40 protesters outside the ministry.", ENGLISH),
        ("The plan would cost 5 million dollars.", ENGLISH),
        ("The two sides called it “a victory for all of us and a new day”.", ENGLISH),
        ("اجتمع الوزيران تسع ساعات في طوكيو يوم الأحد.", ARABIC),
        ("اعتقلت الشرطة 40 محتجا خارج الوزارة.", ARABIC),
        ("تبلغ تكلفة الخطة 5 ملايين دولار.", ARABIC),
        ("وقال الوزير: «هذا يوم جديد لنا جميعا».", ARABIC),
        ("Police arrested 40 protesters outside the ministry.", ARABIC),
        ("اعتقلت الشرطة 40 محتجا خارج الوزارة.", ENGLISH),
        # No day is given in the sentence, or that of something else.
        ("Protesters gathered outside the ministry on 3 May 2023.", ENGLISH),
        ("تجمع محتجون خارج الوزارة في 3 مايو 2023.", ARABIC),
    ],
)
def test_a_figure_a_day_or_a_quotation_that_is_nowhere_is_not_in_the_source(
    claim: str, passage: str
) -> None:
    verdict = check_claim(claim, passage)
    assert verdict.status == "unsupported", verdict
    assert verdict.failed
    assert verdict.score < 0.35


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Tokyo and Washington agreed to upgrade the command of the troops in Japan.", ENGLISH),
        ("Lloyd Austin said that they would do everything to protect their allies.", ENGLISH),
        ("اجتمع وزيرا خارجية الصين والولايات المتحدة في طوكيو يوم الأحد.", ARABIC),
        ("They did not agree to upgrade the command of the American troops.", ARABIC),
        ("The foreign ministers of South Korea and the United States met in Tokyo.", ARABIC),
    ],
)
def test_a_word_name_or_denial_that_may_be_wrong_is_one_to_check(claim: str, passage: str) -> None:
    assert _status(claim, passage) == "check"


@pytest.mark.parametrize("passage", [ENGLISH, ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize(
    "claim",
    [
        "The striker scored in the final minute and his club won the league title.",
        "Farmers in the valley fear that the drought will ruin their olive harvest.",
        "سجل المهاجم هدف الفوز في الدقيقة الأخيرة وتوج ناديه بلقب الدوري.",
        "يخشى مزارعو الوادي أن يقضي الجفاف على محصول الزيتون.",
    ],
)
def test_a_claim_about_something_else_is_unsupported(claim: str, passage: str) -> None:
    assert _status(claim, passage) == "unsupported"


def test_a_number_of_another_sentence_does_not_belong_in_a_copy() -> None:
    claim = "They agreed to upgrade the command of the 28 American troops stationed in Japan."
    verdict = check_claim(claim, ENGLISH)
    assert verdict.status == "contradicted"
    assert verdict.reasons == ("28 is not in the cited sentence; it says 54,000.",)


def test_numbers_of_one_sentence_cannot_change_places() -> None:
    passage = "The club won 12 of its 30 games."
    assert _status("The club won 30 of its 12 games.", passage) == "contradicted"


def test_a_rounded_number_in_a_copy_is_one_to_check() -> None:
    passage = "Some 715 million people watched the final match."
    assert _status("Some 718 million people watched the final match.", passage) == "check"
    assert _status("Some 715,000,000 people watched the final match.", passage) == "supported"


def test_across_languages_a_number_of_another_sentence_is_one_to_check() -> None:
    claim = "A new headquarters led by a general with 28 stars will be set up by March."
    assert _status(claim, ARABIC) == "check"


def test_a_quotation_across_languages_is_one_to_check() -> None:
    claim = "Antony Blinken said: “We will do everything we can to protect our allies.”"
    assert _status(claim, ENGLISH) == "supported"
    verdict = check_claim(claim, ARABIC)
    assert verdict.status == "check"
    assert "another language" in verdict.reasons[0]


@pytest.mark.parametrize(
    ("claim", "passage"), [("He agreed.", ARABIC), ("نعم.", ENGLISH), ("So it was.", ARABIC)]
)
def test_too_little_to_compare_across_languages_is_never_supported(
    claim: str, passage: str
) -> None:
    assert _status(claim, passage) == "unverified"


def test_reasons_name_the_figure_as_written_and_what_the_passage_says() -> None:
    english, arabic = "Turnout was 85% in the capital.", "بلغت نسبة المشاركة ٨٥٪ في العاصمة."
    assert check_claim("Turnout was 87% in the capital.", english).reasons == (
        "87% is not in the cited passage; it says 85%.",
    )
    assert check_claim("بلغت نسبة المشاركة ٨٧٪ في العاصمة.", arabic).reasons == (
        "لا يرد ٨٧٪ في المقطع المستشهد به، والوارد فيه ٨٥٪.",
    )


@pytest.mark.parametrize(
    ("language", "letter"), [("ar", "المقطع"), ("en", "passage"), (None, "passage")]
)
def test_reasons_are_in_the_readers_language(language: Language | None, letter: str) -> None:
    verdict = check_claim("Japan hosts 45,000 American troops.", ENGLISH, language=language)
    assert letter in verdict.reasons[0]


def test_what_is_said_to_be_copied_must_be_a_sentence_of_the_passage() -> None:
    claim = "In Japan there are 54,000 American troops."
    assert _status(claim, ENGLISH) == "supported"
    assert check_claim(claim, ENGLISH, copied=True).status == "unsupported"


@BOTH
@pytest.mark.parametrize("claim", ["", " ", "…", "؟"])
def test_a_claim_without_words_is_unverified(claim: str, passage: str) -> None:
    verdict = check_claim(claim, passage)
    assert (verdict.status, verdict.score, len(verdict.reasons)) == ("unverified", 0.0, 1)


@pytest.mark.parametrize("passage", ["", " \n", "..."])
def test_nothing_stands_on_an_empty_passage(passage: str) -> None:
    verdict = check_claim("Japan hosts 54,000 troops.", passage)
    assert (verdict.status, verdict.score, len(verdict.reasons)) == ("unsupported", 0.0, 1)


@BOTH
def test_the_score_falls_as_less_of_the_claim_is_there(passage: str) -> None:
    claims = [
        "They agreed to upgrade the command of the American troops stationed in Japan.",
        "They agreed to upgrade the command of the American troops who won the league.",
        "They agreed that the drought will ruin the harvest of olives.",
        "Farmers fear that the drought will ruin the harvest of olives.",
    ]
    scores = [check_claim(claim, passage).score for claim in claims]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


SCATTERED = (
    "Aid groups say flour reached the camp after weeks in which trucks had waited at a gate, "
    "while in the north a bakery owner was told that the army would open roads."
)


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        # Every word is there, but hardly two in the same order.
        ("Roads army told owner, bakery waited, gate reached trucks, flour groups.", "check"),
        ("In the north a bakery owner was told that the army would open roads.", "supported"),
    ],
)
def test_words_that_are_there_but_scattered_are_to_be_checked(claim: str, status: Status) -> None:
    verdict = check_claim(claim, SCATTERED)
    assert verdict.status == status
    if status == "check":
        assert verdict.reasons == (
            "The words of this are in the cited passage, but apart from each other.",
        )
        assert verdict.score < LEAST_SCORE


def test_a_claim_that_is_supported_without_a_figure_has_no_low_score() -> None:
    for start, end in split_sentences(ENGLISH):
        words = ENGLISH[start:end].split()
        for cut in range(1, len(words)):
            verdict = check_claim(" ".join(words[cut:] + words[:cut]), ENGLISH)
            if verdict.status == "supported" and not facts(ENGLISH[start:end]).facts:
                assert verdict.score >= LEAST_SCORE


def test_rare_words_of_the_library_count_for_more() -> None:
    claim = "Japan and the United States agreed on a zeppelin."

    def rarity(stem: str) -> float:
        return 9.0 if stem == "zeppelin" else 0.1

    assert check_claim(claim, ENGLISH, rarity=rarity).score < check_claim(claim, ENGLISH).score


def test_the_context_bears_out_a_day_and_a_name_but_no_count() -> None:
    passage = "The two ministers met on Monday and agreed to upgrade the command of the troops."
    context = "Talks in Tokyo\nThe Daily Star\n2024-10-07"

    def status(claim: str) -> Status:
        return check_in_context(claim, passage, context=context, analyzer=ANALYZER).status

    assert status("The ministers met in Tokyo on 7 October.") == "supported"
    assert status("The ministers met in October 2024.") == "supported"
    assert status("اجتمع الوزيران في طوكيو في 7 أكتوبر 2024.") == "supported"
    assert status("The ministers met in Tokyo on 6 October.") == "unsupported"
    assert status("The 7 ministers met on Monday and agreed on the troops.") == "contradicted"
    assert status("They met for 7 hours on Monday in Tokyo.") == "unsupported"
    assert check_claim("The ministers met on 7 October.", passage).status == "unsupported"


@given(claim=st.text(max_size=80), passage=st.text(max_size=200))
def test_any_text_gets_a_verdict_and_a_reason_unless_supported(claim: str, passage: str) -> None:
    verdict = check_claim(claim, passage)
    assert 0.0 <= verdict.score <= 1.0
    assert bool(verdict.reasons) == (verdict.status != "supported")


@given(passage=st.text(min_size=1, max_size=200))
def test_a_copy_is_never_contradicted(passage: str) -> None:
    for start, end in split_sentences(passage):
        assert check_claim(passage[start:end], passage).status != "contradicted"
