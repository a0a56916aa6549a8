"""The settings of a terminal, read in a few milliseconds, to find the server of its library."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "MUJAZ_"
TOML_FILE, ENV_FILE = "mujaz.toml", ".env"
HOME = "~/.mujaz"


def terminal_settings() -> dict[str, Any] | None:
    """Return what the environment, `.env` and `mujaz.toml` set, by names in lower case.

    Where several set a value, the first counts, as in `rag.settings.Settings`, which checks the
    values too and takes a third of a second to load. Keys of model servers, which have names of
    their own, are left out. None where a file cannot be read: `Settings` explains that.
    """
    try:
        files = {**_toml(Path(TOML_FILE)), **_names(_dotenv(Path(ENV_FILE)))}
    except (OSError, ValueError):
        return None
    return {**files, **_names(os.environ)}


def folder_of(settings: Mapping[str, Any]) -> Path:
    """Return the folder of the library that some settings name."""
    return Path(settings.get("home", HOME)).expanduser().absolute()


def _names(variables: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the settings among some variables; an exact name counts before any other spelling."""
    named = [(name, value) for name, value in variables.items() if value is not None]
    own = [(name, value) for name, value in named if name.upper().startswith(PREFIX)]
    return {name[len(PREFIX) :].lower(): value for name, value in own}


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _dotenv(path: Path) -> Mapping[str, str | None]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    return dotenv_values(path, encoding="utf-8")
