"""The reading of a fixed set of texts does not change unless `VERSION` says so."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from random import Random

from eval.normalization import (
    VERSION,
    contains,
    fold_letters,
    main_language,
    stated_values,
    stems,
    tokens,
)

FROZEN = {1: "193e9d45aba0d639ada8435cccb77a2fea4d8df7c398cc1578af9bbb3c8b8895"}
"""The hash of the readings by version. A change of the output needs a new version, and a new
baseline with it."""

SENTENCES = (
    "أعلنت هيئة القناة تعويم السفينة الجانحة يوم الاثنين ٢٩ آذار/مارس ٢٠٢١.",
    "وانتظرت ٤٢٢ سفينة دورها، وبلغت الخسائر ١٥ مليون دولار في اليوم.",
    "قال رئيس الوزراء إنّ النسبة بلغت ٣٫٥٪، أي نحو خمسين ألفًا.",
    "The minister's U.S. visit cost $2.3bn; about fifty thousand people (20 per cent) came.",
    "On 4 March 2024, at 3.05pm, two-thirds of the 1,500 voters had voted.",
    "Müller and Łukasz met in São Paulo; the café’s owner wasn't there.",
    "کریستیانو رونالدو سجّل هدفين، و«الشرق الأوسط» نقلت الخبر.",
    "القرن التاسع عشر؛ مئتان وخمسة وعشرون؛ نصف مليون؛ 10-15 مليونا.",
)
LETTERS = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةءؤئپچگ ًّـ abcdeghimnorstuy 0123456789٠١٢٣٥٩۴.,٫٬%-'ال ال و "
)


def texts() -> list[str]:
    """Return the sentences and 2,000 texts of random letters, the same in every run."""
    random = Random(20_240_728)
    made = ["".join(random.choices(LETTERS, k=random.randint(1, 60))) for _ in range(2_000)]
    return [*SENTENCES, *made]


def reading(text: str) -> list[object]:
    """Return all that the metrics see of a text."""
    values = [
        [one.start, one.end, sorted(one.readings), one.certain] for one in stated_values(text)
    ]
    held = [contains(text, word) for word in text.split()[:3]]
    return [fold_letters(text), tokens(text), stems(text), values, main_language(text), held]


def test_the_output_is_frozen() -> None:
    readings = json.dumps([reading(text) for text in texts()], ensure_ascii=False)
    assert hashlib.sha256(readings.encode()).hexdigest() == FROZEN[VERSION]


def test_the_product_is_not_asked() -> None:
    code = (
        "import sys, eval.normalization as n; n.stems('the ministers'); n.stated_values('5 March');"
        "print([name for name in sys.modules if name.split('.')[0] in ('rag', 'ui', 'prompts')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
