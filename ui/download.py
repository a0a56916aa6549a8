"""Files that a reader downloads."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from rag.exports.file_names import plain_file_name


def download(content: bytes, name: str, media_type: str, *, nameless: str = "brief") -> Response:
    """Return a file under its name: in UTF-8 as RFC 6266 and RFC 8187 have it, and in ASCII for
    programs that know only that, where `nameless` stands for a name without a Latin letter."""
    plain = plain_file_name(name, nameless=nameless)
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    headers = {"content-disposition": named, "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
