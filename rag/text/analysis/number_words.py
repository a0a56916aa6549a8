"""The number words of both languages and their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

Kind = Literal["digits", "small", "hundred", "scale"]


@dataclass(frozen=True, slots=True)
class Atom:
    """A number in digits, or one number word.

    `joined` when و is written before it; `vague` when it counts nothing on its own (millions of
    people); `ordinal` when it is a place in an order; `dual` for a scale word that means two of
    them where no number stands before it (مليارا دولار).
    """

    kind: Kind
    value: Decimal
    arabic: bool = False
    joined: bool = False
    vague: bool = False
    ordinal: bool = False
    dual: bool = False


# Arabic is spelt with bare alef, ya for a hamza on its seat, ha for ta marbuta.
_SMALL = """
0: zero صفر
1: one واحد واحده احد احدي
2: two اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي
3: three ثلاثه ثلاث
4: four اربعه اربع
5: five خمسه خمس
6: six سته ست
7: seven سبعه سبع
8: eight ثمانيه ثماني ثمان
9: nine تسعه تسع
10: ten عشره عشر
11: eleven
12: twelve
13: thirteen
14: fourteen
15: fifteen
16: sixteen
17: seventeen
18: eighteen
19: nineteen
20: twenty عشرون عشرين
30: thirty ثلاثون ثلاثين
40: forty اربعون اربعين
50: fifty خمسون خمسين
60: sixty ستون ستين
70: seventy سبعون سبعين
80: eighty ثمانون ثمانين
90: ninety تسعون تسعين
200: ميتان ميتين ميتا ميتي مايتان مايتين مايتا مايتي
300: ثلاثميه ثلاثمايه
400: اربعميه اربعمايه
500: خمسميه خمسمايه
600: ستميه ستمايه
700: سبعميه سبعمايه
800: ثمانميه ثمانمايه ثمانيميه ثمانيمايه
900: تسعميه تسعمايه
2e3: الفان الفين الفي
2e6: مليونان مليونين مليوني
2e9: ملياران مليارين ملياري
"""
_ORDINALS = """
1: first اول اولي اولا حادي حاديه
2: second ثاني ثانيه ثان ثانيا
3: third ثالث ثالثه ثالثا
4: fourth رابع رابعه رابعا
5: fifth خامس خامسه خامسا
6: sixth سادس سادسه سادسا
7: seventh سابع سابعه سابعا
8: eighth ثامن ثامنه ثامنا
9: ninth تاسع تاسعه تاسعا
10: tenth عاشر عاشره عاشرا
11: eleventh
12: twelfth
13: thirteenth
14: fourteenth
15: fifteenth
16: sixteenth
17: seventeenth
18: eighteenth
19: nineteenth
20: twentieth
30: thirtieth
40: fortieth
50: fiftieth
60: sixtieth
70: seventieth
80: eightieth
90: ninetieth
"""
_HUNDRED = "100: hundred ميه مايه"
_SCALES = """
1e3: thousand الف الاف الفا
1e6: million مليون ملايين مليونا
1e9: billion مليار مليارات مليارا بليون بلايين
1e12: trillion تريليون تريليونات تريليونا
"""
_TABLES: tuple[tuple[Kind, str], ...] = (
    ("small", _SMALL),
    ("hundred", _HUNDRED),
    ("scale", _SCALES),
)
# Forms that are read in facts only: the index keeps the numbers that it has. Accusatives behind a
# larger number (مئة وسبعا وتسعين), and the duals of scale words.
_SMALL_IN_FACTS = """
3: ثلاثا
4: اربعا
5: خمسا
6: ستا
7: سبعا
8: ثمانيا
9: تسعا
2e9: بليونان بليونين بليوني
2e12: تريليونان تريليونين تريليوني
"""
_DUALS_IN_FACTS = """
1e3: الفا
1e6: مليونا
1e9: مليارا بليونا
1e12: تريليونا
"""
_VAGUE = "hundred thousand million billion trillion الاف ملايين مليارات بلايين تريليونات"


# With a clitic these are other words: I am not; West.
_NOT_NUMBERS = ("لست", "وست")


@cache
def number_words() -> dict[str, Atom]:
    """Return every number word with its value, the Arabic ones also behind و, ال, ب and ل."""
    plain = dict(_plain_words())
    # A word that stands in the tables is itself: واحد is not و and احد.
    words = dict(pair for form, atom in plain.items() for pair in _with_clitics(form, atom)) | plain
    return {form: atom for form, atom in words.items() if form not in _NOT_NUMBERS}


@cache
def number_and_ordinal_words() -> dict[str, Atom]:
    """Return the `number_words`, and first, second, الأول, الثاني, and rarer forms of numbers."""
    words = dict[str, Atom](_words_in_facts())
    for value, form in _table(_ORDINALS):
        atom = Atom("small", value, not form.isascii(), ordinal=True)
        words.update(_with_clitics(form, atom))
        words[form] = atom
    return words | number_words() | dict(_duals())


def _words_in_facts() -> Iterator[tuple[str, Atom]]:
    """Yield the forms that are read in facts only, the Arabic ones also behind clitics."""
    for value, form in _table(_SMALL_IN_FACTS):
        atom = Atom("small", value, arabic=True)
        yield from (*_with_clitics(form, atom), (form, atom))


def _duals() -> Iterator[tuple[str, Atom]]:
    """Yield the scale words that may be duals: ألفا, مليونا."""
    for value, form in _table(_DUALS_IN_FACTS):
        atom = Atom("scale", value, arabic=True, dual=True)
        yield form, atom
        yield "و" + form, replace(atom, joined=True)


def _table(table: str) -> Iterator[tuple[Decimal, str]]:
    """Yield the values and forms of a table."""
    for line in table.strip().splitlines():
        value, _, forms = line.partition(":")
        for form in forms.split():
            yield Decimal(value), form


def _plain_words() -> Iterator[tuple[str, Atom]]:
    """Yield the number words of the tables."""
    for kind, table in _TABLES:
        for value, form in _table(table):
            vague = form in _VAGUE.split()
            yield form, Atom(kind, value, not form.isascii(), vague=vague)


def _with_clitics(form: str, atom: Atom) -> Iterator[tuple[str, Atom]]:
    """Yield an Arabic number word behind each clitic; nothing for an English one."""
    if atom.arabic:
        for clitic in ("ال", "ب", "ل"):
            yield clitic + form, atom
        for clitic in ("", "ال", "ب", "ل"):
            yield "و" + clitic + form, replace(atom, joined=True)
