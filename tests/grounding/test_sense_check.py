"""A claim may not be stronger than its source, or its opposite, in either language or across."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.claim_check import check_claim
from rag.records import Language

MODALITY = [
    ("The city of Leeds may close two libraries.", "The city of Leeds closed two libraries."),
    ("The bank will open a branch in Tunis.", "The bank opened a branch in Tunis in May."),
    ("Peru hopes to sign the treaty in Lima.", "Peru signed the treaty in Lima."),
    ("The union threatened to block the port.", "The union blocked the port."),
    ("Chile is expected to cut the tax on fuel.", "Chile cut the tax on fuel."),
    ("The board is considering moving the office to Oslo.", "The board moved the office to Oslo."),
    ("The owners want to sell the old mill in Bath.", "The owners sold the old mill in Bath."),
    ("قد ترفع الحكومة أسعار الوقود في البلاد.", "رفعت الحكومة أسعار الوقود في البلاد."),
    ("ستبيع الشركة حقل الغاز في الشمال.", "باعت الشركة حقل الغاز في الشمال."),
    ("تأمل البلدية أن تفتح الحديقة في الربيع.", "فتحت البلدية الحديقة في الربيع."),
    ("من المتوقع أن يوقع الوزيران الاتفاق غدا.", "وقع الوزيران الاتفاق."),
    ("تعتزم الوزارة إغلاق المصنع القديم في حلب.", "أغلقت الوزارة المصنع القديم في حلب."),
    ("يدرس المصرف خفض سعر الفائدة هذا الشهر.", "خفض المصرف سعر الفائدة هذا الشهر."),
    ("تسعى الشركة إلى شراء مصنع الورق في فاس.", "اشترت الشركة مصنع الورق في فاس."),
]
DENIAL = [
    ("The company denied that it sold the oil field.", "The company sold the oil field."),
    ("The senate did not approve the new budget.", "The senate approved the new budget."),
    ("No one was killed in the train crash in Madrid.", "One was killed in the train crash."),
    ("The club rejected claims that it paid the referee.", "The club paid the referee."),
    ("The mayor did not rule out raising the fare.", "The mayor ruled out raising the fare."),
    ("نفت الشركة أنها باعت الحقل.", "باعت الشركة الحقل."),
    ("لن توسع الشركة مصفاة النفط في البصرة.", "توسع الشركة مصفاة النفط في البصرة."),
    ("لم يوافق المجلس على مشروع القانون.", "وافق المجلس على مشروع القانون."),
    ("أنكر الوزير أنه التقى رجل الأعمال في دبي.", "التقى الوزير رجل الأعمال في دبي."),
    ("استبعد المدرب أن يغادر اللاعب الفريق.", "يغادر اللاعب الفريق."),
]
FAILING = [
    ("Negotiators failed to reach a deal on water.", "Negotiators reached a deal on water."),
    ("The minister refused to sign the agreement.", "The minister signed the agreement."),
    ("The court postponed the hearing in Accra.", "The court held the hearing in Accra."),
    ("The summit in Cairo was called off on Monday.", "The summit was held in Cairo on Monday."),
    ("Two men tried to rob a bank in Lyon.", "Two men robbed a bank in Lyon."),
    ("Rescuers were prevented from reaching the village.", "Rescuers reached the village."),
    ("فشل التوصل إلى اتفاق بين الطرفين.", "التوصل إلى اتفاق بين الطرفين."),
    ("الرئيس يرفض الاعتذار عن تصريحاته.", "الرئيس يعتذر عن تصريحاته."),
    ("مجلس الأمن يؤجل التصويت على القرار.", "مجلس الأمن يصوت على القرار."),
    ("كاد الفريق أن يفوز بالكأس في تونس.", "فاز الفريق بالكأس في تونس."),
    ("ألغى الوزير زيارته إلى بيروت.", "قام الوزير بزيارته إلى بيروت."),
    ("حالت العاصفة دون وصول السفينة إلى الميناء.", "وصلت السفينة إلى الميناء رغم العاصفة."),
    ("تراجعت الحكومة عن فرض الضريبة على السيارات.", "فرضت الحكومة الضريبة على السيارات."),
]
ACROSS_AS_A_WHOLE = [
    ("يعتزم النادي التعاقد مع المهاجم البرازيلي.", "The club signed the Brazilian striker."),
    (
        "أخفق مجلس الأمن في تبني قرار بشأن السودان.",
        "The Security Council adopted a resolution on Sudan.",
    ),
    (
        "ربما أصيب السائق بأزمة قلبية قبل تحطم الحافلة.",
        "The driver suffered a heart attack before the bus crashed.",
    ),
    ("Police believe the suspect may have fled to Turkey.", "فر المشتبه به إلى تركيا."),
    (
        "The central bank could raise interest rates again in June, analysts said.",
        "قال محللون إن البنك المركزي رفع أسعار الفائدة مجددا في يونيو.",
    ),
    (
        "Drivers must carry a permit to enter the old city of Aleppo.",
        "لا يجب على السائقين حمل تصريح لدخول مدينة حلب القديمة.",
    ),
    (
        "The drug can reduce fever in children, the study found.",
        "وجدت الدراسة أن الدواء لا يمكن أن يخفض الحرارة لدى الأطفال.",
    ),
    (
        "قد تستضيف الدار البيضاء كأس السوبر الأفريقي.",
        "Casablanca will host the African Super Cup.",
    ),
]
TRUE_ACROSS = [
    ("The bank shelved its plan to open branches in Iraq.", "جمد البنك خطته لفتح فروع في العراق."),
    ("ما زارت اللجنة المخيم منذ عام.", "The committee has not visited the camp for a year."),
    (
        "عجزت الوزارة عن صرف رواتب المتقاعدين هذا الشهر.",
        "The ministry was unable to pay pensioners' salaries this month.",
    ),
    (
        "Germany and Poland agreed to reopen a railway line across the Oder.",
        "اتفقت ألمانيا وبولندا على إعادة فتح خط للسكك الحديدية عبر نهر الأودر.",
    ),
    (
        "لم يصل إلى خط النهاية في رالي حائل سوى سبع سيارات.",
        "Only seven cars reached the finish of the Hail rally.",
    ),
    (
        "The union declined an invitation to meet the labour minister.",
        "رفضت النقابة دعوة للقاء وزير العمل.",
    ),
]
CONDITION = [
    (
        "Were the dam to break, some farmers would be displaced.",
        "The dam broke and some farmers were displaced.",
    ),
    (
        "Farmers will be paid for straw unless they burn it.",
        "Farmers will be paid for straw if they burn it.",
    ),
    (
        "The airline will resume flights to Tripoli as long as the ceasefire holds.",
        "The airline will resume flights to Tripoli.",
    ),
    ("إن فاز الفريق على الوداد فسيتصدر المجموعة الثانية.", "سيتصدر الفريق المجموعة الثانية."),
    (
        "لولا تدخل الجيران لاحترق المبنى بأكمله في الحي.",
        "احترق المبنى بأكمله في الحي.",
    ),
    (
        "يتوقف صرف القرض على إقرار القانون في بيروت.",
        "صرف القرض بعد إقرار القانون في بيروت.",
    ),
    ("The plant will close if sales fall again.", "The plant will close."),
    ("The fund will pay the loan provided that the law passes.", "The fund will pay the loan."),
    ("Police say the alleged thief sold the painting in Rome.", "The thief sold the painting."),
    ("He is accused of stealing the painting in Rome.", "He stole the painting in Rome."),
    ("ستغلق الشركة المصنع إذا تراجعت المبيعات.", "ستغلق الشركة المصنع."),
    ("سيصرف الصندوق القرض شريطة إقرار القانون.", "سيصرف الصندوق القرض."),
]
ORDER = [
    (
        "The strike was followed by a sharp fall in rail freight.",
        "The strike was preceded by a sharp fall in rail freight.",
    ),
    (
        "Applications must reach the ministry by March 15.",
        "Applications must reach the ministry after March 15.",
    ),
    (
        "On the eve of the summit, the two ministers signed a water accord in Amman.",
        "The two ministers signed a water accord in Amman a day after the summit.",
    ),
    (
        "The envoy briefed the council, having met both leaders in Doha.",
        "The envoy briefed the council before he met both leaders in Doha.",
    ),
    (
        "The parliament did not elect a president until January.",
        "The parliament elected a president before January.",
    ),
    (
        "غداة الانتخابات، تراجعت العملة إلى أدنى مستوياتها.",
        "تراجعت العملة إلى أدنى مستوياتها قبل يوم من الانتخابات.",
    ),
    (
        "ما إن أعلنت النتائج حتى خرج المحتجون إلى الشوارع.",
        "خرج المحتجون إلى الشوارع قبل إعلان النتائج.",
    ),
    ("The ferry sank after it struck a reef.", "The ferry sank before it struck a reef."),
    ("The judge left before the verdict was read.", "The judge left after the verdict was read."),
    ("غادر الوفد أنقرة قبل انتهاء المحادثات.", "غادر الوفد أنقرة بعد انتهاء المحادثات."),
    ("أبحرت السفينة بعد هدوء العاصفة في الخليج.", "أبحرت السفينة قبل هدوء العاصفة في الخليج."),
]
OPPOSITE = [
    ("Gold rises as the dollar falls.", "Gold falls as the dollar rises."),
    ("Prices rose in the capital in March.", "Prices fell in the capital in March."),
    ("The police released the driver in Oran.", "The police arrested the driver in Oran."),
    ("The airline bought the hangar in Riga.", "The airline sold the hangar in Riga."),
    (
        "Parliament accepted the offer of the miners.",
        "Parliament rejected the offer of the miners.",
    ),
    ("الذهب يتراجع مع صعود الدولار.", "الذهب يصعد مع تراجع الدولار."),
    ("ارتفعت أسعار القمح في السوق.", "انخفضت أسعار القمح في السوق."),
    ("أفرجت الشرطة عن السائق في وهران.", "اعتقلت الشرطة السائق في وهران."),
    ("قبل البرلمان استقالة الوزير.", "رفض البرلمان استقالة الوزير."),
    ("The lake is 12 times as large as the city.", "The lake is as large as the city."),
]
ACROSS = [
    (
        "The court refused to release the activist in Nairobi.",
        "وافقت المحكمة في نيروبي على الإفراج عن الناشط.",
    ),
    ("Tunisia may raise fuel prices on Sunday.", "رفعت تونس أسعار الوقود يوم الأحد."),
    (
        "The navy denied that its ship entered Malaysian waters.",
        "دخلت سفينة البحرية المياه الماليزية.",
    ),
    (
        "The minister resigned after the session of the parliament.",
        "استقال الوزير قبل جلسة البرلمان.",
    ),
    (
        "India raised the tax on cars in the big cities.",
        "خفضت الهند الضريبة على السيارات في المدن الكبرى.",
    ),
    (
        "لن يوقع وزير الخارجية الاتفاق مع اليابان.",
        "The foreign minister signed the agreement with Japan.",
    ),
    ("ارتفعت صادرات القمح الروسية إلى مصر.", "Russian wheat exports to Egypt fell."),
    ("رفضت المحكمة في نيروبي الإفراج عن الناشط.", "The court in Nairobi released the activist."),
    (
        "The coach resigned following the defeat in Porto.",
        "استقال المدرب قبل الهزيمة في بورتو.",
    ),
    (
        "يجب تسليم الأسلحة في موعد أقصاه الثلاثون من يونيو.",
        "Weapons must be handed over after June 30.",
    ),
    (
        "The alleged leader of the gang was arrested at a farm near Harare.",
        "اعتقل زعيم العصابة في مزرعة قرب هراري.",
    ),
    ("The court overturned the verdict.", "أيدت المحكمة الحكم."),
]
"""Pairs of a source and a claim that changes its sense."""


@pytest.mark.parametrize(
    ("source", "claim"),
    [*MODALITY, *DENIAL, *FAILING, *CONDITION, *ORDER, *OPPOSITE, *ACROSS],
)
def test_a_claim_of_another_sense_is_not_supported(source: str, claim: str) -> None:
    verdict = check_claim(claim, source)
    assert verdict.status != "supported"
    assert verdict.reasons


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        # As certain as the source, or less.
        ("The city of Leeds may close two libraries.", "Leeds may close two libraries."),
        ("The bank will open a branch in Tunis.", "The bank plans to open a branch in Tunis."),
        ("The bank will open a branch in Tunis.", "The bank is to open a branch in Tunis."),
        ("The minister said the state would sell the port.", "The state would sell the port."),
        ("ستوسع الشركة حقل النفط.", "الشركة توسع حقل النفط."),
        ("سيوقع الوزير الاتفاق غدا.", "من المقرر أن يوقع الوزير الاتفاق غدا."),
        # The word governs another clause, which the claim leaves out.
        (
            "The minister, who refused to resign, opened a school in Basra.",
            "The minister opened a school in Basra.",
        ),
        (
            "The firm may sell its ships, but it opened an office in Doha on Friday.",
            "The firm opened an office in Doha on Friday.",
        ),
        ("رفض الوزير الاستقالة، وافتتح مدرسة في البصرة.", "افتتح الوزير مدرسة في البصرة."),
        # One order, and one condition, in other words.
        (
            "Bids must be lodged no later than Friday, the port authority said.",
            "Bids must be lodged by Friday, the port authority said.",
        ),
        (
            "She studied law in Leiden before becoming a judge in Paramaribo.",
            "She became a judge in Paramaribo after studying law in Leiden.",
        ),
        (
            "بمجرد توقيع العقد، حولت الشركة نصف المبلغ إلى بنك في دبي.",
            "حولت الشركة نصف المبلغ إلى بنك في دبي بعد توقيع العقد.",
        ),
        (
            "Lagos will close the port if the strike goes on.",
            "ستغلق لاغوس الميناء في حال استمرار الإضراب.",
        ),
        (
            "يتوقف صرف القرض على إقرار قانون الجمارك في بيروت.",
            "صرف القرض مرهون بإقرار قانون الجمارك.",
        ),
        # Two words for one thing.
        ("The ministry denied the accusations.", "The ministry rejected the accusations."),
        (
            "The talks on water failed to produce a deal.",
            "The talks did not produce a deal on water.",
        ),
        ("رفضت الوزارة الاتهامات.", "نفت الوزارة الاتهامات."),
        ("لم تنجح الوساطة في إقناع الفصائل.", "فشلت الوساطة في إقناع الفصائل."),
        # What looks like a denial.
        ("Act No. 10 was approved in 1958.", "Act 10 was approved in 1958."),
        ("The plan is undeniably good for farmers.", "The plan is good for farmers."),
        ("No less than 12 ships left the port.", "At least 12 ships left the port."),
        ("لا يزال الجسر مغلقا أمام السيارات.", "الجسر مغلق أمام السيارات."),
        ("لم يحضر الجلسة إلا ثلاثة نواب.", "حضر الجلسة ثلاثة نواب."),
        (
            "The drug was not approved in Japan until 2019.",
            "The drug was approved in Japan in 2019.",
        ),
        # The same order, told the other way round.
        (
            "After the storm passed, the ships left port.",
            "The ships left port after the storm passed.",
        ),
        ("Wheat rose while sugar fell.", "Sugar fell while wheat rose."),
        # The seller's and the buyer's view of one sale.
        ("Kuwait sold the hotel to Oman.", "Oman bought the hotel from Kuwait."),
    ],
)
def test_what_keeps_the_sense_is_not_contradicted(source: str, claim: str) -> None:
    assert check_claim(claim, source).status in ("supported", "check")


@pytest.mark.parametrize(
    ("source", "claim", "reader", "reason"),
    [
        (
            "The city of Leeds may close two libraries.",
            "The city of Leeds closed two libraries.",
            "en",
            "The cited sentence says “may close”, which is less certain than what this says.",
        ),
        (
            "فشل التوصل إلى اتفاق بين الطرفين.",
            "التوصل إلى اتفاق بين الطرفين.",
            "ar",
            "تقول الجملة المستشهد بها «فشل التوصل»، وهذا ما لا تقوله هذه الجملة.",
        ),
        (
            "The minister signed the agreement.",
            "The minister refused to sign the agreement.",
            "en",
            "This says “refused to sign”, which the cited sentence does not say.",
        ),
        (
            "غادر الوفد أنقرة قبل انتهاء المحادثات.",
            "غادر الوفد أنقرة بعد انتهاء المحادثات.",
            "ar",
            "ورد هنا «بعد انتهاء المحادثات»، والترتيب في الجملة المستشهد بها مختلف: "
            "«قبل انتهاء المحادثات».",
        ),
    ],
)
def test_reasons_say_what_both_say(source: str, claim: str, reader: Language, reason: str) -> None:
    assert reason in check_claim(claim, source, language=reader).reasons


_WORDS = """
    may will not failed refused denied if before after the minister company deal sold signed
    rose fell accepted rejected without almost قد لن لم نفى رفض فشل كاد إذا قبل بعد الوزير
    الشركة الاتفاق باع وقع ارتفع انخفض سيبيع تأجيل دون , .
"""


@given(st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=25))
def test_a_copied_text_keeps_its_sense(words: list[str]) -> None:
    text = " ".join(words)
    assert check_claim(text, text).status in ("supported", "unverified")


def test_the_examples_of_the_documentation_are_those_of_these_tests() -> None:
    page = (Path(__file__).parents[2] / "docs" / "checking.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.split("|")[2:4]]
        for line in page.partition("## Modality, denial, order")[2].split("\n## ")[0].splitlines()
        if line.startswith(("| modality", "| denial", "| failing", "| condition", "| or", "| op"))
    ]
    tested = [*MODALITY, *DENIAL, *FAILING, *CONDITION, *ORDER, *OPPOSITE]

    assert len(rows) == 8
    assert {tuple(row) for row in rows} <= {*tested}


@pytest.mark.parametrize(("source", "claim"), ACROSS_AS_A_WHOLE)
def test_a_translation_that_says_more_than_its_source_is_to_be_checked(
    source: str, claim: str
) -> None:
    assert check_claim(claim, source).status == "check"


@pytest.mark.parametrize(("source", "claim"), TRUE_ACROSS)
def test_a_translation_in_other_words_of_the_same_sense_is_supported(
    source: str, claim: str
) -> None:
    assert check_claim(claim, source).status == "supported"
