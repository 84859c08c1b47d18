"""Where the program may speak to: hosts on the administrator's list, at addresses that were looked at first.

A name is resolved once, every address it has is judged, and the connection goes to one of just these, so that a name
which changes its mind between check and connection (DNS rebinding) leads nowhere.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotAllowed(Exception):
    """The administrator's list does not lead there."""


@dataclass(frozen=True)
class Place:
    """A server as it is called and as it is listed."""

    scheme: str
    host: str
    port: int

    @classmethod
    def written(cls, text: str) -> Self:
        """Return the place that an entry of the list names: a host is https, http has to be written out."""
        return cls.of(urlsplit(text if "://" in text else f"https://{text}"))

    @classmethod
    def of(cls, parts: SplitResult) -> Self:
        """Raises ValueError for what is no address of a server."""
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("no server")
        host = (
            parts.hostname.rstrip(".").encode("idna").decode()
            if ":" not in parts.hostname
            else parts.hostname
        )
        return cls(parts.scheme, host.lower(), parts.port or PORTS[parts.scheme])

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Return every address of the host. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Gate:
    """The administrator's list."""

    places: frozenset[Place]
    networks: tuple[Network, ...] = ()
    """private networks that may be spoken to"""
    look_up: Callable[[str, int], list[str]] = look_up

    @classmethod
    def listed(cls, hosts: Iterable[str], networks: Iterable[str] = (), **options: object) -> Self:
        """Raises ValueError for an entry that is neither a host nor a network."""
        places = frozenset(Place.written(host) for host in hosts)
        return cls(places, tuple(ipaddress.ip_network(one) for one in networks), **options)  # type: ignore[arg-type]

    def place_of(self, url: str) -> Place:
        """Return the server of an address. Raises NotAllowed, with a sentence, for one that is not on the list."""
        try:
            parts = urlsplit(url)
            place = Place.of(parts)
        except ValueError as error:
            raise NotAllowed("地址写法有误，应以 https:// 开头。") from error
        if "@" in parts.netloc or parts.fragment or not url.isascii() or not url.isprintable() or " " in url:
            raise NotAllowed("地址里不能有用户名、空格或其他特殊字符。")
        if place not in self.places:
            plain = "（未加密的 http 要单独写明）" if place.scheme == "http" else ""
            raise NotAllowed(f"主机 {place} 不在允许外发的名单里，请在 OUTGOING_HOSTS 中登记{plain}。")
        return place

    def addresses_of(self, place: Place) -> list[str]:
        """Return where to connect. Raises NotAllowed if any address is private and unlisted, OSError if there is none."""
        found = self.look_up(place.host, place.port)
        for text in found:
            if not self._may_reach(ipaddress.ip_address(text.partition("%")[0])):
                raise NotAllowed(f"主机 {place} 指向内部地址 {text}，请在 OUTGOING_NETWORKS 中登记后再用。")
        return found

    def _may_reach(self, address: Address) -> bool:
        address = _inner(address)
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        listed = any(address in network for network in self.networks if network.version == address.version)
        return listed or address.is_global


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address only wraps (mapped, 6to4, NAT64); else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def gate() -> Gate:
    """The list that is set."""
    return Gate.listed(settings.OUTGOING_HOSTS, settings.OUTGOING_NETWORKS)
