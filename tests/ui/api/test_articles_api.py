"""Articles, stories and totals, as programs read and change them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from rag.records import Draft
from rag.records.as_json import summary_json
from rag.service import Service
from ui.person import ANYBODY

NILE = quote("أخبار/النيل", safe="")
JSON = {"content-type": "application/json"}
BYTES = {"content-type": "application/octet-stream"}


def test_lists_come_in_parts_that_name_the_next_one(client: TestClient, desk: Service) -> None:
    wanted = [summary_json(one) for one in desk.articles()]
    found, address = [], "/v1/articles?limit=1"
    while address:
        part = client.get(address).json()
        assert part["total"] == len(wanted)
        assert len(part["items"]) == 1
        found += part["items"]
        address = part["next"]
    assert found == wanted


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"language": "ar"}, ["أخبار/النيل"]),
        ({"outlet": ["News", "أخبار"]}, ["talks", "أخبار/النيل"]),
        ({"since": "2024-07-01"}, ["talks"]),
        ({"until": "2024-07-01"}, ["أخبار/النيل"]),
        ({"search": "tokyo troo"}, ["talks"]),
    ],
)
def test_lists_are_narrowed(client: TestClient, query: dict[str, str], ids: list[str]) -> None:
    part = client.get("/v1/articles", params=query).json()
    assert ([one["id"] for one in part["items"]], part["total"]) == (ids, len(ids))


def test_ids_with_slashes_and_arabic_letters_are_read_removed_and_brought_back(
    client: TestClient,
) -> None:
    article = client.get(f"/v1/articles/{NILE}").json()
    assert article["id"] == "أخبار/النيل"
    versions = client.get(f"/v1/articles/{NILE}/versions").json()["items"]
    assert versions == article["versions"]
    assert client.delete(f"/v1/articles/{NILE}").status_code == 204
    assert client.get(f"/v1/articles/{NILE}").status_code == 404
    assert client.post(f"/v1/articles/{NILE}/restore", json={}).json()["id"] == "أخبار/النيل"
    assert client.post(f"/v1/articles/{NILE}/restore", json={}).status_code == 404


def test_a_changed_article_keeps_its_former_version(client: TestClient) -> None:
    for text in ("The bridge is open. Cars drive.", "The bridge is closed. No car drives."):
        sent = client.post("/v1/articles", json={"id": "bridge/versions", "text": text})
        assert sent.json()["failed"] == 0
    path = "/v1/articles/bridge%2Fversions"
    assert client.get(path).json()["version"] == 2
    assert "open" in client.get(path, params={"version": 1}).json()["text"]
    assert client.get(path, params={"version": 3}).status_code == 404
    client.delete(path)


def test_articles_and_files_are_added_with_a_report(client: TestClient, desk: Service) -> None:
    drafts = [{"text": "A first one. It is new."}, {"text": "A second one, of Luxor."}]
    report = client.post("/v1/articles", json=drafts).json()
    assert (report["added"], len(report["articles"])) == (2, 2)
    file = b"A third one, which came as a file. It tells of Aswan."
    sent = client.post("/v1/articles/files?name=third.txt", content=file, headers=BYTES).json()
    assert [one["change"] for one in sent["articles"]] == ["added"]
    assert list(desk.uploads.rglob("*.txt")) == []
    large = b"PK" * 1_000_000  # more than JSON may be long
    wrong = client.post("/v1/articles/files?name=x.zip", content=large, headers=BYTES).json()
    assert (wrong["added"], wrong["failed"]) == (0, 1)
    for one in (*report["articles"], *sent["articles"]):
        assert client.delete(f"/v1/articles/{quote(one['id'], safe='')}").status_code == 204
    changes = [(one.person, one.action) for one in desk.people.audit(limit=5)]
    assert changes.count((ANYBODY.name, "articles.add")) == 2
    assert changes.count((ANYBODY.name, "articles.remove")) == 3


def test_links_are_never_files_of_the_server(client: TestClient) -> None:
    for link in ("/etc/passwd", "file:///etc/passwd", "etc/passwd"):
        refused = client.post("/v1/articles/links", json={"links": [link]})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "#/links/0"
    private = client.post("/v1/articles/links", json={"links": ["http://127.0.0.1:9/x"]}).json()
    assert (private["added"], private["failed"]) == (0, 1)
    assert client.post("/v1/feeds", json={"url": "http://127.0.0.1:9/x"}).status_code == 422


def test_the_library_is_counted_and_its_stories_are_listed(client: TestClient) -> None:
    library = client.get("/v1/library").json()
    assert (library["articles"], library["languages"]) == (2, {"en": 1, "ar": 1})
    assert library["vectors"]["made"] == library["vectors"]["wanted"]
    assert library["words_owed"] == 0
    stories = client.get("/v1/stories", params={"limit": 1}).json()
    assert stories["next"] == "/v1/stories?limit=1&offset=1"
    (story,) = stories["items"]
    assert client.get(f"/v1/stories/{story['number']}").json() == story
    assert client.get("/v1/stories/99").status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"text": "\\ud800"}', "#/text"),
        (b'{"text": "a\\u0000b"}', "#/text"),
        (b'{"text": 5}', "#/text"),
        (b'{"text": "x", "published_at": "2024-13-01"}', "#/published_at"),
        (b'{"text": "x", "secret word": 1}', "#/secret word"),
        (b'[{"text": "x"}, {}]', "#/1/text"),
        (b"{", "#"),
        (b"", "#"),
    ],
)
def test_what_is_wrong_with_a_body_is_pointed_at(
    client: TestClient, body: bytes, pointer: str
) -> None:
    refused = client.post("/v1/articles", content=body, headers=JSON)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"text":' + b"9" * 5000 + b"}"], ids="ab")
def test_what_cannot_be_read_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/v1/articles", content=body, headers=JSON).status_code == 422


def test_refusals_repeat_nothing_and_speak_the_language_of_whoever_asks(client: TestClient) -> None:
    body = {"question": "q", "limit": "a secret", "where": {"since": "another secret"}}
    for language, title in (("ar", "طلب غير صالح"), ("en", "Request not valid")):
        refused = client.post("/v1/search", json=body, headers={"accept-language": language})
        assert "secret" not in refused.text
        assert refused.json()["title"] == title
        assert refused.headers["content-language"] == language
        assert {one["pointer"] for one in refused.json()["errors"]} == {"#/limit", "#/where/since"}


def test_head_options_and_unknown_methods_are_answered(client: TestClient) -> None:
    head, got = client.head("/v1/articles"), client.get("/v1/articles")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    asked = client.options("/v1/articles")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    refused = client.put(f"/v1/articles/{NILE}", json={})
    assert (refused.status_code, refused.headers["allow"]) == (405, "DELETE, GET, HEAD, OPTIONS")
    assert client.head("/v1/ask").status_code == 405
    for path in ("/v1/nothing", "/v1/articles/", "/v1"):
        missing = client.get(path)
        assert missing.status_code == 404
        assert missing.json()["type"] == "urn:mujaz:nothing"


def test_the_description_is_whole(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    shapes = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        if not path.startswith(("/chat", "/models", "/embeddings")):
            for operation in methods.values():
                assert {"401", "403", "422", "429", "500"} <= set(operation["responses"]), path
                assert operation["security"] == [{"HTTPBearer": []}]
                assert operation["summary"]
    assert {"AnswerReply", "BriefReply", "Problem", "PassagesEvent", "SentenceJson"} <= set(shapes)
    assert set(shapes["DraftBody"]["properties"]) == set(Draft.__dataclass_fields__)
