"""Where the tests leave what they made, to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "exports"


@pytest.fixture(scope="session")
def artefacts() -> Path:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return ARTEFACTS
