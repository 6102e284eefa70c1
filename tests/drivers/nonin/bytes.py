# SPDX-License-Identifier: EUPL-1.2
"""What Nonins say, put together by hand after the facts and not by the code under test."""

from __future__ import annotations

import random

ACK, NAK = b"\x06", b"\x15"
CLOCK_QUESTION = bytes.fromhex("02 72 00 03")
SERIAL_QUESTION = bytes.fromhex("02 74 02 02 02 03")
CLOCK_ANSWER = bytes.fromhex("02 f2 06 32 0c 1f 0e 1e 0f 03")
"""2050-12-31 14:30:15, the vendor's example of the command, as an answer."""
SERIAL_ANSWER = bytes.fromhex("02 f4 0a 02") + b"501234567" + b"\x03"

ALARM, OUT_OF_TRACK = 0x08, 0x10


def format_7_frame(status: int, pleth: int, value: int) -> bytes:
    head = bytes([0x80 | status, pleth >> 8, pleth & 0xFF, value])
    return head + bytes([sum(head) % 256])


def format_7_packet(
    hr: int = 72, spo2: int = 97, *, status: int = 0, pleth: int = 0x6401, display: tuple[int, int] | None = None
) -> bytes:
    """25 frames; ``display`` are the -D values."""
    shown_hr, shown_spo2 = display or (hr, spo2)
    floats = {1: hr // 128, 2: hr % 128, 3: spo2, 9: shown_spo2, 20: shown_hr // 128, 21: shown_hr % 128}
    return b"".join(
        format_7_frame(status | (1 if number == 1 else 0), pleth, floats.get(number, 0)) for number in range(1, 26)
    )


def format_8(hr: int = 72, spo2: int = 97, *, status: int = 0, status_2: int = 0x20) -> bytes:
    return bytes([0x80 + status + hr // 128, hr % 128, spo2, status_2])


def format_1(hr: int = 72, spo2: int = 97, *, status: int = 0) -> bytes:
    return bytes([0x80 + status + hr // 128, hr % 128, spo2])


def spot_check(
    date: str = "20 26 11 23 10 30 05 40",
    hr: int = 72,
    spo2: int = 97,
    *,
    status: int = 0x02,
    status_2: int = 0,
    extra: bytes = b"",
) -> bytes:
    """``date`` is BCD, century to hundredths."""
    data = bytes.fromhex(date) + bytes([status, status_2, hr // 256, hr % 256, 0, spo2]) + extra
    return bytes([0, 2, 0, 0x0D, 0, len(data)]) + data + bytes([sum(data) % 256, 3])


def line(spo2: str = "097", hr: str = "072", *, clock: str = "", marks: str = "") -> bytes:
    return f"{clock}SPO2={spo2} HR={hr}{marks}\r\n".encode("ascii")


def noise(count: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(count)
