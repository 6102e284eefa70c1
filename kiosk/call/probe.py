# SPDX-License-Identifier: EUPL-1.2
"""Where measurements go: a Unix socket named in the settings (`probe.socket`), one JSON object a line.

The socket is a datagram or a stream socket that somebody else listens on; where nobody does, or who listens does not
read, lines are dropped. No line holds anything of a visit: times, counts, sizes, levels.

Every line has ``type`` and ``t`` (wall time in seconds). Once a second, while there is a call:

- ``video-in-frame``: the first frame of a size: ``width``, ``height``
- ``video-in``: a frame with a readable stripe (one line a frame): ``latency_ms``
- ``video-in-unread``: a frame without one
- ``video-in-count``: ``frames`` shown and ``unread`` (frames without a readable stripe) in the last second
- ``video-out``: ``frames`` given to encoders in the last second, ``width``, ``height``
- ``audio-in``: ``level_dbfs`` of the last second, ``marker_delay_ms`` (null without a marker)
- ``audio-out``: ``level_dbfs``

- ``call``: a record of `kiosk.call.statistics.CallStatistics`
- ``gp-page``: once in five seconds, `PageStatistics` as the GP's page told them

and always ``process``: ``name`` ("call"), ``cpu_s`` since its start, ``rss_bytes``.
"""

from __future__ import annotations

import contextlib
import json
import socket

from kiosk.clock import Clock


class Probe:
    """Sends lines to the socket at ``path``; does nothing when that is empty."""

    def __init__(self, path: str, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._socket: socket.socket | None = None

    @property
    def wanted(self) -> bool:
        """Tell whether anybody asked for measurements."""
        return bool(self._path)

    def connect(self) -> None:
        """Connect if there is somebody to connect to; may be called again and again."""
        if self._socket is not None or not self._path:
            return
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            channel = socket.socket(socket.AF_UNIX, kind | socket.SOCK_NONBLOCK)
            try:
                channel.connect(self._path)
            except OSError:
                channel.close()
                continue
            self._socket = channel
            return

    def send(self, kind: str, **values: float | int | str | bool | None) -> None:
        """Send a line of ``kind``, or drop it."""
        if self._socket is None:
            return
        line = json.dumps({"type": kind, "t": round(self._clock.now().timestamp(), 3), **values})
        try:
            self._socket.send(line.encode() + b"\n")
        except BlockingIOError:
            return
        except OSError:
            self.close()

    def close(self) -> None:
        """Close the socket; `connect` opens it again."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None
