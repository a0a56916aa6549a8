"""Refuses files that are not of a format that is read, or not of the one that their name says."""

from __future__ import annotations

from pathlib import Path

from rag.errors import SourceError
from rag.sources.format_sniffing import FileKind, recognise
from rag.sources.source_files import EMPTY, display_path, read_head
from rag.sources.source_formats import EXTENSIONS, SourceFormat


def unsupported(path: Path) -> str:
    """Return the reason for refusing a file by its extension, and what to do with such a file."""
    try:
        kind = recognise(path)
    except SourceError:
        kind = None
    if kind is not None:
        return _is_another(kind, path)
    named = f"{path.suffix} files are" if path.suffix else "a file without extension is"
    return (
        f"{named} not supported; if it is plain text, rename it to end in .txt, otherwise convert "
        f"it to one of {', '.join(EXTENSIONS)}"
    )


def refuse_other_format(path: Path, expected: SourceFormat) -> None:
    """Raise `SourceError` if the content of a file is of another format than expected."""
    kind = recognise(path)
    if kind is None and expected.signature:
        if not read_head(path, 1):
            raise SourceError(display_path(path), EMPTY)
        raise SourceError(
            display_path(path),
            f"it is not {expected.name}, whatever its name says; if it is plain text, rename it to "
            "end in .txt",
        )
    if kind is not None and not set(kind.endings) & set(expected.extensions):
        raise SourceError(display_path(path), _is_another(kind, path))


def _is_another(kind: FileKind, path: Path) -> str:
    """Return the reason for refusing a file of a kind that is not read under its name."""
    is_honest = not kind.endings or path.suffix.lower() in kind.endings
    ending = next((one for one in kind.endings if one in EXTENSIONS), None)
    what = f"it is {kind.name}" + ("" if is_honest else ", whatever its name says")
    return f"{what}; " + (f"rename it to end in {ending}" if ending else kind.advice)
