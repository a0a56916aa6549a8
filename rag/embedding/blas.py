"""Limits the threads of numpy's matrix multiplication while an encoder runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any


class OneThread:
    """Limits BLAS to one thread while at least one caller is inside.

    An encoder's matrices are small: BLAS's own threads wait for each other in busy loops and take
    three times the processor time. The limit applies to the whole process, so callers are counted:
    the first one sets it, the last one removes it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._controller: Any = None
        self._limit: Any = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the limit for the duration of a `with` block."""
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._limit = self._set()
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._take_back()

    def _set(self) -> Any:
        from threadpoolctl import OpenBLASController, ThreadpoolController

        if self._controller is None:
            self._controller = ThreadpoolController()  # looks through the loaded libraries once
        # threadpoolctl heeds only the thread that set a limit first, and nobody tells the others.
        OpenBLASController.clear_controlling_thread(force=True)
        return self._controller.limit(limits=1, user_api="blas")

    def _take_back(self) -> None:
        from threadpoolctl import OpenBLASController

        OpenBLASController.clear_controlling_thread(force=True)
        self._limit.restore_original_limits()
        OpenBLASController.clear_controlling_thread(force=True)


one_thread = OneThread()
"""The one limit of the process."""
