# SPDX-License-Identifier: EUPL-1.2
"""Checksums that several devices share. Each has a known answer in the tests."""

from __future__ import annotations


def sum8(data: bytes) -> int:
    """Return the low byte of the sum of ``data`` (Nonin, Tanita, TaiDoc)."""
    return sum(data) & 0xFF


def xor8(data: bytes) -> int:
    """Return the exclusive or of all bytes of ``data`` (A&D block check)."""
    check = 0
    for byte in data:
        check ^= byte
    return check
