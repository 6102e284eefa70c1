# SPDX-License-Identifier: EUPL-1.2
"""Finding out what hangs on a port: plans, and probes of simulated devices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.base import Driver
from drivers.bench import probe_plan
from drivers.bench.probe import Outcome, PortResult, Probe
from drivers.bench.probe_plan import LinePlan, invitation, opening_words, plan, waits_for_result
from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.opening import open_link
from drivers.links.ports import LineSettings
from drivers.links.pty import PtyPort
from drivers.links.script import Gap, Received, ScriptLink, Step
from drivers.names import DriverName
from drivers.registry import find, simulated
from drivers.simulation.cuff import Cuff, CuffStage
from drivers.simulation.run import Simulation, Style
from kiosk.capability import Capability, Command
from kiosk.clock import ManualClock, SystemClock
from tests.drivers.rig import devices

CONTEC, NONIN, SUNTECH, SCALE = (
    find(name) for name in (DriverName.CONTEC_9BYTE, DriverName.NONIN_2, DriverName.SUNTECH_NIBP, DriverName.SCALE_STGS)
)
CUFFS = [
    name
    for name in DriverName
    if Command.START in find(name).controls and Capability.BLOOD_PRESSURE in find(name).capabilities
]
SOME = (NONIN, SUNTECH, SCALE, CONTEC)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.bench.probe.ASK_S", 1.0)


def short(drivers: tuple[type[Driver], ...] = SOME, listen_s: float = 0.6) -> tuple[LinePlan, ...]:
    return plan(drivers, listen_s=listen_s)


async def probe(path: Path, plans: tuple[LinePlan, ...], said: list[str] | None = None) -> PortResult:
    async with asyncio.timeout(30):
        return await Probe(str(path), plans, SystemClock(), (said if said is not None else []).append).run()


# -------------------------------------------------------------------------------------------------- plans


def test_every_line_setting_is_tried_once_the_most_used_first() -> None:
    plans = plan([find(name) for name in DriverName])
    lines = [each.line for each in plans]
    assert len(set(lines)) == len(lines)
    assert [len(each.listening) for each in plans] == sorted((len(each.listening) for each in plans), reverse=True)
    assert {driver.name for each in plans for driver in each.listening} == set(DriverName)
    assert all(set(each.asking) <= set(each.listening) for each in plans)


def test_of_several_who_say_the_same_one_is_enough() -> None:
    for each in plan([find(name) for name in DriverName]):
        words = [opening_words(driver) for driver in each.asking]
        assert len(set(words)) == len(words)


def test_a_driver_can_keep_silent_while_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan([CONTEC])[0].asking == (CONTEC,)
    monkeypatch.setattr(CONTEC, "probe_asks", False)
    assert plan([CONTEC])[0].asking == ()
    assert plan([CONTEC], chosen=True)[0].asking == (CONTEC,)


def test_a_device_that_waits_for_a_result_is_given_time() -> None:
    assert waits_for_result(SCALE)
    assert plan([SCALE])[0].listen_s == probe_plan.RESULT_S
    assert plan([SCALE, NONIN])[0].listen_s == probe_plan.LISTEN_S
    assert plan([SCALE], listen_s=3.0)[0].listen_s == 3.0
    assert plan([NONIN])[0].listen_s == probe_plan.LISTEN_S


def test_there_are_words_for_every_capability() -> None:
    assert set(probe_plan.INVITATIONS) == set(Capability)
    assert "print button" in invitation([SCALE]) and "finger" in invitation([NONIN])


# -------------------------------------------------------------------------------------------------- probes


async def test_several_devices_at_once(tmp_path: Path) -> None:
    wanted = {
        tmp_path / "a": (DriverName.NONIN_2, ()),
        tmp_path / "b": (DriverName.CONTEC_9BYTE, ()),
        tmp_path / "c": (DriverName.SUNTECH_NIBP, ()),
    }
    said: list[str] = []
    async with devices(wanted):
        results = await asyncio.gather(*(probe(path, short(), said) for path in wanted))
    assert [(result.outcome, result.claims[0].driver) for result in results] == [
        (Outcome.FOUND, "nonin_2"),
        (Outcome.FOUND, "contec_9byte"),
        (Outcome.FOUND, "suntech_nibp"),
    ]
    assert "assign NAME --driver nonin_2" in results[0].advice
    assert results[1].claims[0].told == "Contec CMS60CW"
    # The Contec says nothing until it is asked, and nothing understandable at another speed.
    assert results[1].attempts[-1].asked == ("contec_9byte",)
    assert any("listening" in line for line in said) and any("asking as contec_9byte" in line for line in said)


@pytest.mark.parametrize("name", CUFFS)
async def test_a_probe_does_not_start_a_cuff(tmp_path: Path, name: DriverName) -> None:
    async with devices({tmp_path / "cuff": (name, ())}) as simulations:
        device = simulations[tmp_path / "cuff"].device
        cuff = device.cuff  # type: ignore[attr-defined]
        assert isinstance(cuff, Cuff)
        await probe(tmp_path / "cuff", short((find(name), NONIN, SCALE), listen_s=0.3))
        assert (cuff.stage, cuff.pressure_mmhg) == (CuffStage.IDLE, 0)
        assert cuff.started_s == 0


async def test_a_device_that_says_nothing(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "port")
    port.plug()
    result = await probe(port.path, short(listen_s=0.1))
    assert result.outcome is Outcome.SILENT
    assert "Switch the device on" in result.advice and "print button" in result.advice
    assert len(result.attempts) == len(short())
    assert not port.host_present()
    port.unplug()


async def test_a_device_of_another_speed_is_garbage(tmp_path: Path) -> None:
    async with devices({tmp_path / "port": (DriverName.NONIN_2, ())}):
        result = await probe(tmp_path / "port", short((CONTEC,)))
    assert (result.outcome, result.claims) == (Outcome.GARBAGE, ())
    assert "devices record" in result.advice
    # Who hears something strange does not begin to talk.
    assert result.attempts[0].asked == ()


async def test_ports_that_cannot_be_opened(tmp_path: Path) -> None:
    result = await probe(tmp_path / "none", short())
    assert (result.outcome, result.attempts) == (Outcome.NOT_OPEN, ())
    assert "Plug the device in" in result.advice
    port = PtyPort(tmp_path / "port")
    port.plug()
    holder = await open_link(str(port.path), NONIN.line)
    result = await probe(port.path, short())
    assert result.outcome is Outcome.NOT_OPEN and "kiosk-station" in result.advice
    holder.close()
    port.unplug()


async def test_a_device_that_is_pulled_out_meanwhile(tmp_path: Path) -> None:
    async with devices({tmp_path / "port": (DriverName.CONTEC_9BYTE, ())}) as simulations:
        running = asyncio.create_task(probe(tmp_path / "port", short(listen_s=20)))
        while not simulations[tmp_path / "port"].port.host_present():
            await asyncio.sleep(0.01)
        simulations[tmp_path / "port"].unplug()
        result = await running
    assert result.outcome is Outcome.NOT_OPEN and "Plug it in again" in result.advice


class Script:
    """Opens a script for each line setting, on a clock of its own."""

    def __init__(self, *scripts: list[Step]) -> None:
        self.clock = ManualClock()
        self.opened: list[LineSettings] = []
        self._scripts: Iterator[list[Step]] = iter(scripts)

    async def open(self, port: str, line: LineSettings, interpreter: object = None) -> Link:
        self.opened.append(line)
        return ScriptLink([*next(self._scripts), Gap(1000)], self.clock)

    async def probe(self, drivers: tuple[type[Driver], ...]) -> PortResult:
        async with asyncio.timeout(10):
            return await Probe("script", plan(drivers), self.clock, lambda words: None, self.open).run()


async def test_text_that_nobody_knows() -> None:
    script = Script([Received(b"MENU 1: weight\r\nMENU 2: print\r\n")])
    result = await script.probe((SCALE, find(DriverName.BARCODE_LINE)))
    assert result.outcome is Outcome.UNSURE  # it may be a code
    script = Script([Received(b"MENU 1: weight\r\nMENU 2: print\r\n")])
    result = await script.probe((SCALE,))
    assert result.outcome is Outcome.TEXT
    assert "another format" in result.advice


async def test_a_few_stray_bytes_are_silence() -> None:
    result = await Script([Received(b"\x00\xff")]).probe((SCALE,))
    assert result.outcome is Outcome.SILENT
    assert result.attempts[0].received_bytes == 2


async def test_an_adapter_that_cannot_do_one_line_is_tried_at_the_others() -> None:
    script = Script([])

    async def open_(port: str, line: LineSettings, interpreter: object = None) -> Link:
        if line == CONTEC.line:
            raise LinkError(port, LinkReason.WRONG_LINE)
        return await script.open(port, line)

    async with asyncio.timeout(10):
        result = await Probe("script", plan((CONTEC, SCALE)), script.clock, lambda words: None, open_).run()
    assert result.outcome is Outcome.SILENT
    assert script.opened == [SCALE.line]


async def test_everything_has_a_deadline() -> None:
    script = Script(*([] for _ in range(20)))
    drivers = tuple(find(name) for name in (DriverName.SCALE_STGS, DriverName.HEALTHOMETER_2400))
    plans = plan(drivers)
    result = await script.probe(drivers)
    assert len(result.attempts) == len(plans) == 2
    assert script.clock.monotonic_s() <= sum(each.seconds for each in plans)


async def test_a_slow_stream_is_given_time(tmp_path: Path) -> None:
    """Three or four bytes a second need longer than silence does, but silence is not waited for."""
    device = simulated(DriverName.NONIN).make("9560-8")
    simulation = Simulation(device, PtyPort(tmp_path / "port"), (), Style(pace=3.0))
    running = asyncio.create_task(simulation.run())
    while not (tmp_path / "port").exists():
        await asyncio.sleep(0.01)
    result = await probe(tmp_path / "port", plan([find(DriverName.NONIN), find(DriverName.NONIN_8)], listen_s=0.5))
    assert result.outcome is Outcome.FOUND
    assert {claim.driver for claim in result.claims} == {"nonin", "nonin_8"}
    assert result.attempts[0].asked == ()
    running.cancel()
    await asyncio.wait([running])
