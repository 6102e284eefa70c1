# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.call import gauge
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.screen import Screen
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.send.sending import Sending
from kiosk.usage import Usage


@pytest.fixture
async def session() -> Any:
    voice = VoiceReceiver()
    screen = Screen(lambda picture: None, lambda: None)
    return SimpleNamespace(
        voice=voice,
        screen=screen,
        sending=Sending(Random(1)),
        receiving=Receiving(1, voice, lambda picture, codec: None),
        picture_sender=SimpleNamespace(frames_out=0, hardware_frames=0, encode_s=0.0),
        least_rtt_s=0.05,
    )


async def test_the_first_second_counts_no_work_from_before(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_s = iter([50.0, 50.2, 50.2])
    monkeypatch.setattr(gauge, "read_process_usage", lambda pid: Usage(cpu_s=next(worked_s), rss_bytes=1))
    assert gauge.Gauge(session, 0.0).second(1.0).cpu == pytest.approx(0.2)


async def test_counts_are_of_their_second(session: Any) -> None:
    meter = gauge.Gauge(session, 0.0)
    session.sending.statistics.sent_bytes = 1000
    session.sending.statistics.skipped = 3
    first = meter.second(2.0)
    assert (first.sent_bps, first.frames_skipped) == (4000, 3)
    second = meter.second(3.0)
    assert (second.sent_bps, second.frames_skipped) == (0, 0)
