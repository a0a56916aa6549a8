"""Who may stop what: one signal for each browser tab."""

from __future__ import annotations

import asyncio


class Cancellation:
    """The stop signals of what is being written, by browser tab."""

    def __init__(self) -> None:
        self._signals: dict[str, asyncio.Event] = {}

    def begin(self, tab: str) -> asyncio.Event | None:
        """Return a new signal, or None while this tab's last request is still being answered."""
        if tab in self._signals:
            return None
        return self._signals.setdefault(tab, asyncio.Event())

    def holds(self, tab: str, signal: asyncio.Event) -> bool:
        """Tell whether `signal` is still the one of this tab."""
        return self._signals.get(tab) is signal

    def stop(self, tab: str) -> None:
        """Stop what this tab asked for, if anything.

        Call it in the loop that writes it.
        """
        if tab in self._signals:
            self._signals[tab].set()

    def end(self, tab: str) -> None:
        """Stop what this tab asked for and forget it, so that the next one can begin."""
        self.stop(tab)
        self._signals.pop(tab, None)
