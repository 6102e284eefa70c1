# SPDX-License-Identifier: EUPL-1.2
"""Serial links and pseudo-terminals."""

from __future__ import annotations

import asyncio
import os
import termios
from pathlib import Path
from typing import Any

import pytest

from drivers.links import serial_port as link_serial
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import LineSettings, Parity
from drivers.links.pty import PtyError, PtyPort, PtyReason
from drivers.links.serial_port import SerialLink, open_serial
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline

LINE = LineSettings(baud=115200)


def soon(seconds: float = 5.0) -> Deadline:
    return Deadline.after(SystemClock(), seconds)


@pytest.fixture
def port(tmp_path: Path) -> PtyPort:
    port = PtyPort(tmp_path / "port")
    port.plug()
    return port


async def test_bytes_both_ways(port: PtyPort) -> None:
    link = await open_serial(str(port.path), LINE)
    assert port.host_arrived()
    assert not port.host_arrived()
    assert port.write(b"\x00\x0d\x11\x13\xff") == 5
    assert await link.read(soon()) == b"\x00\x0d\x11\x13\xff"
    await link.write(b"\x7d\x0a\x04", soon())
    assert port.read() == b"\x7d\x0a\x04"
    assert await link.read(soon(0.01)) == b""
    link.close()
    link.close()
    assert not port.host_present()
    assert port.write(b"lost") == 0
    port.unplug()


@pytest.mark.parametrize("baud", [2400, 9600, 115200])
async def test_the_host_sets_the_speed(port: PtyPort, baud: int) -> None:
    link = await open_serial(str(port.path), LineSettings(baud=baud))
    assert port.line_speed() == baud
    link.close()
    port.unplug()


async def test_what_is_asked_of_pyserial(port: PtyPort, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pseudo-terminal keeps no parity, so the request itself is looked at."""
    asked: list[list[Any]] = []
    monkeypatch.setattr(termios, "tcsetattr", lambda fd, when, flags: asked.append(flags))
    monkeypatch.setattr(link_serial, "_check_line", lambda *_: None)
    line = LineSettings(baud=19200, data_bits=7, parity=Parity.ODD, stop_bits=2, dtr=False, rts=False)
    link = await open_serial(str(port.path), line)
    cflag = asked[-1][2]
    assert cflag & termios.CSIZE == termios.CS7
    assert cflag & termios.PARENB and cflag & termios.PARODD and cflag & termios.CSTOPB
    assert asked[-1][4] == asked[-1][5] == termios.B19200
    assert link.line == line
    link.close()
    port.unplug()


async def test_an_adapter_that_cannot_do_the_speed(port: PtyPort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(termios, "tcsetattr", lambda *_: None)
    with pytest.raises(LinkError) as refused:
        await open_serial(str(port.path), LINE)
    assert refused.value.reason is LinkReason.WRONG_LINE
    port.unplug()


async def test_a_port_is_held_alone(port: PtyPort) -> None:
    link = await open_serial(str(port.path), LINE)
    with pytest.raises(LinkError) as refused:
        await open_serial(str(port.path), LINE)
    assert refused.value.reason is LinkReason.BUSY
    link.close()
    (await open_serial(str(port.path), LINE)).close()
    port.unplug()


async def test_ports_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    reasons = {"nonesuch": LinkReason.MISSING, "file": LinkReason.NOT_SERIAL, ".": LinkReason.NOT_SERIAL}
    for name, reason in reasons.items():
        with pytest.raises(LinkError) as refused:
            await open_serial(str(tmp_path / name), LINE)
        assert refused.value.reason is reason
        assert refused.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
async def test_a_port_one_may_not_open(tmp_path: Path) -> None:
    (tmp_path / "port").touch(0o000)
    with pytest.raises(LinkError) as refused:
        await open_serial(str(tmp_path / "port"), LINE)
    assert refused.value.reason is LinkReason.DENIED


async def test_unplugging_ends_a_waiting_read(port: PtyPort) -> None:
    link = await open_serial(str(port.path), LINE)
    reading = asyncio.create_task(link.read(soon()))
    await asyncio.sleep(0)
    port.unplug()
    with pytest.raises(LinkError) as gone:
        await reading
    assert gone.value.reason is LinkReason.UNPLUGGED
    with pytest.raises(LinkError):
        await link.write(b"x", soon())
    link.close()
    assert not port.path.is_symlink()


async def test_bytes_before_the_unplugging_are_not_lost(port: PtyPort) -> None:
    link = await open_serial(str(port.path), LINE)
    port.write(b"last words")
    assert await link.read(soon()) == b"last words"
    port.unplug()
    with pytest.raises(LinkError):
        await link.read(soon())
    link.close()


async def test_a_port_that_takes_nothing_is_stuck(port: PtyPort) -> None:
    link = await open_serial(str(port.path), LINE)
    with pytest.raises(LinkError) as stuck:
        await link.write(bytes(1_000_000), soon(0.1))
    assert stuck.value.reason is LinkReason.STUCK
    link.close()
    port.unplug()


async def test_an_opening_that_is_cancelled_leaves_nothing_open(port: PtyPort) -> None:
    opening = asyncio.create_task(open_serial(str(port.path), LINE))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    async with asyncio.timeout(5):
        link: SerialLink | None = None
        while link is None:
            try:
                link = await open_serial(str(port.path), LINE)
            except LinkError:
                await asyncio.sleep(0.01)
    link.close()
    port.unplug()


async def test_replugging_keeps_the_name(port: PtyPort) -> None:
    port.unplug()
    port.plug()
    port.plug()
    link = await open_serial(str(port.path), LINE)
    link.close()
    port.unplug()
    port.unplug()
    assert not port.path.is_symlink()


def test_a_stale_link_is_replaced_and_a_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.symlink_to("/dev/pts/nonesuch")
    port = PtyPort(path)
    port.plug()
    assert path.exists()
    port.unplug()
    path.write_text("precious")
    with pytest.raises(PtyError) as refused:
        PtyPort(path).plug()
    assert refused.value.reason is PtyReason.OCCUPIED
    assert path.read_text() == "precious"
    with pytest.raises(PtyError):
        PtyPort(tmp_path / "nowhere" / "port").plug()
