# SPDX-License-Identifier: EUPL-1.2
"""Lost packets from parity packets (ULPFEC, RFC 5109), as browsers send them with VP8.

A parity packet is the exclusive or of the packets that its mask names, so any one of those follows from the rest. Only
level 0 is read, and only where it covers whole packets: no browser sends anything else. What is protected is the packet
as it was before RED was put around it and before its transport-wide number was known; so RED is taken off here again
and that number counts as zero.

A packet that was sent again helps to recover others, too. Its header extensions are not those that were protected, for
the stream of what is sent again names itself in them; what is taken instead are those of the newest packet that came by
itself, and what is recovered so is believed only if it has the same ones.

Packets wait as they came, and nothing is computed until exactly one is missing. No clock is read; sequence numbers are
unwrapped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.call.rtp.packet import HEADER, VERSION, PacketError, PacketReason, RtpPacket
from kiosk.call.rtp.rtx import OSN_BYTES

MOST_PACKETS = 192
"""Packets that are kept: four times what one parity packet can cover."""
MOST_WAITING = 48
"""Parity packets that wait for more of what they cover."""
LONGEST_BYTES = 1500
"""No packet is longer on its way; what claims to be is not believed, and not kept."""
SEQUENCES = 1 << 16
_FEC_HEADER = struct.Struct("!BBHLHH")
"""Flags, marker and type, sequence base, time, length (section 7.3), and the protection length of level 0 (7.4)."""
_EXTENSION_BIT, _LONG_MASK_BIT, _RECOVERED_BITS = 0x80, 0x40, 0x3F
_PADDING_BIT, _MARKER = 0x20, 0x80
_SHORT_MASK_BYTES, _LONG_MASK_BYTES = 2, 6
_STRING_HEAD = struct.Struct("!BBHL")
_TRANSPORT_SEQUENCE_BYTES = 2


class Kept(NamedTuple):
    """A packet as it came, without padding if it was sent again. ``head_bytes``: its header with extensions."""

    data: bytes
    head_bytes: int
    red_at: int
    """Where RED's byte stands: behind the header, or behind the old number too if it was sent again."""
    transport_sequence_at: int
    """Where its transport-wide number stands; 0: nowhere."""

    @property
    def again(self) -> bool:
        return self.red_at != self.head_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A packet as it was before RED, and its number, unwrapped."""

    sequence: int
    data: bytes


@dataclass(slots=True, kw_only=True, eq=False)
class _Parity:
    covered: tuple[int, ...]
    missing: set[int]
    string: bytes
    """The bits that RFC 5109 section 8.1 calls the FEC bit string, with the length in place of the number."""
    size_bytes: int
    """How much of each packet it covers, from behind the fixed header."""


class Repair:
    """Recovers the lost packets of one stream. ``ssrc`` is written into them."""

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc
        self._kept: dict[int, Kept | bytes] = {}
        self._waiting: list[_Parity] = []
        self._newest: Kept | None = None
        """Of those that came by themselves; `_front` is its number."""
        self._front = 0

    def __len__(self) -> int:
        return len(self._kept) + len(self._waiting)

    def media(self, sequence: int, packet: RtpPacket, data: bytes) -> tuple[Repaired, ...]:
        """Take a packet that came in RED; ``data`` is all of it. Return what can be recovered now."""
        if len(data) > LONGEST_BYTES or sequence in self._kept:
            return ()
        head_bytes = len(data) - packet.padding_bytes - len(packet.payload)
        at, self._front = packet.transport_sequence_at, sequence
        self._newest = Kept(data=data, head_bytes=head_bytes, red_at=head_bytes, transport_sequence_at=at)
        return self._take(sequence, self._newest)

    def again(self, sequence: int, packet: RtpPacket, data: bytes) -> tuple[Repaired, ...]:
        """Take a packet in RED that was sent again, as ``packet`` of the repair stream (RFC 4588).

        One that is long past is of no use: browsers fill a line with such to find out what it carries.
        """
        if len(data) > LONGEST_BYTES or sequence in self._kept or sequence < self._front - MOST_PACKETS:
            return ()
        whole = data[: len(data) - packet.padding_bytes]
        head_bytes = len(whole) - len(packet.payload)
        at = packet.transport_sequence_at
        return self._take(
            sequence, Kept(data=whole, head_bytes=head_bytes, red_at=head_bytes + OSN_BYTES, transport_sequence_at=at)
        )

    def parity(self, sequence: int, payload: bytes) -> tuple[Repaired, ...]:
        """Take a parity packet, without RED; return what can be recovered now. Raises `PacketError`."""
        parity = self._read(sequence, payload)
        if parity is None:
            return ()
        oldest = sequence - MOST_PACKETS
        self._waiting = [each for each in self._waiting if each.covered[0] >= oldest][1 - MOST_WAITING :]
        self._waiting.append(parity)
        return self._recover() if len(parity.missing) == 1 else ()

    def _take(self, sequence: int, kept: Kept) -> tuple[Repaired, ...]:
        self._keep(sequence, kept)
        return self._recover() if self._waiting and self._strike(sequence) else ()

    def _keep(self, sequence: int, kept: Kept | bytes) -> None:
        self._kept[sequence] = kept
        if len(self._kept) > MOST_PACKETS:
            del self._kept[next(iter(self._kept))]

    def _strike(self, sequence: int) -> bool:
        """Note a packet as here; tell whether one that is missing follows now."""
        ready = False
        for parity in self._waiting:
            if sequence in parity.missing:
                parity.missing.remove(sequence)
                ready = ready or len(parity.missing) == 1
        return ready

    def _read(self, sequence: int, payload: bytes) -> _Parity | None:
        """Read a parity packet; None if nothing that it covers is missing."""
        if len(payload) < _FEC_HEADER.size + _SHORT_MASK_BYTES:
            raise PacketError(PacketReason.SHORT)
        flags, second, base, timestamp, length, size_bytes = _FEC_HEADER.unpack_from(payload)
        mask_bytes = _LONG_MASK_BYTES if flags & _LONG_MASK_BIT else _SHORT_MASK_BYTES
        at = _FEC_HEADER.size + mask_bytes
        if len(payload) < at + size_bytes:
            raise PacketError(PacketReason.SHORT)
        mask = int.from_bytes(payload[_FEC_HEADER.size : at], "big")
        top, first = 8 * mask_bytes - 1, sequence - (sequence - base) % SEQUENCES
        covered = tuple(first + bit for bit in range(top + 1) if mask >> top - bit & 1)
        if flags & _EXTENSION_BIT or not covered or size_bytes > LONGEST_BYTES:
            raise PacketError(PacketReason.FORM)
        if first < sequence - MOST_PACKETS or covered[-1] >= sequence:
            raise PacketError(PacketReason.FORM)  # it follows what it protects, and not late
        missing = {each for each in covered if each not in self._kept}
        if not missing:
            return None
        head = _STRING_HEAD.pack(flags & _RECOVERED_BITS, second, length, timestamp)
        return _Parity(
            covered=covered,
            missing=missing,
            string=head + payload[at : at + size_bytes],
            size_bytes=size_bytes,
        )

    def _recover(self) -> tuple[Repaired, ...]:
        """Recover all that follows, which may let more follow. Every round uses a parity packet up."""
        repaired: list[Repaired] = []
        while (ready := next((each for each in self._waiting if len(each.missing) == 1), None)) is not None:
            self._waiting.remove(ready)
            found = self._solve(ready)
            if found is not None:
                repaired.append(found)
                self._keep(found.sequence, found.data)
                self._strike(found.sequence)
        self._waiting = [each for each in self._waiting if each.missing]
        return tuple(repaired)

    def _solve(self, parity: _Parity) -> Repaired | None:
        (sequence,) = parity.missing
        others = [self._kept.get(each) for each in parity.covered if each != sequence]
        model = self._model(others)
        string = int.from_bytes(parity.string, "big")
        for kept in others:
            plain = _plain(kept, model)
            if plain is None:
                return None
            string ^= _string_of(plain, parity.size_bytes)
        found = string.to_bytes(_STRING_HEAD.size + parity.size_bytes, "big")
        first, second, length, timestamp = _STRING_HEAD.unpack_from(found)
        if length > parity.size_bytes:
            return None
        head = HEADER.pack(VERSION << 6 | first & _RECOVERED_BITS, second, sequence % SEQUENCES, timestamp, self._ssrc)
        data = head + found[_STRING_HEAD.size : _STRING_HEAD.size + length]
        return Repaired(sequence=sequence, data=data) if model is None or _is_alike(data, model) else None

    def _model(self, others: Iterable[Kept | bytes | None]) -> bytes | None:
        """Return the header to take for those that were sent again; None where there are none of them."""
        if self._newest is None or not any(isinstance(kept, Kept) and kept.again for kept in others):
            return None
        return without_red(self._newest)[: self._newest.head_bytes]


def without_red(kept: Kept) -> bytes:
    """Return a packet that came by itself as it was protected."""
    data = kept.data
    head = bytearray(data[: kept.head_bytes])
    head[1] = head[1] & _MARKER | data[kept.red_at] & ~_MARKER
    if kept.transport_sequence_at:
        at = kept.transport_sequence_at
        head[at : at + _TRANSPORT_SEQUENCE_BYTES] = bytes(_TRANSPORT_SEQUENCE_BYTES)
    return bytes(head) + data[kept.red_at + 1 :]


def _plain(kept: Kept | bytes | None, model: bytes | None) -> bytes | None:
    """Return a packet as it was protected; None if that cannot be told, or if it was let go meanwhile."""
    if kept is None or isinstance(kept, bytes):
        return kept
    if not kept.again:
        plain = without_red(kept)
        return plain if model is None or _is_alike(plain, model) else None
    if model is None:
        return None
    second = kept.data[1] & _MARKER | kept.data[kept.red_at] & ~_MARKER
    first = model[0] & ~_PADDING_BIT
    return bytes((first, second, 0, 0)) + kept.data[4:8] + model[8:] + kept.data[kept.red_at + 1 :]


def _is_alike(packet: bytes, model: bytes) -> bool:
    """Tell whether the header of ``packet`` has the same extensions as that of another."""
    return (packet[0] ^ model[0]) & ~_PADDING_BIT == 0 and packet[HEADER.size : len(model)] == model[HEADER.size :]


def _string_of(packet: bytes, size_bytes: int) -> int:
    first, second, _, timestamp, _ = HEADER.unpack_from(packet)
    body = packet[HEADER.size :]
    head = _STRING_HEAD.pack(first & _RECOVERED_BITS, second, len(body), timestamp)
    return int.from_bytes(head + body[:size_bytes].ljust(size_bytes, b"\0"), "big")
