from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from eval.ask_case import predict
from eval.cases import QACase
from rag.answering.intent_answers import IntentAnswers
from rag.answering.intents import Intent
from rag.records import (
    Answer,
    AnswerFinished,
    AnswerRequest,
    PassagesFound,
    Scope,
    SearchFilter,
    SentenceFinished,
    TextWritten,
    Turn,
)
from rag.records.as_json import answer_json
from rag.service import Service
from rag.settings import Settings
from tests.factories import with_model
from tests.openai_server import OpenAIServer

NEWS = [
    (
        "dam",
        "ar",
        "2024-03-02",
        "صحيفة الضفة",
        "سد الفارعة يمتلئ",
        "امتلأ سد الفارعة أمس. وخزن السد 18 مليون متر مكعب.",
    ),
    (
        "strike",
        "ar",
        "2024-03-02",
        "وكالة المرفأ",
        "إضراب المعلمين",
        "أضرب أربعة آلاف معلم احتجاجا على تأخر الرواتب.",
    ),
    (
        "ferry",
        "en",
        "2024-03-02",
        "Harbour Wire",
        "Ferry sinks",
        "A ferry sank off the island. The coast guard rescued 27 people.",
    ),
    (
        "cup",
        "en",
        "2024-01-15",
        "The Meridian",
        "Rovers win the cup",
        "Rovers won the cup on penalties on Sunday. The crowd sang all night.",
    ),
    (
        "cup2",
        "ar",
        "2024-01-16",
        "صحيفة الضفة",
        "روفرز بطل الكأس",
        "فاز روفرز بالكأس مساء الأحد بركلات الترجيح.",
    ),
    (
        "quake",
        "en",
        "2023-02-08",
        "Harbour Wire",
        "Quake toll rises",
        "The earthquake of 6 February killed 912 people in the valley.",
    ),
    ("undated", "en", None, None, "A note", "The lighthouse keeper keeps a diary of every storm."),
]


def library(folder: Path) -> Path:
    with Service.open(Settings.load(home=folder)) as service:
        service.add(
            {
                "id": name,
                "language": language,
                "published_at": day,
                "outlet": outlet,
                "title": title,
                "text": text,
            }
            for name, language, day, outlet, title, text in NEWS
        )
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def news(home: Path) -> Iterator[Service]:
    with Service.open(Settings.load(home=home)) as service:
        yield service


def listed(answer: Answer) -> list[str]:
    return [citation.article.id for one in answer.sentences for citation in one.citations]


@pytest.mark.parametrize(
    ("said", "kind", "reply"),
    [
        ("Thanks!", "thanks", "You are welcome."),
        ("THANK YOU so much", "thanks", "You are welcome."),
        ("شُكْرًا جَزِيلًا", "thanks", "عفوًا."),
        ("يسلمو ايديك", "thanks", "عفوًا."),
        ("hello", "greeting", "Hello."),
        ("ازيك عامل ايه؟", "greeting", "أهلًا بك."),
        ("السلام عليكم ورحمة الله", "greeting", "أهلًا بك."),
        ("bye", "farewell", "Goodbye."),
        ("تصبحون على خير", "farewell", "مع السلامة."),
        ("yes", "yes", "All right."),
        ("لأ", "no", "حسنًا."),
        ("ok, got it", "ok", "All right."),
        ("واخا", "ok", "حسنًا."),
    ],
)
def test_a_courtesy_gets_one_line_without_a_passage(
    news: Service, said: str, kind: str, reply: str
) -> None:
    answer = news.ask(said)
    assert (answer.intent, answer.outcome, answer.reason) == (kind, "answered", None)
    assert answer.preface is not None
    assert answer.preface.startswith(reply)
    assert answer.text == answer.preface
    assert (answer.sentences, answer.passages) == ((), ())


@pytest.mark.parametrize(
    ("asked", "found", "preface"),
    [
        ("latest news", ["ferry", "dam", "strike", "cup2", "cup", "quake"], "The newest in the"),
        ("شو آخر الأخبار؟", ["dam", "strike", "ferry", "cup2", "cup", "quake"], "أحدث ما في"),
        ("What happened in January 2024?", ["cup2", "cup"], "2 articles published in January"),
        ("ايه اللي حصل في يناير ٢٠٢٤", ["cup2", "cup"], "مقالان في يناير 2024:"),
        ("ما أخبار ٢ آذار ٢٠٢٤؟", ["dam", "strike", "ferry"], "3 مقالات في 2 مارس 2024:"),
        ("News of 2024-03-02", ["ferry", "dam", "strike"], "3 articles published on 2 March"),
        ("أخبار عام 2023", ["quake"], "مقال واحد في 2023:"),
        ("What did the Meridian write?", ["cup"], "1 article from The Meridian:"),
        ("ماذا نشرت الضفة في يناير 2024؟", ["cup2"], "مقال واحد من صحيفة الضفة في يناير"),
        ("وش كتبت صحيفة الضفة عن السد؟", ["dam"], "وُجد من صحيفة الضفة عن «السد»"),
        ("latest news on the cup", ["cup2", "cup"], "Found on “the cup”: 2 articles."),
        ("Tell me about the ferry", ["ferry"], "Found on “the ferry”: 1 article."),
        ("شو عندك عن السد؟", ["dam"], "وُجد عن «السد»: مقال واحد."),
        ("What is in the archive?", ["ferry", "dam", "strike", "cup2", "cup", "quake"], "7 art"),
    ],
)
def test_a_wish_for_articles_lists_those_with_a_sentence_of_each(
    news: Service, asked: str, found: list[str], preface: str
) -> None:
    answer = news.ask(asked)
    assert sorted(listed(answer)) == sorted(found)
    assert answer.preface is not None
    assert answer.preface.startswith(preface)
    assert answer.listed
    for number, sentence in enumerate(answer.sentences, start=1):
        (citation,) = sentence.citations
        assert sentence.text == citation.quote
        assert sentence.verdict is not None
        assert sentence.verdict.status == "quoted"
        assert citation.number == number


def test_newest_come_first_and_of_one_day_those_in_the_readers_language(news: Service) -> None:
    assert listed(news.ask("latest news"))[:4] == ["ferry", "dam", "strike", "cup2"]
    assert listed(news.ask("آخر الأخبار"))[:4] == ["dam", "strike", "ferry", "cup2"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("How many articles are there?", "7 articles: 3 in Arabic, 4 in English, 8 February 2023"),
        ("كم مقالا عندكم؟", "7 مقالات: 3 بالعربية و4 بالإنجليزية"),
        ("How many articles from Harbour Wire?", "2 articles from Harbour Wire"),
        ("كم مقالا بالعربية في الأرشيف؟", "3 مقالات بالعربية"),
        ("How many articles in 2024?", "5 articles published in 2024"),
        ("How many articles in 1990?", "The archive has no article published in 1990."),
        ("How many articles about the ferry?", "Found on “the ferry”: 1 article."),
    ],
)
def test_numbers_of_articles_are_the_catalogs(news: Service, asked: str, told: str) -> None:
    answer = news.ask(asked)
    assert answer.intent == "how_many"
    assert answer.preface is not None
    assert answer.preface.startswith(told)
    assert answer.outcome == "answered"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("What happened in 1995?", "The archive has no article published in 1995."),
        ("ماذا حدث يوم 5 مايو 2021؟", "لا يوجد في الأرشيف أي مقال في 5 مايو 2021."),
        ("What did Harbour Wire write in 2019?", "from Harbour Wire published in 2019."),
        ("Tell me about chocolate cake", "The archive has no article on “chocolate cake”."),
        ("لخص أخبار الشطرنج", "لا يوجد في الأرشيف أي مقال عن «أخبار الشطرنج»."),
    ],
)
def test_what_the_archive_does_not_have_is_refused(news: Service, asked: str, reason: str) -> None:
    answer = news.ask(asked)
    assert answer.outcome == "absent"
    assert answer.reason is not None
    assert answer.reason.endswith(reason)
    assert answer.sentences == ()
    assert answer.searched is not None
    assert answer.searched.articles == 7


def test_where_nothing_is_of_the_day_itself_the_days_after_are_shown(news: Service) -> None:
    answer = news.ask("What happened on 14 January 2024?")
    assert listed(answer) == ["cup2", "cup"]
    assert answer.preface is not None
    assert "no article published on 14 January 2024. Published in the three" in answer.preface


def test_todays_news_are_those_of_the_newest_day_of_the_archive(news: Service) -> None:
    assert listed(news.ask("What's new today?")) == ["ferry", "dam", "strike"]
    assert listed(news.ask("ماذا حدث اليوم؟")) == ["dam", "strike", "ferry"]


def test_a_story_is_summed_up_from_its_articles_with_a_word_on_briefs(news: Service) -> None:
    answer = news.ask("Summarise the ferry story")
    assert set(listed(answer)) == {"ferry"}
    assert not answer.listed
    assert answer.preface == "In short (1 article):"
    assert answer.reason is not None
    assert "mujaz brief" in answer.reason


def test_a_summary_is_in_the_language_that_is_asked_for(news: Service) -> None:
    answer = news.ask("Summarise the cup in Arabic")
    assert answer.sentences
    assert {
        citation.article.language for one in answer.sentences for citation in one.citations
    } == {"ar"}


def test_the_filter_of_the_reader_holds(news: Service) -> None:
    assert listed(news.ask("latest news", where=SearchFilter(language="ar"))) == [
        "dam",
        "strike",
        "cup2",
    ]
    only = SearchFilter(until="2023-12-31")
    assert listed(news.ask("latest news", where=only)) == ["quake"]
    assert news.ask("How many articles?", where=only).text.startswith("1 article")
    assert news.ask("What happened in 2024?", where=only).outcome == "absent"
    other = SearchFilter(outlet="The Meridian")
    assert news.ask("What did Harbour Wire report?", where=other).outcome == "absent"
    assert news.ask("thanks", where=other).outcome == "answered"
    both = SearchFilter(outlets=["The Meridian", "Harbour Wire"])
    reported = listed(news.ask("What did Harbour Wire report?"))
    assert listed(news.ask("What did Harbour Wire report?", where=both)) == reported
    chosen = SearchFilter(articles=["quake", "dam"])
    assert listed(news.ask("latest news", where=chosen)) == ["dam", "quake"]
    assert news.ask("How many articles?", where=chosen).text.startswith("2 articles")


def test_a_filter_that_lets_nothing_through_says_so(news: Service) -> None:
    for where in (SearchFilter(articles="gone"), SearchFilter(outlets=["none", "nowhere"])):
        for question in ("latest news", "When was the earthquake?"):
            answer = news.ask(question, where=where)
            assert "no article within what" in (answer.reason or ""), question
            assert answer.searched == Scope(0)


def test_the_answer_is_in_the_language_asked_for(news: Service) -> None:
    answer = news.ask("hello", language="ar")
    assert answer.language == "ar"
    assert answer.text.startswith("أهلًا")


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path)) as empty:
        assert empty.ask("hello").outcome == "answered"
        assert empty.ask("latest news").reason == "The archive has no article."
        assert empty.ask("كم مقالا لديك؟").text == "لا يوجد في الأرشيف أي مقال."


def test_without_days_the_articles_are_listed_and_nothing_is_called_the_newest(
    tmp_path: Path,
) -> None:
    with Service.open(Settings.load(home=tmp_path)) as service:
        service.add(["A ferry sank off the island on Monday."])
        answer = service.ask("latest news")
    assert answer.text.startswith("No article in the archive has a date")
    assert len(answer.sentences) == 1


def test_no_model_is_asked(tmp_path: Path, openai_server: OpenAIServer) -> None:
    settings = with_model(library(tmp_path), openai_server)
    with Service.open(settings.model_copy(update={"reranker": "model"})) as service:
        for said in ("thanks", "latest news", "Summarise the ferry", "شو عندك عن السد؟"):
            answer = service.ask(said, history=[Turn("How many were rescued?", "27.")])
            assert answer.usage.calls == 0
            assert answer.writer == "catalog"
    assert openai_server.requests == []


def test_the_stream_is_that_of_any_answer(news: Service) -> None:
    events = list(news.stream("latest news"))
    assert isinstance(events[0], PassagesFound)
    assert isinstance(events[-1], AnswerFinished)
    said = [event.sentence for event in events if isinstance(event, SentenceFinished)]
    assert tuple(said) == events[-1].answer.sentences
    text = "".join(event.text for event in events if isinstance(event, TextWritten))
    assert text.startswith("A ferry sank off the island. [1] ")


def test_a_runnable_answers_too(news: Service) -> None:
    greeted = news.chain.invoke("hello")
    assert greeted["answer"].intent == "greeting"
    assert greeted["passages"] == []
    assert len(news.chain.invoke("latest news")["sentences"]) == 6


def test_json_tells_the_intent(news: Service) -> None:
    told = answer_json(news.ask("How many articles?"))
    assert told["intent"] == "how_many"
    assert told["preface"] == told["text"]
    assert answer_json(news.ask("How many people were rescued?"))["intent"] is None


def test_to_the_evaluation_a_courtesy_is_neither_refused_nor_unsupported(news: Service) -> None:
    case = QACase(id="x", language="en", question="thanks", unanswerable="off_topic")
    told = predict(news, case)
    assert (told.status, told.abstained, told.sentences) == ("ok", False, ())


def test_a_courtesy_leaves_nothing_to_the_question_after_it(news: Service) -> None:
    turns = [Turn("How many did the coast guard rescue?", "27"), Turn("thank you!", "You are…")]
    assert set(listed(news.ask("And who sank?", history=turns))) == {"ferry"}
    greeting = [Turn("good morning everyone", "Hello.")]
    alone = news.ask("How many were rescued?")
    assert listed(news.ask("How many were rescued?", history=greeting)) == listed(alone)


def test_of_a_wish_the_subject_is_remembered(news: Service) -> None:
    answering = news._components.answering()
    turns = (Turn("hello"), Turn("What did Harbour Wire write about the ferry?"))
    opened = asyncio.run(answering.rewrite(AnswerRequest("How many were rescued?", history=turns)))
    assert opened.request.history == (Turn("the ferry"),)


def test_a_wish_for_news_changes_the_subject_and_a_courtesy_does_not(news: Service) -> None:
    answering = news._components.answering()
    rescued = Turn("How many were rescued?")

    def kept(*before: str) -> tuple[Turn, ...]:
        turns = (rescued, *map(Turn, before))
        request = AnswerRequest("Where was it?", history=turns)
        return asyncio.run(answering.rewrite(request)).request.history

    assert kept("thanks") == (rescued,)
    assert kept("latest news") == ()
    assert kept("What happened in 2023?", "Who won the cup?") == (Turn("Who won the cup?"),)


def test_today_is_that_of_the_clock_where_the_archive_is_newer(news: Service) -> None:
    answers = IntentAnswers(
        news._catalog,
        news._components.retriever(),
        summarise=news._components.briefing().astream,
        analyzer=news._components.analyzer,
        today=lambda: date(2024, 1, 16),
    )
    day = date(2024, 1, 15)
    assert answers.read("what happened yesterday?") == Intent("happened", (day, day))
