"""Reads the files of public sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.cases import SuiteError


def read_text(path: Path) -> str:
    """The text of a file. Raises `SuiteError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path} is not UTF-8; save it as UTF-8") from None


def read_json(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except ValueError:
        raise SuiteError(f"{path} is not valid JSON") from None


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the numbers of their lines; blank lines are passed over."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise SuiteError(f"{path}, line {number}: it is not a JSON object")
        yield number, record


def json_files(path: Path) -> list[Path]:
    """The file, or the JSON files of the folder. Raises `SuiteError` if there is none."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise SuiteError(f"{path} holds no .json file")
    return files


def field(record: dict[str, Any], name: str, place: str) -> Any:
    """A field that must be there. Raises `SuiteError` naming the place."""
    if name not in record:
        raise SuiteError(f"{place}: field {name!r} is missing")
    return record[name]
