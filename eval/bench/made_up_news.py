"""Made-up news in Arabic and English for the measurements of speed.

No word list and no text is behind it: words are built from syllables (English) or from roots and
patterns (Arabic), inflected, and drawn with the frequencies of real text, some often (Zipf's law)
and some only in the few articles whose subject they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from rag.records import Language

MONTHS = 36
FIRST_DAY = date(2022, 1, 1)
OUTLETS = ("Desk A", "Desk B", "Desk C", "Desk D", "مكتب أ", "مكتب ب", "مكتب ج", "مكتب د")

_STEMS = 9_000
_NAMES = 3_000
_SUBJECT_WORDS = 90
_WORDS = 375  # the last paragraph goes beyond it by 25 on average

# What a sentence is made of: f a function word, c any word, s a word of the article's subject,
# n a name, d a number.
_SENTENCES = (
    "f s c f c f s c",
    "n c f f s f c s f c c f s",
    "f c f s c s f n f c s",
    "f d f s c f f s c f c f c s c",
    "n n c f s f f c c f s c f d c",
    "f s f c c f s f c f s c c f s f n c",
    "c f s c f f c s f d f c f s c f c s",
    "f f s c n f c f s c c f f s c f c f c s",
    "s c f s f c c f s n c f c f s f c",
)

_ENGLISH_FUNCTION = (
    "the of to and in a that for on is with as was by it at from has said be are this an have its "
    "were will not which been their after or who would but more had his than"
)
_ARABIC_FUNCTION = (
    "في من على إلى أن عن التي الذي مع هذا هذه بعد ما كان كما قد بين لا كل خلال ذلك أو قبل حول عند "
    "لم إن وقد بعض غير منذ حتى وهو وهي أكثر"
)
_ARABIC_PATTERNS = (
    "{}{}{} {}ا{}{} {}{}ا{} م{}{}و{} ت{}{}ي{} ا{}ت{}ا{} است{}{}ا{} م{}{}{} {}{}ي{} {}{}و{} "
    "م{}ا{}{} ت{}ا{}{} ا{}{}ا{} ان{}{}ا{}"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One made-up article, and a question that it should come up for."""

    id: str
    language: Language
    title: str
    text: str
    published_at: date
    outlet: str
    question: str

    def renamed(self, name: str) -> Item:
        """Return the same article under another id."""
        return replace(self, id=name)

    def as_line(self) -> str:
        """Return the article as a line of JSONL."""
        return json.dumps(self.as_fields(), ensure_ascii=False)

    def as_fields(self) -> dict[str, str]:
        """Return the article as `/v1/articles` takes it."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "language": self.language,
            "published_at": self.published_at.isoformat(),
            "outlet": self.outlet,
        }


class _Vocabulary:
    """The words of one language with their frequencies."""

    def __init__(self, language: Language, random: Random) -> None:
        arabic = language == "ar"
        self.function = (_ARABIC_FUNCTION if arabic else _ENGLISH_FUNCTION).split()
        self.words = list(_arabic_forms(random) if arabic else _english_forms(random))
        random.shuffle(self.words)
        self.names = [_name(random, arabic) for _ in range(_NAMES)]
        self._weights = {
            "f": _zipf(len(self.function), 1.0),
            "c": _zipf(len(self.words), 1.0),
            "n": _zipf(len(self.names), 0.8),
        }

    def draw(self, random: Random, kind: str, count: int) -> list[str]:
        """Draw `count` words of a kind (f, c or n), frequent ones more often."""
        words = {"f": self.function, "c": self.words, "n": self.names}[kind]
        return random.choices(words, cum_weights=self._weights[kind], k=count)


@cache
def _vocabulary(language: Language) -> _Vocabulary:
    """Make the vocabulary of a language, the same for every seed, so that two seeds make one
    archive.
    """
    return _Vocabulary(language, Random(language))


def generate(count: int, *, seed: int | str) -> Iterator[Item]:
    """Yield `count` articles of about 400 words, Arabic and English in turn, by seed."""
    random = Random(seed)
    languages: tuple[Language, Language] = ("ar", "en")
    for number in range(count):
        language = languages[number % 2]
        yield _article(f"{seed}-{number}", language, _vocabulary(language), random)


def write_jsonl(items: Iterable[Item], path: Path) -> Path:
    """Write articles as JSONL and hand the path back."""
    path.write_text("".join(item.as_line() + "\n" for item in items), encoding="utf-8")
    return path


def _article(name: str, language: Language, vocabulary: _Vocabulary, random: Random) -> Item:
    """Make an article."""
    subject = random.sample(vocabulary.words, _SUBJECT_WORDS)
    people = vocabulary.draw(random, "n", 6)
    paragraphs: list[str] = []
    left = _WORDS + random.randint(-60, 60)
    while left > 0:
        sentences = [
            _sentence(random.choice(_SENTENCES).split(), vocabulary, subject, people, random)
            for _ in range(random.randint(2, 4))
        ]
        paragraphs.append(" ".join(sentences))
        left -= len(paragraphs[-1].split())
    asked = [*random.sample(subject, 3), *vocabulary.draw(random, "c", 2), random.choice(people)]
    question = " ".join([*vocabulary.draw(random, "f", 2), *asked])
    return Item(
        id=name,
        language=language,
        title=" ".join([random.choice(people), *random.sample(subject, 6)]),
        text="\n\n".join(paragraphs),
        published_at=FIRST_DAY + timedelta(days=random.randrange(MONTHS * 30)),
        outlet=random.choice(OUTLETS),
        question=question + ("؟" if language == "ar" else "?"),
    )


def _sentence(
    slots: list[str],
    vocabulary: _Vocabulary,
    subject: list[str],
    people: list[str],
    random: Random,
) -> str:
    """Make a sentence."""
    drawn = {kind: iter(vocabulary.draw(random, kind, len(slots))) for kind in "fc"}
    words = []
    for slot in slots:
        if slot in drawn:
            words.append(next(drawn[slot]))
        elif slot == "s":
            # The subject's own words fall off too: the first are the article's theme.
            words.append(subject[int(len(subject) * random.random() ** 2)])
        elif slot == "n":
            words.append(random.choice(people))
        else:
            words.append(_number(random))
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def _number(random: Random) -> str:
    """Draw a number as in news: mostly small ones, years and round ones."""
    kind = random.random()
    if kind < 0.5:
        return str(random.randint(2, 60))
    if kind < 0.75:
        return str(random.randint(2005, 2025))
    return f"{random.randint(1, 99) * 10 ** random.randint(1, 4):,}"


def _zipf(count: int, exponent: float) -> list[float]:
    """Return cumulative weights 1 / rank^exponent, flatter for the first ranks, as in real text."""
    return list(accumulate(1 / (rank + 3) ** exponent for rank in range(count)))


def _distinct(make: Callable[[Random], str], random: Random) -> list[str]:
    """Make `_STEMS` different stems."""
    found: dict[str, None] = {}
    while len(found) < _STEMS:
        found[make(random)] = None
    return list(found)


_ONSETS: tuple[str, ...] = (
    *"bcdfghjklmnprstvwbcdflmnprst",
    "br",
    "ch",
    "cl",
    "dr",
    "gr",
    "pl",
    "sh",
    "st",
    "tr",
)
_VOWELS: tuple[str, ...] = (*"aeiouaeio", "ai", "ea", "ou")
_CODAS: tuple[str, ...] = (
    "",
    "",
    "",
    *"dlmnprstxnrst",
    "ck",
    "ft",
    "ld",
    "nd",
    "ng",
    "nt",
    "rd",
    "rt",
    "st",
)


def _english_stem(random: Random) -> str:
    """Make an English stem."""
    count = random.choice((1, 2, 2, 2))
    syllables = (random.choice(_ONSETS) + random.choice(_VOWELS) for _ in range(count))
    return "".join(syllables) + random.choice(_CODAS)


def _english_forms(random: Random) -> Iterator[str]:
    """Make the forms of an English stem."""
    endings = ("", "", "", "s", "s", "ed", "ed", "ing", "er", "ly", "al", "ment")
    for stem in _distinct(_english_stem, random):
        for ending in dict.fromkeys(random.choices(endings, k=4)):
            yield stem + ending


def _arabic_stem(random: Random) -> str:
    """Make an Arabic stem."""
    first, second, third = random.sample("بتثجحخدذرزسشصضطعغفقكلمنهوي", 3)
    pattern = random.choice(_ARABIC_PATTERNS.split())
    return pattern.format(first, second, third)


def _arabic_forms(random: Random) -> Iterator[str]:
    """Make the forms of an Arabic stem."""
    before = ("", "", "", "ال", "ال", "ال", "وال", "بال", "لل", "و", "ب", "ل", "ي", "ت", "س")
    after = ("", "", "", "", "ة", "ات", "ين", "ون", "ها", "ه", "هم", "ية", "ي", "ا", "ت")
    for stem in _distinct(_arabic_stem, random):
        for _ in range(4):
            yield random.choice(before) + stem + random.choice(after)


def _name(random: Random, arabic: bool) -> str:
    """Make a name."""
    if arabic:
        return _arabic_stem(random) + random.choice(("", "ي", "ان", "وف"))
    return _english_stem(random).capitalize() + random.choice(("", "a", "ov", "son", "i"))
