"""Garbled text is repaired where that is certain, noted where it is not, and sound text is left."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.repair.garbled import mend, unreadable

ARABIC = (
    "أعلنت وزارة النقل، أمس الخميس، أن المطار استقبل 340 ألف مسافر في 2018"
    " (بزيادة 12 في المئة).\n\n"
    "وقال الوزير «هذه نتيجة لم نبلغها منذ عشر سنوات»، وأضاف أن شركة Boeing ستسلم أربع طائرات.\n"
)
PLAIN = ARABIC.replace("«", '"').replace("»", '"')
MIRRORED = str.maketrans("()«»", ")(»«")

SEEDS = sorted(one.name for one in files("seeds").iterdir() if one.name.endswith(".md"))


def read_as(charset: str, *, lossy: bool = False) -> Callable[[str], str]:
    """Return what reads UTF-8 in a wrong charset, with or without the bytes that are not in it."""

    def garble(text: str) -> str:
        signs = (bytes([byte]).decode(charset, "ignore") for byte in text.encode())
        return "".join(
            sign or ("" if lossy else chr(byte))
            for sign, byte in zip(signs, text.encode(), strict=True)
        )

    return garble


def visual(line: str) -> str:
    """Return a line as old programs write it: reversed, but numbers and Latin words."""
    words = [word if word.isascii() and word.isalnum() else word[::-1] for word in line.split(" ")]
    return " ".join(reversed(words)).translate(MIRRORED)


def reversed_lines(text: str) -> str:
    return "\n".join(line[::-1] for line in text.split("\n"))


def shaped(text: str) -> str:
    """Return a text with letters in their isolated presentation forms."""
    forms = {
        unicodedata.normalize("NFKC", chr(code)): chr(code)
        for code in range(0xFE80, 0xFEFD)
        if "ISOLATED" in unicodedata.name(chr(code), "")
    }
    return "".join(forms.get(char, char) for char in text.replace("لا", forms["لا"]))


def twice(garble: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: garble(garble(text))


@pytest.mark.parametrize(
    "garble",
    [
        read_as("cp1252"),
        read_as("latin-1"),
        read_as("cp1256"),
        read_as("cp1252", lossy=True),
        lambda text: read_as("cp1252", lossy=True)(text).replace("\xad", ""),
        lambda text: read_as("cp1256")(text).replace("\xad", ""),
        twice(read_as("cp1252")),
        twice(read_as("cp1256")),
        lambda text: text[:100] + read_as("cp1252")(text[100:]),
        lambda text: text[:40] + read_as("latin-1")(text[40:90]) + text[90:],
        lambda text: text.split("\n\n")[0] + "\n\n" + read_as("cp1256")(text.split("\n\n")[1]),
    ],
)
def test_utf8_that_was_read_in_a_wrong_charset_is_read_again(garble: Callable[[str], str]) -> None:
    mended = mend(garble(ARABIC))
    assert mended.text == ARABIC
    assert mended.notes == ("its text was garbled by a wrong charset and was repaired",)


@pytest.mark.parametrize(
    ("right", "wrong"), [("cp1256", "cp1252"), ("cp1256", "latin-1"), ("iso8859-6", "latin-1")]
)
def test_legacy_arabic_that_was_read_as_western_is_read_again(right: str, wrong: str) -> None:
    data = PLAIN.encode(right)
    garbled = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in data)
    assert mend(garbled).text == PLAIN
    assert mend(f"{garbled}\n{PLAIN}").text == f"{PLAIN}\n{PLAIN}"


@pytest.mark.parametrize(
    ("garbled", "text"),
    [
        ("cafÃ© â€œnaÃ¯veâ€\x9d â€“ it was", "café “naïve” – it was"),
        ("قال الوزير â€œنعمâ€\x9d ثم غادر", "قال الوزير “نعم” ثم غادر"),
        ("&quot;نعم&quot; &#1593;&#x627; AT&amp;amp;T &laquo;لا&raquo;", '"نعم" عا AT&T «لا»'),
        ("شاعرا ً وشاعرة ً وأرجاء ِ العالم", "شاعراً وشاعرةً وأرجاءِ العالم"),
        ("مشيرة ًإلى أن", "مشيرةً إلى أن"),
        ("المدين ة كبير ة.", "المدينة كبيرة."),
        ("It\x92s \x93fine\x94\x81", "It’s “fine”"),
        ("\ufefbﺗدﻧﻲ ﻣﺴﺘﻮى", "لاتدني مستوى"),
    ],
)
def test_small_things_are_repaired(garbled: str, text: str) -> None:
    mended = mend(garbled)
    assert mended.text == text
    assert len(mended.notes) == 1


def test_text_in_visual_order_is_put_in_reading_order() -> None:
    for garble in (reversed_lines, lambda text: "\n".join(map(visual, text.split("\n")))):
        mended = mend(garble(ARABIC))
        assert mended.text == ARABIC
        assert "visual order" in mended.notes[0]


def test_shaped_letters_in_visual_order_become_plain_ones_in_reading_order() -> None:
    shown = "وقالت الوزارة إن الأسلاك الجديدة من الولايات المتحدة وصلت إلى الميناء"
    assert mend(shaped(shown)).text == shown
    assert mend(reversed_lines(shaped(shown))).text == shown


def test_one_reversed_line_among_others_is_put_right() -> None:
    first, _, last = ARABIC.rstrip("\n").split("\n")
    assert mend(f"{first}\n{last[::-1]}").text == f"{first}\n{last}"


def test_words_that_were_reversed_one_by_one_stay_in_order() -> None:
    line = "وقالت الوزارة إن السفينة وصلت إلى الميناء من الولايات المتحدة أمس."
    words = [word[::-1] for word in line[:-1].split(" ")]
    assert mend(" ".join(words) + ".").text == line


@pytest.mark.parametrize(
    "garbled",
    [
        ARABIC.encode("unicode_escape").decode(),
        "".join(f"\\u{ord(char):04X}" if ord(char) > 127 else char for char in ARABIC),
        "".join(f"%u{ord(char):04X}" if ord(char) > 127 else char for char in ARABIC),
        quote(ARABIC),
        quote(ARABIC).replace("%20", "+"),
        "".join(f"={byte:02X}" if byte > 127 else chr(byte) for byte in ARABIC.encode()),
    ],
)
def test_a_text_of_escapes_is_decoded(garbled: str) -> None:
    assert mend(garbled).text == ARABIC


def test_letters_that_stand_apart_are_joined_where_words_stand_further_apart() -> None:
    line = "وصلت السفينة إلى الميناء صباح اليوم"
    assert mend("  ".join(map(" ".join, line.split(" ")))).text == line
    unclear = " ".join(line.replace(" ", ""))
    assert mend(unclear).text == unclear
    assert "letters stand apart" in mend(unclear).notes[0]


def test_what_is_lost_is_counted_and_placed() -> None:
    text = "سطر أول\nالم\ufffdناء و\ufffd\nقال ??? ثم ?????? و?? ثم ????"
    assert mend(text).notes == (
        "2 characters of its text are lost (U+FFFD, the first in line 2)",
        "3 words of its text are lost (question marks, the first in line 3)",
    )


@pytest.mark.parametrize("text", ["\ufffd\ufffd\ufffd \ufffd\ufffd ab", "???? ?????? 41 ??? of"])
def test_a_text_that_is_mostly_lost_is_refused(text: str) -> None:
    assert "export it again" in (unreadable(text) or "")
    assert unreadable(f"{text} {ARABIC}") is None


def test_a_text_with_too_few_whole_letters_is_noted() -> None:
    garbled = "".join(char for char in read_as("latin-1")(ARABIC) if not "\x80" <= char <= "\x9f")
    mended = mend(garbled)
    assert mended.notes == ("its text looks garbled by a wrong charset and could not be repaired",)


@pytest.mark.parametrize(
    "text",
    [
        *(ARABIC, PLAIN),
        "حفظ، فقط» لفظ؟ خطوط؛ «حظ» ملحوظ… شرط: ربط.",
        "مثلا أولا حلا فعلا كلا قتلا دخلا زلزلا سهلا طويلا",
        "Ørsted og Østfold: «Øl» på Ærø",
        "ÉCOLE FRANÇAISE: L'ÉTÉ DÉJÀ VU À NOËL",
        "Schöne Grüße aus Köln – „große Straße“",
        "What??? No!! Really?? C&A, R&D; AT&T; a & b",
        "https://a.example/?q=%D8%A7%D9%84 and \\u0627 in code; 100%25 =3D",
        "سعر ﷼ وصلى الله عليه ﷺ و﴿آية﴾",
        "أ ف ب و د ب أ",
        "طالب/ة والموظف (ة) و ة",
        "",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert mend(text).text == text
    assert mend(text).notes == ()


@pytest.mark.parametrize("name", SEEDS)
def test_whole_articles_are_left_alone(name: str) -> None:
    text = (files("seeds") / name).read_text(encoding="utf-8")
    assert mend(text).text == text


def test_pages_begin_where_they_began() -> None:
    first, second = "&quot;أول&quot;\n", "الصفحة الثانية"
    mended = mend(first + second, (0, len(first)))
    assert mended.text == '"أول"\n' + second
    assert mended.pages == (0, len('"أول"\n'))
    assert mend(first + second, (len(first),)).pages == (len('"أول"\n'),)


@pytest.mark.parametrize(
    "text", ["Ø" * 100_000, "Ø§" * 100_000, "ط§" * 100_000, "Ã " * 100_000, "&" * 200_000,
             "&#" * 100_000, "? " * 100_000, "?" * 200_000, "ا ل " * 50_000, " " * 200_000 + "ً",
             "\\u06" * 50_000, "%D8" * 60_000, "ةدم " * 50_000, "((((" * 50_000 + "ةدم"],
    ids=range(14),
)  # fmt: skip
def test_hostile_text_is_read_in_time(text: str) -> None:
    started = time.monotonic()
    mend(text)
    unreadable(text)
    assert time.monotonic() - started < 8


@given(st.text())
def test_any_text_can_be_mended(text: str) -> None:
    mended = mend(text, (0,))
    assert mended.text.encode("utf-8", "surrogatepass") or not mended.text
    assert mended.pages == (0,)


@given(st.lists(st.sampled_from(ARABIC.split()), min_size=1))
def test_sound_words_in_any_order_are_left_alone(words: list[str]) -> None:
    text = " ".join(words)
    assert mend(text).text == text
