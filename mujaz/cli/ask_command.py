"""The commands `mujaz search` and `mujaz ask`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mujaz.cli.common import library, narrowed, narrowing, print_json, reports_errors, say
from mujaz.cli.progress import say_what_follows, vectors_left
from rag.messages.citation_remarks import citation_remarks
from rag.messages.labels import (
    pages_label,
    placed_label,
    refusal_label,
    verdict_label,
    withheld_label,
)
from rag.records import Answer, Article, Citation, Language, Sentence
from rag.text.analysis.languages import detect_language
from rag.text.display import line

_NEAREST = 3  # articles named where nothing was answered


@click.command()
@click.argument("question")
@click.option("-k", "--limit", default=10, type=click.IntRange(1, 100), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
@narrowing
@reports_errors
def search(question: str, limit: int, as_json: bool, **narrowing: Any) -> None:
    """Show the passages that are nearest to a question.

    \b
    Example:
      mujaz search "الردع الموسع" -k 3
    """
    with library() as service:
        passages = service.search(question, limit=limit, where=narrowed(narrowing))
        left, unfound = vectors_left(service), service.words_owed()
    say_what_follows(left, unfound)
    if as_json:
        from rag.records.as_json import passage_json

        found = [passage_json(passage) for passage in passages]
        print_json({"question": question, "passages": found})
        return
    for passage in passages:
        article = passage.article
        say(f"{passage.score:.3f}  {line(article.id)}  {line(article.title)}")
        say(f"       {line(passage.chunk.text)}\n")
    if not passages:
        say("nothing found", err=True)


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@narrowing
@reports_errors
def ask(question: str, as_json: bool, **narrowing: Any) -> None:
    """Answer a question from the articles, each sentence with its source.

    Without a model (MUJAZ_MODEL), and where the model fails, the answer is made of sentences of
    the articles; a failure is told on stderr. Where the archive holds no answer, Mujaz says so;
    that is not an error. "Latest news", "how many articles" and the like are answered from the
    days and outlets of the library.

    \b
    Examples:
      mujaz ask "How many US troops are in Japan?"
      mujaz ask "What happened in July 2024?"
      MUJAZ_MODEL=openai:gpt-5-mini mujaz ask "من سيتولى القيادة الأميركية الجديدة في اليابان؟"
    """
    with library() as service:
        answer = service.ask(question, where=narrowed(narrowing))
        left, unfound = vectors_left(service), service.words_owed()
    say_what_follows(left, unfound)
    if answer.fault:
        say(f"mujaz: {line(answer.fault)}", err=True)
    if as_json:
        from rag.records.as_json import answer_json

        print_json(answer_json(answer))
    else:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    if answer.abstained:
        _print_refusal(answer)
        return
    reader = detect_language(answer.question)
    if answer.preface:
        say(line(answer.preface))
    if answer.listed:
        _print_articles(
            [one for sentence in answer.sentences for one in sentence.citations], reader
        )
        return
    cited: dict[int, list[Citation]] = {}
    for sentence in answer.sentences:
        numbers = dict.fromkeys(citation.number for citation in sentence.citations)
        say(" ".join([_plain(sentence.text), *(f"[{number}]" for number in numbers)]))
        _print_verdict(sentence, reader)
        if sentence.placed:
            say(f"    + {placed_label(reader)}")
        for citation in sentence.citations:
            cited.setdefault(citation.number, []).append(citation)
    say("")
    for number, citations in cited.items():
        say(f"[{number}] {_cited_source(citations, reader)}")
    if answer.reason:
        say(f"\n{answer.reason}")
    _print_withheld(answer)


def _print_verdict(sentence: Sentence, reader: Language) -> None:
    """Print the verdict of a sentence, unless it is `supported` or has not been checked.

    A citation that does nothing for a sentence is named.
    """
    verdict = sentence.verdict
    if verdict is None:
        return
    if verdict.status == "quoted":
        say(f'    " {verdict_label("quoted", reader)}')
    reasons = (*verdict.reasons, *citation_remarks(sentence, reader))
    if reasons:
        status = "check" if verdict.sound else verdict.status
        say(f"    ! {status}: {line(' '.join(reasons))}")


def _print_withheld(answer: Answer) -> None:
    """Print what a model wrote and the check did not let pass."""
    reader = detect_language(answer.question)
    if answer.withheld:
        say(f"\n{withheld_label(reader)}:")
    for sentence in answer.withheld:
        say(f"\n  {_plain(sentence.text)}")
        _print_verdict(sentence, reader)


def _print_refusal(answer: Answer) -> None:
    reader = detect_language(answer.question)
    say(answer.reason or "")
    if answer.searched:
        scope = answer.searched
        days = f", {scope.since} – {scope.until}" if scope.since else ""
        say(f"({scope.articles} articles{days})")
    _print_withheld(answer)
    if answer.excerpts:
        say(f"\n{refusal_label(answer.outcome, reader)}:")
        _print_articles(answer.excerpts, reader)
        return
    nearest = {passage.article.id: passage.article for passage in answer.passages}
    for article in list(nearest.values())[:_NEAREST]:
        say(f"- {_source(article)}")


def _print_articles(citations: Sequence[Citation], reader: Language) -> None:
    """Print an article and the quoted sentence for each citation."""
    for citation in citations:
        say(f"- {_cited_source([citation], reader)}\n      {_plain(citation.quote)}")


def _cited_source(citations: Sequence[Citation], reader: Language) -> str:
    """Return the article that some citations share, with the pages that they are on."""
    pages = pages_label(sorted({one.page for one in citations if one.page}), reader)
    return _source(citations[0].article, pages)


def _source(article: Article, pages: str = "") -> str:
    published = f", {article.published_at}" if article.published_at else ""
    outlet = f" — {article.outlet}" if article.outlet else ""
    return _plain(f"{article.title}{outlet}{published}{pages and f', {pages}'} ({article.id})")


def _plain(text: str) -> str:
    """Return a text on one line, in which no brackets look like a citation marker."""
    from rag.grounding.markers import without_brackets

    return without_brackets(line(text))
