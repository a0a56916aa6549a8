from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from rag.briefs.model.model_brief import ModelBriefWriter
from rag.errors import ModelError
from rag.llm.metering import Price
from rag.messages.notices import NoticeKey, notice
from rag.protocols import BriefDraft
from tests.briefs.scripted import (
    ARABIC,
    ENGLISH,
    FACTS,
    NAME,
    QUAKE,
    ZILZAL,
    Script,
    brief_writer,
    draft_of,
    events_of,
    fail,
    prompts,
    task_on,
    versions_of,
)
from tests.factories import article
from tests.leaks import leaked, listen_to_all, told
from tests.openai_server import Fault, OpenAIServer

SHORT = 0.5  # seconds that a call may take where the server never comes to an end
ENDLESS = (
    Fault.HANG,
    Fault.HANG_AFTER_HEADERS,
    Fault.HANG_MID_STREAM,
    Fault.KEEP_ALIVE,
    Fault.EMPTY_DELTAS,
    Fault.TRICKLE,
)
ERRORS: dict[Fault, NoticeKey] = {
    Fault.UNAUTHORIZED: "model_key",
    Fault.FORBIDDEN: "model_key",
    Fault.NOT_FOUND: "model_missing",
    Fault.QUOTA: "model_quota",
    Fault.CONTEXT_LENGTH: "model_overflow",
    Fault.TOO_LARGE: "model_overflow",
    Fault.RATE_LIMIT: "model_busy",
    Fault.SERVER_ERROR: "model_down",
    Fault.UNAVAILABLE_HTML: "model_down",
    Fault.ERROR_FIRST: "model_down",
    Fault.ERROR_EVENT: "model_down",
    Fault.CUT_AT_ONCE: "model_unreachable",
    Fault.CUT_STREAM: "model_unreachable",
    Fault.EMPTY_BODY: "model_reply",
    Fault.HTML_OK: "model_reply",
    Fault.ERROR_OK: "model_down",
    Fault.NO_CHOICES: "model_reply",
    Fault.NULL_CHOICES: "model_reply",
    Fault.NULL_CONTENT: "model_reply",
    Fault.BAD_JSON: "model_reply",
    **dict.fromkeys(ENDLESS, "model_slow"),
}

LATER = (
    Fault.UNAUTHORIZED,
    Fault.TOO_LARGE,
    Fault.SERVER_ERROR,
    Fault.HANG,
    Fault.HANG_MID_STREAM,
    Fault.CUT_STREAM,
    Fault.BAD_JSON,
    Fault.NULL_CONTENT,
    Fault.NO_FINISH,
)


def _second(text: str, reply: str = ENGLISH) -> str:
    """A reply with another text for its second point."""
    head, first, _, third = reply.splitlines()
    return "\n".join([head, first, f"2. {text}", third])


# --- a brief ---


def test_both_sides_tell_the_same_points_on_the_same_citations(openai_server: OpenAIServer) -> None:
    script = Script()
    draft = draft_of(openai_server, script)
    assert [point.id for point in draft.points] == ["p1", "p2", "p3"]
    for point in draft.points:
        assert point.ar is not None
        assert point.en is not None
        assert (point.ar.verdict.status, point.en.verdict.status) == ("supported", "supported")
        for sentence in (*point.ar.sentences, *point.en.sentences):
            assert sentence.citations == point.citations
    assert [one.number for one in draft.points[0].citations] == [1, 2]
    assert {one.language: one.text for one in draft.headlines} == {
        "ar": "زلزال كرسان يودي بحياة 46 شخصاً",
        "en": "Quake in Karsan kills 46 people",
    }
    assert sorted(script.asked) == ["facts", "write_ar", "write_en"]
    assert (draft.dropped, draft.missing_languages, draft.reason) == ((), (), None)
    assert not draft.incomplete


def test_progress_rises_to_a_total_that_is_known(openai_server: OpenAIServer) -> None:
    openai_server.reply(Script())
    progress, _ = events_of(brief_writer(openai_server))
    assert [one.stage for one in progress] == sorted(
        (one.stage for one in progress), key=["reading", "writing", "checking"].index
    )
    for stage in ("reading", "writing", "checking"):
        steps = [one for one in progress if one.stage == stage]
        assert steps[0].done == 0
        assert [one.done for one in steps] == sorted(one.done for one in steps)
        assert {one.total for one in steps} == {steps[-1].done}


def test_the_usage_and_the_cost_of_all_calls_are_summed(openai_server: OpenAIServer) -> None:
    price = Price(Decimal(1), Decimal(2))
    draft = draft_of(openai_server, Script(), price=price)
    assert draft.usage.calls == 3
    assert draft.usage.prompt_tokens > 300
    assert draft.usage.cost == price.of(draft.usage)


def test_one_language_alone_may_be_asked_for(openai_server: OpenAIServer) -> None:
    script = Script()
    draft = draft_of(openai_server, script, task_on(languages=("ar",)))
    assert script.asked == ["facts", "write_ar"]
    assert all(point.en is None for point in draft.points)
    assert (len(draft.points), draft.missing_languages) == (3, ())


def test_facts_are_noted_in_the_language_of_most_articles(openai_server: OpenAIServer) -> None:
    other = replace(ZILZAL, id="other")
    draft_of(openai_server, Script(), task_on(ZILZAL, other, QUAKE))
    assert "Write in Arabic" in prompts(openai_server, "facts")[0]


# --- what fails the check ---


def test_a_point_that_contradicts_its_source_is_written_again_once(
    openai_server: OpenAIServer,
) -> None:
    right = "The mayor Nadim Haddad said schools would stay closed for a week."
    script = Script(write_en=_second(right.replace("week", "week from 9 June")), mend_en=right)
    draft = draft_of(openai_server, script)
    assert script.asked.count("mend_en") == 1
    assert versions_of(draft, "en")[1] == right
    assert draft.dropped == ()
    (asked,) = prompts(openai_server, "mend_en")
    assert "9 June" in asked
    assert "is not in the cited passage" in asked
    assert "Source ‹Harbour Wire, 2024-05-04›: The mayor Nadim Haddad said" in asked


@pytest.mark.parametrize(
    "again",
    ["It starts on 9 June, the mayor Nadim Haddad said.", "NO_ANSWER", "قال نديم حداد ذلك."],
)
def test_a_point_that_fails_twice_is_dropped_in_both_languages_and_listed(
    openai_server: OpenAIServer, again: str
) -> None:
    wrong = "The mayor Nadim Haddad said schools would stay closed until 9 June."
    script = Script(write_en=_second(wrong), mend_en=again)
    draft = draft_of(openai_server, script)
    assert script.asked.count("mend_en") == 1
    assert (len(versions_of(draft, "en")), len(versions_of(draft, "ar"))) == (2, 2)
    assert [point.id for point in draft.points] == ["p1", "p2"]
    (dropped,) = draft.dropped
    assert dropped.language == "en"
    assert "9 June" in dropped.text
    assert dropped.reasons


def test_a_fact_that_contradicts_its_passage_is_mended_or_never_written_up(
    openai_server: OpenAIServer,
) -> None:
    wrong = FACTS.replace("30 dogs", "80 dogs").replace("46 people", "64 people")
    right = "An earthquake struck Karsan on 3 May and killed 46 people."
    script = Script(facts=wrong, mend_en=[right, "Rescue teams brought 80 dogs."])
    draft = draft_of(openai_server, script)
    assert script.asked.count("mend_en") == 2
    (asked,) = {text.split("Topic:")[0] for text in prompts(openai_server, "write_en")}
    assert right in asked
    assert "64" not in asked
    assert "80" not in asked
    assert ["80" in one.text for one in draft.dropped] == [True]
    assert len(draft.points) == 2


def test_a_brief_of_nothing_but_contradictions_is_withheld(openai_server: OpenAIServer) -> None:
    draft = draft_of(openai_server, Script(facts="- On 9 June 800 people left Karsan. [1]"))
    assert (draft.points, draft.headlines, draft.missing_languages) == ((), (), ())
    assert len(draft.dropped) == 1
    assert draft.reason == notice("brief_unfounded", "en")
    assert not draft.incomplete


def test_a_point_that_lost_who_said_it_is_to_be_looked_at(openai_server: OpenAIServer) -> None:
    lost = "Schools in Karsan would stay closed for a week."
    draft = draft_of(openai_server, Script(write_en=_second(lost)))
    point = draft.points[1]
    assert point.ar is not None
    assert point.en is not None
    assert point.ar.verdict.status == "supported"
    assert point.en.verdict.status == "check"
    assert notice("attribution_lost", "en") in point.en.verdict.reasons


SHORTER = "3. وصلت فرق إنقاذ من تركيا."


def test_a_side_that_does_not_agree_with_the_other_is_written_again(
    openai_server: OpenAIServer,
) -> None:
    script = Script(
        write_ar=ARABIC.replace(ARABIC.splitlines()[3], SHORTER),
        mend_ar="وصلت فرق إنقاذ من تركيا مع 30 كلباً.",
    )
    draft = draft_of(openai_server, script)
    assert script.asked.count("mend_ar") == 1
    assert (
        "Fact: Rescue teams from Turkey arrived with 30 dogs."
        in (prompts(openai_server, "mend_ar")[0])
    )
    assert "30" in versions_of(draft, "ar")[2]
    assert draft.points[2].en is not None
    assert draft.points[2].en.verdict.status == "supported"


@pytest.mark.parametrize("again", ["NO_ANSWER", SHORTER, "وصل 90 رجلاً."])
def test_sides_that_still_do_not_agree_are_to_be_looked_at(
    openai_server: OpenAIServer, again: str
) -> None:
    script = Script(write_ar=ARABIC.replace(ARABIC.splitlines()[3], SHORTER), mend_ar=again)
    draft = draft_of(openai_server, script)
    english = draft.points[2].en
    assert english is not None
    assert english.verdict.status == "check"
    assert english.verdict.reasons[0] == notice("sides_differ", "en")
    assert len(draft.points) == 3


# --- headlines and length ---


@pytest.mark.parametrize("headline", ["# Quake on 9 June kills 800", "# زلزال", ""])
def test_a_headline_that_the_points_do_not_bear_out_gives_way_to_an_articles_title(
    openai_server: OpenAIServer, headline: str
) -> None:
    script = Script(write_en=ENGLISH.replace(ENGLISH.splitlines()[0], headline))
    (told,) = draft_of(openai_server, script, task_on(languages=("en",))).headlines
    assert (told.text, told.citation) == (QUAKE.title, None)


def test_without_a_title_in_the_language_the_first_sentence_is_the_headline(
    openai_server: OpenAIServer,
) -> None:
    script = Script(write_ar=ARABIC.replace(ARABIC.splitlines()[0], ""))
    facts = FACTS.replace("[1][2]", "[1]")
    script.facts = facts
    (told,) = draft_of(openai_server, script, task_on(QUAKE, languages=("ar",))).headlines
    assert told.text == ARABIC.splitlines()[1].removeprefix("1. ")


def test_the_last_points_are_left_out_of_a_brief_that_is_too_long(
    openai_server: OpenAIServer,
) -> None:
    filler = [
        f"{at} roads in Karsan are blocked by rocks and mud and fallen trees."
        for at in range(40, 46)
    ]
    long = article(" ".join(filler), id="long")
    facts = "\n".join(f"- {text} [1]" for text in filler)
    sides = "# Roads\n" + "\n".join(f"{at}. {text}" for at, text in enumerate(filler, start=1))
    task = task_on(long, languages=("en",), words=140)
    writer = brief_writer(openai_server)
    openai_server.reply(Script(facts=facts, write_en=sides.replace(" and mud", " and mud" * 40)))
    _, draft = events_of(writer, task)
    assert len(draft.points) == 3
    assert {one.reasons for one in draft.dropped} == {(notice("too_long", "en"),)}


# --- no facts, bad replies ---


def test_articles_that_say_nothing_on_the_topic_give_no_brief(openai_server: OpenAIServer) -> None:
    script = Script(facts="<think>Nothing at all.</think>NO_ANSWER")
    draft = draft_of(openai_server, script)
    assert script.asked == ["facts"]
    assert (draft.points, draft.dropped, draft.incomplete) == ((), (), False)
    assert draft.reason == notice("no_facts", "en")


@pytest.mark.parametrize("facts", ["I cannot do that.", "- A fact without a number.", " "])
def test_a_reply_without_a_fact_is_an_error(openai_server: OpenAIServer, facts: str) -> None:
    openai_server.reply(Script(facts=facts))
    with pytest.raises(ModelError) as caught:
        events_of(brief_writer(openai_server), task_on(topic="زلزال كرسان"))
    assert str(caught.value) == notice("model_reply", "ar", model=NAME)


def test_facts_without_a_marker_are_cited_to_the_passage_that_supports_them(
    openai_server: OpenAIServer,
) -> None:
    facts = "Here are the facts:\n\n" + FACTS.replace(" [1][2]", "").replace(" [1]", "")
    draft = draft_of(openai_server, Script(facts=f"{facts}\n\nI hope this helps!"))
    assert len(draft.points) == 3
    assert all(point.citations for point in draft.points)
    assert (draft.dropped, draft.incomplete) == ((), False)


def test_facts_may_be_marked_in_another_way(openai_server: OpenAIServer) -> None:
    facts = FACTS.replace("[1][2]", "(1)(2)").replace(" [1]", " **[Source 1]**")
    draft = draft_of(openai_server, Script(facts=facts))
    assert [one.number for one in draft.points[0].citations] == [1, 2]
    assert len(draft.points) == 3


def test_a_model_that_repeats_a_fact_is_stopped(openai_server: OpenAIServer) -> None:
    openai_server.chunk_size = 50
    openai_server.pause = 0.001
    draft = draft_of(openai_server, Script(facts=f"{FACTS}\n" * 300))
    assert len(draft.points) == 3
    assert draft.incomplete
    assert draft.usage.estimated
    assert openai_server.abandoned.wait(5)


def test_thoughts_are_no_facts_and_no_points(openai_server: OpenAIServer) -> None:
    thought = "<think>\n- It killed 900 people. [1]\n1. It killed 900.\n</think>\n"
    script = Script(facts=thought + FACTS, write_en=thought + ENGLISH, write_ar=thought + ARABIC)
    draft = draft_of(openai_server, script)
    assert len(draft.points) == 3
    assert draft.dropped == ()


# --- faults ---


@pytest.mark.parametrize(("fault", "key"), ERRORS.items())
def test_a_fault_before_there_is_a_fact_is_an_error_in_plain_words(
    openai_server: OpenAIServer, fault: Fault, key: NoticeKey
) -> None:
    openai_server.retry_after = "0"
    openai_server.reply(Script())
    fail(openai_server, fault, "facts")
    writer = brief_writer(openai_server, timeout=SHORT if fault in ENDLESS else 20.0)
    with pytest.raises(ModelError) as caught:
        events_of(writer, task_on(topic="زلزال كرسان"))
    assert str(caught.value) == notice(key, "ar", model=NAME)
    if fault in ENDLESS:
        assert openai_server.abandoned.wait(5)
    fail(openai_server, fault)
    assert len(events_of(writer)[1].points) == 3


@pytest.mark.parametrize("fault", LATER)
def test_a_fault_in_one_side_leaves_the_other_and_says_so(
    openai_server: OpenAIServer, fault: Fault
) -> None:
    fail(openai_server, fault, "write_ar", "again_ar")
    timeout = SHORT if fault in ENDLESS else 20.0
    draft = draft_of(openai_server, Script(again_ar=""), timeout=timeout)
    assert len(versions_of(draft, "en")) == 3
    assert draft.incomplete
    assert draft.reason == notice("brief_incomplete", "en")
    if fault is not Fault.NO_FINISH:  # half of the side came
        assert [one.language for one in draft.missing_languages] == ["ar"]
        assert draft.missing_languages[0].reason == notice("side_failed", "ar")
        assert versions_of(draft, "ar") == []


def test_where_no_side_is_written_the_facts_are_the_side_of_their_language(
    openai_server: OpenAIServer,
) -> None:
    fail(openai_server, Fault.SERVER_ERROR, "write_ar", "write_en")
    draft = draft_of(openai_server, Script())
    assert versions_of(draft, "en")[2] == "Rescue teams from Turkey arrived with 30 dogs."
    assert [one.text for one in draft.headlines] == [QUAKE.title]
    assert [one.language for one in draft.missing_languages] == ["ar"]
    assert draft.incomplete


def test_a_fault_while_mending_drops_the_point_and_the_brief_is_incomplete(
    openai_server: OpenAIServer,
) -> None:
    fail(openai_server, Fault.BAD_JSON, "mend_en")
    draft = draft_of(openai_server, Script(write_en=_second("It is until 9 June.")))
    assert (len(draft.points), len(draft.dropped), draft.incomplete) == (2, 1, True)


def test_nothing_more_is_asked_with_a_key_that_is_refused(openai_server: OpenAIServer) -> None:
    script = Script(facts=FACTS.replace("30 dogs", "80 dogs"))
    fail(openai_server, Fault.UNAUTHORIZED, "mend_en", "write_en", "write_ar")
    draft = draft_of(openai_server, script)
    assert len(openai_server.requests) == 2
    assert len(versions_of(draft, "en")) == 2
    assert draft.incomplete


def test_a_reply_that_reached_its_length_loses_its_last_line(openai_server: OpenAIServer) -> None:
    fail(openai_server, Fault.FINISH_LENGTH, "facts")
    draft = draft_of(openai_server, Script(), task_on(languages=("en",)))
    assert len(draft.points) == 2
    assert draft.incomplete


def test_no_fault_gives_the_key_away(
    openai_server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    listen_to_all(caplog)
    openai_server.reply(Script())
    for fault in (Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.ERROR_EVENT):
        fail(openai_server, fault, "facts")
        with pytest.raises(ModelError) as caught:
            events_of(brief_writer(openai_server))
        assert leaked(told(caught.value)) == []


def test_closing_the_stream_hangs_up(openai_server: OpenAIServer) -> None:
    openai_server.reply(Script())
    fail(openai_server, Fault.HANG_MID_STREAM, "facts")
    writer = brief_writer(openai_server)

    async def leave() -> None:
        stream = writer.astream(task_on())
        assert not isinstance(await anext(stream), BriefDraft)
        reading = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await stream.aclose()

    asyncio.run(leave())
    assert openai_server.abandoned.wait(5)


def test_the_whole_brief_has_an_end(openai_server: OpenAIServer) -> None:
    """Every call is slow but comes; what is not read when half of the time is gone is left."""
    many = [article("Rain fell on the hills all day. " * 60, id=f"a{at}") for at in range(1, 40)]
    openai_server.reply(Script(facts="- Rain fell on the hills all day. [1]", write_en="NO_ANSWER"))
    fail(openai_server, Fault.SLOW, "facts")
    writer: ModelBriefWriter = brief_writer(openai_server, timeout=0.5, window=900)
    progress, draft = events_of(writer, task_on(*many, languages=("en",)))
    read = [one for one in progress if one.stage == "reading"]
    assert 0 < read[-1].done < read[-1].total
    assert draft.points
    assert draft.incomplete
