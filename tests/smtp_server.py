"""A small real SMTP server for tests: keeps what it was given, refuses whom it is told to refuse."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Post:
    """What arrived, and how the server behaves; all but the port may be changed at any time."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """address → the answer it gets, such as ``550 no such mailbox``"""
    seconds: float = 0
    """how long it takes to keep a letter"""
    closes_after: int = 0
    """so many letters of one connection, then it hangs up; 0: never"""

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        post, taken = self.server.post, 0
        self.say("220 test")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "QUIT":
                    return self.say("221 bye")
                case "RCPT":
                    address = rest[rest.index("<") + 1 : rest.index(">")]
                    self.say(post.refused.get(address, "250 ok"))
                case "DATA":
                    self.say("354 go on")
                    post.letters.append(message_from_bytes(self.body(), policy=policy.default))
                    time.sleep(post.seconds)
                    self.say("250 kept")
                    taken += 1
                    if taken == post.closes_after:
                        return None
                case _:  # EHLO, MAIL, RSET, NOOP
                    self.say("250 ok")
        return None

    def body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    post: Post


@contextmanager
def smtp_server() -> Iterator[Post]:
    """Listen on a free port of this machine until the block ends."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.post = Post(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.post
        finally:
            server.shutdown()
            thread.join()
