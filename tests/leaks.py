"""Everything that an error could tell somebody who prints it, follows it or logs it."""

from __future__ import annotations

import logging
import traceback

import pytest

from tests.openai_server import API_KEY

CLIENTS = ("openai", "openai._base_client", "httpx", "httpx2", "httpcore", "httpcore2")
PARTS = ("httpcore2.http11", "httpcore2.connection", "langchain_core", "langchain_openai", "rag")
SECRETS = (API_KEY, API_KEY[:8], API_KEY[-4:], "Bearer", "authorization", "Incorrect API key")


def listen_to_all(caplog: pytest.LogCaptureFixture) -> None:
    """Let every logger speak at its lowest level, as a debugging administrator would."""
    for name in ("", *CLIENTS, *PARTS):
        caplog.set_level(logging.DEBUG, logger=name)


def told(error: BaseException) -> str:
    """The error, its traceback, and every error behind it, the suppressed ones too."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__]
    texts = [
        f"{one!s} {one!r} {vars(one)} {''.join(traceback.format_exception(one))}" for one in seen
    ]
    return "\n".join(texts)


def leaked(text: str) -> list[str]:
    """Which secrets of the scripted server stand in a text."""
    return [secret for secret in SECRETS if secret.lower() in text.lower()]
