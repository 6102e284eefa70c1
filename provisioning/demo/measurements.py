# SPDX-License-Identifier: EUPL-1.2
"""What the call process measures while a visit is played: it sends lines without content to a Unix socket."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec


class Measurements:
    """The listening end of `probe.socket`; an async context manager. Values are kept by kind, in order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._values: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    async def __aenter__(self) -> Measurements:
        self.path.unlink(missing_ok=True)
        self._socket.setblocking(False)
        self._socket.bind(str(self.path))
        asyncio.get_running_loop().add_reader(self._socket, self._readable)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def numbers(self, kind: str, name: str) -> list[float]:
        """Every value called ``name`` in the measurements of one kind."""
        return [float(each[name]) for each in self._values[kind] if each.get(name) is not None]

    def all_of(self, kind: str) -> list[dict[str, Any]]:
        return self._values[kind]

    def _readable(self) -> None:
        while True:
            try:
                data = self._socket.recv(4096)
            except BlockingIOError:
                return
            for line in data.splitlines():
                value = msgspec.json.decode(line)
                self._values[value.pop("type")].append(value)
