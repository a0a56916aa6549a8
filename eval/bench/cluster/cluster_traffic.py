"""What writers and readers do to the servers of a cluster, and what came of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

import httpx

from eval.bench.made_up_news import Item, generate

_PATIENCE = 90.0  # seconds
_PAUSE = 0.5  # seconds that a reader waits between two questions, a writer between two changes
_ADDED, _CHANGED, _REMOVED = 4, 2, 1
_ASKED = 150  # letters of an article that should find it
_NEAREST = 5

Texts = dict[str, frozenset[str | None]]
"""What may be in the library, by article id: one text where a change was acknowledged, else also
the text before it. None stands for no article."""


@dataclass
class Replies:
    """How requests ended. `unclear` holds what is neither an answer nor a clear error."""

    answered: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    away: int = 0
    unclear: list[str] = field(default_factory=list)

    def add(self, reply: httpx.Response | None) -> bool:
        """Count a reply, None for a server that is down or was killed; tell whether it answers."""
        if reply is None:
            self.away += 1
        elif reply.is_success:
            self.answered += 1
            return True
        elif reply.headers.get("content-type", "").startswith("application/problem+json"):
            self.problems[f"{reply.status_code} {reply.json()['type']}"] += 1
        else:
            self.unclear.append(f"{reply.request.url.path}: {reply.status_code} {reply.text[:200]}")
        return False


class _ServerClient:
    """Asks servers at random in a thread, until it is stopped."""

    def __init__(self, addresses: Sequence[str], seed: str, stop: threading.Event) -> None:
        self.replies = Replies()
        self._addresses = addresses
        self._seed = seed
        self._random = Random(seed)
        self._stop = stop
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for its last request."""
        self._thread.join()

    def _run(self) -> None:
        with httpx.Client(timeout=_PATIENCE) as client:
            for _ in self._steps(client):
                if self._stop.wait(self._random.uniform(0, 2 * _PAUSE)):
                    return

    def _steps(self, client: httpx.Client) -> Iterator[None]:
        raise NotImplementedError

    def _send(
        self, client: httpx.Client, method: str, path: str, body: object = None
    ) -> httpx.Response | None:
        """Return the reply; None where there was none. What takes too long is unclear."""
        url = self._random.choice(self._addresses) + path
        try:
            return client.request(method, url, json=body)
        except httpx.TimeoutException:
            self.replies.unclear.append(f"{path}: no reply in {_PATIENCE:.0f} s")
        except httpx.TransportError:
            pass
        return None


class NewsWriter(_ServerClient):
    """Adds, changes and removes articles of its own. `texts` says what must be there.

    `unfound` names those that were acknowledged and then not found by their own words, `behind`
    those of which others were found before them.
    """

    def __init__(self, addresses: Sequence[str], seed: str, stop: threading.Event) -> None:
        self.texts: Texts = {}
        self.acknowledged = 0
        self.unfound: list[str] = []
        self.behind: list[str] = []
        super().__init__(addresses, seed, stop)

    def _steps(self, client: httpx.Client) -> Iterator[None]:
        number = 0
        while True:
            number += 1
            self._put(client, list(generate(_ADDED, seed=f"{self._seed}/{number}")))
            yield
            there = sorted(name for name, texts in self.texts.items() if None not in texts)
            names = self._random.sample(there, min(_CHANGED, len(there)))
            texts = generate(len(names), seed=f"{self._seed}/{number}/changed")
            pairs = zip(names, texts, strict=True)
            self._put(client, [item.renamed(name) for name, item in pairs])
            yield
            for name in self._random.sample(there, min(_REMOVED, len(there))):
                self._remove(client, name)
                yield

    def _put(self, client: httpx.Client, items: Sequence[Item]) -> None:
        """Add articles or change them, and ask for one if that was acknowledged."""
        if not items:
            return
        body = [item.as_fields() for item in items]
        reply = self._send(client, "POST", "/v1/articles", body)
        is_done = self.replies.add(reply)
        for item in items:
            self._note(item.id, item.text, is_done=is_done)
        if is_done:
            self.acknowledged += 1
            self._look(client, items[-1])

    def _remove(self, client: httpx.Client, name: str) -> None:
        reply = self._send(client, "DELETE", f"/v1/articles/{quote(name, safe='')}")
        is_done = self.replies.add(reply)
        self.acknowledged += is_done
        self._note(name, None, is_done=is_done)

    def _note(self, name: str, text: str | None, *, is_done: bool) -> None:
        before = self.texts.get(name, frozenset([None]))
        self.texts[name] = frozenset([text]) if is_done else before | {text}

    def _look(self, client: httpx.Client, item: Item) -> None:
        """Ask for an article by its words: among itself alone, and among all."""
        asked = {"question": item.text[:_ASKED], "limit": _NEAREST}
        for missed, where in ((self.unfound, {"articles": [item.id]}), (self.behind, {})):
            reply = self._send(client, "POST", "/v1/search", {**asked, "where": where})
            if self.replies.add(reply) and reply is not None:
                found = [one["article_id"] for one in reply.json()["items"]]
                if item.id not in found:
                    missed.append(item.id)


class NewsAsker(_ServerClient):
    """Searches and asks, whatever is there."""

    def _steps(self, client: httpx.Client) -> Iterator[None]:
        for item in generate(10_000, seed=self._seed):
            path = self._random.choice(["/v1/search", "/v1/ask"])
            self.replies.add(self._send(client, "POST", path, {"question": item.question}))
            yield
