# SPDX-License-Identifier: EUPL-1.2
"""Checksums that several devices share. Each has a known answer in the tests."""

from __future__ import annotations

import binascii


def sum8(data: bytes) -> int:
    """Return the low byte of the sum of ``data`` (Nonin, Tanita, TaiDoc)."""
    return sum(data) & 0xFF


def xor8(data: bytes) -> int:
    """Return the exclusive or of all bytes of ``data`` (A&D block check, SD CodeFree)."""
    check = 0
    for byte in data:
        check ^= byte
    return check


def negative_sum8(data: bytes) -> int:
    """Return the byte that makes the sum of ``data`` and itself 0 modulo 256 (SunTech)."""
    return -sum(data) & 0xFF


def inverted_sum8(data: bytes) -> int:
    """Return the low byte of the sum of ``data``, every bit turned over (Berry PM6750)."""
    return ~sum(data) & 0xFF


def sum16(data: bytes) -> int:
    """Return the low 16 bits of the sum of ``data`` (OneTouch Ultra 2)."""
    return sum(data) & 0xFFFF


def crc16_ccitt(data: bytes, start: int = 0xFFFF) -> int:
    """Return the CRC-16 with the polynomial 1021 (start FFFF: OneTouch UltraEasy; start 0: XMODEM, GM65)."""
    return binascii.crc_hqx(data, start)
