# SPDX-License-Identifier: EUPL-1.2
"""Network serial ports, against pyserial's server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.contec_9byte.driver import ContecDriver
from drivers.links import rfc2217 as link_rfc2217
from drivers.links.link import LinkError, LinkReason
from drivers.links.opening import open_link
from drivers.links.ports import LineSettings
from drivers.links.pty import PtyPort
from drivers.links.telnet import ANSWER, Code, Option, Setting, ask, negotiate, wanted
from drivers.names import DriverName
from drivers.registry import simulated
from drivers.shelf import SerialShelf
from drivers.simulation.run import Simulation, Style
from kiosk.capability import Assignment
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline
from kiosk.reading import InstrumentEvent, Measure, Reading, SensorChange, SensorState
from tests.drivers.serial_server import SerialServer, serial_server

LINE = LineSettings(baud=19200)


def soon(seconds: float = 5.0) -> Deadline:
    return Deadline.after(SystemClock(), seconds)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[PtyPort]:
    port = PtyPort(tmp_path / "port")
    port.plug()
    yield port
    port.unplug()


@pytest.fixture
def server(port: PtyPort) -> Iterator[SerialServer]:
    with serial_server(port.path) as server:
        yield server


async def heard(port: PtyPort, count: int) -> bytes:
    """Wait until the device has heard so many bytes."""
    data = b""
    async with asyncio.timeout(5):
        while len(data) < count:
            data += port.read()
            await asyncio.sleep(0.005)
    return data


async def test_bytes_both_ways(port: PtyPort, server: SerialServer) -> None:
    link = await open_link(server.address, LINE)
    every = bytes(range(256)) * 3
    port.write(every)
    got = b""
    while len(got) < len(every):
        got += await link.read(soon())
    assert got == every
    await link.write(b"\x7d\xff\xff\x00\x0d\x0a", soon())
    assert await heard(port, 6) == b"\x7d\xff\xff\x00\x0d\x0a"
    assert await link.read(soon(0.01)) == b""
    link.close()
    link.close()


async def test_the_line_is_set_at_the_other_end(port: PtyPort, server: SerialServer) -> None:
    link = await open_link(server.address, LineSettings(baud=2400))
    assert port.line_speed() == 2400
    link.close()
    link = await open_link(server.address, LineSettings(baud=57600, xonxoff=True))
    assert port.line_speed() == 57600
    assert server.port is not None and server.port.xonxoff
    link.close()


async def test_a_server_that_sets_another_speed(server: SerialServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def cheated(setting: Setting, value: bytes) -> bytes:
        return ask(setting, b"\0\0\x25\x80" if setting is Setting.BAUD else value)

    monkeypatch.setattr(link_rfc2217, "ask", cheated)
    with pytest.raises(LinkError) as refused:
        await open_link(server.address, LINE)
    assert refused.value.reason is LinkReason.WRONG_LINE


async def test_a_server_that_speaks_no_rfc_2217(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_rfc2217, "NEGOTIATE_S", 0.1)
    with serial_server(None) as mute:
        with pytest.raises(LinkError, match="does not speak RFC 2217") as refused:
            await open_link(mute.address, LINE)
        assert refused.value.reason is LinkReason.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "words"), [(b"\xff\xfe\x2c", "refuses RFC 2217"), (b"", "hung up")], ids=["refuses", "hangs up"]
)
async def test_a_server_that_will_not(answer: bytes, words: str) -> None:
    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        if answer:
            await reader.read(1 << 10)
        writer.close()

    server = await asyncio.start_server(attend, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    with pytest.raises(LinkError, match=words) as refused:
        await open_link(f"rfc2217://{host}:{port}", LINE)
    assert refused.value.reason is LinkReason.UNREACHABLE
    server.close()


async def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(LinkError) as refused:
        await open_link(f"rfc2217://127.0.0.1:{port}", LINE)
    assert refused.value.reason is LinkReason.UNREACHABLE
    assert refused.value.hint


async def test_a_server_that_goes_away(port: PtyPort) -> None:
    with serial_server(port.path) as server:
        link = await open_link(server.address, LINE)
        reading = asyncio.create_task(link.read(soon()))
        await asyncio.sleep(0)
        await asyncio.to_thread(server._wake.send, b".")
        with pytest.raises(LinkError) as gone:
            await reading
        assert gone.value.reason is LinkReason.UNPLUGGED
        with pytest.raises(LinkError):
            await link.write(b"x", soon())
        link.close()


async def test_a_server_that_takes_nothing_is_stuck() -> None:
    done = asyncio.Event()

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = (bytes([Option.COM_PORT, setting + ANSWER]) + value for setting, value in wanted(LINE).items())
        writer.write(negotiate(Code.DO, Option.COM_PORT))
        writer.write(b"".join(b"\xff\xfa" + answer + b"\xff\xf0" for answer in answers))
        await done.wait()
        writer.close()

    server = await asyncio.start_server(attend, "127.0.0.1", 0, limit=1 << 10)
    link = await open_link(f"rfc2217://127.0.0.1:{server.sockets[0].getsockname()[1]}", LINE)
    with pytest.raises(LinkError) as stuck:
        for _ in range(1000):
            await link.write(bytes(1_000_000), soon(0.05))
    assert stuck.value.reason is LinkReason.STUCK
    link.close()
    done.set()
    server.close()


async def test_waking_a_read(server: SerialServer) -> None:
    link = await open_link(server.address, LINE)
    reading = asyncio.create_task(link.read(soon()))
    await asyncio.sleep(0)
    link.wake()
    assert await reading == b""
    link.close()


async def test_a_device_behind_a_server_is_read_until_the_server_goes(tmp_path: Path) -> None:
    simulation = Simulation(simulated(DriverName.CONTEC_9BYTE).make(), PtyPort(tmp_path / "port"), (), Style(pace=8.0))
    device = asyncio.create_task(simulation.run())
    events: list[InstrumentEvent] = []
    while not (tmp_path / "port").exists():
        await asyncio.sleep(0)

    async def until_value() -> None:
        async with asyncio.timeout(15):
            while not any(isinstance(each, Reading) and each.measure is Measure.SPO2 and each.valid for each in events):
                await asyncio.sleep(0.01)

    with serial_server(tmp_path / "port") as server:
        shelf = SerialShelf([Assignment(name="x", driver="contec_9byte", port=server.address)], SystemClock())
        running = asyncio.create_task(shelf.run(events.append))
        await until_value()
        assert server.port is not None and server.port.baudrate == ContecDriver.line.baud
    async with asyncio.timeout(5):
        while not any(isinstance(each, SensorChange) and each.state is SensorState.UNPLUGGED for each in events):
            await asyncio.sleep(0.01)
    for task in (running, device):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
