# SPDX-License-Identifier: EUPL-1.2
"""Known answers."""

from __future__ import annotations

from drivers.checksum import sum8, xor8


def test_sum_of_a_nonin_frame_computed_by_hand() -> None:
    assert sum8(bytes([0x01, 0x81, 0x64, 0x00])) == 0xE6
    assert sum8(bytes([0x01, 0xFF, 0xFF, 0xFF])) == 0xFE


def test_xor_of_the_tm2655_start_command() -> None:
    # From SOH to ETX of `16 16 01 30 30 02 53 54 03 07`.
    assert xor8(bytes.fromhex("01 30 30 02 53 54 03")) == 0x07
