"""Which addresses are public."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web import addresses
from rag.web.addresses import is_public, parse_address, resolve

PUBLIC = """
8.8.8.8 1.1.1.1 93.184.216.34 172.15.255.255 172.32.0.0 100.63.255.255 100.128.0.0 11.0.0.1
192.167.255.255 223.255.255.255 2606:4700::1111 2a00:1450:4001:830::200e 64:ff9b::8.8.8.8
::ffff:8.8.8.8
"""
NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 3fff::1 100::1 5f00::1
::ffff:127.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::7f00:1
64:ff9b:1::8.8.8.8 2002:7f00:1:: 2002:808:808::1 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:20::1
"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_an_ipv6_one_is_judged_as_itself(address: IPv4Address) -> None:
    mapped = IPv6Address(f"::ffff:{address}")
    assert is_public(mapped) == is_public(IPv6Address(f"64:ff9b::{address}")) == is_public(address)


@given(st.ip_addresses())
def test_what_python_knows_to_be_special_is_not_public(address: addresses.IPAddress) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(address) or address.version == 6  # mapped ones: see above


@pytest.mark.parametrize("text", ["127.1", "0x7f.0.0.1", "017.0.0.1", "fe80::1%eth0", "", "x"])
def test_what_is_no_address_in_the_usual_notation(text: str) -> None:
    assert parse_address(text) is None


def test_the_system_resolves_an_address_as_itself() -> None:
    assert resolve("127.0.0.1", 5) == [IPv4Address("127.0.0.1")]


@pytest.mark.parametrize("name", ["a" * 300, "no-such-name.invalid"])
def test_what_has_no_address_is_an_error(name: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        resolve(name, 20)


def test_a_name_server_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(10) and [])
    with pytest.raises(TimeoutError):
        resolve("news.example", 0.05)
    answered.set()
