"""Temporary files of a run, kept in memory where the system has room for them there.

Making a library on a disk is mostly waiting: each store has the disk write down what it changed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30
"""Bytes that have to be free: far more than a run ever has there."""


def files_in_memory() -> Callable[[], None]:
    """Keep the temporary files of this process and of those that it starts in memory, if there is
    room. Return what removes those that are left; pytest keeps the folders of tests that failed."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return lambda: None
    folder = tempfile.mkdtemp(prefix="mujaz-tests-", dir=MEMORY)
    Path(folder).chmod(0o1777)  # as /tmp is: servers run as other users
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)
    return partial(shutil.rmtree, folder, ignore_errors=True)
