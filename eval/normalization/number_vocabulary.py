"""The number words and month names of both languages, as folded text has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

# Cardinals, then ordinals; Arabic with bare alef, ya for a hamza on its seat, ha for ta marbuta.
_SMALL = """
0 zero صفر
1 one first واحد واحده احد احدي اول اولي اولا حادي حاديه
2 two second اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثاني ثانيه ثان ثانيا
3 three third ثلاثه ثلاث ثالث ثالثه ثالثا
4 four fourth اربعه اربع رابع رابعه رابعا
5 five fifth خمسه خمس خامس خامسه خامسا
6 six sixth سته ست سادس سادسه سادسا
7 seven seventh سبعه سبع سابع سابعه سابعا
8 eight eighth ثمانيه ثماني ثمان ثامن ثامنه ثامنا
9 nine ninth تسعه تسع تاسع تاسعه تاسعا
10 ten tenth عشره عشر عاشر عاشره عاشرا
11 eleven eleventh
12 twelve twelfth
13 thirteen thirteenth
14 fourteen fourteenth
15 fifteen fifteenth
16 sixteen sixteenth
17 seventeen seventeenth
18 eighteen eighteenth
19 nineteen nineteenth
20 twenty twentieth عشرون عشرين
30 thirty thirtieth ثلاثون ثلاثين
40 forty fortieth اربعون اربعين
50 fifty fiftieth خمسون خمسين
60 sixty sixtieth ستون ستين
70 seventy seventieth سبعون سبعين
80 eighty eightieth ثمانون ثمانين
90 ninety ninetieth تسعون تسعين
200 ميتان ميتين ميتا ميتي مايتان مايتين مايتا مايتي
300 ثلاثميه ثلاثمايه
400 اربعميه اربعمايه
500 خمسميه خمسمايه
600 ستميه ستمايه
700 سبعميه سبعمايه
800 ثمانميه ثمانمايه ثمانيميه ثمانيمايه
900 تسعميه تسعمايه
2000 الفان الفين الفي
2000000 مليونان مليونين مليوني
2000000000 ملياران مليارين ملياري
"""
_HUNDREDS = "100 hundred ميه مايه"
_SCALES = """
1000 thousand الف الاف الفا
1000000 million مليون ملايين مليونا
1000000000 billion bn مليار مليارات مليارا بليون بلايين
1000000000000 trillion tn تريليون تريليونات تريليونا
"""
# Words that imply a value without counting: `tripled`, `half`, `once`, `ثلاثي`, `عامين`.
_IMPLIED = """
0 nil goalless scoreless
1 single once sole
2 both twice double doubled couple pair pairs duo twin twins زوج زوجان زوجين ضعف ضعفي ثنايي كلا كلتا
2 يومان يومين عامان عامين شهران شهرين ساعتان ساعتين اسبوعان اسبوعين سنتان سنتين مرتان مرتين
2 هدفان هدفين شخصان شخصين
3 triple tripled tripling trio thrice treble ثلاثي ثلاثيه
4 quadruple quadrupled quartet رباعي رباعيه
0.5|50% half halves halved نصف نصفي
0.25|25% quarter quarters ربع ارباع
0.33 third thirds ثلث ثلثي
10 decade عقد
12 dozen
100 century قرن
"""
# Number words that are other words too: a second, Monday, died.
DOUBTFUL_WORDS = frozenset(
    [
        "second",
        "ثاني",
        "ثانيه",
        "ثان",
        "ثانيا",
        "الثاني",
        "الثانيه",
        "الاثنين",
        "والاثنين",
        "ميتا",
        "اثني",
        "اثنا",
    ]
)
# Words that are no number though a table has them: I am not; West.
_NOT_NUMBERS = ("لست", "وست")
# English, then Arabic of Egypt and the Gulf, the Levant and Iraq, Algeria and Tunisia, Morocco.
_MONTHS = """
1 january|jan|يناير|كانون الثاني|كانون ثاني|جانفي
2 february|feb|فبراير|شباط|فيفري
3 march|mar|مارس|اذار
4 april|apr|ابريل|نيسان|افريل
5 may|مايو|ايار|ماي
6 june|jun|يونيو|حزيران|جوان
7 july|jul|يوليو|تموز|جويليه|يوليوز
8 august|aug|اغسطس|اب|اوت|غشت
9 september|sept|sep|سبتمبر|ايلول|شتنبر
10 october|oct|اكتوبر|اوكتوبر|تشرين الاول|تشرين اول
11 november|nov|نوفمبر|تشرين الثاني|تشرين ثاني|نونبر
12 december|dec|ديسمبر|كانون الاول|كانون اول|دجنبر
"""


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number word: what it counts, and how it joins the words before it.

    `hundred` and `scale` multiply, others are added. `joined` is set where the Arabic "and" is
    written onto it.
    """

    value: Decimal
    hundred: bool = False
    scale: bool = False
    arabic: bool = False
    joined: bool = False


@cache
def number_vocabulary() -> dict[str, NumberWord]:
    """Return every number word; the Arabic ones also behind و, ال, ب and ل."""
    plain = dict(_plain_words())
    inflected = {
        prefix + form: replace(word, joined=prefix.startswith("و"))
        for form, word in plain.items()
        if word.arabic
        for prefix in ("ال", "ب", "ل", "و", "وال", "وب", "ول")
    }
    # A word that is in the tables is itself: واحد is not و and احد.
    return {form: word for form, word in (inflected | plain).items() if form not in _NOT_NUMBERS}


@cache
def month_vocabulary() -> dict[str, str]:
    """Return the number of each month by its names."""
    rows = (line.partition(" ") for line in _MONTHS.strip().splitlines())
    return {name: number for number, _, names in rows for name in names.split("|")}


def _plain_words() -> Iterator[tuple[str, NumberWord]]:
    """Yield the words of the tables as they are written there."""
    for table in (_SMALL, _HUNDREDS, _SCALES):
        for line in table.strip().splitlines():
            value, *forms = line.split()
            for form in forms:
                yield (
                    form,
                    NumberWord(
                        Decimal(value),
                        hundred=table is _HUNDREDS,
                        scale=table is _SCALES,
                        arabic=not form.isascii(),
                    ),
                )


@cache
def implied_vocabulary() -> dict[str, frozenset[str]]:
    """Return the readings of each word that implies a value; the Arabic ones behind clitics too."""
    found: dict[str, frozenset[str]] = {}
    for line in _IMPLIED.strip().splitlines():
        values, *forms = line.split()
        for form in forms:
            prefixes = ("",) if form.isascii() else ("", "ال", "ب", "ل", "و", "وال", "بال", "لل")
            found |= {prefix + form: frozenset(values.split("|")) for prefix in prefixes}
    return found
