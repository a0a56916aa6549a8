from __future__ import annotations

from itertools import pairwise

import pytest

from eval.bench.pdf_reading import distance, normal, sample_articles
from eval.bench.visual_pdf import DrawnLine, to_pdf
from rag.errors import SourceError
from rag.records import Language
from rag.sources.pdf.pdf_reader import parse_pdf
from rag.sources.stated_fields import StatedFields
from tests.sources.pdf.made import encrypted, set_in_lines, typeset

ENGLISH = [
    "The ministers of both countries met in Geneva on Sunday and agreed on a plan to repair the "
    "three bridges that the flood had destroyed in spring, a spokeswoman said.",
    "Work begins in March. The government will pay two thirds of the cost, which engineers put at "
    "about 40 million dollars, and the province will pay the rest of it over six years.",
    "Farmers had asked for the northern bridge to be rebuilt first, because their harvest has to "
    "take a detour of some ninety kilometres until then.",
]
ARABIC = [
    "قالت وزارة النقل في بيان إن الأعمال ستبدأ في مارس المقبل، وإن الحكومة ستدفع ثلثي الكلفة "
    "البالغة نحو 40 مليون دولار، على أن تتحمل المحافظات الباقي خلال ست سنوات.",
    "وطالب المزارعون بإعادة بناء الجسر الشمالي أولاً، لأن محاصيلهم تحتاج الآن إلى طريق التفافي "
    "يبلغ طوله تسعين كيلومتراً (بحسب النقابة).",
    "وأضافت الوزارة أن شركة Siemens الألمانية ستزوّد الجسر بأنظمة المراقبة قبل نهاية العام 2025.",
]
TEXTS: dict[Language, list[str]] = {"en": ENGLISH, "ar": ARABIC}
BOTH = pytest.mark.parametrize("language", ["en", "ar"])


def read(data: bytes) -> StatedFields:
    return parse_pdf(data, source="/news/a.pdf")


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(data)
    return caught.value.reason


def lines(data: bytes) -> list[str]:
    return [line for line in read(data).text.splitlines() if line]


@BOTH
def test_a_paragraph_is_one_line(language: Language) -> None:
    body = "\n\n".join(TEXTS[language])
    assert lines(typeset(body, language=language)) == TEXTS[language]


@BOTH
def test_the_samples_come_out_as_they_went_in(language: Language) -> None:
    articles = [one for one in sample_articles() if one.language == language][:3]
    for article in articles:
        body = "\n\n".join(f'#"{text}"' for text in map(_quoted, article.paragraphs))
        found = normal(read(typeset(body, language=language)).text)
        wanted = normal(" ".join(article.paragraphs))
        assert distance(found, wanted) <= 0.002 * len(wanted)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@BOTH
def test_columns_are_read_one_after_the_other(language: Language) -> None:
    title = {"en": "Three bridges are rebuilt", "ar": "إعادة بناء ثلاثة جسور"}[language]
    texts = TEXTS[language] * 3
    body = f"#text(18pt)[{title}]\n#columns(2)[{chr(10).join(f'{one}{chr(10)}' for one in texts)}]"
    found = read(typeset(body, language=language))
    assert [line for line in found.text.splitlines() if line] == [title, *texts]
    assert found.stated.title == title


def test_columns_whose_lines_are_out_of_step_are_not_mixed_where_two_lines_meet() -> None:
    left = {0: "one", 14: "two", 28: "three", 54: "four", 68: "five", 82: "six"}
    right = {12: "seven", 26: "eight", 40: "nine", 54: "ten", 80: "eleven", 94: "twelve"}
    body = "".join(
        f"#place(top + left, dx: {dx}pt, dy: {dy}pt)[The ferry to the northern island {name}]\n"
        for dx, column in ((0, left), (178, right))
        for dy, name in column.items()
    )
    found = lines(typeset(body, page="width: 16cm, height: 10cm"))
    words = " ".join(found).split()
    names = [word for word in words if word in {*left.values(), *right.values()}]
    assert names == [*left.values(), *right.values()]


@BOTH
def test_a_paragraph_goes_on_over_the_page(language: Language) -> None:
    articles = [one for one in sample_articles() if one.language == language][:2]
    texts = [text for one in articles for text in one.paragraphs]
    found = read(
        typeset(
            "\n\n".join(f'#"{_quoted(one)}"' for one in texts),
            language=language,
            page="width: 12cm, height: 8cm",
        )
    )
    assert [line for line in found.text.splitlines() if line] == texts
    assert len(found.pages) > 2
    assert found.pages[0] == 0
    assert all(one < other for one, other in pairwise(found.pages))
    begun = [found.text[:start].endswith("\n") for start in found.pages[1:]]
    assert not all(begun)  # some page begins within a paragraph


@pytest.mark.parametrize(
    ("language", "footer"),
    [
        ("en", "Page #n() of #all()"),
        ("en", "#n()"),
        ("en", "- #n() -"),
        ("ar", "صفحة #n() من #all()"),
        ("ar", "ص #n()"),
        ("ar", '#n(pattern: "١")'),
    ],
)
@pytest.mark.parametrize("copies", [1, 6])
def test_headers_footers_and_page_numbers_are_no_text(
    language: Language, footer: str, copies: int
) -> None:
    counters = (
        '#let n(pattern: "1") = context counter(page).display(pattern)\n'
        "#let all() = context counter(page).final().first()\n"
    )
    header = {"en": "Harbour Daily #h(1fr) 28 July 2024", "ar": "صحيفة المرفأ"}[language]
    texts = TEXTS[language] * copies
    page = f"width: 12cm, height: 12cm, footer: align(center)[{footer}]"
    page += f", header: [{header}]" if copies > 1 else ""
    body = "\n\n".join(texts)
    made = typeset(f"{counters}#set page({page})\n{body}", language=language)
    assert lines(made) == texts


@BOTH
def test_a_header_close_to_text_that_goes_on_is_known_by_the_page_with_the_title(
    language: Language,
) -> None:
    header = {"en": "Harbour Bulletin, issue 12", "ar": "نشرة الموانئ، العدد 12"}[language]
    texts = TEXTS[language] * 2
    body = "\n\n".join(texts)
    page = f"width: 12cm, height: 9cm, header: [{header}]"
    made = typeset(f"#text(size: 15pt)[= T]\n{body}", language=language, page=page)
    assert len(read(made).pages) > 1
    assert lines(made) == ["T", *texts]


def test_words_that_a_hyphen_divides_are_whole_again() -> None:
    made = set_in_lines([[
        "The engineers said on Sunday that the govern-",
        "ment would rebuild it, and that the well-",
        "known bridge of the US-",
        "led coalition, which the province pays, is so-",
        "lid and was the only one that the Indo-",
        "Pacific fleet had seen in the long war there.",
    ]])  # fmt: skip
    assert read(made).text == (
        "The engineers said on Sunday that the government would rebuild it, and that the "
        "well-known bridge of the US-led coalition, which the province pays, is solid and was "
        "the only one that the Indo-Pacific fleet had seen in the long war there."
    )


def test_notes_and_powers_are_told_apart() -> None:
    body = (
        "The flood covered 40 km#super[2] of land.#footnote[The ministry counts it so.] It was the "
        "worst since 1953.#footnote[There was no other.] About 10#super[6] people saw it."
    )
    text = read(typeset(body)).text
    assert "40 km² of land. It was the worst since 1953. About 10⁶ people" in text
    assert text.splitlines()[-1] == "2. There was no other."


def test_a_row_of_a_table_is_a_line() -> None:
    body = (
        f"{ENGLISH[0]}\n\n#table(columns: 3, [Country], [2023 harvest], [2024 harvest], "
        f"[Egypt], [12.5], [13.0], [Jordan], [40.1], [7.1])\n\n{ENGLISH[1]}"
    )
    found = lines(typeset(body))
    assert found[0] == ENGLISH[0]
    assert found[-1] == ENGLISH[1]
    assert {"Egypt\t12.5\t13.0", "Jordan\t40.1\t7.1"} <= set(found)


def test_items_of_a_list_are_paragraphs() -> None:
    body = f"- {ENGLISH[0]}\n- Bread\n\n+ {ENGLISH[1]}\n+ Salt"
    found = lines(typeset(body))
    assert found == [f"• {ENGLISH[0]}", "• Bread", f"1. {ENGLISH[1]}", "2. Salt"]


ON_LINES = [
    "قال الوزير الأول إن كلفة الأعمال في المحافظات بلغت 12.5 مليون",
    "دولار (نحو 50% من الميزانية)، وإن شركة Siemens Energy الألمانية",
    "ستبدأ في 2024-07-28 أعمالها قرب «الجسر» عند الكيلومتر 3/4 للطريق.",
]


@pytest.mark.parametrize("shapes", [True, False])
def test_arabic_drawn_from_left_to_right_is_read_from_right_to_left(shapes: bool) -> None:
    made = set_in_lines([ON_LINES], to_left=True, shapes=shapes)
    assert read(made).text == " ".join(ON_LINES)


def test_arabic_forms_of_letters_become_letters_and_signs_stay() -> None:
    made = set_in_lines([["قال النبي ﷺ إن الســـلام خير، ودفع ٥٠ ﷼ سنة ١٤٤٥هـ."]], to_left=True)
    assert read(made).text == "قال النبي ﷺ إن السلام خير، ودفع ٥٠ ﷼ سنة ١٤٤٥هـ."


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Three bridges are rebuilt", "Three bridges are rebuilt"),
        ("إعادة بناء ثلاثة جسور", "إعادة بناء ثلاثة جسور"),
        ("Microsoft Word - bridges.docx", None),
        ("untitled", None),
        ("Bridges final v2.indd", None),
        ("C:\\desk\\bridges", None),
        ("مستند 1", None),
        ("a", None),
        ("", None),
    ],
)
def test_the_metadata_state_the_title_where_it_is_one(stated: str, title: str | None) -> None:
    made = set_in_lines([["Work on the bridges begins in March."]], title=stated)
    assert read(made).stated.title == title


def test_the_date_of_the_file_is_no_date_of_the_article() -> None:
    made = typeset("#set document(date: datetime(year: 2001, month: 2, day: 3))\nA note.")
    assert read(made).stated.published_at is None


PICTURE = b"0.5 g 20 20 300 400 re f\n"


def test_a_scan_is_refused() -> None:
    assert refusal(to_pdf([[], []], extra=PICTURE)).startswith("it is a scan without a text layer")
    assert "blank" in refusal(to_pdf([[]]))


def test_pages_without_text_are_told() -> None:
    first = [DrawnLine("Work on the bridges begins.", 40, 450)]
    last = [DrawnLine("It ends in summer.", 40, 450)]
    found = read(to_pdf([first, [], [], last], extra=PICTURE))
    assert found.notes == ("pages 2-3 have no text layer (they are scanned or pictures)",)
    assert found.text == "Work on the bridges begins.\n\nIt ends in summer."
    assert found.pages == (0, 29, 29, 29)


def test_text_without_known_letters_is_refused_or_told() -> None:
    good = "Work on the bridges begins in the month of March and will end in the summer."
    bad = "\ue010\ue011\ue012\ue013 \ue014\ue015"
    assert "its text layer is of no use" in refusal(set_in_lines([[bad] * 9]))
    (note,) = read(set_in_lines([[good, good, good, bad]])).notes
    assert "could not be read" in note
    shifted = "".join(chr(ord(one) + 3) if one.isalpha() else one for one in good)
    (note,) = read(set_in_lines([[shifted] * 9])).notes
    assert "hardly any common word" in note


def test_text_at_an_angle_is_left_out_and_told() -> None:
    body = f"#place(rotate(45deg)[DRAFT])\n{ENGLISH[0]}"
    found = read(typeset(body))
    assert found.text == ENGLISH[0]
    assert found.notes == ("5 signs that are set at an angle, as watermarks are, were left out",)


def test_a_page_on_its_side_is_read() -> None:
    body = f"#rotate(90deg, reflow: true)[#box(width: 10cm)[{ENGLISH[0]}]]"
    assert read(typeset(body)).text == ENGLISH[0]


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(range(256)) * 9, b"text"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert "broken PDF" in refusal(data)


def test_too_many_pages_are_refused() -> None:
    made = to_pdf([[DrawnLine("Word", 40, 500)]]).replace(
        b"/Kids [6 0 R] /Count 1", b"/Kids [" + b"6 0 R " * 2001 + b"] /Count 2001"
    )
    assert "2,001 pages" in refusal(made)


@pytest.mark.parametrize(("user", "reason"), [("secret", "protected by a password"), ("", None)])
def test_a_password_is_named(user: str, reason: str | None) -> None:
    made = encrypted("Work begins.", user=user)
    if reason is None:
        assert read(made).text == "Work begins."
    else:
        assert reason in refusal(made)
