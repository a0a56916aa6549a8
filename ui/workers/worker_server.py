"""The server of one worker. Importing this module imports uvicorn."""

from __future__ import annotations

from types import FrameType

from ui.desk_server import DeskServer


class WorkerServer(DeskServer):
    """Waits for less only when its parent says so: a signal may come from several sides."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to end; a further one means the same."""
        if not self.should_exit:
            super().handle_exit(sig, frame)

    def hurry(self) -> None:
        """Wait for no answer any more."""
        self._closing.hurry()

    def force(self) -> None:
        """Wait for nothing any more."""
        self.force_exit = True
