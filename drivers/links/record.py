# SPDX-License-Identifier: EUPL-1.2
"""A link that writes down what goes over another link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drivers.interpreter import Interpreter
from drivers.links.link import Link, LinkError
from drivers.links.opening import Opener, open_link
from drivers.links.ports import LineSettings
from drivers.links.recording import Direction, Recorder
from kiosk.deadline import Deadline


class RecordingLink(Link):
    """Passes everything on to ``inner``. Raises `RecordingError` as well, when the recording is full."""

    def __init__(self, inner: Link, recorder: Recorder) -> None:
        self._inner = inner
        self._recorder = recorder
        recorder.note("opened")

    async def read(self, deadline: Deadline) -> bytes:
        try:
            data = await self._inner.read(deadline)
        except LinkError as problem:
            self._recorder.note(str(problem.reason))
            raise
        self._recorder.add(Direction.RX, data)
        return data

    async def write(self, data: bytes, deadline: Deadline) -> None:
        await self._inner.write(data, deadline)
        self._recorder.add(Direction.TX, data)

    def wake(self) -> None:
        self._inner.wake()

    def close(self) -> None:
        self._inner.close()

    def guard(self, stop: bytes) -> None:
        self._inner.guard(stop)


def recording_opener(recorder: Recorder, opener: Opener = open_link) -> Opener:
    """Return what opens links like ``opener`` and records them."""

    async def open_recorded(
        port: str, line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None = None
    ) -> Link:
        return RecordingLink(await opener(port, line, interpreter), recorder)

    return open_recorded
