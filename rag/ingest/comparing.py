"""Looks now and then whether the index of a shared library holds what the catalog says."""

from __future__ import annotations

import logging
import time

from rag.ingest.settling import agree, owe_differences
from rag.protocols import PassageIndex
from rag.store.catalog import Catalog
from rag.store.catalog.backup import REVISION

_LOG = logging.getLogger(__name__)

_EVERY = 60.0
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
        self._agreed: str | None = None

    def owe(self, index: PassageIndex) -> int:
        """Owe the differences, if it is time to look and there are any; return how many there are.

        Nothing is done while another process looks, or work is owed anyway.
        """
        if not self._catalog.is_shared or time.monotonic() < self._next:
            return 0
        revision = self._catalog.meta(REVISION)
        if revision == self._agreed or self._catalog.owed_count():
            return 0
        self._next = time.monotonic() + _EVERY
        with self._catalog.alone("comparison") as is_alone:
            if not is_alone or not self._differ(index):
                self._agreed = revision if is_alone else None
                return 0
            owe_differences(self._catalog, index)
        _LOG.warning("the index did not hold what the catalog says; it is mended")
        return self._catalog.owed_count()

    def _differ(self, index: PassageIndex) -> bool:
        """Tell whether the numbers of chunks differ, twice, while nothing is owed."""
        if agree(self._catalog, index):
            return False
        time.sleep(_APART)
        return not self._catalog.owed_count() and not agree(self._catalog, index)
