"""What holds for every model server, whoever talks to it: address, key, patience and discretion."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from rag.errors import SettingsError

LONGEST_WAIT = 10.0
"""Seconds; a server that asks for more patience is not asked again."""

QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
"""Codes of an error that mean: no credit left."""

_PASSING = frozenset({408, 409, 429})  # refusals below 500 that may be gone in a moment
_TALKATIVE = frozenset({"openai", "anthropic", "httpx", "httpx2", "httpcore", "httpcore2"})
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
_URL = re.compile(r"[!-~]+")


def server_host(url: str) -> str:
    """The host of a server's address, without the port: a server may move to another.

    Raises `SettingsError`; it does not show the value, which can hold a password, or a key put in
    the wrong place.
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
    """The key as it goes into a header; empty for none. Raises `SettingsError`, unseen."""
    key = (key or "").strip()
    if not key.isascii() or not key.isprintable():
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; copy it again")
    return key


def is_final(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a refusal will not be gone after a wait that a reader can be asked for.

    `headers` have their names in lower case; `body` matters for status 429 only.
    """
    if status < 500 and status not in _PASSING:
        return True
    if status == 429 and any(code.encode() in body for code in QUOTA_CODES):
        return True
    milliseconds = _seconds(headers.get("retry-after-ms"))
    return max(milliseconds / 1000, _seconds(headers.get("retry-after"))) > LONGEST_WAIT


def hush() -> None:
    """Let the clients of model servers log warnings only, whatever level is set, now or later.

    Below that they write addresses, which can hold a password, and headers of the server, which
    can repeat a key. To be called once a client is made: its loggers must exist.
    """
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _TALKATIVE:
            logging.getLogger(name).addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _seconds(wait: str | None) -> float:
    """What a header asks for, as a number or a date; 0 when it cannot be read."""
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
