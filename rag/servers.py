"""What holds for every model server: addresses, keys, retries, and what may be logged."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from rag.errors import SettingsError

LONGEST_WAIT = 10.0
"""Seconds. A server that asks to wait longer is not asked again."""

QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
"""Error codes by which a server says that the account has no credit left."""

_PASSING = frozenset({408, 409, 429})  # refusals below 500 that may be gone in a moment
_TALKATIVE = frozenset({"openai", "anthropic", "httpx", "httpx2", "httpcore", "httpcore2"})
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
_URL = re.compile(r"[!-~]+")


def server_host(url: str) -> str:
    """Return the host of a server's address, without the port: a server may move to another port.

    Raises `SettingsError` for what is no http or https address. The message does not repeat the
    value, which can hold a password, or a key put in the wrong place.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:  # a port or an IPv6 address that is none
        host = None
    if not host or not _HOST.fullmatch(host) or not _URL.fullmatch(url):
        raise SettingsError(
            "OPENAI_BASE_URL is not a web address; it looks like 'http://localhost:11434/v1'"
        )
    return host


def clean_key(key: str | None) -> str:
    """Return the key as it goes into an HTTP header; "" for None or a blank key.

    Raises `SettingsError`, without repeating the key, when it holds characters that no key has.
    """
    key = (key or "").strip()
    if not key.isascii() or not key.isprintable():
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; copy it again")
    return key


def is_final(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether waiting for a reasonable time will not help against a refusal.

    `headers` have their names in lower case; `body` matters for status 429 only.
    """
    if status < 500 and status not in _PASSING:
        return True
    if status == 429 and any(code.encode() in body for code in QUOTA_CODES):
        return True
    milliseconds = _seconds(headers.get("retry-after-ms"))
    return max(milliseconds / 1000, _seconds(headers.get("retry-after"))) > LONGEST_WAIT


def hush() -> None:
    """Let the clients of model servers log warnings only, whatever level is set now or later.

    Below that level they log addresses, which can hold a password, and headers of the server, which
    can repeat a key. Call it once a client is made, because its loggers must exist.
    """
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _TALKATIVE:
            logging.getLogger(name).addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _seconds(wait: str | None) -> float:
    """Parse a waiting time, given as a number or as a date; 0 when it cannot be read."""
    if wait is None:
        return 0.0
    try:
        return float(wait)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(wait)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()
