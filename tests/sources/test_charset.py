"""The charset is decided by mark, then UTF-8, then declaration, then the letters."""

from __future__ import annotations

import codecs
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.charset import as_declared, decode, wide_encoding

ARABIC = {"windows-1256": "cp1256", "iso-8859-6": "iso8859-6"}

WORDS = "أعلن أكد نفى قال ذكر طالب بحث ناقش رفض أعربت توقعت انتقد"
SUBJECTS = (
    "الوزير", "رئيس البلدية", "مدير المستشفى", "حاكم المصرف", "الناطقة", "لجنة التحكيم",
    "نقابة المعلمين", "مكتب الإحصاء", "مصدر طبي", "طاقم السفينة",
)  # fmt: skip
REST = ("", " أمس", " في بيان", "، بعد الظهر", " عن خطة جديدة", "؛ ثم غادر", " أمام الصحفيين.")
SENTENCES = [
    f"{verb} {subject}{rest}" for verb, subject, rest in product(WORDS.split(), SUBJECTS, REST)
]
SHORT = [text for text in SENTENCES if len(text) <= 25]
LONGER = [
    f"{first}، و{second}" for first, second in zip(SENTENCES, reversed(SENTENCES), strict=True)
]

VOCALISED = "أَعْلَنَتِ الْبَلَدِيَّةُ يَوْمَ الْخَمِيسِ خُطَّةً جَدِيدَةً لِتَنْظِيفِ الشَّاطِئِ"
GLUED = "قرأنا في صحيفةHeraldعن المعرضexpoالذي افتتح أمس"
LATIN_WITHIN = "افتتح معرض Expo café في دبي، وحضره 300 ضيف"
WESTERN = (
    "The café’s owner paid £300 – “far too much”, she said.",
    "Señor Núñez viajó mañana temprano a São Paulo",
    "Für größere Städte gilt das Übereinkommen nicht.",
    "L’élève âgé a déjà mangé à côté de la façade",
    "A naïve rôle",
)
RUSSIAN = "Правительство объявило в воскресенье о новых мерах поддержки экономики страны"
GREEK = "Η κυβέρνηση ανακοίνωσε την Κυριακή νέα μέτρα για την οικονομία"
HEBREW = "הממשלה הודיעה ביום ראשון על צעדים חדשים לתמיכה בכלכלה"
CHINESE = "政府周日宣布了支持经济的新措施总统表示谈判将于下周在首都继续进行"


def encoding_of(data: bytes) -> str:
    return decode(data, source="x").encoding


@pytest.mark.parametrize("encoding", ARABIC)
def test_short_arabic_strings_are_told_apart_by_their_letters(encoding: str) -> None:
    right = sum(encoding_of(text.encode(ARABIC[encoding])) == encoding for text in SHORT)
    assert len(SHORT) > 400
    assert right >= 0.99 * len(SHORT)


@pytest.mark.parametrize("encoding", ARABIC)
def test_arabic_of_a_line_is_always_told_apart(encoding: str) -> None:
    for text in [*LONGER, VOCALISED, GLUED]:
        assert decode(text.encode(ARABIC[encoding]), source="x") == (text, encoding)


def test_signs_and_latin_words_among_arabic_stay_whole() -> None:
    for text in (LATIN_WITHIN, "قال “نعم” – ثم غادر… پاکستان", "«أعلنت» الوزارة"):
        assert decode(text.encode("cp1256"), source="x") == (text, "windows-1256")


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_read_as_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252"), source="x") == (text, "windows-1252")


@pytest.mark.parametrize(
    "data",
    [
        RUSSIAN.encode("cp1251"),
        RUSSIAN.encode("koi8-r"),
        RUSSIAN.encode("iso8859-5"),
        GREEK.encode("cp1253"),
        HEBREW.encode("cp1255"),
        CHINESE.encode("gb18030"),
        CHINESE.encode("euc_jp", "ignore"),
        bytes(range(128, 256)),
    ],
)
def test_other_scripts_in_legacy_charsets_are_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="save it as UTF-8"):
        decode(data, source="x")


@pytest.mark.parametrize(
    "data",
    [
        SENTENCES[4].encode() + b"\xd8",
        "the café is open".encode() + b"\xe2\x80",
        ("مقدمة\n" * 3).encode() + b"\xff\n" + "خاتمة".encode(),
        codecs.BOM_UTF8 + b"abc\xff",
    ],
)
def test_broken_utf8_is_refused_and_not_read_as_another_charset(data: bytes) -> None:
    with pytest.raises(SourceError, match="UTF-8 with a broken character in line"):
        decode(data, source="x")


def test_a_refusal_names_the_source_and_the_line() -> None:
    with pytest.raises(SourceError) as caught:
        decode("سطر\nسطر\n".encode() + b"\xff", source="/news/a.txt")
    assert caught.value.source == "/news/a.txt"
    assert "line 3" in caught.value.reason


def test_utf16_that_breaks_off_is_refused() -> None:
    with pytest.raises(SourceError, match="UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"a\0b", source="x")


@pytest.mark.parametrize(
    ("declared", "codec", "text", "encoding"),
    [
        ("windows-1251", "cp1251", RUSSIAN, "windows-1251"),
        ("ISO-8859-6", "iso8859-6", "ممم", "iso-8859-6"),
        ("windows-1256", "cp1256", "نن", "windows-1256"),
        ("Shift_JIS", "shift_jis", "日本語の記事", "shift-jis"),
    ],
)
def test_a_declared_charset_is_believed(
    declared: str, codec: str, text: str, encoding: str
) -> None:
    assert decode(text.encode(codec), source="x", declared=declared) == (text, encoding)


@pytest.mark.parametrize(
    "declared",
    [
        "utf-8",
        "iso-8859-1",
        "windows-1252",
        "rot13",
        "hex",
        "unicode_escape",
        "",
        "x\0y",
        "nonsense",
    ],
)
def test_a_declaration_that_says_nothing_leaves_the_letters_to_decide(declared: str) -> None:
    data = SENTENCES[6].encode("cp1256")
    assert decode(data, source="x", declared=declared) == (SENTENCES[6], "windows-1256")


def test_a_declared_charset_that_does_not_decode_is_not_believed() -> None:
    text = "قرر فريق الكشافة"
    found = decode(text.encode("cp1256"), source="x", declared="iso-8859-6")
    assert found == (text, "windows-1256")


def test_utf8_goes_before_the_declaration() -> None:
    found = decode(SENTENCES[0].encode(), source="x", declared="windows-1256")
    assert found == (SENTENCES[0], "utf-8")


def test_ascii_and_nothing_are_utf8() -> None:
    assert decode(b"plain", source="x") == ("plain", "utf-8")
    assert decode(b"", source="x") == ("", "utf-8")


@given(st.text().filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), source="x") == (text, "utf-8")


@given(
    st.text(),
    st.sampled_from(
        [
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
            (codecs.BOM_UTF32_BE, "utf-32-be"),
        ]
    ),
)
def test_a_byte_order_mark_decides_and_is_taken_off(text: str, kind: tuple[bytes, str]) -> None:
    mark, encoding = kind
    assert decode(mark + text.encode(encoding), source="x") == (text, encoding)


@given(st.text().filter(lambda text: not text.startswith("\0")))
def test_little_endian_utf16_is_known_by_its_mark(text: str) -> None:
    data = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    assert decode(data, source="x") == (text, "utf-16-le")
    assert wide_encoding(data) == "utf-16-le"


@given(st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=12), st.sampled_from([*ARABIC]))
def test_legacy_arabic_comes_back_as_it_was(sentences: list[str], encoding: str) -> None:
    text = "\r\n".join(sentences)
    assert decode(text.encode(ARABIC[encoding]), source="x") == (text, encoding)


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data, source="x")
    except SourceError:
        return
    assert text.encode() or not data.strip() or len(data) <= 4  # a byte order mark alone


@pytest.mark.parametrize(
    "label", ["windows-1256", "CP1256", "x-unknown", "utf-8", "rot13", "\0", ""]
)
def test_a_charset_stated_beside_the_bytes_counts_where_it_adds_something(label: str) -> None:
    text = SENTENCES[0]
    found = as_declared(text.encode("cp1256"), label)
    if "1256" in label:
        assert found == (codecs.BOM_UTF8 + text.encode(), "windows-1256")
        assert decode(found[0], source="a.html", declared="iso-8859-6").text == text
    else:
        assert found is None
    assert as_declared(text.encode(), label) is None
    assert as_declared(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), label) is None
