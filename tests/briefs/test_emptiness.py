from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.records import Language
from rag.service import Service
from rag.settings import Settings
from tests.factories import indexed

NEWS = {
    "quake": "---\ntitle: Quake in Karsan\ndate: 2024-05-04\noutlet: Harbour Wire\n---\n"
    "The earthquake killed 46 people in the northern province. Schools stay closed for a week.",
    "zilzal": "---\ntitle: زلزال في كرسان\ndate: 2024-05-09\noutlet: وكالة المرفأ\n---\n"
    "أودى الزلزال بحياة 46 شخصا في الإقليم الشمالي. وستبقى المدارس مغلقة أسبوعا.",
    "canal": "---\ntitle: Canal blocked\ndate: 2021-03-24\noutlet: Shipping News\n---\n"
    "A container ship blocked the Suez Canal for six days. It was freed on 29 March 2021.",
    "dam": "---\ntitle: سد الفارعة\n---\nخزن سد الفارعة خمسة ملايين متر مكعب من الماء هذا العام.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = indexed(tmp_path_factory.mktemp("emptiness"), NEWS, ending="md")
    with Service.open(Settings.load(home=home)) as service:
        yield service


def _reason(library: Service, topic: str | None = None, **asked: object) -> str:
    made = library.brief(topic, **asked)  # type: ignore[arg-type]
    assert made.abstained
    return made.reason or ""


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"topic": "chocolate cake"},
            "Searched 4 articles; none is about “chocolate cake”. "
            "Try other words, or choose from the list of what the library holds.",
        ),
        (
            {"topic": "كعكة الشوكولاتة"},
            "بُحث في 4 مقالات، ولم يُعثر على ما يتناول «كعكة الشوكولاتة». "
            "جرّب كلمات أخرى، أو اختر من قائمة ما في المكتبة.",
        ),
        (
            {"topic": "the Suez Canal ship", "where": {"since": "2024", "language": "en"}},
            "Searched 1 article in English since 1 January 2024; none is about “the Suez Canal "
            "ship”. Without these limits there is 1 article, of 24 March 2021.",
        ),
        (
            {"topic": "زلزال كرسان", "where": {"outlet": "Shipping News"}},
            "بُحث في مقال واحد من «Shipping News»، ولم يُعثر على ما يتناول «زلزال كرسان». "
            "ومن دون هذه القيود يُعثر على مقالين، من 4 مايو 2024 إلى 9 مايو 2024.",
        ),
        (
            {"where": {"outlet": "harbor wire"}},
            "The library has no articles of “harbor wire”. "
            "The outlets are: Harbour Wire, Shipping News, وكالة المرفأ.",
        ),
        (
            {"where": {"outlet": "المرفأ"}},
            "لا مقالات من «المرفأ» في المكتبة. "
            "جهات النشر فيها: وكالة المرفأ، Harbour Wire، Shipping News.",
        ),
        (
            {"where": {"until": "2020"}},
            "The library has no articles until 31 December 2020. "
            "The oldest article is of 24 March 2021.",
        ),
        (
            {"where": {"since": "2025"}, "reader": "ar"},
            "لا مقالات منذ 1 يناير 2025 في المكتبة. أحدث مقال مؤرخ في 9 مايو 2024.",
        ),
        (
            {"where": {"since": "May 2023", "until": "مايو 2023"}, "languages": "ar"},
            "لا مقالات في مايو 2023 في المكتبة. "
            "أقرب الأيام التي فيها مقالات: 24 مارس 2021 و4 مايو 2024.",
        ),
        (
            {"where": {"outlet": "Shipping News", "since": "2024"}},
            "The library has no articles of “Shipping News” since 1 January 2024. "
            "The newest article of “Shipping News” is of 24 March 2021.",
        ),
        (
            {"where": {"outlet": "Shipping News", "language": "ar"}},
            "The library has no articles of “Shipping News” in Arabic. "
            "What matches the rest of the request: 1 article in English.",
        ),
        (
            {"where": {"articles": ["gone"]}},
            "The library has no articles among those chosen. "
            "None of the chosen articles is in the library any more.",
        ),
        (
            {"where": {"outlets": ["A", "B", "C", "D"], "articles": "zilzal"}, "reader": "ar"},
            "لا مقالات من المختارة من «A» أو «B» أو «C» أو جهات أخرى في المكتبة. "
            "جهات النشر فيها: Harbour Wire، Shipping News، وكالة المرفأ.",
        ),
        (
            {"articles": "zilzal", "languages": "en"},
            "Found 1 article, in Arabic only. Ask for the brief in Arabic or in both languages, "
            "or set MUJAZ_MODEL: a language model writes it in English.",
        ),
        (
            {"topic": "Suez Canal", "languages": "ar"},
            "Found 1 article, in English only. Ask for the brief in English or in both languages, "
            "or set MUJAZ_MODEL: a language model writes it in Arabic.",
        ),
        (
            {"topic": "سد الفارعة", "languages": ("en",)},
            "عُثر على مقال واحد بالعربية فقط. اطلب الموجز بالعربية أو باللغتين، "
            "أو اضبط MUJAZ_MODEL ليكتبه نموذج لغوي بالإنجليزية.",
        ),
    ],
)
def test_an_empty_brief_says_what_was_searched_and_what_would_help(
    library: Service, asked: dict[str, object], told: str
) -> None:
    assert _reason(library, **asked) == told  # type: ignore[arg-type]


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    with Service.open(Settings.load(home=tmp_path)) as service:
        assert _reason(service, "anything") == "The library is empty. Add articles to it first."
        assert "فارغة" in _reason(service, "أي شيء")


def test_articles_without_days_and_outlets_are_told_as_such(tmp_path: Path) -> None:
    home = indexed(tmp_path, {"dam": NEWS["dam"]}, ending="md")
    with Service.open(Settings.load(home=home)) as service:
        assert "states its day of publication" in _reason(service, where={"since": "2024"})
        assert "names an outlet" in _reason(service, where={"outlet": "Wire"})


@pytest.mark.parametrize(
    ("asked", "reader"),
    [
        ({"topic": "كعكة"}, "ar"),
        ({"topic": "cake", "languages": "ar"}, "en"),
        ({"where": {"since": "2025"}, "languages": "ar"}, "ar"),
        ({"where": {"since": "2025"}}, "en"),
        ({"topic": "cake", "reader": "ar"}, "ar"),
    ],
)
def test_the_reason_is_in_the_language_of_whoever_asks(
    library: Service, asked: dict[str, object], reader: Language
) -> None:
    reason = _reason(library, **asked)  # type: ignore[arg-type]
    assert ("مقالات" in reason) == (reader == "ar")
