"""Asks a judge with few retries, reads its replies leniently and keeps them, so that none is paid
twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.llm.chat_models import OpenModel
from rag.llm.chat_stream import Chat
from rag.llm.model_faults import ChatFault, as_error
from rag.records import Usage

Messages = Sequence[tuple[str, str]]

CACHE = "judge.jsonl"

_TIMES = 2  # that a question is asked before it stays open
_AT_ONCE = 4
_MOST_FAILURES = 5  # one after the other; then the server is given up
_HOPELESS = ("model_key", "model_missing", "model_quota")
_YES = frozenset({"yes", "true", "1", "نعم"})
_NO = frozenset({"no", "false", "0", "لا"})
_VERDICT = re.compile(r'"?verdict"?\s*[:=]\s*"?(\w+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion; `verdict` is None if the reply says neither yes nor no."""

    verdict: bool | None
    reason: str = ""


def read_reply(reply: str) -> Opinion:
    """Read the opinion in a reply: a JSON object anywhere in it, or text that resembles one."""
    for start in (match.start() for match in re.finditer("{", reply)):
        try:
            value, _ = json.JSONDecoder().raw_decode(reply, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and (verdict := _verdict(value.get("verdict"))) is not None:
            return Opinion(verdict, str(value.get("reason") or ""))
    loose = _VERDICT.findall(reply)
    return Opinion(_verdict(loose[-1]) if loose else None)


def _verdict(value: object) -> bool | None:
    """Return a word as yes or no; None for any other word."""
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


class Judge:
    """Asks a model, or finds its earlier replies in `folder`; `usage` counts what was asked now."""

    def __init__(self, model: OpenModel, folder: Path) -> None:
        self.usage = Usage()
        self.found = 0
        self._chat = Chat(model.chat, price=model.price)
        self._model = model
        self._file = folder / CACHE
        self._known = _read(self._file)
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._failures = 0

    async def ask(self, every: Sequence[Messages]) -> list[Opinion]:
        """Return the opinions in order; equal questions are asked once.

        Raises `ModelError` for a model that cannot be used at all. The replies received until then
        are kept.
        """
        keys = [self._key(messages) for messages in every]
        open_ = {key: messages for key, messages in zip(keys, every, strict=True)
                 if key not in self._known}  # fmt: skip
        self.found = len({*keys}) - len(open_)
        tasks = [asyncio.ensure_future(self._one(key, one)) for key, one in open_.items()]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return [read_reply(self._known.get(key, "")) for key in keys]

    async def _one(self, key: str, messages: Messages) -> None:
        """Ask a question until its reply has a verdict, at most twice."""
        async with self._few:
            for _ in range(_TIMES):
                reply = await self._send(messages)
                if read_reply(reply).verdict is not None:
                    self._keep(key, reply)
                    return

    async def _send(self, messages: Messages) -> str:
        """Send a question and return the reply; empty for a failure that does not concern other
        questions.
        """
        deadline = asyncio.get_running_loop().time() + self._model.timeout
        try:
            reply, end = await self._chat.complete(list(messages), deadline=deadline)
        except ChatFault as fault:
            self.usage += fault.usage
            self._failures += 1
            if fault.kind in _HOPELESS or self._failures >= _MOST_FAILURES:
                raise as_error(fault.kind, "en", model=self._model.name) from None
            return ""
        self.usage += end.usage
        self._failures = 0
        return reply

    def _key(self, messages: Messages) -> str:
        """Return the key under which a reply is kept."""
        text = json.dumps([self._model.name, *messages], ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _keep(self, key: str, reply: str) -> None:
        """Keep a reply in memory and on disk."""
        self._known[key] = reply
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "reply": reply}) + "\n")


def _read(file: Path) -> dict[str, str]:
    """Read the replies that were kept; a line that was cut short is ignored."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            kept: Mapping[str, Any] = json.loads(line)
            found[kept["key"]] = kept["reply"]
        except (ValueError, KeyError, TypeError):
            continue
    return found
