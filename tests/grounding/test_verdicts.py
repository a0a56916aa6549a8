from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.grounding.cited_sentence import locate
from rag.grounding.verdicts import verify
from rag.records import Citation, Evidence, Language, Sentence, Status, Verdict
from tests.factories import ANALYZER, evidence, passage

TALKS = (
    "The ministers met in Tokyo on Sunday and agreed to upgrade the command. "
    "There are 54,000 American troops in Japan. Both sides called the talks useful."
)
BUDGET = "Japan raised its defence budget by 16.5 percent last year, to 7.7 trillion yen."
ARABIC = "رفعت اليابان ميزانية الدفاع بنسبة 16.5 في المئة العام الماضي لتصل إلى 7.7 تريليون ين."


def _cited(text: str, *sources: Evidence, dangling: tuple[int, ...] = ()) -> Sentence:
    return Sentence(text, tuple(locate(text, one, ANALYZER) for one in sources), dangling)


def _verdict(sentence: Sentence, language: Language = "en") -> tuple[Status, tuple[str, ...]]:
    verdict = verify(sentence, language=language, analyzer=ANALYZER).verdict
    assert verdict is not None
    return verdict.status, verdict.reasons


def test_a_sentence_keeps_what_it_is_and_gets_a_verdict() -> None:
    (source,) = evidence(passage(TALKS))
    sentence = _cited("There are 54,000 American troops in Japan.", source)
    checked = verify(sentence, language="en", analyzer=ANALYZER)
    assert replace(checked, verdict=None) == sentence
    assert checked.verdict is not None
    assert checked.verdict.status == "supported"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("There are 54,000 American troops in Japan.", "quoted"),
        ("There are 54,000\nAmerican  troops in Japan.", "quoted"),
        (
            "There are 54,000 American troops in Japan. Both sides called the talks useful.",
            "quoted",
        ),
        ("There are 45,000 American troops in Japan.", "contradicted"),
        ("54,000 American troops in Japan.", "supported"),
        ("The ministers met in Oslo.", "unsupported"),
    ],
)
def test_only_whole_sentences_of_the_passage_are_quoted(text: str, status: Status) -> None:
    (source,) = evidence(passage(TALKS))
    checked = verify(_cited(text, source), language="en", copied=True, analyzer=ANALYZER)
    assert checked.verdict is not None
    assert checked.verdict.status == status
    if status == "quoted":
        assert checked.verdict == Verdict("quoted", score=1.0)


def test_half_a_sentence_is_no_quotation() -> None:
    (source,) = evidence(passage("The firm did not say that it sold the field on Sunday."))
    checked = verify(
        _cited("it sold the field on Sunday.", source),
        language="en",
        copied=True,
        analyzer=ANALYZER,
    )
    assert checked.verdict is not None
    assert checked.verdict.status != "quoted"


def test_a_written_sentence_is_never_called_quoted() -> None:
    (source,) = evidence(passage(TALKS))
    assert _verdict(_cited("There are 54,000 American troops in Japan.", source))[0] == "supported"


def test_a_quotation_with_a_number_that_leads_nowhere_is_to_be_checked() -> None:
    (source,) = evidence(passage(TALKS))
    cited = _cited("There are 54,000 American troops in Japan.", source, dangling=(7,))
    checked = verify(cited, language="en", copied=True, analyzer=ANALYZER)
    assert checked.verdict is not None
    assert checked.verdict.status == "check"


def test_without_a_citation_it_is_unsupported() -> None:
    assert _verdict(Sentence("Japan is an island.")) == (
        "unsupported",
        ("No source is cited for this.",),
    )


def test_a_dangling_number_alone_is_unsupported_and_named() -> None:
    sentence = Sentence("Japan is an island.", dangling=(7, 9))
    assert _verdict(sentence) == ("unsupported", ("[7] [9] refers to no passage.",))
    assert "[7]" in _verdict(sentence, "ar")[1][0]


def test_a_dangling_number_beside_a_good_one_is_to_be_checked() -> None:
    (source,) = evidence(passage(TALKS))
    text = "There are 54,000 American troops in Japan."
    assert _verdict(_cited(text, source, dangling=(7,)))[0] == "check"
    wrong = _cited(text.replace("54", "45"), source, dangling=(7,))
    assert _verdict(wrong)[0] == "contradicted"


def test_a_sentence_may_draw_on_all_that_it_cites() -> None:
    talks, budget = evidence(passage(TALKS), passage(BUDGET, id="b"))
    text = "With 54,000 American troops in Japan, it raised its defence budget by 16.5 percent."
    assert _verdict(_cited(text, talks))[0] == "unsupported"
    assert _verdict(_cited(text, talks, budget))[0] == "supported"


def test_one_good_passage_is_enough_and_a_bad_figure_is_caught_among_several() -> None:
    sources = evidence(passage(TALKS), passage(BUDGET, id="b"))
    assert _verdict(_cited(BUDGET, *sources))[0] == "supported"
    assert _verdict(_cited(BUDGET.replace("7.7", "7.9"), *sources))[0] == "contradicted"


def test_passages_of_two_languages_bear_out_a_sentence_together() -> None:
    talks, budget = evidence(passage(TALKS), passage(ARABIC, id="b", language="ar"))
    text = "With 54,000 American troops in Japan, it raised its defence budget by 16.5 percent."
    assert _verdict(_cited(text, talks, budget))[0] == "supported"


def test_the_day_of_publication_and_the_title_are_no_false_alarm() -> None:
    whole = passage(TALKS)
    article = replace(
        whole.article, title="Blinken visits Japan", published_at=date(2024, 10, 6), outlet="AFP"
    )
    (source,) = evidence(replace(whole, article=article))
    text = "Blinken and the ministers met in Tokyo on 6 October 2024, AFP reported."
    assert _verdict(_cited(text, source))[0] == "supported"
    assert _verdict(_cited(text.replace("6 O", "7 O"), source))[0] == "contradicted"


def test_the_citation_moves_to_the_sentence_that_has_the_facts() -> None:
    (source,) = evidence(passage(TALKS))
    wrong = Citation(source, 0, TALKS.index(" There are"))
    sentence = Sentence("American troops in Japan number 54,000.", (wrong,))
    (moved,) = verify(sentence, language="en", analyzer=ANALYZER).citations
    assert moved.quote == "There are 54,000 American troops in Japan."


def test_the_citation_stays_where_no_other_sentence_has_more_of_the_facts() -> None:
    (source,) = evidence(passage(TALKS))
    chosen = Citation(source, 0, TALKS.index(" There are"))
    sentence = Sentence("American troops in Japan number 45,000.", (chosen,))
    assert verify(sentence, language="en", analyzer=ANALYZER).citations == (chosen,)


def test_reasons_are_in_the_readers_language() -> None:
    (source,) = evidence(passage(TALKS))
    sentence = _cited("There are 45,000 American troops in Japan.", source)
    assert _verdict(sentence, "ar")[1] == (
        "لا يرد 45,000 في المقطع المستشهد به، والوارد فيه 54,000.",
    )
