# SPDX-License-Identifier: EUPL-1.2
"""What a Contec says besides its numbers: the perfusion index, that it leaves, that it will not stream, stored data."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from drivers.contec_9byte.decode import Realtime, describe
from drivers.contec_9byte.driver import ContecDriver
from drivers.contec_9byte.frame import ContecFramer, mask
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.items import PublishedState
from drivers.links.script import Gap, Received, Step
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.contec_9byte.example import DISCONNECTING, REFUSED, STORED, WITH_PI
from tests.drivers.live import live
from tests.drivers.streams import CMS60C_LOCKED, CMS60C_NO_FINGER, readings, run, values
from tests.drivers.test_driver import A1, START, Bench

QUICK = Style(pace=8.0)


def states(data: bytes) -> list[tuple[SensorState, Failure | None]]:
    items = run(ContecInterpreter(), data)
    return [(item.state, item.failure) for item in items if isinstance(item, PublishedState)]


def perfusion(data: bytes) -> list[object]:
    return list(values(run(ContecInterpreter(), data), Measure.PERFUSION_INDEX))


def test_the_perfusion_index_keeps_its_two_decimals() -> None:
    assert [str(value) for value in perfusion(WITH_PI * 70)] == ["3.60", "3.60"]


def test_a_unit_without_a_perfusion_index_says_nothing_about_it() -> None:
    assert perfusion(CMS60C_NO_FINGER * 100 + CMS60C_LOCKED * 200) == []


def test_one_popular_library_s_pi_bit_the_other_way_round() -> None:
    """Bit 4 set means that the perfusion index is *not* valid, whatever its bytes say."""
    denied = Realtime(strength=6, pulse_raw=82, spo2_raw=98, pi_raw=360, pi_invalid=True).packet()
    assert perfusion(denied * 100) == []
    assert Realtime(pi_raw=360, pi_invalid=False).pi_hundredths == 360


@pytest.mark.parametrize("raw", [0, 2201, 0xFFFF])
def test_a_perfusion_index_that_cannot_be_is_none(raw: int) -> None:
    assert perfusion(Realtime(pulse_raw=82, spo2_raw=98, pi_raw=raw, pi_invalid=False).packet() * 100) == []


def test_a_perfusion_index_that_ends_is_withdrawn_once() -> None:
    assert perfusion(WITH_PI * 50 + CMS60C_LOCKED * 300) == [Decimal("3.60"), None]
    assert perfusion(WITH_PI * 50 + CMS60C_NO_FINGER * 300) == [Decimal("3.60"), None]


def test_lone_packets_with_a_perfusion_index_do_not_add_up() -> None:
    assert perfusion((WITH_PI + CMS60C_LOCKED * 3) * 20) == []


def test_stored_data_are_never_published() -> None:
    assert not readings(run(ContecInterpreter(), STORED * 200))
    items = run(ContecInterpreter(), WITH_PI * 20 + STORED * 200 + WITH_PI * 20)
    assert {item.sample.value for item in readings(items)} == {98, 82, Decimal("3.60")}


def test_a_unit_that_leaves_is_silent_at_once_and_its_numbers_are_withdrawn() -> None:
    items = run(ContecInterpreter(), CMS60C_LOCKED * 20 + DISCONNECTING)
    assert values(items, Measure.PULSE) == [82, None]
    assert items[-1] == PublishedState(tick=19, state=SensorState.SILENT)
    assert states(CMS60C_LOCKED * 20 + DISCONNECTING + CMS60C_LOCKED * 20) == [
        (SensorState.MEASURING, None),
        (SensorState.SILENT, None),
        (SensorState.MEASURING, None),
    ]


@pytest.mark.parametrize(
    ("reason", "failure"),
    [(0x05, Failure.WRONG_FORMAT), (0xFF, Failure.WRONG_FORMAT), (0x03, Failure.REFUSED), (0x01, Failure.REFUSED)],
)
def test_a_unit_that_will_not_stream_says_why_once(reason: int, failure: Failure) -> None:
    assert states(mask(0x0B, bytes([0xA1, reason])) * 5) == [(SensorState.FAILED, failure)]


def test_other_feedback_is_no_failure() -> None:
    assert states(mask(0x0B, bytes([0xB3, 0x05])) * 3 + mask(0x0B, bytes([0xA1, 0x00]))) == []


def test_after_a_refusal_it_may_stream_after_all() -> None:
    assert states(REFUSED * 2 + CMS60C_LOCKED * 10 + REFUSED) == [
        (SensorState.FAILED, Failure.WRONG_FORMAT),
        (SensorState.MEASURING, None),
        (SensorState.FAILED, Failure.WRONG_FORMAT),
    ]


def test_frames_name_the_other_driver() -> None:
    [refused] = ContecFramer().feed(REFUSED)
    assert describe(refused) == {
        "command": "a1",
        "reason": "not-supported",
        "hint": "older firmware: use the driver contec_5byte",
    }


async def test_older_firmware_stays_named_while_it_is_asked_again_and_again() -> None:
    again: list[Step] = [Gap(1.0), A1, Received(REFUSED)]
    steps: list[Step] = [START, A1, Received(REFUSED), *again * 5, Gap(0.5), Received(CMS60C_LOCKED * 10)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states == [
        SensorState.CONNECTING,
        SensorState.FAILED,
        SensorState.MEASURING,
        SensorState.UNPLUGGED,
    ]


async def test_older_firmware_is_named_again_after_replugging(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, variant="old", style=QUICK) as here:
        await here.state(SensorState.FAILED)
        assert here.failures == [Failure.WRONG_FORMAT]
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.state(SensorState.FAILED)


async def test_a_unit_with_a_perfusion_index(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, variant="pi", style=QUICK) as here:
        await here.value(Measure.PERFUSION_INDEX, Decimal("4.80"))
        here.obey("finger out")
        await here.value(Measure.PERFUSION_INDEX, None)


async def test_a_unit_that_leaves_is_started_again(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, style=QUICK) as here:
        await here.value(Measure.PULSE, 72)
        here.obey("leave 2")
        await here.state(SensorState.SILENT)
        await here.value(Measure.PULSE, 72)
