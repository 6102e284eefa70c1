# SPDX-License-Identifier: EUPL-1.2
"""VP8 in RTP (RFC 7741): payloads to parts of pictures."""

from __future__ import annotations

from kiosk.call.receive.part import Part, PayloadError, PayloadReason

_EXTENDED, _NON_REFERENCE, _START, _PARTITION = 0x80, 0x20, 0x10, 0x07
_HAS_PICTURE, _HAS_BASE, _HAS_LAYER, _HAS_KEY_INDEX = 0x80, 0x40, 0x20, 0x10
_START_CODE = b"\x9d\x01\x2a"
_SIZE_MASK = 0x3FFF
BASE_SPAN = 256


def read(payload: bytes) -> Part:
    """Read one payload (section 4.2 and 4.3); raises `PayloadError`."""
    try:
        return _read(payload)
    except IndexError:
        raise PayloadError(PayloadReason.SHORT) from None


def key_size(data: bytes) -> tuple[int, int] | None:
    """Read width and height of a whole keyframe (RFC 6386 section 9.1); None if it is not one."""
    if len(data) < 10 or data[0] & 1 or data[3:6] != _START_CODE:
        return None
    return int.from_bytes(data[6:8], "little") & _SIZE_MASK, int.from_bytes(data[8:10], "little") & _SIZE_MASK


def _read(payload: bytes) -> Part:
    first, at = payload[0], 1
    flags = 0
    picture, span, base, layer, sync = None, 1, None, 0, False
    if first & _EXTENDED:
        flags, at = payload[1], 2
    if flags & _HAS_PICTURE:
        picture, span = payload[at], 1 << 7
        if picture & 0x80:
            picture, span, at = (picture & 0x7F) << 8 | payload[at + 1], 1 << 15, at + 1
        at += 1
    if flags & _HAS_BASE:
        base, at = payload[at], at + 1
    if flags & (_HAS_LAYER | _HAS_KEY_INDEX):
        if flags & _HAS_LAYER:
            layer, sync = payload[at] >> 6, bool(payload[at] & 0x20)
        at += 1
    start = bool(first & _START) and not first & _PARTITION
    return Part(
        data=payload[at:],
        start=start,
        key=start and not payload[at] & 1,
        droppable=bool(first & _NON_REFERENCE),
        picture=picture,
        picture_span=span,
        base=base if flags & _HAS_LAYER else None,  # without layers every picture is of the lowest
        layer=layer,
        sync=sync,
    )
