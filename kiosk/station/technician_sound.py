# SPDX-License-Identifier: EUPL-1.2
"""The technician's page for loudspeaker and microphone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from kiosk.messages import DevicesTried, Message, Preview, SetMedia, SoundLevel, Sources, SourceState, StopTrying
from kiosk.messages import TryDevices as Try
from kiosk.selftest.report import Check, Reason, failed
from kiosk.station.technician_pages import Fitter
from kiosk.station.technician_session import Deed, SoundSeen
from kiosk.volume import STEPS

TRY_S = 30.0
"""Both devices may take ten seconds to open."""


@dataclass(slots=True)
class SoundPage:
    """A live level of the microphone, two notes to be heard, the screen's own voice, and how loud a visit begins."""

    fitter: Fitter
    _asked: str = ""

    @property
    def deeds(self) -> dict[Deed, Callable[[str], None]]:
        return {
            Deed.TONE: self._tone,
            Deed.SPEAK: self._speak,
            Deed.VOLUME: self._volume,
            Deed.KEEP: self._keep,
            Deed.UNDO: self.fitter.undo,
        }

    def begin(self) -> None:
        memory, outside = self.fitter.conductor.memory, self.fitter.conductor.outside
        outside.to_call(SetMedia(microphone=True, camera=False))
        outside.to_call(Preview(on=True))
        self.fitter.session.sound = SoundSeen(
            microphone=memory.microphone is SourceState.OK, step=memory.preferences.volume_step
        )

    def end(self) -> None:
        outside = self.fitter.conductor.outside
        outside.to_call(StopTrying())
        outside.to_call(Preview(on=False))
        outside.to_call(SetMedia(microphone=True, camera=True))
        self._asked = ""
        self._speak("off")

    def tick(self, now_s: float) -> None:
        sound = self.fitter.session.sound
        if sound.trying_s is None:
            return
        self.fitter.conductor.sign_of_life()
        if now_s - sound.trying_s >= TRY_S:
            sound.trying_s, sound.result = None, failed(Check.SOUND, Reason.NO_ANSWER)

    def heard(self, message: Message) -> None:
        sound = self.fitter.session.sound
        match message:
            case SoundLevel():
                self.fitter.conductor.outside.sound_level(message)
            case Sources():
                sound.microphone = message.microphone is SourceState.OK
            case DevicesTried() if message.id == self._asked and self._asked:
                self._asked, sound.trying_s = "", None
                sound.result = next((each for each in message.results if each.check is Check.SOUND), None)

    def _tone(self, _: str) -> None:
        conductor, sound = self.fitter.conductor, self.fitter.session.sound
        if not conductor.memory.call_process_here:
            sound.result = failed(Check.SOUND, Reason.NO_PROCESS)
            return
        self._asked = secrets.token_hex(4)
        sound.trying_s, sound.result = conductor.clock.monotonic_s(), None
        conductor.outside.to_call(Try(id=self._asked))

    def _speak(self, how: str) -> None:
        memory = self.fitter.conductor.memory
        self.fitter.session.sound.speaking = how == "on"
        memory.preferences = msgspec.structs.replace(memory.preferences, speech=how == "on")

    def _volume(self, how: str) -> None:
        memory = self.fitter.conductor.memory
        if how.isdecimal() and int(how) < STEPS:
            self.fitter.session.sound.step = int(how)
            memory.preferences = msgspec.structs.replace(memory.preferences, volume_step=int(how))

    def _keep(self, _: str) -> None:
        session = self.fitter.session
        self.fitter.change(msgspec.structs.replace(session.fitting, volume_start=session.sound.step))
