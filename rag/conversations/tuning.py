"""How much is kept of each person, and for how long."""

from __future__ import annotations

from datetime import timedelta

MOST_CONVERSATIONS = 2000
"""Of one person; several a day for a year. With five answers each they take about 150 MB, and are
still searched in a fraction of a second."""

MOST_BRIEFS = 500
"""Of one person. A brief of the samples takes 20 kB, an answer 15 kB."""

MOST_DRAFTS = 200
"""Of one person: boxes in which something stands that was never sent."""

LONGEST_DRAFT = 100_000
"""Characters; about fifty pages. A longer one was pasted, and is where it came from."""

LONGEST_TITLE = 80
"""Characters: two lines where conversations are listed."""

RESTORED_FOR = timedelta(days=1)
"""How long a removed conversation can be restored."""

BEAT_SECONDS = 2.0
"""Between two signs of life of a process that answers questions of a shared database. They cost
each process three statements."""

GONE_BEATS = 2
"""Signs of life that a process may miss before its questions count as stopped where the database
says that its connection has ended: 4 to 6 seconds after the last one, 2 to 6 after it was killed. A
process that lives and has lost its connection has time for a new one."""

MISSED_BEATS = 10
"""Signs of life that a process may miss before its questions count as stopped in any case, as those
of a machine without power: 20 seconds, in which a server of PostgreSQL can be started anew."""
