"""What each citation does for its sentence, and where a passage that was not cited does better."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.grounding.cited_sentence import locate
from rag.grounding.verdicts import verify
from rag.messages.citation_remarks import citation_remarks
from rag.records import Citation, Evidence, Language, Sentence, Status
from tests.factories import ANALYZER, evidence, passage

TALKS = (
    "The ministers met in Tokyo on Sunday and agreed to upgrade the command. "
    "There are 54,000 American troops in Japan. Both sides called the talks useful."
)
BUDGET = "Japan raised its defence budget by 16.5 percent last year, to 7.7 trillion yen."
ARABIC = "رفعت اليابان ميزانية الدفاع بنسبة 16.5 في المئة العام الماضي لتصل إلى 7.7 تريليون ين."
OLIVES = "Farmers in the valley fear that the drought will ruin their olive harvest."
WRONG = "There are 45,000 American troops in Japan, an old guide says."
TROOPS = "There are 54,000 American troops in Japan."
BOTH = "With 54,000 American troops in Japan, it raised its defence budget by 16.5 percent."


def _all() -> dict[str, Evidence]:
    passages = {"talks": TALKS, "budget": BUDGET, "olives": OLIVES, "wrong": WRONG}
    made = [passage(text, id=name) for name, text in passages.items()]
    made.append(passage(ARABIC, id="arabic", language="ar"))
    return dict(zip((*passages, "arabic"), evidence(*made), strict=True))


EVIDENCE = _all()


def _checked(
    text: str, *names: str, given: bool = False, language: Language = "en", **more: object
) -> Sentence:
    cited = tuple(locate(text, EVIDENCE[name], ANALYZER) for name in names)
    dangling = (9,) if more.get("dangling") else ()
    among = tuple(EVIDENCE.values()) if given else ()
    sentence = Sentence(text, cited, dangling)
    return verify(sentence, language=language, analyzer=ANALYZER, evidence=among)


def _status(sentence: Sentence) -> Status:
    assert sentence.verdict is not None
    return sentence.verdict.status


def _amiss(sentence: Sentence) -> list[str]:
    return [one.article.id for one in sentence.citations if one.amiss]


@pytest.mark.parametrize(
    ("text", "cited", "status", "amiss"),
    [
        (TROOPS, ["talks"], "supported", []),
        # One passage is enough; the other does nothing, or says otherwise.
        (TROOPS, ["talks", "olives"], "supported", ["olives"]),
        (TROOPS, ["olives", "talks"], "supported", ["olives"]),
        (TROOPS, ["talks", "wrong"], "supported", ["wrong"]),
        (TROOPS, ["olives", "talks", "budget"], "supported", ["olives", "budget"]),
        # Both say it, each in its language.
        (BUDGET, ["budget", "arabic"], "supported", []),
        # It takes both.
        (BOTH, ["talks", "budget"], "supported", []),
        (BOTH, ["talks", "arabic"], "supported", []),
        (BOTH, ["talks", "olives", "budget"], "supported", ["olives"]),
        # Two say the same part.
        (BOTH, ["talks", "budget", "arabic"], "supported", []),
        # The whole fails.
        (TROOPS, ["olives"], "unsupported", ["olives"]),
        (TROOPS, ["olives", "wrong"], "contradicted", ["olives", "wrong"]),
    ],
)
def test_each_citation_is_judged_by_what_it_does(
    text: str, cited: list[str], status: Status, amiss: list[str]
) -> None:
    sentence = _checked(text, *cited)
    assert (_status(sentence), _amiss(sentence)) == (status, amiss)
    assert all(one.verdict is not None for one in sentence.citations)
    assert not any(one.added for one in sentence.citations)


def test_the_verdict_of_a_citation_tells_nothing_and_otherwise_apart() -> None:
    *_, olives, wrong = _checked(TROOPS, "talks", "olives", "wrong").citations
    assert olives.verdict is not None
    assert wrong.verdict is not None
    assert (olives.verdict.status, wrong.verdict.status) == ("unsupported", "contradicted")
    assert "45,000" in wrong.verdict.reasons[0]


def test_a_citation_is_the_same_with_and_without_a_verdict() -> None:
    first, _ = _checked(TROOPS, "talks", "olives").citations
    assert {first, replace(first, verdict=None, added=True)} == {first}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("[3] does not say this.", "[4] says otherwise.")),
        ("ar", ("لا يرد هذا في [3].", "يقول [4] غير ذلك.")),
    ],
)
def test_readers_are_told_which_number_does_nothing(
    language: Language, told: tuple[str, ...]
) -> None:
    sentence = _checked(TROOPS, "talks", "olives", "wrong", language=language)
    assert citation_remarks(sentence, language) == told


def test_a_number_is_not_blamed_where_it_does_its_part_elsewhere() -> None:
    sentence = _checked(TROOPS, "talks", "olives")
    one = tuple(replace(citation, article_number=1) for citation in sentence.citations)
    assert citation_remarks(replace(sentence, citations=one), "en") == ()


@pytest.mark.parametrize("cited", [["olives"], ["wrong"], ["olives", "wrong"], ["budget"]])
def test_a_passage_that_bears_the_sentence_out_is_named_and_added(cited: list[str]) -> None:
    sentence = _checked(TROOPS, *cited, given=True)
    assert _status(sentence) == "check"
    assert sentence.verdict is not None
    assert sentence.verdict.reasons == ("[1] bears this out; it was not cited.",)
    *own, added = sentence.citations
    assert [one.article.id for one in own] == cited
    assert all(one.amiss for one in own)
    assert (added.article.id, added.added, added.quote) == ("talks", True, TROOPS)
    assert not added.amiss


def test_nothing_is_added_where_the_sentence_is_supported_or_nothing_supports_it() -> None:
    good = _checked(TROOPS, "talks", given=True)
    assert (_status(good), len(good.citations)) == ("supported", 1)
    bad = _checked("There are 61,000 American troops in Japan.", "olives", given=True)
    assert (_status(bad), len(bad.citations)) == ("unsupported", 1)


def test_for_a_number_that_leads_nowhere_the_right_passage_is_named() -> None:
    sentence = _checked(TROOPS, given=True, dangling=True)
    assert _status(sentence) == "check"
    assert [one.article.id for one in sentence.citations] == ["talks"]


def test_without_any_marker_nothing_is_added() -> None:
    sentence = _checked(TROOPS, given=True)
    assert (_status(sentence), sentence.citations) == ("unsupported", ())


def test_an_added_citation_has_the_number_that_readers_see() -> None:
    def numbered(citation: Citation) -> Citation:
        return replace(citation, article_number=7)

    cited = (locate(TROOPS, EVIDENCE["olives"], ANALYZER),)
    sentence = verify(
        Sentence(TROOPS, cited),
        language="en",
        analyzer=ANALYZER,
        evidence=tuple(EVIDENCE.values()),
        numbered=numbered,
    )
    assert sentence.verdict is not None
    assert sentence.verdict.reasons[0].startswith("[7]")
    assert sentence.citations[-1].number == 7


def test_another_passage_of_the_same_number_is_told_as_that() -> None:
    cited = (replace(locate(TROOPS, EVIDENCE["olives"], ANALYZER), article_number=1),)
    sentence = verify(
        Sentence(TROOPS, cited),
        language="en",
        analyzer=ANALYZER,
        evidence=tuple(EVIDENCE.values()),
    )
    assert sentence.verdict is not None
    assert sentence.verdict.reasons[0] == "Another passage of [1] bears this out."


def test_a_second_check_finds_the_same() -> None:
    once = _checked(TROOPS, "wrong", given=True)
    again = verify(once, language="en", analyzer=ANALYZER)
    assert again == once
    assert [one.verdict for one in again.citations] == [one.verdict for one in once.citations]
