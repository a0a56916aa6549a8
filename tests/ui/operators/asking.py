"""Asks a question on the page, and reads metrics."""

from __future__ import annotations

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families


def ask(client: TestClient, question: str) -> str:
    """Ask on the page, wait for the answer, and return the id of the exchange."""
    exchange: str = client.post("/desk/ask/questions", json={"question": question}).json()[
        "exchange"
    ]
    follow(client, exchange)
    return exchange


def follow(client: TestClient, exchange: str) -> str:
    return client.get(f"/desk/ask/answers/{exchange}/events").text


class Figures:
    """What `/metrics` says at one moment."""

    def __init__(self, client: TestClient) -> None:
        self.text = client.get("/metrics").text
        self.samples = [
            sample
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        ]

    def of(self, name: str, **labels: str) -> float:
        """The sum of a figure over all that have these labels."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )
