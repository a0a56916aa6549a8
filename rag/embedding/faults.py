"""Says what went wrong with an embedding server, in the reader's language and with what to do."""

from __future__ import annotations

import logging
from typing import Literal

from rag.errors import EmbeddingError
from rag.records import Language
from rag.servers import QUOTA_CODES

FaultKind = Literal[
    "key",
    "forbidden",
    "missing",
    "busy",
    "quota",
    "failing",
    "rejected",
    "too_long",
    "slow",
    "unreached",
    "unknown",
    "unusable",
    "other_dimension",
]

_BY_STATUS: dict[int, FaultKind] = {
    401: "key",
    402: "quota",
    403: "forbidden",
    404: "missing",
    408: "slow",
    429: "busy",
}
_TEXTS: dict[FaultKind, dict[Language, str]] = {
    "key": {
        "ar": "رفض خادم التضمين «{host}» المفتاح. تحقق من OPENAI_API_KEY.",
        "en": "the embedding server {host!r} refused the key; check OPENAI_API_KEY",
    },
    "forbidden": {
        "ar": "لا يسمح خادم التضمين «{host}» لهذا المفتاح باستعمال النموذج {model}. "
        "تحقق من OPENAI_API_KEY ومن MUJAZ_EMBEDDER.",
        "en": "the embedding server {host!r} does not let this key use the model {model!r}; "
        "check OPENAI_API_KEY and MUJAZ_EMBEDDER",
    },
    "missing": {
        "ar": "لا يعرف خادم التضمين «{host}» النموذج {model}. تحقق من MUJAZ_EMBEDDER، "
        "ومن أن OPENAI_BASE_URL هو العنوان كاملًا (وغالبًا ما ينتهي بـ ‎/v1).",
        "en": "the embedding server {host!r} has no embedding model {model!r}; check "
        "MUJAZ_EMBEDDER, and that OPENAI_BASE_URL is the whole address (most end in /v1)",
    },
    "busy": {
        "ar": "لا يقبل خادم التضمين «{host}» مزيدًا من الطلبات الآن. "
        "انتظر دقيقة ثم أعد المحاولة (ما أُنجز محفوظ).",
        "en": "the embedding server {host!r} takes no more requests for now; wait a minute and "
        "try again (what was embedded is kept)",
    },
    "quota": {
        "ar": "نفد رصيد الحساب لدى خادم التضمين «{host}». راجع الحساب أو استعمل مفتاحًا آخر.",
        "en": "the embedding server {host!r} says that the account has no credit left; "
        "check the account or use another key",
    },
    "failing": {
        "ar": "تعطّل خادم التضمين «{host}» (الحالة {status}). أعد المحاولة لاحقًا (ما أُنجز محفوظ).",
        "en": "the embedding server {host!r} failed (status {status}); try again later "
        "(what was embedded is kept)",
    },
    "rejected": {
        "ar": "رفض خادم التضمين «{host}» الطلب (الحالة {status}). تحقق من أن {model} نموذج تضمين.",
        "en": "the embedding server {host!r} rejected the request (status {status}); "
        "check that {model!r} is an embedding model",
    },
    "too_long": {
        "ar": "رفض خادم التضمين «{host}» نصًا من {length} حرفًا (الحالة {status}). تحقق من أن "
        "{model} نموذج تضمين، وخفّض MUJAZ_CHUNK_TOKENS إن كان لا يقبل إلا نصوصًا قصيرة.",
        "en": "the embedding server {host!r} refused a text of {length} characters (status "
        "{status}); check that {model!r} is an embedding model, and if it takes only short texts "
        "set MUJAZ_CHUNK_TOKENS lower",
    },
    "slow": {
        "ar": "لم يجب خادم التضمين «{host}» في {timeout:g} ثانية. أعد المحاولة (ما أُنجز محفوظ).",
        "en": "the embedding server {host!r} did not answer within {timeout:g} seconds; "
        "try again (what was embedded is kept)",
    },
    "unreached": {
        "ar": "تعذّر الاتصال بخادم التضمين «{host}». تحقق من أنه يعمل ومن OPENAI_BASE_URL.",
        "en": "the embedding server {host!r} cannot be reached; "
        "check that it runs and that OPENAI_BASE_URL is right",
    },
    "unknown": {
        "ar": "تعذّر العثور على خادم التضمين «{host}». تحقق من OPENAI_BASE_URL ومن الشبكة.",
        "en": "the embedding server {host!r} cannot be found; "
        "check OPENAI_BASE_URL and the network",
    },
    "unusable": {
        "ar": "أعاد خادم التضمين «{host}» ردًا لا يصلح للنموذج {model}. تحقق من أن OPENAI_BASE_URL "
        "خادم متوافق مع OpenAI، ومن أن النموذج نموذج تضمين.",
        "en": "the embedding server {host!r} returned {reason} for the model {model!r}; check "
        "that OPENAI_BASE_URL is an OpenAI-compatible server and that the model is an "
        "embedding model",
    },
    "other_dimension": {
        "ar": "صار خادم التضمين «{host}» يعيد متجهات من {found} عددًا للنموذج {model}، وكانت من "
        "{known}: تغيّر النموذج الذي يحمل هذا الاسم. أعد النموذج السابق، أو احذف {cache} ثم أعد "
        "تضمين المكتبة كلها.",
        "en": "the embedding server {host!r} now gives vectors of {found} numbers for the model "
        "{model!r}, earlier ones have {known}: the model behind the name was changed; bring the "
        "earlier one back, or delete {cache!r} and embed the library anew",
    },
}
_log = logging.getLogger(__name__)


class EmbeddingFault(Exception):  # noqa: N818 (it never leaves this room)
    """An embedding server failed. `kind` says how, `values` are what its text names."""

    def __init__(self, kind: FaultKind, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


def refusal(status: int, code: str | None) -> EmbeddingFault:
    """The fault of a reply with an error status (400 or more) and perhaps a code."""
    if code in QUOTA_CODES:
        return EmbeddingFault("quota")
    kind = _BY_STATUS.get(status, "failing" if status >= 500 else "rejected")
    return EmbeddingFault(kind, status=status)


def as_error(
    fault: EmbeddingFault, language: Language, *, host: str, model: str, timeout: float
) -> EmbeddingError:
    """The error for a reader; what is wrong with a reply is logged, for the administrator."""
    values = fault.values | {"host": host, "model": model, "timeout": timeout}
    _log.warning("embedding server %r: %s %s", host, fault.kind, fault.values.get("reason", ""))
    return EmbeddingError(_TEXTS[fault.kind][language].format(**values))
