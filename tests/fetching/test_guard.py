"""No feed can make us connect to an address that is not of the public internet."""

import socket
from collections.abc import Mapping
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hostile.addresses import INSIDE

from indexing.errors import AddressRefused, FetchFailed
from indexing.fetching import is_public


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.0.1.1", "223.255.255.255"),
        *("2606:4700::1111", "2a00:1450:4001:800::200e"),
    ],
)
def test_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.255.255.254", id="loopback, far end"),
        pytest.param("0.0.0.0", id="unspecified: this host on Linux"),
        pytest.param("0.1.2.3", id="this network"),
        pytest.param("10.0.0.1", id="private 10"),
        pytest.param("172.16.0.1", id="private 172.16"),
        pytest.param("172.31.255.255", id="private 172.31"),
        pytest.param("192.168.1.1", id="private 192.168"),
        pytest.param("100.64.0.1", id="carrier-grade NAT"),
        pytest.param("100.100.100.200", id="metadata in carrier-grade NAT"),
        pytest.param("169.254.169.254", id="metadata, link-local"),
        pytest.param("168.63.129.16", id="a cloud's own host"),
        pytest.param("192.0.0.192", id="protocol assignments, metadata"),
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("192.88.99.1", id="6to4 relay"),
        pytest.param("198.18.0.1", id="benchmarks"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::1", id="IPv6 loopback"),
        pytest.param("::", id="IPv6 unspecified"),
        pytest.param("::ffff:127.0.0.1", id="mapped loopback"),
        pytest.param("::ffff:8.8.8.8", id="mapped public"),
        pytest.param("::127.0.0.1", id="compatible"),
        pytest.param("64:ff9b::7f00:1", id="NAT64"),
        pytest.param("64:ff9b:1::1", id="local NAT64"),
        pytest.param("100::1", id="discard"),
        pytest.param("2001::1", id="Teredo"),
        pytest.param("2001:20::1", id="ORCHID"),
        pytest.param("2001:db8::1", id="IPv6 documentation"),
        pytest.param("2002:7f00:1::", id="6to4 of loopback"),
        pytest.param("2a00:1450::5efe:7f00:1", id="ISATAP of loopback"),
        pytest.param("3fff::1", id="IPv6 documentation, newer"),
        pytest.param("5f00::1", id="segment routing"),
        pytest.param("fc00::1", id="unique local"),
        pytest.param("fd00:ec2::254", id="metadata, unique local"),
        pytest.param("fe80::1", id="IPv6 link-local"),
        pytest.param("fe80::1%eth0", id="IPv6 link-local with zone"),
        pytest.param("2606:4700::1111%eth0", id="any zone"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("ff02::1", id="IPv6 multicast"),
        pytest.param("localhost", id="no address"),
        pytest.param("0177.0.0.1", id="octal"),
        pytest.param("", id="nothing"),
    ],
)
def test_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("host", INSIDE.values(), ids=INSIDE)
async def test_no_url_leads_to_a_private_address(fetcher_for, host):
    with pytest.raises(AddressRefused):
        await fetcher_for().get(f"http://{host}:80/")


@pytest.mark.parametrize("host", INSIDE.values(), ids=INSIDE)
async def test_no_redirect_leads_to_a_private_address(site, fetcher, host):
    in_a_header = host.translate({ord("\t"): None, ord("\n"): None})
    site.redirect("/", f"http://{in_a_header}:81/latest/meta-data")
    with pytest.raises(AddressRefused):
        await fetcher.get(site.url("/"))
    assert site.paths() == ["/"]


async def test_no_webhook_reaches_a_private_address(fetcher_for):
    with pytest.raises(AddressRefused):
        await fetcher_for().post("http://10.0.0.1/", b"", {}, timeout=timedelta(seconds=5))


class Names(AbstractResolver):
    """Resolves names from a table: what a hostile name server would say."""

    def __init__(self, addresses: Mapping[str, list[str]]) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        assert family == socket.AF_UNSPEC
        if host not in self.addresses:
            raise OSError(None, "no such name")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self.addresses[host]
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["127.0.0.1"], id="loopback"),
        pytest.param(["8.8.8.8", "127.0.0.1"], id="one of several"),
        pytest.param(["::ffff:10.0.0.1"], id="mapped"),
        pytest.param(["fe80::1%2"], id="link-local with zone"),
    ],
)
async def test_a_name_that_resolves_to_a_private_address_is_refused(site, fetcher_for, addresses):
    fetcher = fetcher_for(resolver=Names({"evil.example": addresses}))
    port = site.host.partition(":")[2]
    with pytest.raises(AddressRefused, match=rf"evil\.example \({addresses[-1]}\)") as caught:
        await fetcher.get(f"http://evil.example:{port}/")
    assert caught.value.do == f"If you mean it, add evil.example:{port} to fetching.allow_hosts."
    assert site.seen == []


async def test_a_redirect_to_such_a_name_is_refused(site, fetcher_for):
    fetcher = fetcher_for(site.host, resolver=Names({"evil.example": ["127.0.0.1"]}))
    site.redirect("/", f"http://evil.example:{site.host.partition(':')[2]}/")
    with pytest.raises(AddressRefused):
        await fetcher.get(site.url("/"))


@pytest.mark.parametrize(
    ("allowed", "is_let_through"),
    [
        pytest.param("nas.example", True, id="name"),
        pytest.param("NAS.example:{port}", True, id="name and port"),
        pytest.param("nas.example:1", False, id="another port"),
        pytest.param("example", False, id="the end of the name"),
        pytest.param("127.0.0.1", False, id="the address, when the name was asked for"),
    ],
)
async def test_allow_hosts_lifts_the_ban_for_that_host_only(
    site, fetcher_for, allowed, is_let_through
):
    port = site.host.partition(":")[2]
    names = Names({"nas.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]})
    fetcher = fetcher_for(allowed.format(port=port), resolver=names)
    if is_let_through:
        assert (await fetcher.get(f"http://nas.example:{port}/")).status == 404
    else:
        with pytest.raises(AddressRefused):
            await fetcher.get(f"http://nas.example:{port}/")
    with pytest.raises(AddressRefused):
        await fetcher.get(f"http://other.example:{port}/")


async def test_an_allowed_ipv6_address_is_written_as_in_a_url(fetcher_for, unused_tcp_port):
    url = f"http://[::1]:{unused_tcp_port}/"
    for allowed in ("::1", "[::1]", f"[::1]:{unused_tcp_port}"):
        with pytest.raises(FetchFailed, match="no connection"):
            await fetcher_for(allowed).get(url)
    with pytest.raises(AddressRefused):
        await fetcher_for("[::1]:1").get(url)


async def test_a_name_that_nobody_knows_is_told(fetcher_for):
    with pytest.raises(FetchFailed, match="the name cannot be resolved"):
        await fetcher_for(resolver=Names({})).get("http://nobody.example/")
