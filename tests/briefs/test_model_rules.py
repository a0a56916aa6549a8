"""A brief of a chat model keeps the rules of points: once, alone, with days, the latest state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.messages.notices import notice
from rag.messages.point_faults import PointFault, point_fault
from rag.protocols import BriefDraft, BriefTask
from rag.records import Article, Language, SearchFilter
from rag.service import Service
from tests.briefs.scripted import (
    ARABIC,
    ENGLISH,
    FACTS,
    QUAKE,
    ZILZAL,
    Script,
    draft_of,
    fail,
    prompts,
    task_on,
    versions_of,
)
from tests.factories import article, indexed, with_model
from tests.openai_replies import Json
from tests.openai_server import Fault, OpenAIServer

QUIET = ["facts", "write_ar", "write_en"]
"""What is asked where nothing is wrong."""


def _second(reply: str, text: str) -> str:
    head, first, _, third = reply.splitlines()
    return "\n".join([head, first, f"2. {text}", third])


def _cited(draft: BriefDraft, at: int) -> list[str]:
    return [one.article.id for one in draft.points[at].citations]


# --- each fact once ---


def test_a_fact_noted_twice_is_told_once_on_the_citations_of_both(
    openai_server: OpenAIServer,
) -> None:
    facts = FACTS.replace("[1][2]", "[1]") + (
        "\n- The earthquake of 3 May in the province of Karsan killed 46 people. [2]"
    )
    script = Script(facts=facts)
    draft = draft_of(openai_server, script, task_on(words=120))
    assert sorted(one for one in script.asked if not one.startswith("again")) == QUIET
    assert len(draft.points) == 3
    assert sorted(_cited(draft, 0)) == ["quake", "zilzal"]
    assert (draft.dropped, draft.incomplete) == ((), False)


def test_a_fact_with_another_figure_is_no_repetition(openai_server: OpenAIServer) -> None:
    other = article(
        "The earthquake in Karsan on 3 May injured 300 people.",
        id="other",
        published_at=date(2024, 5, 4),
    )
    facts = FACTS.splitlines()[0].replace("[1][2]", "[1]") + (
        "\n- The earthquake in Karsan on 3 May injured 300 people. [2]"
    )
    draft = draft_of(
        openai_server,
        Script(facts=facts, write_en="NO_ANSWER"),
        task_on(QUAKE, other, languages=("en",)),
    )
    assert len(draft.points) == 2


def test_the_fuller_of_two_facts_that_tell_the_same_is_kept(openai_server: OpenAIServer) -> None:
    fuller = (
        "An earthquake in Karsan killed 46 people on 3 May, and the mayor Nadim Haddad said "
        "schools would stay closed for a week."
    )
    first, _, third = FACTS.splitlines()
    facts = f"{first}\n- {fuller} [1]\n{third}"
    script = Script(facts=facts, write_en="NO_ANSWER")
    draft = draft_of(openai_server, script, task_on(languages=("en",)))
    assert versions_of(draft, "en") == [fuller, third[2:].removesuffix(" [1]")]


def test_points_that_came_to_tell_the_same_are_told_once(openai_server: OpenAIServer) -> None:
    again = "The earthquake in Karsan on 3 May killed 46 people."
    again_ar = "أودى زلزال إقليم كرسان في 3 مايو بحياة 46 شخصاً."
    facts = FACTS.replace("for a week. [1]", "for a week after the earthquake of 3 May. [1][2]")
    script = Script(
        facts=facts,
        write_en=_second(ENGLISH, again),
        write_ar=_second(ARABIC, again_ar),
    )
    draft = draft_of(openai_server, script)
    assert [point.id for point in draft.points] == ["p1", "p2"]
    assert {(one.text, one.reasons) for one in draft.dropped} == {
        (again, (point_fault("repeated", "en"),)),
        (again_ar, (point_fault("repeated", "ar"),)),
    }


# --- each point alone ---

ALONE: list[tuple[Language, PointFault, str]] = [
    ("en", "speaker", "He said schools would stay closed for a week."),
    ("en", "referent", "They would stay closed for a week, the mayor Nadim Haddad said."),
    (
        "en",
        "contrast",
        "However, the mayor Nadim Haddad said schools would stay closed for a week.",
    ),
    ("en", "question", "Will schools stay closed for a week?"),
    ("ar", "speaker", "وقال إن المدارس في كرسان ستبقى مغلقة أسبوعاً كاملاً."),
    ("ar", "referent", "وهي ستبقى مغلقة أسبوعاً بحسب رئيس البلدية نديم حداد."),
    ("ar", "question", "هل ستبقى المدارس في إقليم كرسان مغلقة أسبوعاً؟"),
]


@pytest.mark.parametrize(("language", "fault", "wrong"), ALONE)
def test_a_point_that_cannot_stand_alone_is_written_again_with_the_reason(
    openai_server: OpenAIServer, language: Language, fault: PointFault, wrong: str
) -> None:
    right = (ARABIC if language == "ar" else ENGLISH).splitlines()[2].removeprefix("2. ")
    script = _script(language, wrong, mended=right)
    draft = draft_of(openai_server, script)
    assert script.asked.count(f"mend_{language}") == 1
    assert len(script.asked) == 4
    assert point_fault(fault, language) in prompts(openai_server, f"mend_{language}")[0]
    assert versions_of(draft, language)[1] == right
    assert (len(draft.points), draft.dropped) == (3, ())


@pytest.mark.parametrize(("language", "fault", "wrong"), ALONE)
@pytest.mark.parametrize("mended", ["", "NO_ANSWER", "the same"])
def test_a_point_that_still_cannot_stand_alone_is_dropped_with_the_reason(
    openai_server: OpenAIServer, language: Language, fault: PointFault, wrong: str, mended: str
) -> None:
    script = _script(language, wrong, mended=wrong if mended == "the same" else mended)
    draft = draft_of(openai_server, script)
    assert script.asked.count(f"mend_{language}") == 1
    assert len(draft.points) == 2
    (dropped,) = draft.dropped
    assert (dropped.text, dropped.language) == (wrong, language)
    assert point_fault(fault, language) in dropped.reasons


def _script(language: Language, wrong: str, *, mended: str) -> Script:
    if language == "ar":
        return Script(write_ar=_second(ARABIC, wrong), mend_ar=mended)
    return Script(write_en=_second(ENGLISH, wrong), mend_en=mended)


def test_a_second_sentence_may_take_its_speaker_from_the_first(openai_server: OpenAIServer) -> None:
    told = "The mayor Nadim Haddad spoke of schools. He said they would stay closed for a week."
    script = Script(write_en=_second(ENGLISH, told))
    draft = draft_of(openai_server, script)
    assert versions_of(draft, "en")[1] == told
    assert "mend_en" not in script.asked


def test_a_fact_that_cannot_stand_alone_is_never_written_up(openai_server: OpenAIServer) -> None:
    facts = FACTS.replace("The mayor Nadim Haddad said", "He said")
    script = Script(facts=facts)
    draft = draft_of(openai_server, script, task_on(languages=("en",)))
    assert script.asked.count("mend_en") == 1
    assert "He said" not in prompts(openai_server, "write_en")[0]
    assert [one.reasons for one in draft.dropped] == [(point_fault("speaker", "en"),)]


# --- calendar days ---

ROCKETS = article(
    "A rocket killed 12 children in Majdal on Saturday, the army said.",
    id="rockets",
    title="Rocket kills 12 children",
    outlet="Harbour Wire",
    published_at=date(2024, 7, 29),
)
LATER = article(
    "A rocket killed 12 children in Majdal on Saturday, the army said.",
    id="later",
    title="Rocket kills 12 children",
    outlet="Pier News",
    published_at=date(2024, 8, 6),
)
SAWARIKH = article(
    "قال الجيش إن صاروخا قتل 12 طفلا في مجدل أمس.",
    id="sawarikh",
    language="ar",
    title="صاروخ يقتل 12 طفلا",
    outlet="وكالة المرفأ",
    published_at=date(2024, 7, 28),
)


def _one(text: str) -> str:
    return f"# {text.rstrip('.')}\n1. {text}"


def test_the_calendar_day_stands_beside_a_day_counted_from_publication(
    openai_server: OpenAIServer,
) -> None:
    text = "The army said a rocket killed 12 children in Majdal on Saturday."
    script = Script(facts=f"- {text} [1]", write_en=_one(text))
    draft = draft_of(openai_server, script, task_on(ROCKETS, languages=("en",)))
    (told,) = versions_of(draft, "en")
    assert told == text.replace("Saturday", "Saturday [27 July]")
    assert draft.headlines[0].text == told.rstrip(".")
    assert draft.points[0].en is not None
    assert draft.points[0].en.verdict.status == "supported"
    assert script.asked == ["facts", "write_en"]


def test_the_calendar_day_stands_beside_arabic_days(openai_server: OpenAIServer) -> None:
    text = "قال الجيش إن صاروخا قتل 12 طفلا في مجدل أمس."
    script = Script(facts=f"- {text} [1]", write_ar=_one(text))
    draft = draft_of(openai_server, script, task_on(SAWARIKH, languages=("ar",)))
    assert versions_of(draft, "ar") == [text.replace("أمس", "أمس [27 يوليو]")]
    assert script.asked == ["facts", "write_ar"]


def test_a_day_in_brackets_agrees_with_the_calendar_day_of_the_other_language(
    openai_server: OpenAIServer,
) -> None:
    english = "The army said a rocket killed 12 children in Majdal on Saturday."
    arabic = "قال الجيش إن صاروخا قتل 12 طفلا في مجدل في 27 يوليو."
    script = Script(facts=f"- {english} [1]", write_en=_one(english), write_ar=_one(arabic))
    draft = draft_of(openai_server, script, task_on(ROCKETS))
    assert sorted(script.asked) == QUIET
    (point,) = draft.points
    assert point.ar is not None
    assert point.en is not None
    assert (point.ar.verdict.status, point.en.verdict.status) == ("supported", "supported")


def test_sources_are_shown_to_the_model_with_calendar_days(openai_server: OpenAIServer) -> None:
    text = "The army said a rocket killed 12 children in Majdal on Saturday."
    draft_of(openai_server, Script(facts=f"- {text} [1]", write_en=_one(text)), task_on(ROCKETS))
    assert "on Saturday [27 July], the army said" in prompts(openai_server, "write_en")[0]


def test_a_day_that_differs_between_the_cited_articles_must_be_told_by_the_calendar(
    openai_server: OpenAIServer,
) -> None:
    wrong = "The army said a rocket killed 12 children in Majdal on Saturday."
    right = wrong.replace("on Saturday", "on 27 July")
    script = Script(facts=f"- {wrong} [1][2]", mend_en=right, write_en=_one(right))
    draft = draft_of(openai_server, script, task_on(ROCKETS, LATER, languages=("en",), words=12))
    assert script.asked == ["facts", "mend_en", "write_en"]
    assert point_fault("days_apart", "en") in prompts(openai_server, "mend_en")[0]
    assert versions_of(draft, "en") == [right]


def test_a_day_that_nobody_can_settle_is_not_told(openai_server: OpenAIServer) -> None:
    wrong = "The army said a rocket killed 12 children in Majdal on Saturday."
    script = Script(facts=f"- {wrong} [1][2]", mend_en=wrong)
    draft = draft_of(openai_server, script, task_on(ROCKETS, LATER, languages=("en",), words=12))
    assert draft.points == ()
    assert [one.reasons for one in draft.dropped] == [(point_fault("days_apart", "en"),)]
    assert draft.reason == notice("brief_unfounded", "en")


# --- the latest state ---

FIRST = article(
    "The quake killed 33,000 people in Turkey and Syria, the ministry said. "
    "Rescue teams from Greece are searching the ruins of Antakya.",
    id="first",
    title="Quake kills 33,000 in Turkey and Syria",
    outlet="Harbour Wire",
    published_at=date(2023, 2, 13),
)
SECOND = article(
    "The quake has killed 50,000 people in Turkey and Syria, the ministry said. "
    "Winter hampers the aid for people in tents.",
    id="second",
    title="Quake has killed 50,000 people in Turkey and Syria",
    outlet="Pier News",
    published_at=date(2023, 2, 25),
)
AWWAL = article(
    "قالت وزارة الصحة إن الزلزال قتل 33 ألف شخص في تركيا وسوريا.",
    id="awwal",
    language="ar",
    title="الزلزال يقتل 33 ألف شخص في تركيا وسوريا",
    outlet="وكالة المرفأ",
    published_at=date(2023, 2, 13),
)
THANI = article(
    "قالت وزارة الصحة إن الزلزال قتل 50 ألف شخص في تركيا وسوريا.",
    id="thani",
    language="ar",
    title="الزلزال قتل 50 ألف شخص في تركيا وسوريا",
    outlet="وكالة الرصيف",
    published_at=date(2023, 2, 25),
)
OLD = "The ministry said the quake killed 33,000 people in Turkey and Syria."
NEW = "The ministry said the quake had killed 50,000 people in Turkey and Syria, up from 33,000."
OLD_AR = "قالت وزارة الصحة إن الزلزال قتل 33 ألف شخص في تركيا وسوريا."
NEW_AR = "قالت وزارة الصحة إن الزلزال قتل 50 ألف شخص في تركيا وسوريا بعد 33 ألفا."


def _replaced(language: Language) -> str:
    if language == "ar":
        values = {"what": "33 ألف", "other": "50 ألف", "where": "وكالة الرصيف، 25 فبراير 2023"}
    else:
        values = {"what": "33,000", "other": "50,000", "where": "Pier News, 25 February 2023"}
    return point_fault("outdated", language, **values)


def _task(language: Language, *articles: Article, first: int = 1) -> BriefTask:
    return BriefTask("The quake", articles, (language,), 15, first)


STORIES: dict[Language, tuple[Article, Article, str, str]] = {
    "en": (FIRST, SECOND, OLD, NEW),
    "ar": (AWWAL, THANI, OLD_AR, NEW_AR),
}


@pytest.mark.parametrize("language", STORIES)
def test_a_figure_that_was_replaced_is_told_with_the_newer_one(
    openai_server: OpenAIServer, language: Language
) -> None:
    old, new, wrong, right = STORIES[language]
    script = _told_as(language, wrong, right)
    draft = draft_of(openai_server, script, _task(language, old, new, first=4))
    assert script.asked == ["facts", f"mend_{language}", f"write_{language}"]
    (asked,) = prompts(openai_server, f"mend_{language}")
    assert _replaced(language) in asked
    assert f"Source ‹{new.outlet}, 2023-02-25›" in asked
    assert versions_of(draft, language) == [right]
    assert _cited(draft, 0) == [new.id, old.id]
    assert [one.number for one in draft.points[0].citations] == [5, 4]


@pytest.mark.parametrize("language", STORIES)
def test_a_figure_that_was_replaced_is_not_told_without_the_newer_one(
    openai_server: OpenAIServer, language: Language
) -> None:
    old, new, wrong, _ = STORIES[language]
    script = _told_as(language, wrong, wrong)
    draft = draft_of(openai_server, script, _task(language, old, new))
    assert script.asked == ["facts", f"mend_{language}"]
    assert [one.reasons for one in draft.dropped] == [(_replaced(language),)]


def _told_as(language: Language, fact: str, mended: str) -> Script:
    facts = f"- {fact} [1]"
    if language == "ar":
        return Script(facts=facts, mend_ar=mended, write_ar=_one(mended))
    return Script(facts=facts, mend_en=mended, write_en=_one(mended))


def test_a_replaced_figure_in_one_language_alone_is_mended_there(
    openai_server: OpenAIServer,
) -> None:
    script = Script(
        facts=f"- {NEW} [1][2]",
        write_en=_one(NEW),
        write_ar=_one(OLD_AR),
        mend_ar=NEW_AR,
    )
    draft = draft_of(openai_server, script, task_on(FIRST, SECOND))
    assert script.asked.count("mend_ar") == 1
    assert versions_of(draft, "ar") == [NEW_AR]
    assert versions_of(draft, "en") == [NEW]


def test_a_mended_figure_that_another_fact_tells_is_told_once(openai_server: OpenAIServer) -> None:
    new = "The ministry said the quake had killed 50,000 people in Turkey and Syria."
    script = Script(facts=f"- {OLD} [1]\n- {new} [2]", mend_en=new, write_en=_one(new))
    draft = draft_of(openai_server, script, task_on(FIRST, SECOND, languages=("en",), words=15))
    assert versions_of(draft, "en") == [new]
    assert script.asked == ["facts", "mend_en", "write_en"]


def test_the_latest_figure_and_other_figures_are_left_in_peace(
    openai_server: OpenAIServer,
) -> None:
    lines = [NEW, "Rescue teams from Greece are searching the ruins of Antakya."]
    facts = f"- {lines[0]} [1][2]\n- {lines[1]} [1]"
    sides = "# Quake\n" + "\n".join(f"{at}. {text}" for at, text in enumerate(lines, start=1))
    script = Script(facts=facts, write_en=sides)
    draft = draft_of(openai_server, script, task_on(FIRST, SECOND, languages=("en",), words=24))
    assert (script.asked, len(draft.points)) == (["facts", "write_en"], 2)


def test_points_on_the_newest_articles_come_first(openai_server: OpenAIServer) -> None:
    older = "Rescue teams from Greece are searching the ruins of Antakya."
    newer = "Winter hampers the aid for people in tents."
    script = Script(facts=f"- {older} [1]\n- {newer} [2]", write_en="NO_ANSWER")
    draft = draft_of(openai_server, script, task_on(FIRST, SECOND, languages=("en",), words=15))
    assert versions_of(draft, "en") == [newer, older]


def test_a_headline_with_a_replaced_figure_gives_way_to_a_title_without_it(
    openai_server: OpenAIServer,
) -> None:
    written = f"# {FIRST.title}\n1. {NEW}"
    script = Script(facts=f"- {NEW} [1][2]", write_en=written)
    draft = draft_of(openai_server, script, task_on(FIRST, SECOND, languages=("en",), words=15))
    assert [one.text for one in draft.headlines] == [SECOND.title]


# --- faults, and what is asked at most ---


@pytest.mark.parametrize(
    "fault", [Fault.BAD_JSON, Fault.CUT_STREAM, Fault.NULL_CONTENT, Fault.HANG_MID_STREAM]
)
def test_a_fault_while_a_point_is_mended_drops_it_and_says_so(
    openai_server: OpenAIServer, fault: Fault
) -> None:
    wrong = "He said schools would stay closed for a week."
    fail(openai_server, fault, "mend_en")
    timeout = 0.5 if fault is Fault.HANG_MID_STREAM else 20.0
    script = Script(write_en=_second(ENGLISH, wrong))
    draft = draft_of(openai_server, script, timeout=timeout)
    assert (len(draft.points), draft.incomplete) == (2, True)
    assert [one.reasons for one in draft.dropped] == [(point_fault("speaker", "en"),)]


def test_all_that_is_wrong_with_a_point_is_told_in_one_call(openai_server: OpenAIServer) -> None:
    wrong = "He said that 900 schools would stay closed for a week."
    script = Script(write_en=_second(ENGLISH, wrong))
    draft = draft_of(openai_server, script)
    (asked,) = prompts(openai_server, "mend_en")
    assert point_fault("speaker", "en") in asked
    assert "900 is not in the cited passage" in asked
    (dropped,) = draft.dropped
    assert len(dropped.reasons) > 1


def test_a_model_that_keeps_no_rule_is_asked_a_bounded_number_of_times(
    openai_server: OpenAIServer,
) -> None:
    wrong = (
        "He said that schools would stay closed.",
        "However, rescue teams from Turkey arrived.",
        "Where did the earthquake strike on 3 May?",
    )
    facts = "\n".join(f"- {text} [1]" for text in wrong)
    script = Script(facts=facts, mend_en="They left it there.")
    draft = draft_of(openai_server, script, task_on(QUAKE, ZILZAL))
    assert script.asked == ["facts", *["mend_en"] * 3]
    assert draft.points == ()
    assert len(draft.dropped) == 3


# --- a brief of two stories ---

NEWS = {
    one.id: f"---\ntitle: {one.title}\ndate: {one.published_at}\noutlet: {one.outlet}\n---\n"
    f"{one.text}"
    for one in (QUAKE, FIRST, SECOND)
}


class _TwoStories(Script):
    """A script that tells of the quake in Turkey where it is asked about it."""

    other = Script(facts=f"- {OLD} [2]", write_en=_one(NEW), mend_en=NEW)

    def __call__(self, body: Json) -> str:
        told = body["messages"][-1]["content"]
        return self.other(body) if "Syria" in told else super().__call__(body)


def test_each_story_of_a_brief_keeps_the_rules_on_its_own_articles(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    facts = FACTS.replace("[1][2]", "[1]").replace("The mayor Nadim Haddad said", "He said")
    openai_server.reply(_TwoStories(facts=facts, write_en="NO_ANSWER"))
    with Service.open(with_model(indexed(tmp_path, NEWS, ending="md"), openai_server)) as service:
        brief = service.brief(
            where=SearchFilter(since=date(2020, 1, 1)), length=120, languages=("en",)
        )
    quake, turkey = brief.sections
    assert [point.en.text for point in quake.points if point.en] == [
        "An earthquake struck Karsan on 3 May and killed 46 people.",
        "Rescue teams from Turkey arrived with 30 dogs.",
    ]
    (told,) = [point.en.text for point in turkey.points if point.en]
    assert told.startswith(NEW.removesuffix("."))
    assert {one.article.id: one.number for one in turkey.points[0].citations} == {
        "second": 2,
        "first": 3,
    }
    assert [point.id for one in brief.sections for point in one.points] == ["p1", "p2", "p3"]
    assert [one.reasons for one in brief.dropped] == [(point_fault("speaker", "en"),)]


def test_where_every_point_breaks_a_rule_the_brief_is_quoted(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    script = Script(
        facts="- He said schools would stay closed for a week. [1]", mend_en="NO_ANSWER"
    )
    openai_server.reply(script)
    with Service.open(with_model(indexed(tmp_path, NEWS, ending="md"), openai_server)) as service:
        brief = service.brief(articles=["quake"], length=30, languages=("en",))
    assert brief.writer == "extractive"
    assert brief.points
    assert brief.fault == notice("brief_unfounded", "en")
    assert [one.reasons for one in brief.dropped] == [(point_fault("speaker", "en"),)]
    assert script.asked == ["facts", "mend_en"]
