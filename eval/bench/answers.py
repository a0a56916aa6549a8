"""How often a sentence shown without a model holds the answer, and what abstaining costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.bench.context import Context
from eval.bench.data import Asked, load_arcd, load_ntrex, pieces
from eval.bench.library import add_texts, settings
from eval.bench.quality import arabic_pool
from eval.bench.table import Figure
from eval.measures import holds, mean
from rag.records import Answer, Passage
from rag.service import Service
from rag.text.sentences import split_sentences

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


def answers(context: Context) -> Iterator[Figure]:
    """All ARCD questions asked of ARCD's paragraphs and NTREX in pieces; then of NTREX alone,
    where no answer is right."""
    questions = load_arcd(context.data).questions
    home, elsewhere = context.folder("answers"), context.folder("elsewhere")
    add_texts(home, arabic_pool(context))
    add_texts(elsewhere, pieces(load_ntrex(context.data), "ar"))
    with Service.open(settings(home)) as service:
        given = [service.ask(asked.question) for asked in questions]
    yield from _shown(questions, given)
    with Service.open(settings(elsewhere)) as service:
        off_topic = [service.ask(asked.question) for asked in questions]
    yield Figure("abstained", mean(answer.abstained for answer in given))
    yield Figure("abstained off topic", mean(answer.abstained for answer in off_topic))
    yield from _thresholds(questions, given, off_topic)


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


def _thresholds(
    questions: Sequence[Asked], given: Sequence[Answer], off_topic: Sequence[Answer]
) -> Iterator[Figure]:
    """What each least coverage would refuse, of the best-covering passage's."""
    on = [
        (_coverage(answer), _is_found(asked, answer))
        for asked, answer in zip(questions, given, strict=True)
    ]
    off = [_coverage(answer) for answer in off_topic]
    for least in THRESHOLDS:
        yield Figure(f"coverage < {least}: refused", mean(c < least for c, _ in on))
        lost = mean(c < least and is_found for c, is_found in on)
        yield Figure(f"coverage < {least}: refused, though its paragraph was found", lost)
        yield Figure(f"coverage < {least}: refused off topic", mean(c < least for c in off))


def _coverage(answer: Answer) -> float:
    return max((passage.coverage for passage in answer.passages), default=0.0)


def _is_found(asked: Asked, answer: Answer) -> bool:
    return any(passage.article.id == asked.paragraph for passage in answer.passages)


def _first_sentence(passages: Sequence[Passage]) -> str:
    if not passages:
        return ""
    text = passages[0].chunk.text
    start, end = split_sentences(text)[0]
    return text[start:end]
