# SPDX-License-Identifier: EUPL-1.2
"""How a Contour's memory is taken, against scripts and live."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from drivers.contour.dialogue import TABLE, Stage
from drivers.contour.driver import ContourDriver
from drivers.contour.frame import Signal
from drivers.links.script import Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.simulation.meter import SimulatedMeter
from drivers.simulation.run import Style
from kiosk.clock import ManualClock
from kiosk.reading import AbsentReason, Failure, Measure, SensorState
from tests.drivers.contour.example import ACK, ENQ, EOT, NAK, frame, result
from tests.drivers.live import live
from tests.drivers.meters import Bench, shown

S = SensorState
POKE, TAKE, INVITE, FREE = Sent(NAK, "facts"), Sent(ACK, "facts"), Sent(ENQ, "facts"), Sent(EOT, "facts")


def header(at: datetime) -> bytes:
    return frame(1, rf"H|\^&||x|Bayer7150^01.00\01.00\^7150-1234567^7150-|A=1|2||||||1|{at:%Y%m%d%H%M}")


def memory(at: datetime, *results: bytes) -> list[Step]:
    frames = [header(at), frame(2, "P|1"), *results, frame(len(results) + 3, "L|1||N", last=True)]
    return [step for each in frames for step in (Received(each), TAKE)]


def stored(number: int, value: str, at: datetime, marks: str = "") -> bytes:
    return result(number, value, f"{at:%Y%m%d%H%M}", marks=marks)


def offered(*steps: list[Step]) -> list[Step]:
    """Be poked at the start, and offer by itself."""
    return [POKE, Received(ENQ), TAKE, *(step for each in steps for step in each), Received(EOT)]


async def test_the_newest_record_is_the_result() -> None:
    clock = ManualClock()
    now, before = shown(clock), shown(clock, days=-1)
    sent = memory(now, stored(1, "93", before), stored(2, "105", now))
    bench = await Bench(ContourDriver, clock, offered(sent), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]
    assert (bench.readings[0].device.model, bench.readings[0].device.serial) == ("Bayer7150", "7150-1234567")


async def test_a_meter_that_does_not_offer_is_invited() -> None:
    clock = ManualClock()
    steps: list[Step] = [
        POKE, Received(EOT), INVITE, Received(ACK), FREE, Received(ENQ), TAKE,
        *memory(shown(clock), stored(1, "105", shown(clock))), Received(EOT), Gap(1.0),
    ]  # fmt: skip
    bench = await Bench(ContourDriver, clock, steps).play()
    assert bench.values == [105]


async def test_an_offer_is_accepted_again_if_the_meter_did_not_hear_it() -> None:
    clock = ManualClock()
    sent = memory(shown(clock), stored(1, "105", shown(clock)))
    steps: list[Step] = [POKE, Received(ENQ), TAKE, Received(ENQ), TAKE, *sent, Received(EOT), Gap(1.0)]
    assert (await Bench(ContourDriver, clock, steps).play()).values == [105]


async def test_a_poke_and_an_offer_that_meet_on_the_way() -> None:
    clock = ManualClock()
    steps: list[Step] = [
        POKE, Received(ENQ), TAKE, Received(EOT), INVITE, Received(ACK), FREE, Received(ENQ), TAKE,
        *memory(shown(clock), stored(1, "105", shown(clock))), Received(EOT), Gap(1.0),
    ]  # fmt: skip
    assert (await Bench(ContourDriver, clock, steps).play()).values == [105]


async def test_a_meter_that_only_ever_says_eot_is_left_alone_for_a_while() -> None:
    steps: list[Step] = [
        POKE,
        Received(EOT),
        INVITE,
        Received(ACK),
        FREE,
        Received(ENQ),
        TAKE,
        Received(EOT),
        Gap(11.5),
    ]
    bench = await Bench(ContourDriver, ManualClock(), steps, POKE, Gap(0.1)).play()
    assert bench.failures == []


async def test_a_record_that_appears_during_the_visit() -> None:
    clock = ManualClock()
    old = stored(1, "93", shown(clock, hours=-2))
    first = offered(memory(shown(clock), old))
    later = shown(clock, seconds=12)
    second = memory(later, old, stored(2, "105", later))
    again: list[Step] = [POKE, Received(EOT), INVITE, Received(ACK), FREE, Received(ENQ), TAKE, *second, Received(EOT)]
    bench = await Bench(ContourDriver, clock, first, again, Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.failures == [Failure.OLD_RESULT]
    assert bench.states[-2] is S.READY


async def test_control_solution_is_told() -> None:
    clock = ManualClock()
    sent = memory(shown(clock), stored(1, "93", shown(clock)), stored(2, "110", shown(clock), marks="C"))
    bench = await Bench(ContourDriver, clock, offered(sent), Gap(1.0)).play()
    assert bench.readings == []
    assert bench.failures == [Failure.CONTROL_SOLUTION]


async def test_a_broken_frame_is_asked_for_again() -> None:
    clock = ManualClock()
    good = stored(1, "105", shown(clock))
    broken: list[Step] = [Received(good.replace(b"|105|", b"|165|")), Sent(NAK)]
    sent = memory(shown(clock), good)
    bench = await Bench(ContourDriver, clock, offered(sent[:4], broken, sent[4:]), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.failures == []


async def test_a_frame_that_is_sent_again_is_answered_again() -> None:
    clock = ManualClock()
    sent = memory(shown(clock), stored(1, "105", shown(clock)))
    bench = await Bench(ContourDriver, clock, offered(sent[:6], sent[4:6], sent[6:]), Gap(1.0)).play()
    assert bench.values == [105]


async def test_a_meter_that_stops_in_the_middle_is_a_failure() -> None:
    clock = ManualClock()
    sent = memory(shown(clock), stored(1, "105", shown(clock)))
    steps = [*offered(sent[:6])[:-1], *[Sent(NAK)] * 6, POKE, Gap(1.0)]
    bench = await Bench(ContourDriver, clock, steps).play()
    assert bench.failures == [Failure.NO_ANSWER]
    assert bench.readings == []


async def test_no_meter_in_the_cable_is_silence() -> None:
    bench = await Bench(ContourDriver, ManualClock(), [POKE] * 4, Gap(0.5)).play()
    assert bench.states[:2] == [S.CONNECTING, S.SILENT]
    assert bench.failures == []


@pytest.mark.parametrize(("stage", "signal"), list(product(Stage, Signal)))
def test_the_table_answers_what_the_meter_waits_for(stage: Stage, signal: Signal) -> None:
    step = TABLE.get((stage, signal))
    if signal is Signal.ENQ:
        assert step == (Stage.ACCEPTED, Signal.ACK)
    elif step is not None:
        assert step[1] in (None, Signal.ENQ, Signal.EOT)


@pytest.mark.parametrize("variant", ["mg", "old"])
async def test_live_in_the_middle_of_a_visit(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.CONTOUR, variant=variant) as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        assert here.readings(Measure.GLUCOSE) == []
        here.obey("detach")
        here.obey("test 105")
        here.obey("attach")
        await here.value(Measure.GLUCOSE, 105)


@pytest.mark.parametrize(("variant", "unit"), [("mg", "mg/dL"), ("mmol", "mmol/L")])
async def test_live_in_both_units(tmp_path: Path, variant: str, unit: str) -> None:
    # Measured a while after the start, because this meter's times have no seconds.
    timeline = ((0.0, "detach"), (8.0, "test HI"), (9.0, "attach"))
    async with live(tmp_path / "port", DriverName.CONTOUR, variant=variant, timeline=timeline) as here:
        reading = await here.value(Measure.GLUCOSE, None)
        assert (reading.absent, reading.unit) == (AbsentReason.ABOVE_RANGE, unit)


async def test_live_taken_out_put_in_and_damaged(tmp_path: Path) -> None:
    timeline = ((0.0, "detach"), (8.0, "test 94"), (9.0, "attach"), (9.0, "flip 3"))
    style = Style(pace=8.0, line=ContourDriver.line, mid_frame=True)
    async with live(tmp_path / "port", DriverName.CONTOUR, timeline=timeline, style=style) as here:
        await here.value(Measure.GLUCOSE, 94)
        meter = here.simulation.device
        assert isinstance(meter, SimulatedMeter) and len(meter.records) == 3
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
