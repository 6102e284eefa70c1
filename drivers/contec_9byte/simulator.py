# SPDX-License-Identifier: EUPL-1.2
"""A Contec oximeter from the device's side (V7.0; answers and quirks as recorded from a CMS60C and a Pulox PO-250).

Variant ``ff`` says "no value" with FF and 7F, as the vendor's paper has it; ``zero`` with 0 and 0, and sets no flag
while it searches, as the Pulox does. At the lock both send one packet with the high-bits byte of the packet before.
Variant ``pi`` is ``ff`` with a perfusion index; ``old`` is a unit with older firmware, which refuses to stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from drivers.contec_9byte.decode import IDLE_PLETH, NO_PULSE, NO_SPO2, Kind, Realtime, Reason
from drivers.contec_9byte.frame import COMMAND, COMMAND_LENGTH, ContecFramer, Packet, mask
from drivers.names import DriverName
from drivers.simulation.device import Word, number
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage

PATIENCE_S = 30.0
"""The stream stops so long after the last A1 or AF."""
TOO_LONG_S = 8.0
STALE_FLAG_S = 1.5
"""So long into a search the device still says "searching for too long" from the time without a finger."""
BEEP_SAMPLES = 2

START, STOP, STILL_HERE = 0xA1, 0xA2, 0xAF

ANSWERS: dict[int, bytes] = {
    0xA0: mask(Kind.UNDOCUMENTED_06, bytes([0x00, 0x07])),
    0xA2: mask(Kind.FREE, b""),
    0xA7: mask(Kind.FREE, b""),
    0xA8: mask(Kind.MODEL, b"\x00CMS60C") + mask(Kind.MODEL, b"\xffW\0\0\0\0\0"),
    0xA9: mask(Kind.VENDOR, b"Contec\0"),
    0xAA: mask(Kind.IDENTIFIER, b"   user"),
    0xAB: mask(Kind.USER, b"\x00      "),
    0xAC: mask(Kind.PI_SUPPORT, b"\x01"),
    0xAD: mask(Kind.USERS, b"\x01"),
    0xB0: mask(Kind.NOTICE, b"\x01\x01\0\0\0\0\0"),
    0xB1: mask(Kind.FEEDBACK, bytes([0xB1, Reason.DONE])),
    0xB2: mask(Kind.FEEDBACK, bytes([0xB2, Reason.DONE])),
}
"""Each as recorded; a command that is not here is answered "not supported", A1 and AF not at all."""


PI_PER_STRENGTH = 80
"""Hundredths of a percent."""


def _leave(device: SimulatedContec, text: str) -> None:
    device.leave(Reason(int(number(text or "1", 1, 3))))


class SimulatedContec(SimulatedOximeter, driver=DriverName.CONTEC_9BYTE):
    """Silent until A1."""

    rate_hz: ClassVar[float] = 60.0
    variants: ClassVar[tuple[str, ...]] = ("ff", "zero", "pi", "old")
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedOximeter.words,
        "leave": Word(
            usage="leave [1|2|3]", help="it stops: switched off, another user chosen, or it records", act=_leave
        ),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "") -> None:
        super().__init__(situation, variant)
        self._commands = ContecFramer({COMMAND: COMMAND_LENGTH})
        self._streams_until_s = 0.0
        self._last_high = 0x80
        self._last_stage = Stage.NO_FINGER

    def receive(self, data: bytes) -> None:
        for packet in self._commands.feed(data):
            self._obey(packet)

    def power_on(self) -> None:
        super().power_on()
        self._streams_until_s = 0.0

    def leave(self, reason: Reason) -> None:
        """Stop, and say why."""
        self._streams_until_s = 0.0
        self._answers += mask(Kind.DISCONNECTING, bytes([reason]))

    def _obey(self, packet: Packet) -> None:
        code = packet.payload[0]
        if self.variant == "old":
            if code != STILL_HERE:
                self._answers += mask(Kind.FEEDBACK, bytes([code, Reason.NOT_SUPPORTED]))
            return
        if code == START or (code == STILL_HERE and self._streams_until_s > self.now_s):
            self._streams_until_s = self.now_s + PATIENCE_S
        elif code == STOP:
            self._streams_until_s = 0.0
        if code not in (START, STILL_HERE):
            refusal = mask(Kind.FEEDBACK, bytes([code, Reason.NOT_SUPPORTED]))
            answers = {**ANSWERS, 0xAC: mask(Kind.PI_SUPPORT, b"\x00")} if self.variant == "pi" else ANSWERS
            self._answers += answers.get(code, refusal)

    def _sample(self, stage: Stage) -> bytes:
        now = self._realtime(stage)
        if self.now_s >= self._streams_until_s:
            return b""
        raw = now.packet()
        if stage is Stage.LOCKED and self._last_stage is Stage.SEARCHING:
            raw = now.packet(high=self._last_high & 0x7F)
        self._last_high, self._last_stage = now.packet()[1], stage
        return raw

    def _realtime(self, stage: Stage) -> Realtime:
        height = self.wave.step(self.situation.pulse_bpm)
        none_pulse, none_spo2 = (0, 0) if self.variant == "zero" else (NO_PULSE, NO_SPO2)
        if stage in (Stage.NO_FINGER, Stage.FAULT):
            return Realtime(
                strength=5, searching_too_long=True, probe_error=True, pleth=IDLE_PLETH,
                pulse_raw=none_pulse, spo2_raw=none_spo2,
            )  # fmt: skip
        pleth = 8 + round(height * 13 * min(self.situation.strength, 8))
        live = Realtime(
            strength=self.situation.strength,
            pleth=pleth,
            bar=min(15, pleth >> 3),
            beep=self.wave.since_beat < BEEP_SAMPLES,
        )
        if stage is Stage.LOCKED:
            locked = replace(live, pulse_raw=self.situation.pulse_bpm, spo2_raw=self.situation.spo2_percent)
            perfusion = PI_PER_STRENGTH * self.situation.strength
            return replace(locked, pi_invalid=False, pi_raw=perfusion) if self.variant == "pi" else locked
        flagged = self.variant != "zero"
        too_long = flagged and not STALE_FLAG_S <= self.stage_age_s < TOO_LONG_S
        return replace(live, searching=flagged, searching_too_long=too_long, pulse_raw=none_pulse, spo2_raw=none_spo2)
