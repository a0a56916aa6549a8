"""Decides which network addresses may be connected to, and resolves names to addresses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from queue import Empty, SimpleQueue

IPAddress = IPv4Address | IPv6Address

Resolver = Callable[[str, float], list[IPAddress]]
"""Returns all addresses of a name within so many seconds; raises `OSError` for none."""

# Written out and not asked of `ipaddress.is_global`, whose answers differ between Python versions.
# Source: IANA's registry of special-purpose IPv4 addresses.
_SPECIAL_4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
    198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
_AZURE = "168.63.129.16"  # public by its number, and yet the control plane of machines in Azure
_NOT_PUBLIC_4 = tuple(map(IPv4Network, [*_SPECIAL_4.split(), _AZURE]))
# All of IPv6 that is given out to the public lies in 2000::/3. What of it is not: protocols
# (2001::/23, with Teredo), 6to4 (2002::/16) and addresses for documentation.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Names of IPv4-only sites resolve to addresses of this block on networks that have IPv6 alone.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to a machine on the public internet.

    Private, loopback, link-local, shared, multicast and reserved addresses do not, nor do IPv6
    addresses that lead to such an IPv4 address, nor the obsolete ones of 6to4 and Teredo.
    """
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and not any(address in block for block in _NOT_PUBLIC_6)


def parse_address(text: str) -> IPAddress | None:
    """Return the address that a text is in the usual notation, or None. A zone is not accepted."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def resolve(name: str, seconds: float) -> list[IPAddress]:
    """Return all addresses that the system gives for a name, each once, the preferred first.

    Raises `OSError` where there is none, `TimeoutError` after `seconds`. The system's own call
    cannot be interrupted, so it is left to a thread that ends by itself.
    """
    answer: SimpleQueue[list[IPAddress] | OSError] = SimpleQueue()
    threading.Thread(target=_look_up, args=(name, answer), name="resolve", daemon=True).start()
    try:
        found = answer.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError("the name server does not answer") from None
    if isinstance(found, OSError):
        raise found
    return found


def _look_up(name: str, answer: SimpleQueue[list[IPAddress] | OSError]) -> None:
    try:
        rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        answer.put(list(dict.fromkeys(ip_address(str(row[4][0])) for row in rows)))
    except OSError as error:
        answer.put(error)
    except ValueError:  # a name too long for the system, or an address with a zone
        answer.put(OSError("the name cannot be resolved"))
