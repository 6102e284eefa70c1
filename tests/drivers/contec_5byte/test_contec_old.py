# SPDX-License-Identifier: EUPL-1.2
"""What is different with older Contec oximeters: their line, and a flag that stays set."""

from __future__ import annotations

import asyncio
import os
import termios
from pathlib import Path
from typing import Any
from unittest.mock import patch

from drivers.bci_5byte.decode import CONTEC, decode
from drivers.contec_5byte.driver import ContecFiveByteDriver
from drivers.contec_5byte.interpret import ContecFiveByteInterpreter
from drivers.links.pty import PtyPort
from drivers.links.serial_port import open_serial
from kiosk.reading import AbsentReason, Measure, SensorState
from tests.drivers.contec_5byte.example import FINGER_OUT, LOCKED, LOCKED_TOO_LONG, SEARCHING_STALE
from tests.drivers.streams import readings, run


def test_too_long_alone_says_nothing() -> None:
    assert decode(CONTEC, LOCKED_TOO_LONG).absent is None
    assert decode(CONTEC, SEARCHING_STALE).absent is AbsentReason.SEARCHING
    assert decode(CONTEC, FINGER_OUT).state is SensorState.FINGER_OUT


def test_zero_is_no_number() -> None:
    items = run(ContecFiveByteInterpreter(), bytes.fromhex("85 40 05 00 00") * 30)
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.NOT_MEASURED}


def test_numbers_above_127_are_kept() -> None:
    items = run(ContecFiveByteInterpreter(), LOCKED * 10)
    assert {item.sample.value for item in readings(items) if item.measure is Measure.PULSE} == {138}


async def test_parity_errors_drop_no_byte(tmp_path: Path) -> None:
    """The line is asked for as 8O1, and the kernel is told not to look at the parity of what it receives."""
    port = PtyPort(tmp_path / "port")
    port.plug()
    asked: list[Any] = []
    real = termios.tcsetattr

    def note(fd: int, when: int, attributes: Any) -> None:
        asked.append(attributes)
        real(fd, when, attributes)

    with patch.object(termios, "tcsetattr", note):
        link = await open_serial(str(port.path), ContecFiveByteDriver.line)
    try:
        iflag, _, cflag, _, ispeed, ospeed, _ = asked[-1]
        assert cflag & termios.PARENB and cflag & termios.PARODD and cflag & termios.CSIZE == termios.CS8
        assert not cflag & termios.CSTOPB and not cflag & getattr(termios, "CRTSCTS", 0)
        assert ispeed == ospeed == termios.B19200
        assert not iflag & (termios.INPCK | termios.ISTRIP | termios.IXON | termios.IXOFF)
    finally:
        link.close()
        port.unplug()
        await asyncio.sleep(0)
    assert not os.path.lexists(port.path)


def test_a_recording_downloaded_from_the_memory_is_no_stream() -> None:
    """As a CMS50 answered F5 F5 (apneuvereniging.nl wiki, CMS50X): the rest of a live packet, three heads, a length."""
    head = "90283500 F28000F28000F28000 80817200 F08000F08000F08000F08000F08000F08000"
    stored = bytes.fromhex(head) + bytes.fromhex("F0C45FF0C35FF0C85FF0D45F F1825F") * 200
    interpreter = ContecFiveByteInterpreter()
    assert run(interpreter, stored) == [] and interpreter.ticks == 0
    assert {item.sample.value for item in readings(run(ContecFiveByteInterpreter(), stored + LOCKED * 30))} == {138, 98}
