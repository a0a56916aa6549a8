"""What a reader must know of an answer or a brief, in the reader's language."""

from __future__ import annotations

from typing import Literal

from rag.records import Language

NoticeKey = Literal[
    "incomplete_cut",
    "incomplete_time",
    "incomplete_length",
    "incomplete_failed",
    "incomplete_loop",
    "filtered",
    "stopped",
    "answer_unreadable",
    "other_language",
    "partly_other_language",
    "nothing_found",
    "nothing_let_through",
    "empty_library",
    "may_help",
    "no_answer",
    "model_declined",
    "model_no_claim",
    "unfounded",
    "quoted_instead",
    "brief_quoted_instead",
    "no_article_in",
    "articles_left_out",
    "stories_left_out",
    "side_failed",
    "sides_differ",
    "brief_incomplete",
    "brief_unfounded",
    "no_facts",
    "attribution_lost",
    "too_long",
    "model_key",
    "model_missing",
    "model_quota",
    "model_busy",
    "model_down",
    "model_unreachable",
    "model_slow",
    "model_reply",
    "model_request",
    "model_overflow",
]

_NAMES: dict[Language, dict[Language, str]] = {
    "ar": {"ar": "العربية", "en": "الإنجليزية"},
    "en": {"ar": "Arabic", "en": "English"},
}

_NOTICES: dict[NoticeKey, dict[Language, str]] = {
    "incomplete_cut": {
        "ar": "انقطع الاتصال بالنموذج قبل اكتمال الإجابة. أعد السؤال للحصول عليها كاملة.",
        "en": "The connection to the model broke before the answer was complete. "
        "Ask again to get all of it.",
    },
    "incomplete_time": {
        "ar": "توقفت الإجابة قبل اكتمالها لأن النموذج تجاوز الوقت المسموح. أعد السؤال لاحقًا.",
        "en": "The answer was cut because the model ran out of time. Ask again later.",
    },
    "incomplete_length": {
        "ar": "بلغت الإجابة أقصى طول مسموح فقُطعت. اطرح سؤالًا أضيق.",
        "en": "The answer reached the longest length allowed and was cut. Ask a narrower question.",
    },
    "incomplete_failed": {
        "ar": "أبلغ خادم النموذج عن توقف قبل اكتمال الإجابة. أعد السؤال للحصول عليها كاملة.",
        "en": "The model server reports that it stopped before the answer was complete. "
        "Ask again to get all of it.",
    },
    "incomplete_loop": {
        "ar": "أخذ النموذج يكرر ما قاله، فأُوقف. قد تكون الإجابة ناقصة.",
        "en": "The model began to repeat itself and was stopped. The answer may be incomplete.",
    },
    "filtered": {
        "ar": "أوقف مرشّح المحتوى لدى النموذج هذه الإجابة. أعد صياغة السؤال.",
        "en": "The model's content filter stopped this answer. Put the question in other words.",
    },
    "stopped": {
        "ar": "أُوقفت الإجابة قبل اكتمالها.",
        "en": "The answer was stopped before it was complete.",
    },
    "answer_unreadable": {
        "ar": "حُفظت هذه الإجابة في صيغة لا يقرؤها هذا الإصدار. أعد السؤال للحصول على إجابة.",
        "en": "This answer was kept in a form that this version cannot read. Ask again for one.",
    },
    "other_language": {
        "ar": "لم يُعثر على جواب بلغة السؤال؛ النص منقول كما هو من اللغة {source}.",
        "en": "No answer was found in the language of the question; "
        "this is quoted in {source} as it stands.",
    },
    "partly_other_language": {
        "ar": "بعض هذه الجمل منقول كما هو من اللغة {source}.",
        "en": "Part of this is quoted in {source} as it stands.",
    },
    "nothing_found": {
        "ar": "لم يُعثر في الأرشيف على ما يجيب عن هذا السؤال.",
        "en": "Nothing that answers the question was found in the archive.",
    },
    "nothing_let_through": {
        "ar": "لا مقال في الأرشيف ضمن ما حُصر السؤال فيه. وسّع الاختيار أو ألغه.",
        "en": "The archive has no article within what the question was narrowed to. Widen it.",
    },
    "empty_library": {
        "ar": "المكتبة فارغة. أضف إليها مقالات، ثم أعد السؤال.",
        "en": "The library is empty. Add articles to it, then ask again.",
    },
    "may_help": {
        "ar": "لم يُعثر في الأرشيف على جواب أكيد عن هذا السؤال؛ قد تفيد المقاطع الآتية.",
        "en": "No sure answer to this question was found in the archive; "
        "the passages below may help.",
    },
    "no_answer": {
        "ar": "لا يجيب أي من المقاطع التي عُثر عليها عن هذا السؤال.",
        "en": "None of the passages that were found answers this question.",
    },
    "model_declined": {
        "ar": "قرأ النموذج المقاطع التي عُثر عليها، وقال إنها لا تجيب عن هذا السؤال.",
        "en": "The model read the passages that were found, and says that none of them answers "
        "this question.",
    },
    "model_no_claim": {
        "ar": "لم يكتب النموذج إجابة يمكن التحقق منها.",
        "en": "The model wrote no answer that can be checked.",
    },
    "quoted_instead": {
        "ar": "لذلك نُقلت هذه الجمل من المقالات كما هي.",
        "en": "These sentences are quoted from the articles instead.",
    },
    "brief_quoted_instead": {
        "ar": "لذلك كُتب هذا الموجز من جمل المقالات كما هي.",
        "en": "This brief is made of sentences of the articles instead.",
    },
    "unfounded": {
        "ar": "كُتبت إجابة، لكن نصفها على الأقل لم تؤيده المصادر، فحُجبت.",
        "en": "An answer was written, but the sources do not bear out at least half of it, "
        "so it is withheld.",
    },
    "no_article_in": {
        "ar": "لا مقال بالعربية بين مقالات هذا الموجز. "
        "يكتب نموذج لغوي هذا الجانب من مقالات اللغة الأخرى إذا ضُبط MUJAZ_MODEL.",
        "en": "None of the articles of this brief is in English. "
        "A language model would write this side from the other language: set MUJAZ_MODEL.",
    },
    "articles_left_out": {
        "ar": "كُتب الموجز من مقالات عددها {kept}، وتُركت مقالات أخرى عددها {count}. "
        "ضيّق الموضوع أو المدة لتشملها.",
        "en": "The brief is written from {kept} articles; {count} more were left out. "
        "Narrow the topic or the days to include them.",
    },
    "stories_left_out": {
        "ar": "لم يتسع الموجز لقصص أخرى: {titles}. اطلب موجزًا أطول لتشملها.",
        "en": "There was no room for other stories: {titles}. Ask for a longer brief to include "
        "them.",
    },
    "side_failed": {
        "ar": "لم يكتب النموذج هذا الجانب من الموجز. أعد الطلب.",
        "en": "The model did not write this side of the brief. Ask for it again.",
    },
    "sides_differ": {
        "ar": "لا يطابق هذا النص النص الإنجليزي للنقطة نفسها.",
        "en": "This does not agree with the Arabic text of the same point.",
    },
    "brief_incomplete": {
        "ar": "تعذّر النموذج قبل اكتمال الموجز، فهو ناقص. أعد الطلب للحصول عليه كاملًا.",
        "en": "The model failed before the brief was complete. Ask again to get all of it.",
    },
    "brief_unfounded": {
        "ar": "كُتب موجز، لكن المصادر لم تؤيد أيًا من نقاطه، فحُجب.",
        "en": "A brief was written, but the sources bear out none of its points, "
        "so it is withheld.",
    },
    "no_facts": {
        "ar": "لا تذكر المقالات التي عُثر عليها شيئًا عن هذا الموضوع.",
        "en": "The articles that were found say nothing on this topic.",
    },
    "attribution_lost": {
        "ar": "ينسب المصدر هذا القول إلى قائله، ولا ينسبه هذا النص إلى أحد.",
        "en": "The source gives this as somebody's word; this text gives it as a fact.",
    },
    "too_long": {
        "ar": "تُركت هذه النقطة ليبقى الموجز بالطول المطلوب.",
        "en": "This was left out to keep the brief to its length.",
    },
    "model_key": {
        "ar": "رفض خادم النموذج المفتاح. تحقق منه ومن صلاحياته (OPENAI_API_KEY لنماذج openai).",
        "en": "The model server refused the API key. "
        "Check it and what it may use (OPENAI_API_KEY for openai models).",
    },
    "model_missing": {
        "ar": "لا يعرف الخادم النموذج {model}. تحقق من MUJAZ_MODEL ومن OPENAI_BASE_URL.",
        "en": "The server does not know the model {model}. Check MUJAZ_MODEL and OPENAI_BASE_URL.",
    },
    "model_quota": {
        "ar": "نفد رصيد الحساب لدى خادم النموذج. راجع خطة الاشتراك والفوترة.",
        "en": "The account at the model server has no credit left. Check its plan and billing.",
    },
    "model_busy": {
        "ar": "خادم النموذج مشغول الآن. أعد السؤال بعد قليل.",
        "en": "The model server is busy. Ask again in a little while.",
    },
    "model_down": {
        "ar": "أبلغ خادم النموذج عن عطل لديه. أعد السؤال بعد قليل.",
        "en": "The model server reports a failure of its own. Ask again in a little while.",
    },
    "model_unreachable": {
        "ar": "تعذّر الاتصال بخادم النموذج. تحقق من الشبكة ومن OPENAI_BASE_URL ثم أعد السؤال.",
        "en": "The model server could not be reached. "
        "Check the network and OPENAI_BASE_URL, then ask again.",
    },
    "model_slow": {
        "ar": "لم يجب النموذج في الوقت المسموح. أعد السؤال، أو ارفع MUJAZ_MODEL_TIMEOUT.",
        "en": "The model did not answer in time. Ask again, or raise MUJAZ_MODEL_TIMEOUT.",
    },
    "model_reply": {
        "ar": "جاء من خادم النموذج رد غير مفهوم أو فارغ. "
        "أعد السؤال، وتحقق من OPENAI_BASE_URL إذا تكرر ذلك.",
        "en": "The model server sent an empty or unreadable reply. "
        "Ask again, and check OPENAI_BASE_URL if it happens every time.",
    },
    "model_request": {
        "ar": "رفض خادم النموذج الطلب. تحقق من أن {model} نموذج محادثة.",
        "en": "The model server rejected the request. Check that {model} is a chat model.",
    },
    "model_overflow": {
        "ar": "لا يتسع النموذج {model} لنص المقاطع. "
        "اضبط MUJAZ_MODEL_WINDOW على ما يتسع له، أو استعمل نموذجًا أوسع سياقًا.",
        "en": "The passages do not fit into the model {model}. "
        "Set MUJAZ_MODEL_WINDOW to what it takes, or use one with a larger context.",
    },
}


def notice(key: NoticeKey, language: Language, **values: object) -> str:
    """Return a notice in `language`. Raises `KeyError` when it needs a value that is not given.

    `other_language` and `partly_other_language` need `source`, the `language_name` of the quoted
    text; `articles_left_out` needs `kept` and `count`;
    `stories_left_out` needs `titles`; `model_missing`, `model_request` and
    `model_overflow` need `model`.
    """
    return _NOTICES[key][language].format(**values)


def language_name(language: Language, *, reader: Language) -> str:
    """Return the name of `language` in the language of the reader."""
    return _NAMES[reader][language]
