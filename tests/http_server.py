"""A small real HTTP server for tests: keeps what it was sent, and answers as it is told."""

import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Site:
    """What arrived, and how the server behaves; all but the port may be changed at any time."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"errcode": 0, "code": 0}'
    seconds: float = 0
    """how long it thinks"""
    hangs_up: bool = False
    """takes the request and closes the line"""
    drips: bool = False
    """sends its body byte by byte, for ever"""
    next_statuses: list[int] = field(default_factory=list)
    """statuses of the coming answers, before `status` holds"""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, **answer: object) -> None:
        self.body = json.dumps(answer).encode()


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_POST(self) -> None:
        site = self.server.site
        body = self.rfile.read(int(self.headers["Content-Length"]))
        site.requests.append(Request(self.path, dict(self.headers), body))
        time.sleep(site.seconds)
        if site.hangs_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(site.next_statuses.pop(0) if site.next_statuses else site.status)
        for name, value in site.headers.items():
            self.send_header(name, value)
        if not site.drips:
            self.send_header("Content-Length", str(len(site.body)))
        self.end_headers()
        try:
            while site.drips:
                self.wfile.write(b" ")
                time.sleep(0.05)
            self.wfile.write(site.body)
        except OSError:
            pass  # the other side has had enough

    do_GET = do_POST

    def log_message(self, *args: object) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up in mid sentence is what some tests are about


@contextmanager
def http_server(certificate: str = "") -> Iterator[Site]:
    """Listen on a free port of this machine until the block ends; with a certificate file, over TLS."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.site = Site(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.site
        finally:
            server.site.drips = False
            server.shutdown()
            thread.join()
