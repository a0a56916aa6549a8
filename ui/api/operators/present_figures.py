"""The metrics that are read when they are asked for: the library, jobs and places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from rag.errors import MujazError
from rag.service import Service
from ui.guard.closing import Closing
from ui.guard.places import Places


class PresentFigures(Collector):
    """Reads the figures of one server. A library that cannot be read has none."""

    def __init__(self, desk: Service, places: Places, closing: Closing) -> None:
        self._desk = desk
        self._places = places
        self._closing = closing

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: that would read the library before it is asked for."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        with suppress(MujazError):  # `/readyz` says what is wrong with it
            yield from self._library()
        taken = "Questions and briefs of programs, at work or in line."
        yield _gauge("places_taken", taken, self._places.taken)
        jobs = GaugeMetricFamily(
            "mujaz_jobs", "Jobs of the page, at work or waiting.", labels=["kind", "state"]
        )
        for work in self._closing.works:
            at_work, waiting = work.under_way
            jobs.add_metric([work.kind, "at_work"], at_work)
            jobs.add_metric([work.kind, "waiting"], waiting)
        yield jobs

    def _library(self) -> Iterator[Metric]:
        made, passages = self._desk.vectors_made()
        figures = (
            ("articles", "Articles of the library.", self._desk.count()),
            ("stories", "Stories that they are in.", self._desk.story_count()),
            ("passages", "Parts of articles that can be found.", passages),
            ("words_owed", "Passages that no search finds yet.", self._desk.words_owed()),
            ("vectors_owed", "Passages whose vectors are still to be made.", passages - made),
        )
        for name, what, value in figures:
            yield _gauge(name, what, value)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"mujaz_{name}", what, value=value)
