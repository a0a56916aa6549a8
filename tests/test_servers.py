from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rag.errors import SettingsError
from rag.servers import clean_key, hush, is_final, server_host

SECRET = "sk-abc"


def test_the_host_is_told_without_port_or_password() -> None:
    assert server_host("https://User:pw@Models.Example:8443/v1") == "models.example"
    assert server_host("http://[::1]:8000/v1") == "::1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"{SECRET}",
        f"127.0.0.1:8000/{SECRET}",
        f"ftp://host/{SECRET}",
        f"http:///{SECRET}",
        f"http://[::1/{SECRET}",
        f"http://a b/{SECRET}",
        f"http://host:99999/{SECRET}",
        f"http://host:0/{SECRET}",
        f"http://host/مسار/{SECRET}",
    ],
)
def test_an_address_that_is_none_is_refused_unseen(url: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL is not a web address") as caught:
        server_host(url)
    assert SECRET not in f"{caught.value!r} {caught.value.__context__!r}"


def test_a_key_loses_the_white_space_around_it() -> None:
    assert clean_key(f" {SECRET}\n") == SECRET
    assert clean_key(None) == clean_key("  ") == ""


@pytest.mark.parametrize("key", [f"{SECRET}\nsk-def", f"{SECRET} مفتاح"])
def test_a_key_that_is_none_is_refused_unseen(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as caught:
        clean_key(key)
    assert SECRET not in repr(caught.value)


def _in(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "headers", "body", "final"),
    [
        (400, {}, b"", True),
        (401, {"retry-after": "0"}, b"", True),
        (402, {}, b"", True),
        (403, {}, b"", True),
        (404, {}, b"", True),
        (408, {}, b"", False),
        (409, {}, b"", False),
        (429, {}, b"", False),
        (429, {}, b'{"error": {"code": "insufficient_quota"}}', True),
        (429, {"retry-after": "2"}, b"", False),
        (429, {"retry-after": "10"}, b"", False),
        (429, {"retry-after": "45"}, b"", True),
        (429, {"retry-after": "inf"}, b"", True),
        (429, {"retry-after": "nan"}, b"", False),
        (429, {"retry-after": "soon"}, b"", False),
        (429, {"retry-after-ms": "45000"}, b"", True),
        (429, {"retry-after-ms": "450", "retry-after": "1"}, b"", False),
        (500, {}, b"insufficient_quota", False),
        (503, {"retry-after": "600"}, b"", True),
        (503, {"retry-after": _in(5)}, b"", False),
        (503, {"retry-after": _in(-60)}, b"", False),
        (503, {"retry-after": _in(86_400)}, b"", True),
        (503, {"retry-after": "Fri, 01 Jan 2100 00:00:00"}, b"", True),
    ],
)
def test_a_refusal_is_final_or_worth_another_try(
    status: int, headers: dict[str, str], body: bytes, final: bool
) -> None:
    assert is_final(status, headers, body) is final


def test_clients_log_nothing_below_warnings(caplog: pytest.LogCaptureFixture) -> None:
    names = ["httpcore2.http11", "openai._base_client", "rag.of_our_own"]
    for name in names:
        caplog.set_level(logging.DEBUG, logger=name)
    hush()
    hush()
    for name in names:
        logging.getLogger(name).info("info of %s", name)
        logging.getLogger(name).warning("warning of %s", name)
    assert caplog.messages == [
        *(f"warning of {name}" for name in names[:2]),
        "info of rag.of_our_own",
        "warning of rag.of_our_own",
    ]
    assert len(logging.getLogger(names[0]).filters) == 1
