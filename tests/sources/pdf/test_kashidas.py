from __future__ import annotations

from rag.sources.pdf.glyphs import STROKE, DrawingOperation, RawCharacter
from rag.sources.pdf.kashidas import Drawn, with_kashidas

_FONT = DrawingOperation(turn=0, size=10, bold=False, font=7)


def _drawn(text: str, *, stroke: str, width: float, code: int = 0) -> list[Drawn]:
    """Return a line as it is drawn from left to right, in which `stroke` is `width` wide."""
    found: list[Drawn] = []
    x = 0.0
    for sign in reversed(text):
        wide = width if sign == stroke else 5.0
        number = code if sign == stroke else 0
        raw = RawCharacter(sign, x, 0, x, x + wide, 0, 10, 1, number)
        found.append((_FONT, raw, sign))
        x += wide
    return found


def _read(drawn: list[Drawn]) -> str:
    return "".join(written for _, _, written in reversed(with_kashidas(drawn)))


def test_a_stroke_without_a_character_within_words_is_a_kashida() -> None:
    drawn = _drawn("الغوط\ufffdة الش\ufffdرقية", stroke="\ufffd", width=2, code=22)
    assert _read(drawn) == f"الغوط{STROKE}ة الش{STROKE}رقية"


def test_a_stroke_that_comes_as_its_number_is_a_kashida() -> None:
    for sign in ("F", "3", "/", "\x1e"):
        text = f"البرلم{sign}ان الإس{sign}باني الجمع{sign}ة ثقت{sign}ه"
        assert _read(_drawn(text, stroke=sign, width=2)) == text.replace(sign, STROKE)


def test_what_is_wide_or_stands_between_words_is_no_kashida() -> None:
    wide = _drawn("الغوط\ufffdة الش\ufffdرقية", stroke="\ufffd", width=6, code=22)
    assert STROKE not in _read(wide)
    months = "آذار/مارس وتموز/يوليو وأيار/مايو وآذار/مارس"
    assert _read(_drawn(months, stroke="/", width=2)) == months
    years = "في 3 أيام و3 ليال ثم 3 أشهر و3 سنوات"
    assert _read(_drawn(years, stroke="3", width=2)) == years
