# SPDX-License-Identifier: EUPL-1.2
"""Bytes that the tests of the Pufferfish ventilator's OEM III driver use, with what they expect of them."""

from __future__ import annotations

import pytest

from drivers.nonin.interpret import AnyNoninInterpreter
from drivers.nonin_2.interpret import NoninInterpreter
from kiosk.reading import Measure
from tests.drivers.streams import run_in_pieces, values

PACKET = bytes.fromhex(
    "0181010083 01800148CA 01800161E3 01800130B2 0180010082 0180010082 0180010082 0180010082 01800161E3 01800161E3"
    "01800161E3 0180010082 0180010082 0180010082 01800148CA 01800161E3 01800161E3 0180010082 0180010082 0180010082"
    "01800148CA 0180010082 01800148CA 0180010082 0180010082"
)
"""HR, E-HR, HR-D, E-HR-D 72; every SpO2 97; revision 48."""
RESERVED = bytes.fromhex("0180010082")


@pytest.mark.parametrize("make", [NoninInterpreter, AnyNoninInterpreter])
@pytest.mark.parametrize("sizes", [[10_000], [1], [7, 3, 64]])
@pytest.mark.parametrize(
    ("before", "good"),
    [
        (b"", 6),
        (PACKET[37:], 6),
        (PACKET[:115], 6),
        (PACKET + RESERVED * 2, 6),
        (PACKET[:9] + b"\xcb" + PACKET[10:], 6),
        (PACKET[:6] + b"\x7f" + PACKET[7:], 6),
    ],
    ids=["whole", "from the middle", "two frames lost", "two frames too many", "wrong check", "status without bit 7"],
)
def test_pufferfish_packets(
    make: type[NoninInterpreter | AnyNoninInterpreter], sizes: list[int], before: bytes, good: int
) -> None:
    items = run_in_pieces(make(), before + PACKET * good, sizes)
    assert set(values(items, Measure.PULSE)) == {72} and set(values(items, Measure.SPO2)) == {97}
    assert len(values(items, Measure.PULSE)) == 2


def test_pufferfish_values_stand_in_their_frames() -> None:
    views = NoninInterpreter().view(PACKET)
    told = {str(view.fields["means"]): view.fields["value"] for view in views if view.fields.get("value") is not None}
    rates = dict.fromkeys(("hr", "e_hr", "hr_d", "e_hr_d"), 72)
    shares = dict.fromkeys(("spo2", "spo2_d", "spo2_fast", "spo2_beat", "e_spo2", "e_spo2_d"), 97)
    assert told == {**rates, **shares, "revision": 48, "timer": 0}


def test_pufferfish_status_errors_publish_nothing() -> None:
    statuses = {1: 0x82, 2: 0x86, 3: 0x84, 4: 0x88, 5: 0x90, 6: 0xA0, 7: 0xC0}
    frames = [bytearray(PACKET[at : at + 5]) for at in range(0, 125, 5)]
    for number, status in statuses.items():
        frames[number][1] = status
        frames[number][4] = sum(frames[number][:4]) & 0xFF
    items = run_in_pieces(NoninInterpreter(), b"".join(frames) * 5, [11])
    assert set(values(items, Measure.PULSE)) == {None}
