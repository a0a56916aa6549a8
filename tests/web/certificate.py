"""A certificate of news.example that nobody but these tests trusts, valid until 2126.

Made with: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
-subj "/CN=mujaz test" -addext subjectAltName=DNS:news.example -addext
basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign
"""

from __future__ import annotations

import ssl
from pathlib import Path

KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg257ssrTfoGmx5G11
aAzlShvpX5q9dKxJQ3qd5RhkQsWhRANCAATMpYqHsfFDFysHVnglodL6p4fYFuy1
RMd32F6EBncLoFdATPxEiaeQ57LXCe0JTMzpXeIvxQuPOktLLfxRr72a
-----END PRIVATE KEY-----
"""

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBqzCCAVCgAwIBAgIUcEV4P5K/wR5/IEbI2QDsKxcVvuQwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKbXVqYXogdGVzdDAgFw0yNjExMjkxMTQzMzdaGA8yMTI2MTEw
NTExNDMzN1owFTETMBEGA1UEAwwKbXVqYXogdGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABMylioex8UMXKwdWeCWh0vqnh9gW7LVEx3fYXoQGdwugV0BM/ESJ
p5DnstcJ7QlMzOld4i/FC486S0st/FGvvZqjfDB6MB0GA1UdDgQWBBRRAFR/251W
8mp8ygYNZopM4wy9mDAfBgNVHSMEGDAWgBRRAFR/251W8mp8ygYNZopM4wy9mDAX
BgNVHREEEDAOggxuZXdzLmV4YW1wbGUwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8B
Af8EBAMCAoQwCgYIKoZIzj0EAwIDSQAwRgIhAPspARg6mdC6oXZH2so3q+p+E7iN
xs9f2AFORfm/aHxgAiEAz2e54KMRBsKLcUilUdYeHsm9rKk3sJf87CbU8nVjxfU=
-----END CERTIFICATE-----
"""


def serving(folder: Path) -> ssl.SSLContext:
    """What a server needs to be news.example."""
    both = folder / "news.example.pem"
    both.write_text(KEY + CERTIFICATE)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return context


def trusting() -> ssl.SSLContext:
    """What a client needs to believe it."""
    return ssl.create_default_context(cadata=CERTIFICATE)
