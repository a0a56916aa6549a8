"""How many processes serve one page, and how they are watched."""

from __future__ import annotations

MOST_WORKERS = 32
"""Each has the page, the embedder and its connections in memory, 320 MB at least, and keeps a core
busy; more of them belong on another machine."""

FIRST_PAUSE = 1.0
"""Seconds until a worker that died is started again. The pause doubles while it dies again soon."""

LONGEST_PAUSE = 30.0

SOUND_AFTER = 60.0
"""Seconds after which a worker that runs is no longer taken for one that dies again soon."""

LAST_SECONDS = 10.0
"""Seconds that a worker gets to close the library after its answers had theirs; then it is
killed."""

STARTING = 300.0
"""Seconds in which one worker must have begun to serve: on a busy machine it takes a minute."""

UNANSWERED = 512
"""Connections that wait for a worker which is being started anew."""
