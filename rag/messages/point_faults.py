"""What is wrong with a point of a brief by itself, in the reader's language."""

from __future__ import annotations

from typing import Literal

from rag.records import Language

PointFault = Literal[
    "furniture",
    "cut",
    "quotation",
    "question",
    "heading",
    "speaker",
    "referent",
    "contrast",
    "first person",
    "days_apart",
    "outdated",
    "repeated",
]

_FAULTS: dict[PointFault, dict[Language, str]] = {
    "furniture": {
        "ar": "هذه عبارة من عبارات الموقع لا خبر.",
        "en": "This is part of the page around an article, not news.",
    },
    "cut": {
        "ar": "هذه الجملة مبتورة.",
        "en": "This sentence is cut off.",
    },
    "quotation": {
        "ar": "في هذه الجملة اقتباس لا يبدأ فيها أو لا ينتهي فيها.",
        "en": "This has a quotation that does not begin or does not end in it.",
    },
    "question": {
        "ar": "هذا سؤال لا خبر.",
        "en": "This is a question, not news.",
    },
    "heading": {
        "ar": "هذه ليست جملة تامة.",
        "en": "This is not a whole sentence.",
    },
    "speaker": {
        "ar": "لا تسمي هذه الجملة صاحب القول.",
        "en": "This does not name who said it.",
    },
    "referent": {
        "ar": "لا تُفهم هذه الجملة وحدها: يعود ما فيها من ضمير أو إشارة إلى ما لم يُذكر.",
        "en": "This cannot be understood alone: it does not name whom or what it speaks of.",
    },
    "contrast": {
        "ar": "تبدأ هذه الجملة بما يخالف جملة غير مذكورة.",
        "en": "This begins as the contrary of a sentence that is not there.",
    },
    "first person": {
        "ar": "تتحدث هذه الجملة بلسان كاتبها أو تخاطب القارئ.",
        "en": "This is in the first person, or speaks to the reader.",
    },
    "days_apart": {
        "ar": "يُحسب اليوم المذكور هنا من يوم النشر، والمقالات المستشهد بها من أيام مختلفة: "
        "يلزم ذكر التاريخ.",
        "en": "This counts a day from that of publication, and the cited articles are of "
        "different days: it must give the date.",
    },
    "outdated": {
        "ar": "حل محل الرقم {what} رقم أحدث هو {other} ({where})، ولا يذكره هذا النص.",
        "en": "A newer figure, {other} ({where}), replaced {what}, and this does not tell it.",
    },
    "repeated": {
        "ar": "تقول هذا نقطة أخرى.",
        "en": "Another point tells this.",
    },
}


def point_fault(key: PointFault, language: Language, **values: str) -> str:
    """Return a fault in `language`. Raises `KeyError` when it needs a value that is not given.

    Only `outdated` needs some: `what` and `other`, the older and the newer figure as the articles
    write them, and `where`, the outlet and the day of the newer one.
    """
    return _FAULTS[key][language].format(**values)
