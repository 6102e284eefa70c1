# SPDX-License-Identifier: EUPL-1.2
"""VP8 in RTP (RFC 7741): each payload begins with a descriptor that says whether it begins a picture."""

from __future__ import annotations

PAYLOAD_BYTES = 1180
_START_OF_PARTITION = 0x10


def packetize_vp8(data: bytes) -> list[bytes]:
    """Cut a picture into near-equal payloads."""
    if not data:
        return []
    count = -(-len(data) // (PAYLOAD_BYTES - 1))
    size = -(-len(data) // count)
    return [bytes((_START_OF_PARTITION if at == 0 else 0,)) + data[at : at + size] for at in range(0, len(data), size)]
