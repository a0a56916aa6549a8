"""Lists the names of months and weekdays, as newspapers write them in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rag.text.analysis.folding import plain
from rag.text.cldr import month_names, weekday_names

# What newspapers write and CLDR does not.
_MORE_MONTHS = """
1: كانون ثاني
2: فبرير
4: ابريل
5: مايس
6: يونيه
7: يوليه
8: اغسطس
9: sept
10: تشرين اول, اوكتوبر
11: تشرين ثاني
12: كانون اول
"""
# Hijri months, numbered from Muharram.
_HIJRI_MONTHS = """
1: muharram, محرم
2: safar, صفر
3: rabi al-awwal, rabi i, ربيع الاول, ربيع اول
4: rabi al-thani, rabi ii, ربيع الثاني, ربيع الاخر, ربيع ثاني
5: jumada al-awwal, jumada al-ula, jumada i, جمادي الاولي, جمادي الاول
6: jumada al-thani, jumada al-akhira, jumada ii, جمادي الاخره, جمادي الثانيه, جمادي الاخر
7: rajab, رجب
8: shaban, sha'ban, شعبان
9: ramadan, رمضان
10: shawwal, شوال
11: dhu al-qadah, dhu al-qi'dah, ذو القعده, ذي القعده
12: dhu al-hijjah, dhu al-hijja, ذو الحجه, ذي الحجه
"""
_MORE_WEEKDAYS = """
0: mon
1: tue, tues, الثلثاء, الثلاثا, الثلوثاء
2: wed, weds, الاربعا
3: thu, thur, thurs
4: fri
5: sat
6: sun
"""


@cache
def month_keys() -> Mapping[str, str]:
    """Return the key of each name of a month, by the folded name.

    A key is the month's number, with `h` before a Hijri one: `7` of july and تموز, `h7` of رجب.
    """
    keys = {plain(name).text: str(number) for number, name in month_names()}
    for table, prefix in ((_MORE_MONTHS, ""), (_HIJRI_MONTHS, "h")):
        for number, forms in _rows(table):
            keys.update(dict.fromkeys(forms, prefix + number))
    return keys


@cache
def weekday_numbers() -> Mapping[str, int]:
    """Return the number of each name of a weekday, 0 for Monday, by the folded name."""
    numbers = {plain(name).text: number for number, name in weekday_names()}
    for number, forms in _rows(_MORE_WEEKDAYS):
        numbers.update(dict.fromkeys(forms, int(number)))
    return numbers


def _rows(table: str) -> list[tuple[str, list[str]]]:
    """Return the rows of a table as the number and the forms behind it."""
    rows = (line.partition(": ") for line in table.strip().splitlines())
    return [(number, forms.split(", ")) for number, _, forms in rows]
