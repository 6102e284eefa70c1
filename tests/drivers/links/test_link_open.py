# SPDX-License-Identifier: EUPL-1.2
"""Ports are opened by their addresses, and found again when the kernel gave them another number."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from pathlib import Path

import pytest

from drivers.links import opening as link_open
from drivers.links.inventory import resolve
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import AddressError, LineSettings
from drivers.links.pty import PtyPort
from drivers.names import DriverName
from drivers.shelf import SerialShelf
from kiosk.capability import Assignment
from kiosk.clock import SystemClock
from kiosk.reading import InstrumentEvent, Measure, Reading, SensorChange, SensorState
from tests.drivers.fake_machine import FakeMachine
from tests.drivers.rig import devices

LINE = LineSettings(baud=9600)
CP210X = ("10c4", "ea60")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    machine = FakeMachine(tmp_path / "machine")
    monkeypatch.setattr(link_open, "resolve", partial(resolve, roots=machine.roots))
    return machine


@pytest.mark.parametrize("address", ["usb:10c4:ea60@1-1.2", "by-path:*usb-0:1.2:1.0*"])
async def test_an_adapter_that_comes_back_under_another_number(
    tmp_path: Path, machine: FakeMachine, address: str
) -> None:
    port = tmp_path / "port"
    events: list[InstrumentEvent] = []

    async def until_value() -> None:
        async with asyncio.timeout(20):
            while not any(isinstance(each, Reading) and each.measure is Measure.SPO2 and each.valid for each in events):
                await asyncio.sleep(0.01)

    machine.usb("ttyUSB0", CP210X, "1-1.2", target=port)
    async with devices({port: (DriverName.CONTEC_9BYTE, ("search-time 0.1",))}, pace=8.0) as simulations:
        shelf = SerialShelf([Assignment(name="x", driver="contec_9byte", port=address)], SystemClock())
        running = asyncio.create_task(shelf.run(events.append))
        await until_value()
        simulations[port].unplug()
        machine.unplug("ttyUSB0")
        async with asyncio.timeout(5):
            while not any(isinstance(each, SensorChange) and each.state is SensorState.UNPLUGGED for each in events):
                await asyncio.sleep(0.01)
        events.clear()
        machine.usb("ttyUSB0", CP210X, "1-1.4")
        machine.usb("ttyUSB7", CP210X, "1-1.2", target=port)
        simulations[port].replug()
        await until_value()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_what_cannot_be_opened_says_which_address(machine: FakeMachine) -> None:
    machine.usb("ttyUSB0", CP210X, "1-1.2")
    machine.usb("ttyUSB1", CP210X, "1-1.3")
    reasons = {
        "usb:10c4:ea60": LinkReason.AMBIGUOUS,
        "usb:067b:2303": LinkReason.MISSING,
        "usb:10c4:ea60@1-1.2": LinkReason.NOT_SERIAL,
    }
    for address, reason in reasons.items():
        with pytest.raises(LinkError) as refused:
            await link_open.open_link(address, LINE)
        assert refused.value.reason is reason
    with pytest.raises(AddressError):
        await link_open.open_link("bluetooth:x", LINE)


def test_a_shelf_refuses_a_port_that_cannot_be_one() -> None:
    with pytest.raises(AddressError, match="no USB address"):
        SerialShelf([Assignment(name="x", driver="contec_9byte", port="usb:1")], SystemClock())


async def test_a_path_is_opened_as_it_is(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "a:b")
    port.plug()
    link = await link_open.open_link(str(port.path), LINE)
    assert port.host_present()
    link.close()
    port.unplug()
