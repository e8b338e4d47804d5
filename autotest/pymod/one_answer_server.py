"""A server on 127.0.0.1 that gives every connection the same answer and notes what came: a proxy that refuses, a host that
must not be asked at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class OneAnswerServer:
    """``heads``: the head of every request; a connection that sends none counts as ""."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.heads: list[str] = []

    @property
    def port(self) -> int:
        return self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                with contextlib.suppress(OSError):
                    self.heads.append(self._head(connection))
                    connection.sendall(self._answer)

    @staticmethod
    def _head(connection: socket.socket) -> str:
        head = b""
        while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
            head += piece
        return head.decode("latin-1")

    def stop(self) -> None:
        # Wakes up accept().
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@contextlib.contextmanager
def answering(status: str, *headers: str) -> Iterator[OneAnswerServer]:
    """``status`` as in a status line, such as "407 Proxy Authentication Required"."""
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "Connection: close"]
    server = OneAnswerServer("".join(line + "\r\n" for line in [*lines, ""]).encode())
    try:
        yield server
    finally:
        server.stop()
