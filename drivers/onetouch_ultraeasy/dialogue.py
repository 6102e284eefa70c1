# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a OneTouch UltraEasy: the link's numbers, and the questions.

Both sides number their messages 0, 1, 0, …; every message is acknowledged, or it is sent again. When something went
wrong the link is reset (a disconnect, numbers at 0) and the question asked again. Never sent: 20 01 (sets the clock)
and 1A (erases the memory); the meter is somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from drivers.dialogue import Timing
from drivers.items import Item, PublishedState
from drivers.onetouch_ultraeasy.decode import NO_SUCH_RECORD, Clock, Count, Serial, Stored, decode
from drivers.onetouch_ultraeasy.frame import ACKNOWLEDGES, DISCONNECTS, EXPECTS, SENDS, Packet, encode
from drivers.shared.asking import AskingDialogue, Question
from kiosk.reading import SensorState

READ_SERIAL = bytes.fromhex("05 0b 02 00 00 00 00 84 6a e8 73 00")
READ_CLOCK = bytes.fromhex("05 20 02 00 00 00 00")


def read_record(number: int) -> bytes:
    """Return the message that asks for a record; 0 is the newest."""
    return bytes([0x05, 0x1F]) + number.to_bytes(2, "little")


class UltraEasyDialogue(AskingDialogue[Packet]):
    """Reset, serial number, clock, count, newest record; then the last three again and again."""

    pause_s: ClassVar[float] = 0.1
    """The meter wants so much silence between packets."""

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._sends = 0
        self._expects = 0
        self._acknowledged = False

    def _round(self, *, first: bool) -> Iterable[Question[Packet]]:
        return (
            *((self._reset_question(), self._question(READ_SERIAL, Serial)) if first else ()),
            self._question(READ_CLOCK, Clock),
            self._question(read_record(NO_SUCH_RECORD), Count),
        )

    def _question(self, message: bytes, answer: type[object]) -> Question[Packet]:
        return Question(data=message, ends_with=lambda packet: isinstance(decode(packet.message), answer))

    def _reset_question(self) -> Question[Packet]:
        return Question(data=b"", ends_with=lambda packet: packet.disconnects and packet.acknowledges)

    def _encode(self, question: Question[Packet]) -> bytes:
        self._acknowledged = False
        if not question.data:
            self._sends = self._expects = 0
            return encode(DISCONNECTS)
        return encode(self._numbers, question.data)

    @property
    def _numbers(self) -> int:
        return self._sends * SENDS | self._expects * EXPECTS

    def _ask_again(self, question: Question[Packet]) -> Question[Packet]:
        if question.data:
            self._follow(question)
        return self._reset_question()

    def heard(self, frame: Packet, now_s: float) -> Iterable[Item]:
        if not frame.disconnects:
            self._take_acknowledgement()
            if frame.message and not self._acknowledge(frame):
                return ()
        return super().heard(frame, now_s)

    def _take_acknowledgement(self) -> None:
        """Count our message as received: it was acknowledged, or already answered."""
        if self._asked is not None and not self._acknowledged:
            self._acknowledged = True
            self._sends ^= 1

    def _acknowledge(self, frame: Packet) -> bool:
        """Say that a message came; return whether it is a new one."""
        new = frame.sends == self._expects
        if new:
            self._expects ^= 1
        self.say(encode(ACKNOWLEDGES | self._numbers))
        return new

    def _answered(self, question: Question[Packet], frame: Packet, now_s: float) -> Iterable[Item]:
        answer = decode(frame.message)
        if isinstance(answer, Count):
            if answer.count == 0:
                return [PublishedState(tick=0, state=SensorState.READY)]
            self._follow(self._question(read_record(0), Stored))
        return ()

    def closing(self) -> bytes:
        return encode(DISCONNECTS)
