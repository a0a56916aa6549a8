"""The table of strings, and how a string is taken out of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.numbers import format_decimal

from rag.records import Language

_NONE = "-"


def _read() -> dict[str, dict[Language, str]]:
    """Read all files of the table. Raises `ValueError` for a name that stands in it twice."""
    texts: dict[str, dict[Language, str]] = {}
    for file in sorted(files("ui.words").iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".tsv"):
            continue
        with file.open(encoding="utf-8") as lines:
            rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
            for name, ar, en in (row for row in rows if row and not row[0].startswith("#")):
                if name in texts:
                    raise ValueError(f"{file.name}: {name} is in the table already")
                texts[name] = {"ar": ar, "en": en}
    return texts


TEXTS: Mapping[str, Mapping[Language, str]] = _read()


def say(name: str, language: Language, **values: object) -> str:
    """Return a text of the table with its values put in; numbers are grouped."""
    text = TEXTS[name][language]
    if not values:
        return text
    return text.format(**{key: _written(value, language) for key, value in values.items()})


def counted(name: str, count: int, language: Language, **values: object) -> str:
    """Return the form of a text that goes with a number, which it may show as `{count}`.

    >>> counted("library.articles", 3, "ar")
    '3 مقالات'
    """
    form = _locale(language).plural_form(count)
    if f"{name}.{form}" not in TEXTS or TEXTS[f"{name}.{form}"][language] == _NONE:
        form = "other"
    return say(f"{name}.{form}", language, count=count, **values)


def for_scripts(language: Language) -> dict[str, str]:
    """Return the texts that the scripts of the page say themselves, by name without `js.`."""
    return {
        name.removeprefix("js."): texts[language]
        for name, texts in TEXTS.items()
        if name.startswith("js.")
    }


@cache
def _locale(language: Language) -> Locale:
    return Locale(language)


def _written(value: object, language: Language) -> str:
    return format_decimal(value, locale=language) if type(value) is int else str(value)
