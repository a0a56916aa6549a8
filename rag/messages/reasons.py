"""The reasons of a verdict, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rag.records import Language, Status

ReasonKey = Literal[
    "nothing_claimed",
    "empty_passage",
    "no_citation",
    "dangling",
    "borne_out_by",
    "borne_out_beside",
    "citation_unsupported",
    "citation_contradicted",
    "missing",
    "missing_instead",
    "limited",
    "elsewhere",
    "elsewhere_instead",
    "misquoted",
    "quotation_across",
    "less_certain",
    "sense_dropped",
    "sense_added",
    "order",
    "negation_added",
    "negation_dropped",
    "name",
    "swapped",
    "less_exact",
    "turned_round",
    "little",
    "partly",
    "scattered",
    "little_across",
    "partly_across",
    "too_thin",
    "not_copied",
]

_REASONS: dict[ReasonKey, dict[Language, str]] = {
    "nothing_claimed": {
        "ar": "لا شيء هنا يمكن التحقق منه.",
        "en": "There is nothing here that could be checked.",
    },
    "empty_passage": {
        "ar": "المقطع المستشهد به فارغ.",
        "en": "The cited passage is empty.",
    },
    "no_citation": {
        "ar": "لم يُذكر لهذه الجملة مصدر.",
        "en": "No source is cited for this.",
    },
    "dangling": {
        "ar": "الرقم {numbers} لا يشير إلى أي مقطع.",
        "en": "{numbers} refers to no passage.",
    },
    "borne_out_by": {
        "ar": "يؤيد هذه الجملة {numbers}، ولم يُستشهد به.",
        "en": "{numbers} bears this out; it was not cited.",
    },
    "borne_out_beside": {
        "ar": "يؤيد هذه الجملة مقطع آخر من {numbers}.",
        "en": "Another passage of {numbers} bears this out.",
    },
    "citation_unsupported": {
        "ar": "لا يرد هذا في {numbers}.",
        "en": "{numbers} does not say this.",
    },
    "citation_contradicted": {
        "ar": "يقول {numbers} غير ذلك.",
        "en": "{numbers} says otherwise.",
    },
    "missing": {
        "ar": "لا يرد {what} في المقطع المستشهد به.",
        "en": "{what} is not in the cited passage.",
    },
    "missing_instead": {
        "ar": "لا يرد {what} في المقطع المستشهد به، والوارد فيه {other}.",
        "en": "{what} is not in the cited passage; it says {other}.",
    },
    "limited": {
        "ar": "لا يذكر المقطع المستشهد به {what} على هذا الوجه، ولا ينفيه: قارن الرقم فيه.",
        "en": "The cited passage does not state {what} in this way, nor rule it out: compare it.",
    },
    "elsewhere": {
        "ar": "لا يرد {what} في الجملة المستشهد بها، بل في موضع آخر من المقطع.",
        "en": "{what} is not in the cited sentence, only elsewhere in the passage.",
    },
    "elsewhere_instead": {
        "ar": "لا يرد {what} في الجملة المستشهد بها، والوارد فيها {other}.",
        "en": "{what} is not in the cited sentence; it says {other}.",
    },
    "misquoted": {
        "ar": "لا يرد هذا الاقتباس بنصه في المقطع المستشهد به: {what}",
        "en": "This quotation is not word for word in the cited passage: {what}",
    },
    "quotation_across": {
        "ar": "لا يمكن التحقق من نص الاقتباس لأن المصدر بلغة أخرى.",
        "en": "A quotation cannot be checked word for word: the source is in another language.",
    },
    "less_certain": {
        "ar": "تقول الجملة المستشهد بها «{other}»، وهذا أقل تأكيدًا مما ورد هنا.",
        "en": "The cited sentence says “{other}”, which is less certain than what this says.",
    },
    "sense_dropped": {
        "ar": "تقول الجملة المستشهد بها «{other}»، وهذا ما لا تقوله هذه الجملة.",
        "en": "The cited sentence says “{other}”, which this leaves out.",
    },
    "sense_added": {
        "ar": "ورد هنا «{what}»، ولا تقول الجملة المستشهد بها ذلك.",
        "en": "This says “{what}”, which the cited sentence does not say.",
    },
    "order": {
        "ar": "ورد هنا «{what}»، والترتيب في الجملة المستشهد بها مختلف: «{other}».",
        "en": "This says “{what}”, but the order in the cited sentence is another: “{other}”.",
    },
    "negation_added": {
        "ar": "في هذه الجملة نفي لا يرد في الجملة المستشهد بها.",
        "en": "This denies something that the cited sentence does not deny.",
    },
    "negation_dropped": {
        "ar": "في الجملة المستشهد بها نفي لا يرد في هذه الجملة.",
        "en": "The cited sentence denies something that this does not deny.",
    },
    "name": {
        "ar": "لا يرد ذكر {what} في المقطع المستشهد به.",
        "en": "{what} is not mentioned in the cited passage.",
    },
    "swapped": {
        "ar": "ورد هنا «{what}» حيث تقول الجملة المستشهد بها «{other}».",
        "en": "This says “{what}” where the cited sentence says “{other}”.",
    },
    "less_exact": {
        "ar": "لا تحدد الجملة المستشهد بها «{what}»، بل تقول «{other}».",
        "en": "The cited sentence says “{other}”, which is less exact than “{what}”.",
    },
    "turned_round": {
        "ar": "يتبادل {what} و{other} هنا موقعيهما في الجملة المستشهد بها.",
        "en": "{what} and {other} stand the other way round in the cited sentence.",
    },
    "little": {
        "ar": "معظم ما تقوله هذه الجملة لا يرد في المقطع المستشهد به.",
        "en": "Most of what this says is not in the cited passage.",
    },
    "partly": {
        "ar": "بعض ما تقوله هذه الجملة لا يرد في المقطع المستشهد به.",
        "en": "Part of what this says is not in the cited passage.",
    },
    "scattered": {
        "ar": "ترد هذه الكلمات في المقطع المستشهد به، لكن متفرقة أو بصياغة أخرى.",
        "en": "The words of this are in the cited passage, but apart from each other.",
    },
    "little_across": {
        "ar": "لم يُعثر في المصدر، وهو بلغة أخرى، على معظم ما تقوله هذه الجملة.",
        "en": "Most of what this says was not found in the source, which is in another language.",
    },
    "partly_across": {
        "ar": "لم يُعثر في المصدر، وهو بلغة أخرى، على بعض ما تقوله هذه الجملة.",
        "en": "Part of what this says was not found in the source, which is in another language.",
    },
    "too_thin": {
        "ar": "لا يكفي ما في هذه الجملة لمقارنتها بمصدر بلغة أخرى.",
        "en": "There is too little in this to compare it with a source in another language.",
    },
    "not_copied": {
        "ar": "هذه ليست جملة من المقطع المستشهد به كما هي.",
        "en": "This is not a sentence of the cited passage as it stands.",
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a claim: the status that it leads to, and its reason with its values."""

    status: Status
    key: ReasonKey
    values: dict[str, str] = field(default_factory=dict)

    def in_language(self, language: Language) -> str:
        """Return the reason in `language`."""
        return reason(self.key, language, **self.values)


def reason(key: ReasonKey, language: Language, **values: str) -> str:
    """Return a reason in `language`. Raises `KeyError` when it needs a value that is not given.

    Most need none; `dangling` and those on single citations need `numbers`; `missing`, `elsewhere`,
    `misquoted`, `name` and `sense_added` need `what`, as the claim writes it; `swapped`, `order`,
    `less_exact` and those that end in `_instead` also need `other`, as the source writes it;
    `less_certain` and `sense_dropped` need only that.
    """
    return _REASONS[key][language].format(**values)
