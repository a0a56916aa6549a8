"""Fitting: the regression finds what separates, and keeps to the signs."""

from __future__ import annotations

from eval.bench.fitting import measure
from eval.bench.fitting.examples import Example, SeenPassage
from eval.bench.fitting.fit import fit, is_fitted_on
from eval.bench.fitting.questions import Posed, ant
from rag.retrieval.relevance.features import FEATURES


def example(share: float, *, answerable: bool, own: bool, library: str = "samples") -> Example:
    found = dict.fromkeys(FEATURES, 0.0) | {
        "pair": share,
        "passage": share,
        "names": share,
        "mass": 1.5 * share,
    }
    posed = Posed("q", "news", "fit", "en", "?", group="story")
    return Example(
        posed, library, answerable, False, (SeenPassage(own, 0, found, answerable, False),)
    )


EXAMPLES = [
    example(share / 10 + 0.25 * answerable, answerable=answerable, own=own)
    for own in (True, False)
    for answerable in (True, False)
    for share in range(1, 8)
]


def test_what_answers_gets_the_higher_probability_and_weights_keep_their_signs() -> None:
    models = fit(EXAMPLES, EXAMPLES)
    for own, kind in ((True, "own"), (False, "across+near")):
        low, high = (
            example(share, answerable=True, own=own).seen[0].features for share in (0.1, 0.9)
        )
        model = models[kind]  # type: ignore[index]
        assert model.probability(low) < 0.5 < model.probability(high)
        # "names" goes with the label here, and against its sign.
        assert all(one.feature != "names" for one in model.weights)


def test_risk_falls_with_coverage() -> None:
    models = fit(EXAMPLES, EXAMPLES)
    kept = [one for one in EXAMPLES if one.answerable]
    absent = [one for one in EXAMPLES if not one.answerable]
    points = measure.risk_coverage(kept, absent, models, encoder=False)
    assert points[0][1] <= points[-1][1] == 0.5
    assert points[-1][0] == 1.0
    assert 0.0 <= measure.refused_at(kept, absent, models, encoder=False, lost=0.1) <= 1.0


def test_questions_on_the_large_archive_are_halved_and_only_one_half_is_fitted_on() -> None:
    posed = ant()
    assert {len([one for one in posed if one.language == name]) for name in ("ar", "en")} == {30}
    fitted = [one for one in posed if is_fitted_on(Example(one, "ant", True, False, ()))]
    assert len(fitted) == 30
    assert all(one.part == "fit" and one.quotes for one in fitted)
