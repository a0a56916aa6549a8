"""Loads a prompt from its Markdown file and fills in its placeholders, strictly.

A file holds a title and remarks for its maintainers (not sent), then the sections `## System` and
`## User`. `{name}` in a section is a placeholder; no other braces are allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
_SECTION = re.compile(r"^## (\S+)[ \t]*$", re.MULTILINE)
_SECTIONS = ["System", "User"]


class PromptError(ValueError):
    """A mistake in the program: a prompt file is ill-formed, or its values are wrong."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt whose placeholders are filled in, ready to be sent."""

    system: str
    user: str

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Return the two messages as (role, text) pairs, as LangChain's chat models take them."""
        return [("system", self.system), ("user", self.user)]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt whose placeholders are not filled in yet."""

    name: str
    system: str
    user: str

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the names of the placeholders of both sections."""
        return frozenset(_PLACEHOLDER.findall(self.system + self.user))

    def render(self, **values: str) -> Rendered:
        """Return the prompt with its placeholders replaced by the values, verbatim and in one pass.

        Braces inside a value stay text. Raises `PromptError` when a placeholder has no value, or a
        value has no placeholder.
        """
        missing = sorted(self.placeholders - values.keys())
        unused = sorted(values.keys() - self.placeholders)
        if missing or unused:
            raise PromptError(f"prompt {self.name!r}: missing values {missing}, unused {unused}")
        return Rendered(_fill(self.system, values), _fill(self.user, values))


@cache
def load_prompt(name: str) -> Prompt:
    """Return the prompt of `prompts/<name>.md`.

    Raises `PromptError` when there is no such file, or when it is ill-formed.
    """
    file = resources.files(__package__).joinpath(f"{name}.md")
    if not file.is_file():
        raise PromptError(f"there is no prompt {name!r}")
    return parse_prompt(name, file.read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> Prompt:
    """Parse the text of a prompt file.

    Raises `PromptError` when it is ill-formed.
    """
    _, *parts = _SECTION.split(text)
    if parts[::2] != _SECTIONS:
        raise PromptError(f"prompt {name!r} needs the sections {_SECTIONS}, has {parts[::2]}")
    system, user = (part.strip() for part in parts[1::2])
    for section in (system, user):
        if re.search(r"[{}]", _PLACEHOLDER.sub("", section)):
            raise PromptError(f"prompt {name!r} has a brace that belongs to no placeholder")
    return Prompt(name, system, user)


def _fill(section: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]], section)
