"""Near misses to fit on: questions that come close to a story that does not answer them.

Most are made from answerable questions that are fitted on: one place, person, organisation, year,
number of a series or distinguishing word is exchanged for another of its kind that the articles
which answer do not have. Others are written by hand over the samples (near_misses.tsv).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from zlib import crc32

from eval.bench.fitting.questions import Posed
from rag.records import Language
from rag.text.analysis.folding import normalize

WRITTEN, SWAPPED = "near-written", "near-swapped"
"""The sets of the questions that are written by hand and of those that are made."""

_SIDE: Mapping[Language, int] = {"en": 0, "ar": 1}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SERIES = re.compile(r"(?<=[^\W\d_])([-‑ ]?)([1-9]\d?)(?![\d.,]|[-‑ ]?\w*متر)")
_CLITIC = "(?:[وفبلك]|وب|ول)?"
_EACH = 2  # near misses that are made of one question at most
_OPPOSED = frozenset(["sex", "season", "medal", "disaster", "round", "body", "fuel", "crop"])


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a kind, in spellings of both languages, the usual one first."""

    kind: str
    spellings: tuple[tuple[str, ...], tuple[str, ...]]

    def stands_in(self, text: str) -> bool:
        """Tell whether a normalised text has it in any spelling of either language."""
        return any(f" {normalize(one)} " in text for side in self.spellings for one in side)


def written() -> list[Posed]:
    """Return the near misses that are written by hand, in the story's group."""
    rows = list(_rows("eval.bench.fitting", "near_misses.tsv"))
    return [
        Posed(
            id=f"near-{number}",
            set=WRITTEN,
            part="fit",
            language="ar" if language == "ar" else "en",
            question=question,
            group=story,
        )
        for number, (language, story, _, question) in enumerate(rows)
    ]


def swapped(posed: Sequence[Posed], texts: Mapping[str, str]) -> list[Posed]:
    """Return near misses made of those answerable questions that are fitted on.

    `texts` are the articles by id; what is put into a question stands in none that is of its
    story. At most `_EACH` are made of a question.
    """
    normal = {name: f" {normalize(text)} " for name, text in texts.items()}
    everything = re.sub(r"(\d+)", r" \1 ", " ".join(normal.values()))
    found = []
    for one in posed:
        if one.part == "fit" and one.gold:
            drawn = random.Random(crc32(one.id.encode()))
            names = sorted(normal.keys() & (one.gold | one.family))
            story = " ".join(normal[name] for name in names)
            made = [*_names(one, story, drawn), *_years(one, story), *_numbers(one, everything)]
            drawn.shuffle(made)
            found += [_near(one, at, question) for at, question in enumerate(made[:_EACH])]
    return found


def subjects_swapped(posed: Sequence[Posed]) -> list[Posed]:
    """Return questions in which the title of their paragraph is exchanged for another title of as
    many words; the paragraphs under that one are the near miss's `family`, to be hidden."""
    titles: dict[int, list[Posed]] = {}
    for one in posed:
        titles.setdefault(len(_title(one).split()), []).append(one)
    found = []
    for one in posed:
        title = _title(one)
        drawn = random.Random(crc32(one.id.encode()))
        others = [other for other in titles[len(title.split())] if other.group != one.group]
        if one.part == "fit" and title in one.question and others:
            other = drawn.choice(others)
            question = one.question.replace(title, _title(other))
            found.append(replace(_near(one, 9, question), family=other.family))
    return found


def _title(posed: Posed) -> str:
    return posed.group.replace("_", " ").strip()


def _near(posed: Posed, number: int, question: str) -> Posed:
    return replace(
        posed,
        id=f"{posed.id}~{number}",
        set=SWAPPED,
        question=question,
        gold=frozenset(),
        family=frozenset(),
        quotes=(),
    )


def _names(posed: Posed, story: str, drawn: random.Random) -> Iterator[str]:
    """Yield the question with each name or distinguishing word in it exchanged."""
    side = _SIDE[posed.language]
    for name in _exchangeable():
        match = _found(name.spellings[side], posed)
        if match is None:
            continue
        others = [
            other
            for other in _exchangeable()
            if other.kind == name.kind and other is not name and not other.stands_in(story)
        ]
        if others:
            new = drawn.choice(others).spellings[side][0]
            yield posed.question[: match.start("name")] + new + posed.question[match.end("name") :]


def _found(spellings: Sequence[str], posed: Posed) -> re.Match[str] | None:
    clitic = _CLITIC if posed.language == "ar" else ""
    for one in sorted(spellings, key=len, reverse=True):
        match = re.search(rf"(?<!\w){clitic}(?P<name>{re.escape(one)})(?!\w)", posed.question)
        if match:
            return match
    return None


def _years(posed: Posed, story: str) -> Iterator[str]:
    """Yield the question with another year, the nearest that the story does not have."""
    for match in _YEAR.finditer(posed.question):
        year = int(match[0])
        near = (year + step for away in range(2, 9) for step in (-away, away))
        other = next((one for one in near if one < 2026 and f" {one} " not in story), None)
        if other is not None:
            yield posed.question[: match.start()] + str(other) + posed.question[match.end() :]


def _numbers(posed: Posed, everything: str) -> Iterator[str]:
    """Yield the question with another number behind a name (COP28, Chandrayaan-3)."""
    for match in _SERIES.finditer(posed.question):
        number = int(match[2])
        near = (number + step for step in (2, -2, 3, 4) if number + step > 0)
        other = next((one for one in near if f" {one} " not in everything), None)
        if other is not None:
            yield posed.question[: match.start(2)] + str(other) + posed.question[match.end() :]


@cache
def _exchangeable() -> tuple[Name, ...]:
    names = [
        Name(kind, (tuple(english.split(" | ")), tuple(arabic.split(" | "))))
        for kind, english, arabic in _rows("eval.bench.fitting", "swapped_names.tsv")
    ]
    words = [
        Name(group, (tuple(english.split(" | ")), tuple(arabic.split(" | "))))
        for group, _, english, arabic in _rows("rag.retrieval.relevance", "opposed_words.tsv")
        if group in _OPPOSED
    ]
    return (*names, *words)


def _rows(package: str, name: str) -> Iterator[list[str]]:
    for line in files(package).joinpath(name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
