# SPDX-License-Identifier: EUPL-1.2
"""An RFC 2217 server on loopback: pyserial's own, in a thread, in front of a port. Somebody else's code, on purpose."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import serial
from serial import rfc2217

DEADLINE_S = 10.0


class _Pty(serial.Serial):
    """A pseudo-terminal as a serial port: it has no modem lines, so they are remembered or off."""

    cts = dsr = ri = cd = False

    def _update_dtr_state(self) -> None:
        """There is no such line."""

    def _update_rts_state(self) -> None:
        """There is no such line."""


class SerialServer:
    """Serves one client at a time until it is closed."""

    def __init__(self, port: Path | None = None) -> None:
        self.port = None if port is None else _Pty(str(port), timeout=0)
        self.heard = bytearray()
        """What the client sent to the device."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Go away, as a server does that loses its power; the client's connection ends."""
        self._wake.send(b".")
        self._thread.join(DEADLINE_S)
        for each in (self._listener, self._wake, self._woken):
            each.close()
        if self.port is not None:
            self.port.close()

    def _serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._listener, self._woken], [], [])
            if self._woken in ready:
                return
            client, _ = self._listener.accept()
            with client:
                if not self._attend(client):
                    return

    def _attend(self, client: socket.socket) -> bool:
        """Serve one client; return False when the server is to end."""
        make: Any = rfc2217.PortManager  # the stubs want another class than pyserial does
        manager = make(self.port, _Connection(client)) if self.port is not None else None
        ports: list[Any] = [self.port] if self.port is not None else []
        while True:
            ready, _, _ = select.select([client, self._woken, *ports], [], [])
            if self._woken in ready:
                return False
            if client in ready:
                data = client.recv(1024)
                if not data:
                    return True
                self._from_client(manager, data)
            if manager is not None and self.port is not None and self.port in ready:
                client.sendall(b"".join(manager.escape(self.port.read(1024))))

    def _from_client(self, manager: Any, data: bytes) -> None:
        if manager is None or self.port is None:
            return
        plain = b"".join(manager.filter(data))
        self.heard += plain
        self.port.write(plain)


class _Connection:
    """What pyserial writes its negotiation to."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._client.sendall(data)


@contextlib.contextmanager
def serial_server(port: Path | None) -> Iterator[SerialServer]:
    """Serve ``port``; None: a server that takes connections and never says anything."""
    server = SerialServer(port)
    try:
        yield server
    finally:
        server.close()
