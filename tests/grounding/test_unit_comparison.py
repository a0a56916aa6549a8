from __future__ import annotations

import pytest

from rag.grounding.claim_check import check_claim


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (
            "بلغت تكلفة المشروع 1.2 مليار يورو، تمول ثلثها المفوضية الأوروبية.",
            "تبلغ تكلفة المشروع 1.2 مليار يورو.",
            "تبلغ تكلفة المشروع 1.2 مليار دولار.",
        ),
        (
            "تبعد القرية 35 كيلومترا عن العاصمة.",
            "القرية على بعد 35 كلم من العاصمة.",
            "القرية على بعد 35 ميلا من العاصمة.",
        ),
        (
            "صادرت السلطات 120 دونما من أراضي البلدة.",
            "صودر 120 دونما من أراضي البلدة.",
            "صودر 120 هكتارا من أراضي البلدة.",
        ),
        (
            "حكم عليه بالسجن عشر سنوات.",
            "حكم عليه بالسجن عشرة أعوام.",
            "حكم عليه بالسجن عشرة أشهر.",
        ),
        (
            "خصصت الوزارة 50 مليون دينار لترميم المدارس.",
            "خصصت 50 مليون دينار لترميم المدارس.",
            "خصصت 50 مليون درهم لترميم المدارس.",
        ),
        (
            "خصصت الوزارة 50 مليون دينار كويتي لترميم المدارس.",
            "خصصت 50 مليون دينار لترميم المدارس.",
            "خصصت 50 مليون دينار عراقي لترميم المدارس.",
        ),
        (
            "رفع البنك الفائدة نصف نقطة مئوية.",
            "رفع البنك الفائدة 0.5 نقطة مئوية.",
            "رفع البنك الفائدة 0.5 في المئة.",
        ),
        (
            "يستهلك المصنع 300 ألف لتر من الماء يوميا.",
            "استهلاك المصنع من الماء 300 ألف لتر في اليوم.",
            "استهلاك المصنع من الماء 300 ألف لتر في الشهر.",
        ),
        (
            "استمرت الهدنة أسبوعين.",
            "دامت الهدنة أسبوعين.",
            "دامت الهدنة شهرين.",
        ),
        (
            "نزحت 400 عائلة من الحي.",
            "نزحت 400 أسرة من الحي.",
            "نزح 400 شخص من الحي.",
        ),
        (
            "بلغت درجة الحرارة 45 درجة مئوية.",
            "بلغت الحرارة 45 درجة.",
            "بلغت الحرارة 45 درجة فهرنهايت.",
        ),
        (
            "The pipeline carries 1.5 million barrels per day.",
            "The pipeline carries 1.5 million barrels daily.",
            "The pipeline carries 1.5 million barrels per month.",
        ),
        (
            "The fund is worth £400m.",
            "The fund is worth 400 million pounds.",
            "The fund is worth 400 million euros.",
        ),
        (
            "The fund is worth £400m.",
            "The fund is worth £400 million.",
            "The fund is worth $400 million.",
        ),
        (
            "A fine of €25,000 was imposed on the firm.",
            "The firm was fined 25,000 euros.",
            "The firm was fined 25,000 dollars.",
        ),
        (
            "He ran the 10km race in 31 minutes.",
            "He finished the 10 km race in 31 minutes.",
            "He finished the 10 mile race in 31 minutes.",
        ),
        (
            "The siege lasted 40 days.",
            "The siege went on for 40 days.",
            "The siege went on for 40 hours.",
        ),
        (
            "Wheat imports hit 3 million metric tons.",
            "Wheat imports hit 3 million tonnes.",
            "Wheat imports hit 3 million bushels.",
        ),
        (
            "Rents rose by 12 percent a year.",
            "Rents rose by 12% annually.",
            "Rents rose by 12% monthly.",
        ),
        (
            "The plane dropped 2,000 feet.",
            "The plane fell 2,000 feet.",
            "The plane fell 2,000 metres.",
        ),
        (
            "The reservoir holds 60 million cubic metres.",
            "The reservoir holds 60 million cubic meters.",
            "The reservoir holds 60 million square metres.",
        ),
        (
            "The tank holds 90 litres.",
            "The tank holds 90 liters.",
            "The tank holds 90 gallons.",
        ),
        (
            "The plant will generate 500 megawatts.",
            "The plant will generate 500 MW.",
            "The plant will generate 500 kilowatts.",
        ),
        (
            "The club paid 30 million euros ($32 million) for him.",
            "The club paid $32 million for him.",
            "The club paid 32 million pounds for him.",
        ),
        (
            "The baby weighed 5 pounds.",
            "The baby weighed five pounds.",
            "The baby weighed five kilograms.",
        ),
        (
            "The loan of 900 million Egyptian pounds was approved.",
            "The loan of 900 million pounds was approved.",
            "The loan of 900 million riyals was approved.",
        ),
        (
            "The company sold 2.4 million units, worth 90 billion yen.",
            "The company's sales were worth 90 billion yen.",
            "The company's sales were worth 90 billion won.",
        ),
    ],
)
def test_another_unit_is_seen(source: str, right: str, wrong: str) -> None:
    assert check_claim(source, source).status == "supported"
    assert check_claim(right, source).status in ("supported", "check")
    assert check_claim(wrong, source).status not in ("supported", "unverified")


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (
            "يبعد الحقل 40 كيلومترا عن الساحل.",
            "The field is 40 km from the coast.",
            "The field is 40 miles from the coast.",
        ),
        (
            "بلغت الكلفة 40 مليون دولار، وتتحملها الحكومة.",
            "The cost was $40 million, borne by the government.",
            "The cost was €40 million, borne by the government.",
        ),
        (
            "بلغت قيمة الصفقة 600 مليون ريال سعودي لشراء طائرات.",
            "The deal to buy aircraft was worth 600 million Saudi riyals.",
            "The deal to buy aircraft was worth 600 million Qatari riyals.",
        ),
        (
            "أنتجت المزرعة 250 طنا من التمور هذا الموسم.",
            "The farm produced 250 tonnes of dates this season.",
            "The farm produced 250 kilograms of dates this season.",
        ),
        (
            "استمر اجتماع الوزراء ثلاث ساعات في القاهرة.",
            "The ministers' meeting in Cairo lasted three hours.",
            "The ministers' meeting in Cairo lasted three days.",
        ),
        (
            "استمر اجتماع الوزراء ساعتين في القاهرة.",
            "The ministers' meeting in Cairo lasted two hours.",
            "The ministers' meeting in Cairo lasted two days.",
        ),
        (
            "يضخ الخط 200 ألف برميل من النفط يوميا إلى المصفاة.",
            "The pipeline pumps 200,000 barrels of oil a day to the refinery.",
            "The pipeline pumps 200,000 barrels of oil a week to the refinery.",
        ),
        (
            "The refinery handles 90,000 barrels of crude a day after the repairs.",
            "تعالج المصفاة 90 ألف برميل من الخام يوميا بعد الإصلاحات.",
            "تعالج المصفاة 90 ألف طن من الخام يوميا بعد الإصلاحات.",
        ),
        (
            "The company invested 70 million euros in the factory.",
            "استثمرت الشركة 70 مليون يورو في المصنع.",
            "استثمرت الشركة 70 مليون دولار في المصنع.",
        ),
        (
            "The court sentenced the minister to six years in prison.",
            "حكمت المحكمة على الوزير بالسجن ست سنوات.",
            "حكمت المحكمة على الوزير بالسجن ستة أشهر.",
        ),
        (
            "The road is 120 miles long and crosses the desert.",
            "يبلغ طول الطريق 120 ميلا ويعبر الصحراء.",
            "يبلغ طول الطريق 120 كيلومترا ويعبر الصحراء.",
        ),
        (
            "Fire burned 3,000 hectares of forest.",
            "أحرقت النيران ثلاثة آلاف هكتار من الغابات.",
            "أحرقت النيران ثلاثة آلاف دونم من الغابات.",
        ),
        (
            "The aid reached 800 families in the camp.",
            "وصلت المساعدات إلى 800 أسرة في المخيم.",
            "وصلت المساعدات إلى 800 شخص في المخيم.",
        ),
        (
            "Unemployment fell by two percentage points.",
            "انخفضت البطالة نقطتين مئويتين.",
            "انخفضت البطالة بنسبة 2 في المئة.",
        ),
        (
            "The flight was delayed for half an hour.",
            "تأخرت الرحلة نصف ساعة.",
            "تأخرت الرحلة نصف يوم.",
        ),
        (
            "He was jailed for a year.",
            "سجن لمدة عام.",
            "سجن لمدة شهر.",
        ),
        (
            "The truce will last one week.",
            "تستمر الهدنة أسبوعا واحدا.",
            "تستمر الهدنة شهرا واحدا.",
        ),
    ],
)
def test_another_unit_is_seen_across_languages(source: str, right: str, wrong: str) -> None:
    assert check_claim(right, source).status != "contradicted"
    assert check_claim(wrong, source).status not in ("supported", "unsupported")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The refinery handles 90,000 barrels.", "The refinery handles 90,000 barrels a day."),
        ("The club paid 40 million dollars.", "The club paid 40 million US dollars."),
        ("The farm sold 30 tons.", "The farm sold 30 tonnes."),
        ("The road is 64 km long.", "The road is 40 miles (64 km) long."),
        ("The road is 40 miles long.", "The road is 40 miles (64 km) long."),
        ("He won 12 games.", "He won 12 games in 12 days."),
        ("The 40 were freed.", "The 40 hostages were freed after 40 days."),
        ("وصلت 12 سفينة.", "وصلت 12 سفينة تحمل 12 طنا."),
    ],
)
def test_the_same_unit_in_other_words_is_supported(claim: str, source: str) -> None:
    assert check_claim(claim, source).status == "supported"


@pytest.mark.parametrize(
    ("claim", "source", "status"),
    [
        ("The road is 64 miles long.", "The road is 40 miles (64 km) long.", "contradicted"),
        ("The farm sold 600 crates.", "The farm sold 600 tonnes.", "contradicted"),
        ("The farm sold 600 lorries.", "The farm sold 600 tonnes.", "check"),
        ("The farm sold 600 tonnes.", "The farm sold 600.", "check"),
        ("Prices rose 3 percent.", "Prices rose 3 percentage points.", "contradicted"),
        ("He paid 40 Canadian dollars.", "He paid 40 US dollars.", "contradicted"),
        # One end of a range is not all of it, with or without a unit.
        ("It costs $3 million.", "It costs $3-5 million.", "check"),
        ("تنتج المزرعة ثلاثة أطنان.", "تنتج المزرعة ثلاثة إلى خمسة أطنان.", "check"),
    ],
)
def test_what_a_figure_counts_decides_the_verdict(claim: str, source: str, status: str) -> None:
    assert check_claim(claim, source).status == status


def test_the_reason_names_both_units() -> None:
    claim = "The field produces 40,000 tonnes."
    verdict = check_claim(claim, "The field produces 40,000 barrels.")
    told = "This says “40,000 tonnes” where the cited sentence says “40,000 barrels”."
    assert told in verdict.reasons
