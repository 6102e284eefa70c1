# SPDX-License-Identifier: EUPL-1.2
"""The real conductor and the real screen in one process and one time, with a voice that is written down.

Kivy wants its defaults set before anything of it is imported: import this after `ui.touch.setup.prepare`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from msgspec.structs import replace

from kiosk import messages as m
from kiosk.cabinet import Switch
from kiosk.languages import KNOWN
from kiosk.preferences import Preferences, Scan
from kiosk.settings import StationSettings
from kiosk.visit.steps import VisitKind
from tests.flows.plan import Visit
from tests.flows.world import INSTRUMENTS, World
from tests.kiosk.station.rig import Rig
from ui.touch.app import Face
from ui.touch.box import Box
from ui.touch.operating.hand import Marked
from ui.touch.speech.narrator import Narrator
from ui.touch.speech.speaker import Speaker
from ui.touch.speech.transcript import Utterance
from ui.touch.stage import Stage

STEP_S = 0.1
COARSE_S = 1.0
SETTLE_S = 1.0
"""A person looks before she acts; keys and touches count on a new screen by then."""


class WrittenVoice:
    """In a voice's and a loudspeaker's place: everything is said at once."""

    def __init__(self) -> None:
        self._number = 0

    async def speak(self, text: str, language: str) -> bytes:
        return b"\0\0"

    def write(self, sound: bytes) -> int:
        self._number += 1
        return self._number

    def played(self, number: int) -> int:
        return 1 << 30

    def silence(self) -> None:
        """Nothing sounds."""

    def set_volume(self, step: int) -> None:
        """Nothing is loud."""

    def close(self) -> None:
        """Nothing was kept."""


class Heard(Speaker):
    """The real speaker; notes what it begins to say."""

    def __init__(self, clock: Any) -> None:
        voice, loop = WrittenVoice(), asyncio.new_event_loop()

        def spawn(work: Coroutine[Any, Any, None]) -> None:
            loop.run_until_complete(work)

        super().__init__(voice, voice, clock, spawn, lambda work: work())
        self.lines: list[Utterance] = []
        self._loop = loop

    def _start(self, line: Utterance) -> None:
        self.lines.append(line)
        super()._start(line)

    def end(self) -> None:
        """Let go of what it has."""
        self.close()
        self._loop.close()


class Booth:
    """One station and its screen, for one visit."""

    def __init__(self, rig: Rig, visit: Visit, wishes: Preferences, settings: StationSettings) -> None:
        self.rig = rig
        self.world = World(rig)
        self._scan = wishes.scan
        self._taps: deque[m.Tap] = deque()
        self._shows: deque[m.Show] = deque()
        self.rig.outside.show = self._shows.append  # type: ignore[method-assign, assignment]
        memory = rig.conductor.memory
        memory.languages = KNOWN
        memory.room.active.add(Switch.HEADSET)
        self._as_kind(visit)
        self.face = Face(settings, Box(0, 0, int(Window.width), int(Window.height)), rig.clock, self._taps.append)
        self.stage = Stage(self.face, Window)
        self.speaker = Heard(rig.clock)
        self.narrator = Narrator(self.face, self.face, self.speaker, WrittenVoice(), rig.clock)
        self.face.hand.on_marked = self._marked
        self._read: tuple[object, str] = (None, "")
        Window.add_widget(self.face)
        rig.open()
        memory.preferences = wishes
        rig.conductor.refresh()
        self.wait(SETTLE_S)

    def close(self) -> None:
        """Take the screen away."""
        self.narrator.on_lost()
        Window.remove_widget(self.face)
        self.speaker.end()

    def _as_kind(self, visit: Visit) -> None:
        """Have the station offer what it shall, and a visit with a code be one of this kind."""
        conductor = self.rig.conductor
        offers = replace(conductor.settings.visit, kinds=visit.offered)
        conductor.settings = replace(conductor.settings, visit=offers)

        def begun() -> None:
            if conductor.memory.visit is not None and conductor.memory.visit.kind is VisitKind.BOOKED:
                conductor.memory.visit.kind = visit.kind

        self.rig.outside.open_folder = begun  # type: ignore[method-assign]

    # ------------------------------------------------------------------------------------------ time and messages

    def wait(self, seconds: float) -> None:
        """Let time pass, coarsely where there is much of it."""
        left = seconds
        while left > 1e-6:
            step = COARSE_S if left > 2 * SETTLE_S + COARSE_S else min(STEP_S, left)
            left -= step
            self.rig.clock.advance(step)
            self.rig.timers.tick()
            self.pump()
            self.face.tick()
            self._listen()
            self.narrator.tick()
            self.pump()

    def pump(self) -> None:
        """Carry what was sent to the other side, until all is still."""
        while self._taps or self._shows:
            if self._shows:
                self.narrator.on_message(self._shows.popleft())
            else:
                tap = self._taps.popleft()
                self.rig.tap(tap.action, tap.value)

    def _listen(self) -> None:
        """Note what is said from here on, where another screen or a question has come."""
        before, self._read = self._read, (self.narrator.visible, self.face.screen_name)
        if before != self._read:
            self.speaker.lines.clear()

    # ------------------------------------------------------------------------------------------ hands

    def tap(self, ident: str) -> None:
        """Touch a control with a finger."""
        touch = self.stage._press(ident)
        self.narrator.touched()
        self.wait(STEP_S)
        EventLoop.post_dispatch_input("end", touch)
        self.pump()

    def slip(self, ident: str) -> None:
        """Press a control, slide off it to the corner of the screen, and let go there."""
        touch = self.stage._press(ident)
        self.wait(STEP_S)
        touch.move({"x": 0.001, "y": 0.999})
        EventLoop.post_dispatch_input("update", touch)
        self.wait(STEP_S)
        EventLoop.post_dispatch_input("end", touch)
        self.pump()

    def key(self, code: int) -> None:
        """Press a key of the keypad and let it go."""
        self.narrator.touched()
        self.face.hand.key_down(code)
        self.wait(STEP_S)
        self.face.hand.key_up(code)
        self.pump()
        self.wait(3 * STEP_S)

    def switch(self, number: int) -> None:
        """Press a switch of the room; as in the cabinet, the first press begins the scan."""
        memory = self.rig.conductor.memory
        if memory.preferences.scan is Scan.OFF:
            memory.preferences = replace(memory.preferences, scan=self._scan)
        self.rig.conductor.refresh()
        self.pump()
        self.narrator.on_message(m.Key(action=m.KeyAction.SWITCH_1 if number == 1 else m.KeyAction.SWITCH_2))
        self.pump()
        self.wait(3 * STEP_S)

    # ------------------------------------------------------------------------------------------ eyes and ears

    @property
    def screen(self) -> str:
        return self.face.screen_name

    @property
    def marked(self) -> Marked | None:
        return self.face.hand.marked

    @property
    def asleep(self) -> bool:
        """Anything wakes the screen."""
        return bool(self.face._guard.asleep)

    def seen(self) -> set[str]:
        """List the parts that are there and not covered."""
        return {str(each["id"]) for each in self.stage._describe() if not each["covered"]}

    def _marked(self, marked: Marked | None) -> None:
        self.narrator.marked([item.ident for item in marked.items] if marked else [])


def instruments_of(visit: Visit) -> Any:
    """Find the instruments a visit is measured with."""
    return tuple(INSTRUMENTS[name] for name in visit.instruments)
