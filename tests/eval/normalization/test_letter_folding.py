"""Letters are folded as Unicode, Lucene and CAMeL Tools publish it."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalization import fold_letters

# org.apache.lucene.analysis.ar.ArabicNormalizer and .fa.PersianNormalizer: what becomes of each
# letter. None is deleted.
LUCENE = {
    "\u0622": "\u0627",  # ALEF_MADDA → ALEF
    "\u0623": "\u0627",  # ALEF_HAMZA_ABOVE → ALEF
    "\u0625": "\u0627",  # ALEF_HAMZA_BELOW → ALEF
    "\u0649": "\u064a",  # DOTLESS_YEH → YEH
    "\u0629": "\u0647",  # TEH_MARBUTA → HEH
    "\u0640": None,  # TATWEEL
    "\u064b": None,  # FATHATAN
    "\u064c": None,  # DAMMATAN
    "\u064d": None,  # KASRATAN
    "\u064e": None,  # FATHA
    "\u064f": None,  # DAMMA
    "\u0650": None,  # KASRA
    "\u0651": None,  # SHADDA
    "\u0652": None,  # SUKUN
    "\u06cc": "\u064a",  # FARSI_YEH → YEH
    "\u06d2": "\u064a",  # YEH_BARREE → YEH
    "\u06a9": "\u0643",  # KEHEH → KAF
    "\u06c0": "\u0647",  # HEH_YEH → HEH
    "\u06c1": "\u0647",  # HEH_GOAL → HEH
    "\u0654": None,  # HAMZA_ABOVE
}
# camel_tools.utils.normalize and .dediac: alef variants, alef maksura, teh marbuta, diacritics.
CAMEL = {
    **dict.fromkeys("إأٱآ", "ا"),
    "ى": "ي",
    "ة": "ه",
    **dict.fromkeys("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"),
}
EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


@pytest.mark.parametrize(("letter", "folded"), [*LUCENE.items(), *CAMEL.items()])
def test_a_letter_becomes_what_published_normalizers_make_of_it(
    letter: str, folded: str | None
) -> None:
    assert fold_letters(f"ب{letter}ب") == f"ب{folded or ''}ب"


def test_every_decimal_digit_of_unicode_becomes_its_value() -> None:
    digits = [one for one in EVERY if unicodedata.category(one) == "Nd"]
    assert len(digits) > 600
    wrong = [one for one in digits if fold_letters(one) != str(unicodedata.decimal(one))]
    assert not wrong


def test_every_arabic_presentation_form_becomes_the_letters_that_it_stands_for() -> None:
    forms = [one for one in EVERY if "\ufb50" <= one <= "\ufefc"
             and unicodedata.category(one) == "Lo"]  # fmt: skip
    assert len(forms) > 600
    for form in forms:
        letters = unicodedata.normalize("NFKC", form).strip()
        assert fold_letters(form) == fold_letters(letters), form


def test_every_format_character_goes() -> None:
    hidden = [one for one in EVERY if unicodedata.category(one) == "Cf"]
    assert {"\u200f", "\u202e", "\u2066", "\ufeff", "\u00ad"} <= set(hidden)
    assert fold_letters("a" + "".join(hidden) + "b") == "ab"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_letters(fold_letters(text)) == fold_letters(text)


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters=",.")))
def test_plain_ascii_only_loses_its_case_and_spare_space(text: str) -> None:
    assert fold_letters(text) == " ".join(text.split()).casefold()
