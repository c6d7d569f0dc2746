"""A proxy on the loopback before a genuine server: it refuses what it is told to, and counts it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = ("connection", "transfer-encoding", "content-length")


@dataclass
class Gateway:
    """``refuse``: a request ("GET /path") and its number of bytes → a status, 0 to let it pass."""

    url: str
    refuse: Callable[[str, int], int] = lambda *_: 0
    refused: list[str] = field(default_factory=list)
    """The refused requests, in order."""


@contextmanager
def gateway(target: str) -> Iterator[Gateway]:
    """Run a proxy before the server at ``target``, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = f"{self.command} {self.path}"
            if status := running.refuse(request, len(body)):
                running.refused.append(request)
                self.answer(status, {}, b"")
                return
            there = HTTPConnection(urlsplit(target).netloc, timeout=60)
            there.request(self.command, self.path, body, dict(self.headers))
            told = there.getresponse()
            self.answer(told.status, dict(told.headers), told.read())
            there.close()

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on  # noqa: N815 - their names

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = Gateway(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield running
        server.shutdown()
