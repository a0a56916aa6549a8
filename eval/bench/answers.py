"""How often a sentence shown without a model holds the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.bench.context import Context
from eval.bench.data import Asked, load_arcd
from eval.bench.library import add_texts, settings
from eval.bench.quality import arabic_pool
from eval.bench.table import Figure
from eval.measures import holds, mean
from rag.records import Answer, Passage
from rag.service import Service
from rag.text.sentences import split_sentences


def answers(context: Context) -> Iterator[Figure]:
    """All ARCD questions asked of ARCD's paragraphs and NTREX in pieces."""
    questions = load_arcd(context.data).questions
    home = context.folder("answers")
    add_texts(home, arabic_pool(context))
    with Service.open(settings(home)) as service:
        given = [service.ask(asked.question) for asked in questions]
    yield from _shown(questions, given)


def _shown(questions: Sequence[Asked], given: Sequence[Answer]) -> Iterator[Figure]:
    cases = list(zip(questions, given, strict=True))
    for name, count, target in (
        ("gold answer in the first sentence shown", 1, 0.60),
        ("gold answer in the three shown", 3, 0.74),
    ):
        share = mean(
            any(holds(sentence.text, asked.answers) for sentence in answer.sentences[:count])
            for asked, answer in cases
        )
        yield Figure(name, share, at_least=target)
    first = mean(holds(_first_sentence(answer.passages), asked.answers) for asked, answer in cases)
    yield Figure("yardstick: in the first sentence of the top passage", first)
    within = mean(
        any(holds(passage.chunk.text, asked.answers) for passage in answer.passages)
        for asked, answer in cases
    )
    yield Figure("ceiling: anywhere in the passages", within)


def _first_sentence(passages: Sequence[Passage]) -> str:
    if not passages:
        return ""
    text = passages[0].chunk.text
    start, end = split_sentences(text)[0]
    return text[start:end]
