"""Groups the commands of `mujaz eval`; each is loaded when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

COMMANDS: Mapping[str, str] = {
    "validate": "eval.commands.suite_commands:validate",
    "run": "eval.commands.suite_commands:run",
    "score": "eval.commands.suite_commands:score",
    "report": "eval.commands.report_commands:report",
    "compare": "eval.commands.report_commands:compare",
    "gate": "eval.commands.report_commands:gate",
    "baseline": "eval.commands.report_commands:baseline",
    "judge": "eval.commands.judge_command:judge",
    "import": "eval.commands.suite_commands:import_",
    "from-ratings": "eval.commands.suite_commands:from_ratings",
}
"""Where each command is, in the order of the help."""


class LateCommands(click.Group):
    """A group whose commands are loaded when they are used: the others cost the user no time.

    `places` says where each is, by its name and in the order of the help.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for an unknown name."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def loaded(self) -> dict[str, click.Command]:
        """Load all commands, and return them by their names."""
        context = click.Context(self)
        found = ((name, self.get_command(context, name)) for name in self._places)
        return {name: command for name, command in found if command is not None}


@click.command("eval", cls=LateCommands, places=COMMANDS)
def evaluation() -> None:
    """Measure answers and briefs on a suite of cases, in both languages.

    Exit codes: 0 pass, 1 gate failed, 2 bad input or usage, 3 incomplete.

    \b
    Example:
      mujaz eval run --out runs/today
      mujaz eval score runs/today
    """
