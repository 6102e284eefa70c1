# SPDX-License-Identifier: EUPL-1.2
"""H.264 in RTP, non-interleaved (RFC 6184): single units, aggregates (STAP-A) and fragments (FU-A)."""

from __future__ import annotations

from collections.abc import Iterator

PAYLOAD_BYTES = 1180
"""Fits into 1280 bytes, the least every IPv6 path carries, with all headers and a relay's."""
STAP_A, FU_A = 24, 28
_TYPE, _PRIORITY = 0x1F, 0x60
_START, _END = 0x80, 0x40
_SIZE_BYTES = 2
_START_CODE = b"\0\0\1"


def split_units(data: bytes) -> Iterator[bytes]:
    """Yield the units of an Annex B byte stream."""
    start = data.find(_START_CODE)
    while start >= 0:
        begin = start + len(_START_CODE)
        start = data.find(_START_CODE, begin)
        unit = (data[begin:] if start < 0 else data[begin:start]).rstrip(b"\0")
        if unit:
            yield unit


def packetize_h264(data: bytes) -> list[bytes]:
    """Cut a picture, as Annex B, into payloads."""
    payloads: list[bytes] = []
    small: list[bytes] = []
    for unit in split_units(data):
        if len(unit) > PAYLOAD_BYTES:
            payloads += _aggregated(small)
            small = []
            payloads += _fragments(unit)
            continue
        if 1 + sum(len(each) + _SIZE_BYTES for each in (*small, unit)) > PAYLOAD_BYTES:
            payloads += _aggregated(small)
            small = []
        small.append(unit)
    return payloads + _aggregated(small)


def _aggregated(units: list[bytes]) -> list[bytes]:
    """Put small units into one payload (section 5.7.1)."""
    if len(units) <= 1:
        return units
    priority = max(unit[0] & _PRIORITY for unit in units)
    body = b"".join(len(unit).to_bytes(_SIZE_BYTES, "big") + unit for unit in units)
    return [bytes((priority | STAP_A,)) + body]


def _fragments(unit: bytes) -> list[bytes]:
    """Cut a large unit into near-equal fragments (section 5.8)."""
    indicator, kind, body = unit[0] & ~_TYPE | FU_A, unit[0] & _TYPE, unit[1:]
    count = -(-len(body) // (PAYLOAD_BYTES - 2))
    size = -(-len(body) // count)
    fragments = []
    for at in range(0, len(body), size):
        edge = (_START if at == 0 else 0) | (_END if at + size >= len(body) else 0)
        fragments.append(bytes((indicator, edge | kind)) + body[at : at + size])
    return fragments
