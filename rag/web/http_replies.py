"""What a server replied to one request, and what a refusal means for whoever named the link."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore

from rag.errors import FetchError
from rag.web.bodies import BodyError, BodyTooLargeError
from rag.web.connections import TooManyBytesError

NOT_MODIFIED = 304
BUSY = frozenset({429, 503})
"""The statuses with which a server asks to wait."""

PERMANENT = frozenset({301, 308})
"""The statuses with which a page has another address for good."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# For example: "text/html; charset=windows-1256", 'application/xml;charset="utf-8"'
_CONTENT_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_TRY_LATER = "try again later"
_REFUSALS = {
    401: "the site wants a login (401); save the page in a browser and index the file",
    402: "the site wants payment (402); save the page in a browser and index the file",
    403: "the site refuses it (403); save the page in a browser and index the file",
    404: "there is no such page (404); check the link",
    410: "the page was taken down (410); remove the link",
    429: f"the site is asked too often (429); {_TRY_LATER}",
    451: "the site may not show it here for legal reasons (451)",
}
# OpenSSL's numbers of what is wrong with a certificate.
_CERTIFICATES = {
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "is signed by an authority that is not trusted",
    20: "is signed by an authority that is not trusted",
    62: "is that of another site",
    64: "is that of another site",
}


@dataclass(frozen=True, slots=True)
class HttpReply:
    """A reply; the names of its headers are in lower case, a repeated one has its first value.

    `moved` tells that only permanent redirects, or none, led to it.
    """

    status: int
    headers: dict[str, str]
    body: bytes = b""
    moved: bool = True

    @property
    def location(self) -> str | None:
        """Return where a redirect leads, or None for any other reply."""
        return self.headers.get("location") if self.status in _REDIRECTS else None

    @property
    def content_type(self) -> str | None:
        found = _CONTENT_TYPE.match(self.headers.get("content-type", ""))
        return found[1].lower() if found else None

    @property
    def charset(self) -> str | None:
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else None

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asks to wait, or None."""
        return _seconds(self.headers.get("retry-after", "").strip())


def refusal(url: str, status: int, wait: float | None) -> FetchError:
    """Return the error that a status which brings no page is."""
    reason = _REFUSALS.get(status)
    if status in _REDIRECTS:
        reason = f"the server redirects without saying where ({status}); check the link"
    if reason is None and status >= 500:
        reason = f"the server has failed ({status}); {_TRY_LATER}"
    return FetchError(
        url,
        reason or f"the server refuses it ({status}); check the link",
        status=status,
        retryable=status >= 500 or status in (408, 425, 429),
        wait=wait,
    )


def failure(url: str, error: Exception, *, most_bytes: int) -> FetchError:
    """Return the error that an exception of the connection or of reading is.

    The exception's own text is not repeated: it may hold what the server sent.
    """
    reason, retryable = _explain(error, most_bytes)
    return FetchError(url, reason, retryable=retryable)


def _explain(error: Exception, most_bytes: int) -> tuple[str, bool]:
    """Return the reason, and whether the same link may work later."""
    match error:
        case BodyTooLargeError() | TooManyBytesError():
            return (
                f"it has more than the limit of {most_bytes / 1e6:,g} MB; "
                "raise MUJAZ_MAX_FILE_MB if you trust the site"
            ), False
        case BodyError():
            return str(error), True
        case httpcore.TimeoutException():
            return f"the site takes too long; {_TRY_LATER}", True
        case httpcore.ProxyError():
            return "the proxy refuses it; check MUJAZ_PROXY", True
        case httpcore.ProtocolError():
            return f"the site's reply breaks off or is no proper HTTP; {_TRY_LATER}", True
    return _explain_broken(error)


def _explain_broken(error: Exception) -> tuple[str, bool]:
    cause = _tls_error(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        what = _CERTIFICATES.get(cause.verify_code, "is not valid")
        return f"the site's certificate {what}; open it in a browser to see more", False
    if cause is not None:
        return "no secure connection to the site came about; open it in a browser to see more", True
    if isinstance(error, httpcore.ConnectError):
        return f"the site accepts no connection; check the link, or {_TRY_LATER}", True
    return f"the connection to the site broke off; {_TRY_LATER}", True


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    """Return the error of TLS that is the cause of another, or None."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _seconds(wait: str) -> float | None:
    """Parse `Retry-After`: a number of seconds or a date."""
    if re.fullmatch(r"\d{1,9}", wait, re.ASCII):
        return float(wait)
    try:
        moment = parsedate_to_datetime(wait)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
