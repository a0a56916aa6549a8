"""Reads the replies of an embeddings server, and words its failures for a reader."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rag.errors import EmbeddingError
from rag.records import Language
from rag.servers import QUOTA_CODES

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    """An embedding server failed. `kind` says how, `values` fill the placeholders of its
    message.
    """

    def __init__(self, kind: FaultKind, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


def refusal(status: int, code: str | None) -> EmbeddingFault:
    """Return the fault of a reply with an error status (400 or more) and perhaps a code."""
    if code in QUOTA_CODES:
        return EmbeddingFault("quota")
    kind = _BY_STATUS.get(status, "failing" if status >= 500 else "rejected")
    return EmbeddingFault(kind, status=status)


def as_error(
    fault: EmbeddingFault, language: Language, *, host: str, model: str, timeout: float
) -> EmbeddingError:
    """Return the error for a reader; what is wrong with a reply is logged, for the
    administrator.
    """
    values = fault.values | {"host": host, "model": model, "timeout": timeout}
    _log.warning("embedding server %r: %s %s", host, fault.kind, fault.values.get("reason", ""))
    return EmbeddingError(_TEXTS[fault.kind][language].format(**values))


def read_vectors(content: bytes, *, count: int) -> NDArray[np.float32]:
    """Return the `count` vectors of a reply's body, scaled to unit length, in the order of the
    inputs.

    Shape (count, dimension). Raises `ValueError` with a reason that repeats nothing of the reply.
    """
    entries = _entries(content, count)
    rows = [_numbers(entry.get("embedding")) for entry in entries]
    sizes = sorted({len(row) for row in rows})
    if len(sizes) > 1:
        raise ValueError(f"vectors of different lengths ({', '.join(map(str, sizes))})")
    matrix = np.stack(rows)
    if not np.isfinite(matrix).all():
        raise ValueError("a vector with a number that is not finite")
    # Scaling by the largest number first keeps squares from running over or vanishing.
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    if not (largest > 0).all():
        raise ValueError("a vector of zeros")
    matrix = matrix / largest
    unit: NDArray[np.float32] = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(
        np.float32
    )
    return unit


def _entries(content: bytes, count: int) -> list[dict[str, Any]]:
    """Return the entries of `data`, sorted by their `index`."""
    data = _data(content)
    if len(data) != count:
        raise ValueError(f"{len(data)} vectors for {count} texts")
    by_index = {entry.get("index"): entry for entry in data if isinstance(entry.get("index"), int)}
    if set(by_index) != set(range(count)):
        raise ValueError("vectors whose `index` does not tell which text is meant")
    return [by_index[index] for index in range(count)]


def _data(content: bytes) -> list[dict[str, Any]]:
    """Return the entries of `data` in the order of a reply's body."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("a body that is not JSON") from None
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise ValueError("no list of vectors")
    return data


def _numbers(value: object) -> NDArray[np.float64]:
    """Read one vector, given as base64 of little-endian 32-bit floats or as a list of numbers."""
    try:
        if isinstance(value, str):
            raw = base64.b64decode(value, validate=True)
            with np.errstate(invalid="ignore"):  # a signalling NaN warns when it is converted
                numbers = np.frombuffer(raw, dtype="<f4").astype(np.float64)
        else:
            numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a vector that is no list of numbers") from None
    if numbers.ndim != 1 or not numbers.size:
        raise ValueError("a vector that is no list of numbers")
    return numbers
