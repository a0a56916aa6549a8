"""Where a Milvus server is, as a setting says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from rag.errors import SettingsError


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where a Milvus server is, and who asks: `token` is `name:password` or a token."""

    uri: str
    database: str = ""
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> MilvusAddress:
        """Read `http://host:port`, where needed with `name:password@` or `token@` before the host
        and `/database` at the end.

        Raises `SettingsError`, without the address: it may hold a password.
        """
        problem = "MUJAZ_MILVUS_URL is no address of a server; give it as http://host:19530"
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise SettingsError(problem) from None
        if parts.scheme not in ("http", "https") or not host:
            raise SettingsError(problem)
        if "@" in parts.path + parts.query + parts.fragment:
            # A part of the password would be read, and told, as the host.
            raise SettingsError(f"{problem}, with %2F, %3F and %23 for /, ? and # in a password")
        host = f"[{host}]" if ":" in host else host
        name, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(
            uri=f"{parts.scheme}://{host}:{port or (443 if parts.scheme == 'https' else 19530)}",
            database=parts.path.strip("/"),
            token=f"{name}:{password}" if password else name,
        )
