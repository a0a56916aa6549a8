"""Looks now and then whether the index of a shared library holds what the catalog says."""

from __future__ import annotations

import logging
import time

from rag.ingest.settling import agree, owe_differences
from rag.protocols import PassageIndex
from rag.store.catalog import Catalog

_LOG = logging.getLogger(__name__)

_EVERY = 300.0
"""Seconds between two looks of one process: counting is cheap, and differences are rare."""

_APART = 2.0
"""Seconds after which a difference is looked at again: somebody may just have added an article."""


class IndexComparison:
    """Finds what an index lacks or has too much although nothing is owed.

    A process that is killed has sent something to the server of the index which may arrive after
    what the next process sends: a chunk that was deleted is then there again.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._next = 0.0

    def owe(self, index: PassageIndex) -> int:
        """Owe the differences, if it is time to look and there are any; return how many chunks the
        parts of the index owe then. 0 where another process looks, or work is owed anyway."""
        if not self._catalog.is_shared or time.monotonic() < self._next:
            return 0
        with self._catalog.alone("comparison") as is_alone:
            if is_alone and self._differ(index):
                owe_differences(self._catalog, index)
                _LOG.warning("the index did not hold what the catalog says; it is mended")
        self._next = time.monotonic() + _EVERY
        return self._catalog.owed_count()

    def _differ(self, index: PassageIndex) -> bool:
        """Tell whether the numbers of chunks differ, twice, while nothing is owed."""
        for pause in (_APART, 0.0):
            if self._catalog.owed_count() or agree(self._catalog, index):
                return False
            time.sleep(pause)
        return True
