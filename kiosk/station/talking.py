# SPDX-License-Identifier: EUPL-1.2
"""What the patient gives the GP to see, hear and read: microphone, camera, whole answers, letters as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.messages import Action, Channel, SendData, SetMedia
from kiosk.station.conductor import Conductor
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State

MAX_SAID_CHARACTERS = 500
MAX_TYPED_CHARACTERS = 16
"""Of one key: a letter, or a few signs that stand for one."""
ON = "on"


@dataclass(slots=True)
class Talking:
    """``handlers``: what each of these taps does."""

    conductor: Conductor
    handlers: dict[Action, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.handlers = {
            Action.MICROPHONE: self._microphone,
            Action.CAMERA: self._camera,
            Action.SAY: self._say,
            Action.TYPE: self._type,
            Action.TEXT_CALL: self._text_call,
            Action.CANNOT_HEAR: self._cannot_hear,
        }

    def _microphone(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None:
            visit.microphone = value == ON
            self._media(visit)

    def _camera(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None:
            visit.camera = value == ON
            self._media(visit)

    def _text_call(self, value: str) -> None:
        """Write instead of speaking: the microphone goes off, and is afterwards as it was before."""
        visit = self.conductor.memory.visit
        if visit is None or visit.text_call is (value == ON):
            return
        visit.text_call = value == ON
        if visit.text_call:
            visit.spoke, visit.microphone = visit.microphone, False
        else:
            visit.microphone, visit.cannot_hear = visit.spoke, False
        self._media(visit)

    def _cannot_hear(self, value: str) -> None:
        """Tell the GP's page, and the GP herself in the patient's words."""
        visit = self.conductor.memory.visit
        if visit is None:
            return
        visit.cannot_hear = bool(value)
        self.conductor.page.media()
        self._say(value)

    def _media(self, visit: VisitMemory) -> None:
        self.conductor.outside.to_call(SetMedia(microphone=visit.microphone, camera=visit.camera))
        self.conductor.page.media()
        self.conductor.inviting.tell_media()

    def _say(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None and value:
            self._send(visit.conversation.write, value[:MAX_SAID_CHARACTERS])

    def _type(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None:
            self._send(visit.conversation.type, value[:MAX_TYPED_CHARACTERS])

    def _send(self, written: Callable[[str], str], text: str) -> None:
        """Send what was written at once (EN 301 549 6.2.4: within 500 ms); without a call nobody would read it."""
        if self.conductor.state is not State.CALL:
            return
        block = written(text)
        if block:
            self.conductor.outside.to_call(SendData(channel=Channel.TEXT, data=block))
