"""Where we never connect to: addresses that are not of the public internet, at every hop.

Whoever writes a feed chooses what we fetch. So every address that a name resolves to is checked,
and the checked addresses are the ones that are connected to: a second answer from the name server
changes nothing.
"""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from indexing.errors import AddressRefused

_DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA's registries of special-purpose addresses (RFC 6890 and what followed), and 168.63.129.16,
# the public-looking address of a cloud's own host. Written out, because Python's is_global differs
# between its releases.
_SPECIAL_IPV4 = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)))  # fmt: skip
_GLOBAL_IPV6 = ip_network("2000::/3")  # everything else is special: mapped, NAT64, ULA, multicast
_SPECIAL_IPV6 = tuple(map(ip_network, (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)))  # fmt: skip
_ISATAP = (0x00005EFE, 0x02005EFE)  # then an IPv4 address in the last 32 bits (RFC 5214)


def is_public(address: str) -> bool:
    """Return whether ``address`` is one of the public internet; False for what is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _SPECIAL_IPV4)
    return (
        ip.scope_id is None
        and ip in _GLOBAL_IPV6
        and not any(ip in network for network in _SPECIAL_IPV6)
        and (int(ip) >> 32) & 0xFFFFFFFF not in _ISATAP
    )


class Guard:
    """Decides whom we may connect to. ``allow_hosts``: ``name`` or ``name:port``, no wildcards."""

    def __init__(self, allow_hosts: Iterable[str]) -> None:
        self._allowed = frozenset(entry.strip().lower() for entry in allow_hosts)

    def check_url(self, url: str) -> None:
        """Raise AddressRefused if the host of ``url`` is a literal address that is not public.

        aiohttp asks no resolver for these. Names are checked when they are resolved.
        ``url`` is in the form that ``absolute_url`` gives.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if _is_literal(host):
            self.check(host, parts.port or _DEFAULT_PORTS[parts.scheme], [host])

    def check(self, host: str, port: int, addresses: Sequence[str]) -> None:
        """Raise AddressRefused unless ``host`` is allowed or all its ``addresses`` are public."""
        if self._allows(host, port):
            return
        for address in addresses:
            if not is_public(address):
                where = host if host == address else f"{host} ({address})"
                raise AddressRefused(
                    "is no address of the public internet",
                    where,
                    f"If you mean it, add {host}:{port} to fetching.allow_hosts.",
                )

    def _allows(self, host: str, port: int) -> bool:
        shown = f"[{host}]" if ":" in host else host
        return not self._allowed.isdisjoint((host, shown, f"{shown}:{port}"))


class GuardedResolver(AbstractResolver):
    """Resolves names by ``inner``, and lets only addresses through that ``guard`` lets through."""

    def __init__(self, inner: AbstractResolver, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return all addresses of ``host``. Raises AddressRefused if a single one is refused."""
        found = await self._inner.resolve(host, port, family)
        self._guard.check(host, port, [result["host"] for result in found])
        return found

    async def close(self) -> None:
        """Release the inner resolver."""
        await self._inner.close()


def _is_literal(host: str) -> bool:
    """Return whether ``host`` stands for an address by itself, in any notation that C reads.

    Besides ``127.0.0.1`` and ``::1`` these are ``127.1``, ``0177.0.0.1``, ``0x7f000001``,
    ``2130706433``: no registered name ends in a number. Only the first two can be public.
    """
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")
