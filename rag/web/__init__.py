"""Fetches web pages and feeds safely, politely and within bounds; nothing else reads the web.

    from rag.web.fetcher import Fetcher

    with Fetcher(agent="mujaz/0.1 (desk@example.org)") as fetcher:
        page = fetcher.fetch("https://news.example/story")
        again = fetcher.fetch(page.url, etag=page.etag, modified=page.modified)
        again.not_modified                     # True: `body` is empty then

`Fetched` holds `url` (after redirects), `status`, `body` (bytes, decompressed), `content_type`,
`charset`, `etag` and `modified` (both as the server wrote them, to be given back next time).
Whatever goes wrong is a `rag.errors.FetchError` (a `SourceError`) with `reason`, `status`,
`retryable` and `wait` (seconds that the server asks for). A `Fetcher` is safe to use from many
threads; it keeps one connection and a pause for each host and remembers robots.txt, so that one is
used for a whole run. A test reaches a server on loopback by
`Fetcher(network=NetworkAccess(resolve=…, allows=…, ports=…))`, and waits for nothing by
`clock=Clock(now=…, sleep=…)`.

`rag.web.links.is_link` and `parse_link` say what a link is, `rag.web.canonical.canonical_link`
which links are of the same page.
"""
