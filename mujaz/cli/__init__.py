"""The `mujaz` command.

Exit codes: 0 for done; 1 for done, but something was refused or failed; 2 for a mistake in usage or
configuration.
"""

from __future__ import annotations

import click

from eval.command_group import evaluation
from mujaz.cli.ask_command import ask, search
from mujaz.cli.audit_command import audit
from mujaz.cli.brief_command import brief
from mujaz.cli.library_commands import index, list_articles, remove, show
from mujaz.cli.maintenance_commands import doctor, serve
from mujaz.cli.mcp_command import mcp
from mujaz.cli.story_commands import stories
from mujaz.cli.user_commands import user
from mujaz.cli.watch_commands import watch


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mujaz")
def main() -> None:
    """Ask an archive of Arabic and English news; every sentence of an answer is cited.

    \b
    Start here:
      mujaz index --samples
      mujaz ask "كم عدد العسكريين الأمريكيين في اليابان؟"
      mujaz serve
    """


_READING = (list_articles, stories, show, search, ask, brief)
_CHANGING = (index, watch, remove, serve, mcp, doctor)
_PEOPLE = (user, audit)
for _command in (*_READING, *_CHANGING, *_PEOPLE, evaluation):
    main.add_command(_command)
