"""Web addresses that may become links."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

# Besides letters and digits; % is kept, for what is quoted already.
_PATH = "/%:@!$&'()*+,;=~"
_QUERY = _PATH + "?"


def web_address(url: str) -> str | None:
    """The http or https address in plain ASCII; None for any other, for a broken one, and for
    one that holds a name or password, which would make it look like another host's."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _is_name(name):
        return None
    place = name if port is None else f"{name}:{port}"
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe=_QUERY)}" if parts.fragment else ""
    return f"{parts.scheme}://{place}{quote(parts.path, safe=_PATH)}{query}{fragment}"


def _is_name(host: str) -> bool:
    return bool(host) and host.replace("-", "").replace(".", "").isalnum()
