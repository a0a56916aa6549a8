"""The `mujaz` command. Exit codes: 0 done; 1 done, but something was refused or failed; 2 usage
or configuration."""

from __future__ import annotations

import click

from eval.cli import evaluation
from rag.cli.asking import ask, search
from rag.cli.briefs import brief
from rag.cli.library import index, list_articles, remove
from rag.cli.upkeep import doctor, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mujaz")
def main() -> None:
    """Ask an archive of Arabic and English news; every sentence of an answer is cited.

    \b
    Start here:
      mujaz index --samples
      mujaz ask "كم عدد الجنود الأمريكيين في اليابان؟"
      mujaz serve
    """


for _command in (index, list_articles, remove, search, ask, brief, serve, doctor, evaluation):
    main.add_command(_command)
