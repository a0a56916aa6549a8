"""Describes a run in `run.json`, so that runs can be compared and are not mixed up."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from eval.cases import SuiteError
from eval.suite import Suite
from rag.settings import Settings

RUN = "run.json"


def about(suite: Suite, settings: Settings) -> dict[str, Any]:
    """Describe a run: suite, corpus, settings and code. Addresses are reduced to hosts, keys left
    out.
    """
    description = {
        name: _shown(value)
        for name, value in settings.model_dump(exclude={"home", "openai_api_key"}).items()
    }
    return {
        "schema_version": 1,
        "suite": str(suite.path),
        "suite_hash": suite.hash,
        "corpus": [str(path) for path in suite.corpus],
        "corpus_hash": suite.corpus_hash,
        "settings": description,
        "settings_hash": _settings_hash(description, settings),
        "model": settings.model,
        "endpoint": description["openai_base_url"],
        "embedder": settings.embedder,
        "git": _commit(),
        "code_hash": _code_hash(),
    }


def _shown(value: object) -> object:
    """Return a setting as JSON can hold it, an address as its host."""
    text = str(value)
    if "://" in text:
        return urlsplit(text).hostname
    return value if isinstance(value, (int, float)) or value is None else text


def _settings_hash(description: Mapping[str, object], settings: Settings) -> str:
    """Hash the settings and the content of the glossary file."""
    words = settings.glossary.expanduser() if settings.glossary else None
    own = words.read_bytes() if words and words.is_file() else b""
    text = json.dumps(description, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(text + b"\0" + own).hexdigest()


def _commit() -> str | None:
    """Return the commit of the running code, None if it is unknown."""
    place = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "-C", str(place), "rev-parse", "HEAD"], capture_output=True, text=True
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def _code_hash() -> str:
    """Hash all files that answers depend on, committed or not."""
    digest = hashlib.sha256()
    for package in ("rag", "prompts"):
        folder = Path(str(files(package)))
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".md", ".tsv"):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def refuse_another(folder: Path, about: Mapping[str, object]) -> None:
    """Refuse a folder that holds a run of something else. Raises `SuiteError`."""
    before = read_run(folder)
    for name, what in (
        ("suite_hash", "other cases"),
        ("corpus_hash", "other articles"),
        ("settings_hash", "other settings"),
        ("code_hash", "another version of Mujaz"),
    ):
        if before and before.get(name) != about[name]:
            raise SuiteError(f"{folder} holds a run with {what}; name another folder: --out")


def read_run(folder: Path) -> dict[str, Any]:
    """Return the content of `run.json`; empty if there is none. Raises `SuiteError`."""
    file = folder / RUN
    if not file.exists():
        return {}
    try:
        description: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SuiteError(f"{file} cannot be read; name another folder: --out") from None
    return description


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_run(folder: Path, description: Mapping[str, object]) -> None:
    """Write `run.json`."""
    text = json.dumps(description, ensure_ascii=False, indent=2)
    write_whole(folder / RUN, text + "\n")


def write_whole(file: Path, text: str) -> None:
    """Write a file completely or not at all."""
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
