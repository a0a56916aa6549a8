"""Makes a suite of the answers that readers have rated."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from eval.cases import CaseTurn, Gold, QACase, Reason, SuiteError
from eval.importing.ratings import open_case
from eval.importing.suite_files import Imported, answer_type
from rag.records import Answer, Article, Exchange, Rating, Turn


class RatedAnswers(Protocol):
    """What readers keep, as far as it is read here."""

    def rated(self, person: str | None, rating: Rating | None = None) -> tuple[Exchange, ...]:
        """Return the rated exchanges, newest first, of one person or (None) of all."""
        ...

    def turns_before(self, exchange_id: str) -> tuple[Turn, ...]:
        """Return the answered turns before an exchange, oldest first."""
        ...


class RatedLibrary(Protocol):
    """A library whose answers were rated: a `rag.service.Service`, or one that a server has."""

    @property
    def conversations(self) -> RatedAnswers:
        """Return what its readers keep."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None for an unknown id."""
        ...


def write_rated_suite(
    library: RatedLibrary, out: Path, *, person: str | None = None, rating: Rating | None = None
) -> Imported:
    """Write a suite of the rated answers of a library, of one person or (None) of all.

    An answer that was liked is a case: its text is the answer, its cited sentences the gold. A
    refusal that was liked is a question without an answer. What was disliked says what is wrong and
    not what is right: it is an open case, with what was `given` and the reader's `note`, to which a
    person adds answers and gold, or why there are none. The corpus is the articles that the answers
    were found in. Raises `SuiteError` where nothing is rated or `out` cannot be written.
    """
    suite = Imported("ratings")
    for exchange in reversed(library.conversations.rated(person, rating)):
        if exchange.answer is None:
            suite.left_out["it has no answer"] += 1
            continue
        _add_articles(suite, library, exchange.answer)
        case = _with_turns(open_case(exchange, exchange.question), library, exchange)
        if exchange.rating == "up":
            _add_liked(suite, exchange.answer, case)
        else:
            suite.add(case)
    if not suite.cases:
        raise SuiteError(f"there is no rated answer to make a suite of {dict(suite.left_out)}")
    suite.write(out)
    return suite


def _with_turns(case: QACase, library: RatedLibrary, exchange: Exchange) -> QACase:
    """Return a case with the questions before it, which it may lean on."""
    turns = tuple(
        CaseTurn(question=one.question, answer=one.answer)
        for one in library.conversations.turns_before(exchange.id)
    )
    standalone = case.question if turns else None
    return case.model_copy(update={"turns": turns, "standalone": standalone})


def _add_liked(suite: Imported, answer: Answer, case: QACase) -> None:
    """Add the case of an answer that was liked; one whose sources are gone is left out."""
    if answer.abstained:
        reason: Reason = "near_miss" if answer.helpful else "off_topic"
        suite.add(case.model_copy(update={"unanswerable": reason}))
        return
    gold = _gold(suite, answer)
    if not gold:
        suite.left_out["its sources are not in the library any more, or it cites none"] += 1
        return
    right = {"answers": (answer.text,), "answer_type": answer_type(answer.text), "gold": gold}
    suite.add(case.model_copy(update=right))


def _gold(suite: Imported, answer: Answer) -> tuple[Gold, ...]:
    """Return the cited sentences that still stand in their articles."""
    held = {name: text for text, name in suite.ids.items()}
    cited = {
        (citation.article.id, citation.quote)
        for sentence in answer.sentences
        for citation in sentence.citations
    }
    return tuple(
        Gold(article=name, quote=quote)
        for name, quote in sorted(cited)
        if quote and quote in held.get(name, "")
    )


def _add_articles(suite: Imported, library: RatedLibrary, answer: Answer) -> None:
    """Add the articles that an answer was found in and that the library still has."""
    found = {passage.article.id for passage in answer.passages}
    cited = {one.article.id for sentence in answer.sentences for one in sentence.citations}
    for name in sorted(found | cited):
        article = library.article(name)
        if article is not None:
            suite.article(article.text, article.title, id_=article.id)
