"""The workers of a server, as each of them knows the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The socket of each worker, in the order of their numbers, and which of them this process
    is."""

    sockets: Sequence[Path]
    number: int
