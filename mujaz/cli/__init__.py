"""The `mujaz` command.

Exit codes: 0 for done; 1 for done, but something was refused or failed; 2 for a mistake in usage or
configuration.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from eval.command_group import LateCommands
from rag.garbage import collect_seldom

COMMANDS: Mapping[str, str] = {
    "ask": "mujaz.cli.ask_command:ask",
    "audit": "mujaz.cli.audit_command:audit",
    "brief": "mujaz.cli.brief_command:brief",
    "doctor": "mujaz.cli.maintenance_commands:doctor",
    "eval": "eval.command_group:evaluation",
    "export": "mujaz.cli.moving_commands:export",
    "import": "mujaz.cli.moving_commands:import_file",
    "index": "mujaz.cli.library_commands:index",
    "list": "mujaz.cli.library_commands:list_articles",
    "mcp": "mujaz.cli.mcp_command:mcp",
    "move": "mujaz.cli.moving_commands:move",
    "remove": "mujaz.cli.library_commands:remove",
    "search": "mujaz.cli.ask_command:search",
    "serve": "mujaz.cli.maintenance_commands:serve",
    "show": "mujaz.cli.library_commands:show",
    "stories": "mujaz.cli.story_commands:stories",
    "user": "mujaz.cli.user_commands:user",
    "watch": "mujaz.cli.watch_commands:watch",
    "work": "mujaz.cli.work_command:work",
}
"""Where each command is."""

STOPPED = 130
"""The exit code after Ctrl-C, as a shell reports it."""


class MujazCommands(LateCommands):
    """The commands of `mujaz`. Ctrl-C is told alike whenever it comes, also while one is loaded."""

    def invoke(self, ctx: click.Context) -> Any:
        """Load and run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("mujaz: stopped", err=True)
            sys.exit(STOPPED)


@click.group(
    cls=MujazCommands,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="mujaz")
def main() -> None:
    """Ask an archive of Arabic and English news; every sentence of an answer is cited.

    \b
    Start here:
      mujaz index --samples
      mujaz ask "كم عدد العسكريين الأمريكيين في اليابان؟"
      mujaz serve
    """
    collect_seldom()
