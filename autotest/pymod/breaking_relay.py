"""A TCP relay whose first connections break, for what no HTTP server can be told to do."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

# Enough for a TLS client's first message; its request comes later.
_PIECE = 65536


class BreakingRelay:
    """Relays from a port of its own to another one of this machine.

    ``ends``: "reset" or "close". ``after``: so many pieces of the client's go through first; 0 breaks in the TLS handshake.
    """

    def __init__(self, target: int, ends: str, after: int, count: int) -> None:
        self._target, self._ends, self._after, self._left = target, ends, after, count
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            limit = None
            if self._left > 0:
                self._left -= 1
                limit = self._after
            server = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._to_server, args=(client, server, limit), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket, limit: int | None) -> None:
        pieces = 0
        with contextlib.suppress(OSError):
            while data := client.recv(_PIECE):
                if limit is not None and pieces >= limit:
                    self._break(client, server)
                    return
                server.sendall(data)
                pieces += 1
            server.shutdown(socket.SHUT_WR)

    def _break(self, client: socket.socket, server: socket.socket) -> None:
        if self._ends == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The other thread must not keep it open.
        client.shutdown(socket.SHUT_RDWR) if self._ends == "close" else None
        client.close()
        server.close()

    @staticmethod
    def _pump(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(_PIECE):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    def stop(self) -> None:
        self._listener.close()


@contextlib.contextmanager
def breaking(target: int, ends: str, after: int, count: int = 1) -> Iterator[BreakingRelay]:
    relay = BreakingRelay(target, ends, after, count)
    try:
        yield relay
    finally:
        relay.stop()
