# SPDX-License-Identifier: EUPL-1.2
"""A port that streams is read at the common beat, and given back when it falls silent; nothing is lost on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drivers.links.gather import gatherer
from drivers.links.link import LinkError
from drivers.links.ports import LineSettings
from drivers.links.pty import PtyPort
from drivers.links.serial_port import BUSY_READS, open_serial
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline

CLOCK = SystemClock()


async def test_a_busy_port_goes_to_the_gatherer_and_comes_back(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "port")
    port.plug()
    link = await open_serial(str(port.path), LineSettings(baud=115200))
    gathered = gatherer(asyncio.get_running_loop())
    try:
        heard = b""
        for number in range(3 * BUSY_READS):
            port.write(bytes([number]))
            heard += await link.read(Deadline.after(CLOCK, 5.0))
        assert heard == bytes(range(3 * BUSY_READS))
        assert gathered._ports, "it was read often in a short time"
        async with asyncio.timeout(10.0):
            while gathered._ports:
                await asyncio.sleep(0.05)
        port.write(b"still here")
        assert await link.read(Deadline.after(CLOCK, 5.0)) == b"still here"
    finally:
        link.close()
        port.unplug()


async def test_a_busy_port_that_is_unplugged_is_noticed(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "port")
    port.plug()
    link = await open_serial(str(port.path), LineSettings(baud=115200))
    for _ in range(2 * BUSY_READS):
        port.write(b"x")
        await link.read(Deadline.after(CLOCK, 5.0))
    assert gatherer(asyncio.get_running_loop())._ports
    port.unplug()
    try:
        async with asyncio.timeout(5.0):
            while await link.read(Deadline.after(CLOCK, 5.0)):
                pass
        raise AssertionError("it was not noticed")
    except LinkError:
        assert not gatherer(asyncio.get_running_loop())._ports
    finally:
        link.close()
