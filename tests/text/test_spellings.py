"""The usual spellings of a name meet, within a language and across."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.factories import ANALYZER

SPELLINGS = """
أميركا/أمريكا/America
غزة/Gaza/Ghazza/Ghaza
القذافي/Gaddafi/Qaddafi/Kadafi/Gadhafi
محمد/Mohammed/Muhammad/Mohamed/Mohammad
نتنياهو/نتانياهو/Netanyahu
زيلينسكي/زيلنسكي/Zelensky/Zelenskyy/Zelenskiy
إردوغان/أردوغان/Erdogan/Erdoğan
بوتين/Putin
هنية/Haniyeh/Haniya
السيسي/Sisi/el-Sisi/Al-Sissi
حزب الله/Hezbollah/Hizbullah/Hizballah
الحوثي/الحوثيون/Houthi/Huthi
غوتيريش/جوتيريش/Guterres
إنجلترا/إنكلترا/England
موسكو/Moscow
كييف/Kyiv/Kiev
بكين/بيجين/Beijing
خان يونس/خانيونس/Khan Younis/Khan Yunis
طهران/Tehran/Teheran
صنعاء/Sanaa/Sana'a
تنظيم القاعدة/al-Qaeda/al-Qaida
الأسد/Assad/al-Asad
حسين/Hussein/Hussain/Husayn
يوسف/Youssef/Yousef/Yusuf
أحمد/Ahmed/Ahmad
عبد الله/عبدالله/Abdullah/Abdallah
بن لادن/bin Laden/bin Ladin
نصر الله/Nasrallah
ماكرون/Macron
ترامب/ترمب/Trump
ميسي/Messi
شنغهاي/شانغهاي/Shanghai
واشنطن/Washington
براغيان/Braggian
"""


@pytest.mark.parametrize("spellings", SPELLINGS.split("\n")[1:-1])
def test_any_two_spellings_share_a_key(spellings: str) -> None:
    keys = {spelling: set(ANALYZER.analyze(spelling).keys) for spelling in spellings.split("/")}
    apart = [(one, other) for one, other in combinations(keys, 2) if not keys[one] & keys[other]]
    assert apart == []
