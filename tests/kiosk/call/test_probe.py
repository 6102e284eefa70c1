# SPDX-License-Identifier: EUPL-1.2
"""Measurements: to whoever listens, and nothing that hurts when nobody does."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.measure import Measure
from kiosk.call.probe import Probe
from kiosk.call.sound.card import FRAME_SAMPLES
from kiosk.call.sound.marker import burst
from kiosk.clock import ManualClock


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_lines_reach_either_kind_of_socket(tmp_path: Path, kind: int) -> None:
    path, clock = tmp_path / "probe", ManualClock()
    probe = Probe(str(path), clock)
    probe.connect()
    probe.send("early")
    with socket.socket(socket.AF_UNIX, kind) as listening:
        listening.bind(str(path))
        if kind == socket.SOCK_STREAM:
            listening.listen()
        probe.connect()
        reading = listening if kind == socket.SOCK_DGRAM else listening.accept()[0]
        probe.send("video-in", latency_ms=4.5)
        assert lines(reading.recv(999)) == [{"type": "video-in", "t": clock.now().timestamp(), "latency_ms": 4.5}]
        for _ in range(5000):
            probe.send("video-in", latency_ms=4.5)  # nobody reads, and nothing blocks
        reading.close()
    probe.send("late")
    probe.send("later")
    probe.close()


def test_what_is_measured(tmp_path: Path) -> None:
    path, clock = tmp_path / "probe", ManualClock()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.setblocking(False)
        probe = Probe(str(path), clock)
        measure = Measure(probe, clock)
        measure.report()
        picture = TestPicture(640, 360, 30).draw(int(clock.now().timestamp() * 1000), 0.0)
        clock.advance(0.12)
        measure.video_in(picture)
        measure.video_out(640, 360)
        at_s = clock.now().timestamp()
        for frame in (np.zeros(FRAME_SAMPLES, dtype=np.int16), burst(), np.zeros(FRAME_SAMPLES, dtype=np.int16)):
            measure.audio_in(frame)
            clock.advance(0.02)
        measure.audio_out(burst())
        measure.report()
        seen = []
        while True:
            try:
                seen += lines(listening.recv(999))
            except BlockingIOError:
                break
    probe.close()
    by_type = {line["type"]: line for line in seen}
    assert by_type["video-in-frame"]["width"] == 640 and by_type["video-in-frame"]["height"] == 360
    assert by_type["video-in"]["latency_ms"] == 120.0
    assert by_type["video-in-count"]["frames"] == 1 and by_type["video-in-count"]["unread"] == 0
    assert by_type["video-out"]["frames"] == 1
    assert -20 < by_type["audio-in"]["level_dbfs"] < -12
    assert abs(by_type["audio-in"]["marker_delay_ms"] - (at_s + 0.02) * 1000 % 2000) < 3
    assert by_type["audio-out"]["level_dbfs"] == pytest.approx(-12, abs=1)
    assert by_type["process"]["name"] == "call" and by_type["process"]["rss_bytes"] > 1 << 20


def test_no_probe_no_cost() -> None:
    measure = Measure(Probe("", ManualClock()), ManualClock())
    measure.audio_in(burst())
    measure.report()
