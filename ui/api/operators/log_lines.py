"""The log of a server: a line for each thing that happened, as text or as JSON.

No line holds the text of an article, of a question or of an answer, a key, a password or a cookie.
So what other packages log is not repeated, for nobody knows what is in it: only that there was
something, and where. Of an exception the class and the places are logged, and not its text.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TextIO

from rag.errors import EmbeddingError, LibraryError

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

OURS = frozenset({"mujaz", "rag", "ui", "eval"})

PLACES = 12
"""Places of an exception that are logged, the last of them: where it was raised, and who called."""

_ROOT = Path(__file__).parents[3]


def log_lines(
    kind: LogFormat = "text",
    level: LogLevel | None = None,
    *,
    out: TextIO | None = None,
    worker: int | None = None,
) -> None:
    """Have this process write its log to `out`, standard error unless given.

    Without a `level` it is `warning` for text, which a person reads beside other things, and `info`
    for JSON, which has a line for each request. `worker` is the number of this process among the
    workers of a server, which is written in each line with that of the process. Call it once, where
    a program starts.
    """
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    handler.addFilter(_is_wanted)
    if worker is not None:
        handler.addFilter(partial(_signed, worker))
    chosen = level or ("info" if kind == "json" else "warning")
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(chosen.upper())


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what a record says, in the order in which it is shown."""
    fields: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record),
    }
    given: dict[str, Any] = getattr(record, "fields", {})
    fields |= {name: value for name, value in given.items() if value is not None}
    if record.exc_info and (error := record.exc_info[1]) is not None:
        fields |= {"fault": type(error).__name__, "places": places(error)}
    return fields


def places(error: BaseException) -> list[str]:
    """Return where an exception came by, its origin last."""
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return [f"{_file(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


class JsonLines(logging.Formatter):
    """Writes a record as one object of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return json.dumps(fields_of(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """Writes a record as its moment, its level, its event and `name=value` for the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        fields = fields_of(record)
        came_by = fields.pop("places", [])
        head = [fields.pop("at"), fields.pop("level").upper(), fields.pop("logger")]
        rest = [f"{name}={_quoted(value)}" for name, value in fields.items() if name != "event"]
        line = " ".join([*head, fields["event"], *rest])
        return "\n".join([line, *(f"    {place}" for place in came_by)])


def _is_wanted(record: logging.LogRecord) -> bool:
    """Tell whether a record is ours, or at least a warning of another package."""
    return _is_ours(record) or record.levelno >= logging.WARNING


def _signed(worker: int, record: logging.LogRecord) -> bool:
    """Write into a record which worker it is of; it is wanted in any case."""
    given: dict[str, Any] = getattr(record, "fields", {})
    record.fields = {"worker": worker, "pid": os.getpid(), **given}
    return True


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _event(record: logging.LogRecord) -> str:
    """Return what happened: our own message, or the place at which another package said it."""
    if not _is_ours(record):
        return f"{_file(record.pathname)}:{record.lineno}"
    given = record.args if isinstance(record.args, tuple) else ()
    message = str(record.msg) % tuple(map(_shown, given)) if given else str(record.msg)
    return message.replace("\n", " ")


def _shown(value: object) -> object:
    """Return what is shown of a value in a message: of an exception its class, unless it tells of
    the disk or of a server. The text of others can be that of a link or a question."""
    if isinstance(value, BaseException) and not isinstance(value, (LibraryError, EmbeddingError)):
        return type(value).__name__
    return value


def _file(name: str) -> str:
    """Return a file below the folder of the project or of its packages, without that folder."""
    path = Path(name)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return name.rpartition("site-packages/")[2]


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if " " in text or '"' in text else text
