"""A line between browser and server that can be cut: Chromium's own offline mode leaves open websockets alone."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import run


class Relay:
    """Hands every connection on to a port of this machine, until it is cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((run.ADDRESS, 0))
        self.address = f"http://{run.ADDRESS}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections, and take no more."""
        self._whole = False
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again."""
        self._whole = True

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection((run.ADDRESS, self._port))
                with self._lock:
                    self._open |= {near, far}
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source}
        source.close()


@contextlib.contextmanager
def relaying(port: int) -> Iterator[Relay]:
    """A relay to a port, ended whatever happens."""
    relay = Relay(port)
    try:
        yield relay
    finally:
        relay.close()
