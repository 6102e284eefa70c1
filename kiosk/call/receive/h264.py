# SPDX-License-Identifier: EUPL-1.2
"""H.264 in RTP (RFC 6184, packetization mode 1): payloads to parts of access units, in Annex B form."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.call.receive.part import PICTURE_SET, SEQUENCE_SET, Part, PayloadError, PayloadReason

IDR, SEI, SPS, PPS, DELIMITER, STAP_A, FU_A = 5, 6, 7, 8, 9, 24, 28
_RECOVERY_POINT = 6
_START_CODE = b"\0\0\0\1"
_WITH_CHROMA_FORMAT = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
"""Profiles whose sequence parameter sets have more fields; ITU-T H.264 section 7.3.2.1.1."""
_LONGEST_SPS_BYTES = 512
_MOST_REFERENCES = 255


def read(payload: bytes) -> Part:
    """Read one payload; raises `PayloadError`."""
    if len(payload) < 2:
        raise PayloadError(PayloadReason.SHORT)
    kind = payload[0] & 0x1F
    if 1 <= kind < STAP_A:
        return _part([payload])
    if kind == STAP_A:
        return _part(list(_aggregated(payload)))
    if kind != FU_A:
        raise PayloadError(PayloadReason.KIND)
    if len(payload) < 3:
        raise PayloadError(PayloadReason.SHORT)
    if payload[1] & 0x80:
        return _part([bytes((payload[0] & 0xE0 | payload[1] & 0x1F,)) + payload[2:]])
    return Part(data=payload[2:], start=False, key=payload[1] & 0x1F == IDR)


def units(data: bytes) -> Iterator[bytes]:
    """Split an access unit in Annex B form into NAL units."""
    at = data.find(b"\0\0\1")
    while at >= 0:
        after = data.find(b"\0\0\1", at + 3)
        unit = data[at + 3 : after if after >= 0 else len(data)].rstrip(b"\0")
        if unit:
            yield unit
        at = after


def sps_size(unit: bytes) -> tuple[int, int] | None:
    """Read width and height from a sequence parameter set (ITU-T H.264 section 7.3.2.1.1); None if it has none.

    What is cut off at the edges is left in: it takes memory all the same.
    """
    try:
        return _sps_size(_Bits(unit[1:_LONGEST_SPS_BYTES].replace(b"\0\0\3", b"\0\0")))
    except EOFError:
        return None


def _part(nals: list[bytes]) -> Part:
    kinds = [nal[0] & 0x1F for nal in nals]
    sets = (SEQUENCE_SET if SPS in kinds else 0) | (PICTURE_SET if PPS in kinds else 0)
    recovery = any(kind == SEI and nal[1:2] == bytes((_RECOVERY_POINT,)) for kind, nal in zip(kinds, nals, strict=True))
    return Part(
        data=b"".join(_START_CODE + nal for nal in nals),
        start=kinds[0] in (SPS, DELIMITER),
        key=IDR in kinds,
        recovery=recovery,
        sets=sets,
    )


def _aggregated(payload: bytes) -> Iterator[bytes]:
    at = 1
    while at < len(payload):
        end = at + 2 + int.from_bytes(payload[at : at + 2], "big")
        if end > len(payload) or end < at + 3:
            raise PayloadError(PayloadReason.SHORT)
        yield payload[at + 2 : end]
        at = end


def _sps_size(bits: _Bits) -> tuple[int, int] | None:
    profile = bits.number(8)
    bits.number(16)
    bits.exp()
    if profile in _WITH_CHROMA_FORMAT:
        _pass_chroma(bits)
    bits.exp()
    order = bits.exp()
    if order == 0:
        bits.exp()
    elif order == 1:
        bits.number(1)
        bits.exp()
        bits.exp()
        references = bits.exp()
        if references > _MOST_REFERENCES:
            return None
        for _ in range(references):
            bits.exp()
    bits.exp()
    bits.number(1)
    width, height = 16 * (bits.exp() + 1), 16 * (bits.exp() + 1)
    return width, height * (1 if bits.number(1) else 2)


def _pass_chroma(bits: _Bits) -> None:
    chroma = bits.exp()
    if chroma == 3:
        bits.number(1)
    bits.exp()
    bits.exp()
    bits.number(1)
    if not bits.number(1):
        return
    for index in range(12 if chroma == 3 else 8):
        if bits.number(1):
            _pass_scaling_list(bits, 16 if index < 6 else 64)


def _pass_scaling_list(bits: _Bits, size: int) -> None:
    last, following = 8, 8
    for _ in range(size):
        if following:
            code = bits.exp()
            following = (last + (code + 1) // 2 * (1 if code % 2 else -1)) % 256
        last = following or last


class _Bits:
    """Bits of an unescaped NAL unit; raises `EOFError` at the end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def number(self, bits: int) -> int:
        self._left -= bits
        if self._left < 0:
            raise EOFError
        return self._value >> self._left & (1 << bits) - 1

    def exp(self) -> int:
        """Read an Exp-Golomb code (section 9.1)."""
        zeros = 0
        while not self.number(1):
            zeros += 1
            if zeros > 32:
                raise EOFError
        return (1 << zeros) - 1 + self.number(zeros)
