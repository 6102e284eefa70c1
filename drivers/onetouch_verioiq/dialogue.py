# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a OneTouch Verio IQ.

No source says at which end of the memory the newest record is, so the first and the last one are read; the later counts
(`drivers.onetouch_ultraeasy.interpret`). Never sent: 20 01 (sets the clock) and 1A (erases the memory).
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.items import Item, PublishedState
from drivers.onetouch_ultraeasy.decode import Clock, Count, Serial, Stored
from drivers.onetouch_ultraeasy.frame import Packet, encode
from drivers.onetouch_verioiq.decode import decode
from drivers.shared.asking import AskingDialogue, Question
from kiosk.reading import SensorState

UNNUMBERED = 0
READ_SERIAL, READ_CLOCK, READ_COUNT = bytes.fromhex("03 0b 01 02"), bytes.fromhex("03 20 02"), bytes.fromhex("03 27 00")


def read_record(number: int) -> bytes:
    """Return the message that asks for a record."""
    return b"\x03\x21" + number.to_bytes(2, "little")


def ask(message: bytes, answer: type[object]) -> Question[Packet]:
    """Ask ``message``; answered by an ``answer``."""
    return Question(
        data=encode(UNNUMBERED, message), ends_with=lambda packet: isinstance(decode(packet.message), answer)
    )


class VerioDialogue(AskingDialogue[Packet]):
    """Serial number, clock, count, first and last record; then all but the first again and again."""

    def _round(self, *, first: bool) -> Iterable[Question[Packet]]:
        return (*((ask(READ_SERIAL, Serial),) if first else ()), ask(READ_CLOCK, Clock), ask(READ_COUNT, Count))

    def _answered(self, question: Question[Packet], frame: Packet, now_s: float) -> Iterable[Item]:
        answer = decode(frame.message)
        if isinstance(answer, Count):
            if answer.count == 0:
                return [PublishedState(tick=0, state=SensorState.READY)]
            numbers = (0, answer.count - 1) if answer.count > 1 else (0,)
            self._follow(*(ask(read_record(number), Stored) for number in numbers))
        return ()
