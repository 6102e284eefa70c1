# SPDX-License-Identifier: EUPL-1.2
"""What every simulated meter can be told, and that it lets itself be changed: a driver that tried would be seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from drivers.contour.simulator import SimulatedContour
from drivers.onetouch_ultra2.simulator import SimulatedUltra
from drivers.onetouch_ultraeasy.frame import DISCONNECTS, encode
from drivers.onetouch_ultraeasy.simulator import SimulatedUltraEasy
from drivers.onetouch_verioiq.simulator import SimulatedVerio
from drivers.simulation.device import SimulatorError
from drivers.simulation.meter import CAPACITY, SimulatedMeter
from drivers.taidoc.frame import encode as taidoc_frame
from drivers.taidoc.simulator import SimulatedTaiDoc

START = datetime(2026, 11, 23, 10, 0, 30)
METERS = (SimulatedUltra, SimulatedUltraEasy, SimulatedVerio, SimulatedTaiDoc, SimulatedContour)
ALL = pytest.mark.parametrize("kind", METERS)


def said(meter: SimulatedMeter, *heard: bytes, ticks: int = 4) -> bytes:
    """Say ``heard`` one after the other; return what the meter says."""
    answers = b""
    for data in heard:
        meter.receive(data)
        answers += b"".join(meter.tick() for _ in range(ticks))
    return answers


@ALL
def test_words_change_memory_and_clock(kind: type[SimulatedMeter]) -> None:
    meter = kind("", START)
    for word in ("test 105", "control 110", "old 94 45", "test HI", "test lo", "clock -90"):
        meter.obey(word)
    assert [(record.mg_dl, record.control) for record in meter.records[:5]] == [
        (19, False), (601, False), (94, False), (110, True), (105, False),
    ]  # fmt: skip
    assert meter.records[2].at == START - timedelta(minutes=45)
    assert meter.clock == START - timedelta(minutes=90)
    meter.obey("empty")
    assert meter.records == []


@ALL
@pytest.mark.parametrize("word", ["test", "test x", "test 1000", "old 105", "old 105 x", "clock", "clock x", "dance"])
def test_what_makes_no_sense_is_said(kind: type[SimulatedMeter], word: str) -> None:
    with pytest.raises(SimulatorError) as refused:
        kind("", START).obey(word)
    assert refused.value.hint


@ALL
def test_a_meter_beside_the_cable_hears_and_says_nothing(kind: type[SimulatedMeter]) -> None:
    meter = kind("", START)
    meter.obey("detach")
    assert said(meter, b"\x11\rDMP\r", encode(DISCONNECTS), taidoc_frame(0x22), b"\x15", ticks=100) == b""


@ALL
def test_a_full_memory_forgets_the_oldest(kind: type[SimulatedMeter]) -> None:
    meter = kind("", START)
    for _ in range(CAPACITY):
        meter.obey("test 105")
    assert {record.mg_dl for record in meter.records} == {105} and len(meter.records) == CAPACITY


def test_an_ultra_sleeps_until_it_is_woken_and_can_be_changed() -> None:
    meter = SimulatedUltra("", START)
    assert said(meter, b"DM?\r") == b""
    assert said(meter, b"\x11\rDM?\r").startswith(b"?P02")
    assert said(meter, b"\x11\rDMT01/02/26 03:04:05\r").startswith(b"T ")
    assert abs(meter.clock - datetime(2026, 1, 2, 3, 4, 5)) < timedelta(seconds=2)
    assert said(meter, b"\x11\rDMZ\r").startswith(b"Z ") and meter.records == []
    assert said(meter, b"\x11\rDMX\r") == b""
    assert said(meter, b"", ticks=20 * 121) == b"" and said(meter, b"DM?\r") == b""


def test_an_ultraeasy_sends_again_until_it_is_acknowledged() -> None:
    meter = SimulatedUltraEasy("", START)
    answer = said(meter, encode(0, bytes.fromhex("05 0d 02")), ticks=60)
    assert answer.count(b"P02.00.00") == 4
    said(meter, encode(DISCONNECTS), encode(0, b"\x05\x1a"))
    assert meter.records == []


def test_a_verio_and_a_taidoc_can_be_changed_too() -> None:
    verio = SimulatedVerio("", START)
    assert said(verio, encode(0, b"\x03\x1a")) and verio.records == []
    assert said(verio, encode(0, b"\x05\x27\x00")) == b""
    taidoc = SimulatedTaiDoc("", START)
    assert said(taidoc, taidoc_frame(0x52)) and taidoc.records == []
    assert said(taidoc, taidoc_frame(0x50)) and said(taidoc, taidoc_frame(0x22)) == b""


def test_a_contour_refuses_to_be_written_into() -> None:
    meter = SimulatedContour("", START)
    assert said(meter, b"\x15", b"\x05", b"W|\r") == b"\x04\x06" + b"\x15" * 3
    assert len(meter.records) == 2
