"""The formats that can be imported, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.importing.beir import import_beir
from eval.importing.ragas import import_ragas
from eval.importing.squad import import_squad, import_xquad
from eval.importing.suite_files import Imported

Importer = Callable[..., dict[Path, Imported]]

FORMATS: Mapping[str, Importer] = {
    "squad": import_squad,
    "squad2": import_squad,
    "xquad": import_xquad,
    "arcd": import_squad,
    "mlqa": import_squad,
    "beir": import_beir,
    "ragas": import_ragas,
}


def import_set(format_: str, paths: Sequence[Path], out: Path) -> dict[Path, Imported]:
    """Import files or folders of a format into `out`; what was made, by its folder. Raises
    `SuiteError`."""
    return FORMATS[format_](paths, out, name=format_)
