# SPDX-License-Identifier: EUPL-1.2
"""Packets → values, without state (four programs for SunTech modules; see SCORE.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.items import FieldValue
from drivers.suntech_nibp.frame import ANSWER, INFORMATION, PRESSURE, RESULT, Packet, encode
from kiosk.reading import Failure

TOP_MMHG = 330
"""More than any cuff is ever inflated to (the module lets go at 300); such a number is no pressure."""
NO_ERROR, ABORTED = 0, 86


class Answer(IntEnum):
    """The letter of a packet of length 4."""

    ACCEPTED = ord("O")
    FINISHED = ord("K")
    BUSY = ord("B")
    ABORTED = ord("A")
    ERROR = ord("E")
    SLEEP = ord("S")
    UNDEFINED = ord("N")
    UNREADABLE = ord("D")
    TIMEOUT = ord("T")


FAILURES: Mapping[int, Failure] = {
    1: Failure.WEAK_SIGNAL,
    2: Failure.MOVEMENT,
    3: Failure.OUT_OF_RANGE,
    4: Failure.TOO_LONG,
    85: Failure.CUFF_BLOCKED,
    87: Failure.CUFF_LOOSE,
    88: Failure.TOO_LONG,
    89: Failure.OVERPRESSURE,
    90: Failure.DEVICE_FAULT,
    91: Failure.DEVICE_FAULT,
    97: Failure.DEVICE_FAULT,
    99: Failure.DEVICE_FAULT,
}
"""Error codes of a result, decimal; 86 is an abort."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A packet of length 18 (hexadecimal). Pressures in mmHg, rate in beats a minute; 0 where there is none."""

    systolic: int = 0
    diastolic: int = 0
    mean: int = 0
    rate: int = 0
    error: int = NO_ERROR
    bit_tests: int = 0
    status: int = 0
    test_codes: bytes = bytes(8)

    @classmethod
    def decode(cls, content: bytes) -> Result:
        """Decode the 21 bytes between length and sum."""

        def word(at: int) -> int:
            return int.from_bytes(content[at : at + 2], "little")

        return cls(
            systolic=word(0),
            diastolic=word(2),
            bit_tests=content[4],
            status=content[5],
            test_codes=content[6:14],
            rate=word(14),
            mean=word(16),
            error=content[18],
        )

    def encode(self) -> bytes:
        """Return the packet on the wire."""
        words = [value.to_bytes(2, "little") for value in (self.systolic, self.diastolic, self.rate, self.mean)]
        tests = bytes([self.bit_tests, self.status]) + self.test_codes
        return encode(words[0] + words[1] + tests + words[2] + words[3] + bytes([self.error, 0, 0]))


def answer(packet: Packet) -> Answer | None:
    """Return what a packet of length 4 says, None for another packet or an unknown letter."""
    letter = packet.content[0]
    known = packet.kind == ANSWER and letter in Answer.__members__.values()
    return Answer(letter) if known else None


def pressure_mmhg(packet: Packet) -> int | None:
    """Return the pressure in the cuff of a packet of length 5; None if it is no pressure."""
    value = int.from_bytes(packet.content, "little", signed=True)
    return value if packet.kind == PRESSURE and 0 <= value <= TOP_MMHG else None


def describe(packet: Packet) -> tuple[str, dict[str, FieldValue]]:
    """Return the packet's name and its fields."""
    if packet.kind == ANSWER:
        said = answer(packet)
        return "answer", {"says": "unknown" if said is None else said.name.lower(), "letter": packet.content[0]}
    if packet.kind == PRESSURE:
        return "pressure", {"cuff_mmhg": pressure_mmhg(packet)}
    if packet.kind == RESULT:
        return "result", _result_fields(Result.decode(packet.content))
    if packet.kind == INFORMATION:
        return "information", {"text": "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in packet.content)}
    return "return-code", {"content": packet.content.hex()}


def _result_fields(result: Result) -> dict[str, FieldValue]:
    failure = FAILURES.get(result.error)
    return {
        "systolic": result.systolic,
        "diastolic": result.diastolic,
        "mean": result.mean,
        "rate": result.rate,
        "error": result.error,
        "meaning": failure.value if failure else "aborted" if result.error == ABORTED else "",
        "bit_tests": result.bit_tests,
        "status": result.status,
        "test_codes": result.test_codes.hex(),
    }
