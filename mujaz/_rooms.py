"""Makes sure that the package `rag` which Python finds is the one of Mujaz."""

from __future__ import annotations

from pathlib import Path

import rag

_OURS = Path(__file__).parent.parent / "rag"

if _OURS not in map(Path, getattr(rag, "__path__", ())):
    raise ImportError(
        f"another module named 'rag' hides the one of Mujaz: {rag.__file__}; "
        "rename it, or run Python where it is not found first"
    )
