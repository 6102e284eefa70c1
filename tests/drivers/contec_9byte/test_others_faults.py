# SPDX-License-Identifier: EUPL-1.2
"""Faults of other people's Contec drivers, each with a test of its own name."""

from __future__ import annotations

import pytest

from drivers.contec_9byte.decode import Realtime
from drivers.contec_9byte.driver import ContecDriver
from drivers.contec_9byte.frame import ContecFramer
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.items import PublishedWave
from drivers.links.script import Gap, Received, Step
from kiosk.reading import Measure
from tests.drivers.streams import CMS60C_LOCKED, CMS60C_NO_FINGER, CMS60C_SEARCHING, readings, run, values
from tests.drivers.test_driver import A1, START, Bench


@pytest.mark.parametrize("pulse", [127, 128, 151, 200, 254])
def test_cms50_programs_mask_the_high_bits_and_lose_pulses_above_127(pulse: int) -> None:
    packets = Realtime(strength=6, pulse_raw=pulse, spo2_raw=97).packet() * 10
    assert set(values(run(ContecInterpreter(), packets), Measure.PULSE)) == {pulse}


def test_cms50_programs_skip_the_flags() -> None:
    flagged = Realtime(strength=6, pulse_raw=72, spo2_raw=97, searching=True).packet() * 60
    assert {item.sample.value for item in readings(run(ContecInterpreter(), flagged))} == {None}


@pytest.mark.parametrize("count", [1, 9, 10, 11, 17, 25])
def test_medipi_contec_reader_takes_blocks_of_ten_and_drops_the_rest(count: int) -> None:
    interpreter = ContecInterpreter()
    wave: list[int | None] = []
    for number in range(60):
        data = b"".join(
            Realtime(pulse_raw=72, spo2_raw=97, pleth=(number * count + at) % 128).packet() for at in range(count)
        )
        for item in interpreter.feed(data):
            wave += item.samples if isinstance(item, PublishedWave) else ()
    assert interpreter.ticks == 60 * count and interpreter.tally.skipped_bytes == 0
    assert wave == [at % 128 for at in range(len(wave))] and len(wave) > 60 * count - 30


async def test_sleepyhead_pads_missing_seconds_with_zeros_that_look_like_readings() -> None:
    steps: list[Step] = [START, A1, Received(CMS60C_LOCKED * 60), Gap(1.0), A1, Received(CMS60C_LOCKED * 60)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.of(Measure.PULSE) == [82, None, 82, None] and bench.of(Measure.SPO2) == [98, None, 98, None]


@pytest.mark.parametrize("lost", range(1, 9))
def test_sleepyhead_sync_loop_with_faults(lost: int) -> None:
    """Beginning within a packet costs that packet and no other."""
    packets = ContecFramer().feed(CMS60C_LOCKED[lost:] + CMS60C_SEARCHING + CMS60C_NO_FINGER)
    assert [packet.raw for packet in packets] == [CMS60C_SEARCHING, CMS60C_NO_FINGER]
