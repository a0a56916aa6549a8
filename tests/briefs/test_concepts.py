from __future__ import annotations

from rag.briefs.extractive.concepts import concepts, shared, weights
from rag.records import Article
from tests.briefs.samples import all_lines
from tests.factories import ANALYZER, article


def weighed(*articles: Article) -> dict[str, float]:
    lines = all_lines(*articles)
    held = [concepts(line.text, line.language, ANALYZER) for line in lines]
    return dict(weights(lines, held))


def test_a_number_is_one_concept_in_both_languages() -> None:
    arabic = concepts("أودى الزلزال بحياة 46 شخصاً", "ar", ANALYZER)
    english = concepts("The earthquake killed 46 people", "en", ANALYZER)
    assert "n:46" in set(map(shared, arabic)) & set(map(shared, english))
    assert not arabic & english, "each language is told in full"


def test_two_stopwords_are_no_pair() -> None:
    found = concepts("It was of the river bank", "en", ANALYZER)
    assert "en|river bank" in found
    assert "en|of the" not in found


def test_what_more_articles_tell_is_worth_more_and_what_few_of_many_tell_nothing() -> None:
    common, rare = "The bridge over the river fell.", "A baker sold his bread to nobody."
    many = [article(common, id=f"a{at}") for at in range(4)]
    few = weighed(*many[:2])
    worth = weighed(*many, article(rare, id="rare"))
    assert worth["en|river fell"] > few["en|river fell"]
    assert "en|his bread" not in worth


def test_what_an_article_opens_with_is_worth_more() -> None:
    worth = weighed(article("The bridge fell down. The baker sold bread.", id="a"))
    assert worth["en|bridg fell"] > worth["en|baker sold"]
