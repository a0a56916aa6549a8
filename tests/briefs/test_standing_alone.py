from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefs.sentences.standing_alone import cannot_stand, needed
from rag.records import Language

CASES = Path(__file__).with_name("stand_alone_cases.tsv")


def cases(part: str, language: Language) -> Iterator[tuple[int | None, int | None]]:
    """Yield what each labelled sentence needs, and what is found."""
    for row in CASES.read_text(encoding="utf-8").splitlines():
        own, _, rest = row.partition("\t")
        if own == part and rest.startswith(language):
            _, label, context = rest.split("\t")
            found = needed(context.split(" / "), language)[-1]
            yield None if label == "-" else int(label), found


@pytest.mark.parametrize(("part", "least"), [("fit", 0.97), ("held", 0.92)])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_labelled_sentences_are_told_with_what_they_need(
    part: str, least: float, language: Language
) -> None:
    every = list(cases(part, language))
    lacking = [found for label, found in every if label != 0]
    flagged = [label for label, found in every if found != 0]
    assert len(every) >= 50
    assert sum(found != 0 for found in lacking) / len(lacking) >= least
    assert sum(label != 0 for label in flagged) / len(flagged) >= least
    assert sum(label == found for label, found in every) / len(every) >= least


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("en", "She said the road was closed.", "speaker"),
        ("en", '"The road is closed and will stay so for the whole of May."', "speaker"),
        ("en", "The bridge is safe, according to him.", "speaker"),
        ("en", "It was found in a cave.", "referent"),
        ("en", "It is not clear who fired first.", None),
        ("en", "There are 40 beds in the camp at Zaatari.", None),
        ("en", "However, the port stayed open.", "contrast"),
        ("en", "However hard it rained, Kenya's fields stayed dry.", None),
        ("en", "A long winter in the harbour", "heading"),
        ("en", "Man Shot at Dallas Gas Station Dies at Hospital", "heading"),
        ("en", "Elise Noor found him.", "referent"),
        ("en", "It came as leaders met in Bonn.", "referent"),
        ("en", "It is hard to say who won.", None),
        ("en", "The two men met 3 times:", "cut"),
        ("en", "Will the port open again?", "question"),
        ("en", 'The envoy wrote: "We are late.', "quotation"),
        ("en", "Sign up to our newsletter for more.", "furniture"),
        ("ar", "وقالت إنها ستعود في مايو.", "speaker"),
        ("ar", "وقال بوتين إنه سيعود في مايو.", None),
        ("ar", "وقال ولي العهد السعودي إن المشروع سيكتمل.", None),
        ("ar", "أعلن الاثنين نادي الأهلي تعيين مدرب جديد.", None),
        ("ar", "ويزعم أن الجسر غير آمن.", None),
        ("ar", "جنودنا يسطرون ملحمة.", "first person"),
        ("ar", "أبلغهما الضابط أن الحقائب ستفحص.", "referent"),
        ("ar", "وقد شغل منصب وزير الخارجية.", "referent"),
        ("ar", "وهي الأكبر في المنطقة.", "referent"),
        ("ar", "هناك 12 شخصا على متن القارب.", None),
        ("ar", "لكن الميناء بقي مفتوحا.", "contrast"),
        ("ar", "لماذا بقي الميناء مفتوحا؟", "question"),
        ("ar", "وتضمن الاتفاق ما يلي:", "cut"),
        ("ar", "اقرأ أيضا: الميناء يفتح أبوابه.", "furniture"),
        ("en", "A day earlier he had told the council that the dam would hold.", "referent"),
        ("en", "Two days later they left the camp.", "referent"),
        ("en", "The next morning she resigned as mayor of Orlic.", "referent"),
        ("en", "A day earlier Jo Dee told the council that he would resign.", None),
        ("en", "Three weeks ago Jo Dee said he would resign.", None),
        ("en", "Two days later police arrested a man they suspected.", None),
        ("en", "", "heading"),
    ],
)
def test_why_a_sentence_cannot_stand_alone(
    language: Language, text: str, reason: str | None
) -> None:
    assert cannot_stand(text, language) == reason


def test_a_quotation_is_not_given_to_another_speaker() -> None:
    told = [
        "قال وزير النقل كريم حداد إن الجسر آمن.",
        "وأضافت أن الجسر قديم.",
    ]
    assert needed(told, "ar") == [0, None]


def test_a_chain_ends_where_a_sentence_cannot_be_told() -> None:
    told = [
        "Mayor Ana Ruiz resigned, officials said.",
        "Why did she go?",
        "She said she was tired.",
    ]
    assert needed(told, "en") == [0, None, None]


@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from(["ar", "en"]))
def test_what_is_needed_stands_before_and_can_be_told(texts: list[str], language: Language) -> None:
    found = needed(texts, language)
    assert len(found) == len(texts)
    for at, count in enumerate(found):
        assert count is None or at - count >= 0
        assert count is None or None not in found[at - count : at]
