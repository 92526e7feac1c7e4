"""Which hosts and origins are ours: a web page must not drive this server through a browser.

A page can point a name of its own at 127.0.0.1; then ``Host`` is that name. It can also post to
127.0.0.1 as it is; then ``Origin`` is the page's.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from openfn_studio.platform.http.problems import Refusal

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Headers = Iterable[tuple[bytes, bytes]]


class Doors:
    """The names under which this server is asked for.

    Args:
        hosts: Names and addresses without port, e.g. those it was told to listen on.
    """

    def __init__(self, hosts: Sequence[str] = ()) -> None:
        self._hosts = LOOPBACK | {host.lower().strip("[]") for host in hosts}

    def check(self, headers: Headers) -> None:
        """Let a request in.

        Raises:
            Refusal: 403, it was sent to another name, or by a page of another origin.
        """
        found = {name: value.decode("latin-1") for name, value in headers}
        host = found.get(b"host", "")
        if not self._is_ours(f"//{host}"):
            raise Refusal.because(
                403,
                "This server is not known by the name in the Host header.",
            )
        origin = found.get(b"origin")
        if origin is not None and not self._is_same(origin, host):
            raise Refusal.because(403, "Web pages of another origin may not ask this server.")
        if origin is None and found.get(b"sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Refusal.because(403, "Web pages of another origin may not ask this server.")

    def _is_ours(self, address: str) -> bool:
        try:
            name = urlsplit(address).hostname
        except ValueError:
            return False
        return name in self._hosts

    def _is_same(self, origin: str, host: str) -> bool:
        return self._is_ours(origin) and urlsplit(origin).netloc.lower() == host.lower()
