"""Paths as they are named to a server on the same machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rag.requests import paths
from rag.sources.discovery import typed_link
from rag.web.links import is_link


def absolute(sources: str | Path | Sequence[str | Path]) -> list[str]:
    """Return links as they are, and paths from the root: the server's folder is another.

    What is no path here and looks like a link that was typed stays too, so that it is told so.
    """
    return [_absolute(str(one)) for one in paths(sources)]


def _absolute(source: str) -> str:
    if is_link(source) or (not os.path.lexists(source) and typed_link(source)):
        return source
    return str(Path(source).absolute())
