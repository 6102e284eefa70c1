# SPDX-License-Identifier: EUPL-1.2
"""Tries camera and sound for the self-test: looks at pictures, plays two notes and listens for them.

What it sees and hears never leaves this process; only what came of it does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np

from kiosk.call.cameras.look import Look, judge, look
from kiosk.call.sound.card import FRAME_S, Samples, silence
from kiosk.call.sound.tone import NOTE_S, NOTES_HZ, heard, notes
from kiosk.call.studio import Studio
from kiosk.log import EventLog
from kiosk.messages import DevicesTried, Message, SourceState, StopTrying, ToCall, TryDevices
from kiosk.selftest.report import Check, Outcome, Reason, Result, failed, passed, skipped
from kiosk.settings import StationSettings

OPEN_S = 10.0
"""How long a device may take to open."""
LOOK_S = 1.5
PAUSE_S = 0.1
ROOM_FRAMES = round(0.5 / FRAME_S)
"""What is heard of the room before the notes."""
SETTLE_FRAMES = round(0.3 / FRAME_S)
"""What a sound card that was just opened gives is not listened to."""
AFTER_FRAMES = round((NOTE_S * len(NOTES_HZ) + 0.9) / FRAME_S)
"""From the first note on: both, and the way through a slow sound system."""

_LOG = EventLog("rehearsal")


class Rehearsal:
    """Camera and sound, tried once in a while. The station has asked for both by `Preview` before."""

    def __init__(
        self,
        studio: Studio,
        settings: StationSettings,
        tell: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._studio, self._settings, self._tell, self._spawn = studio, settings, tell, spawn
        self._running: asyncio.Task[None] | None = None

    def take(self, message: ToCall) -> None:
        """Begin or stop; any other message is none of these."""
        if isinstance(message, TryDevices | StopTrying):
            self.stop()
        if isinstance(message, TryDevices):
            self._running = self._spawn(self._run(message.id))

    def stop(self) -> None:
        """Stop at once."""
        if self._running is not None:
            self._running.cancel()
            self._running = None

    async def _run(self, ident: str) -> None:
        self._studio.set_media(microphone=True, camera=True)  # the last patient may have switched them off
        results = await asyncio.gather(self._camera(), self._sound())
        for result in results:
            level = _LOG.warning if result.outcome is Outcome.FAILED else _LOG.info
            level("tried", check=result.check, state=result.outcome, reason=result.reason)
        self._tell(DevicesTried(id=ident, results=results))

    # ------------------------------------------------------------------------------------------ camera

    async def _camera(self) -> Result:
        if self._settings.camera.kind == "none":
            return skipped(Check.CAMERA, Reason.NOT_WANTED)
        state = await self._opened(lambda: self._studio.sources.camera)
        if state is SourceState.MISSING:
            return failed(Check.CAMERA, Reason.NO_CAMERA)
        if state is not SourceState.OK:
            return failed(Check.CAMERA, Reason.NO_PICTURE)
        reason = judge(await self._looks())
        return failed(Check.CAMERA, reason) if reason else passed(Check.CAMERA)

    async def _looks(self) -> list[Look]:
        found: list[Look] = []
        slot = self._studio.pictures
        number = slot.number
        try:
            async with asyncio.timeout(LOOK_S):
                while True:
                    number, picture = await slot.after(number)
                    found.append(look(picture))
                    del picture  # nothing holds on to what was seen
        except TimeoutError:
            return found

    # ------------------------------------------------------------------------------------------ sound

    async def _sound(self) -> Result:
        wanted = self._settings.sound
        if wanted.kind == "none":
            return skipped(Check.SOUND, Reason.NOT_WANTED)
        if wanted.kind in {"speech", "file"}:
            return skipped(Check.SOUND, Reason.SIMULATED)
        if await self._opened(lambda: self._studio.sources.microphone) is not SourceState.OK:
            return failed(Check.SOUND, Reason.NO_MICROPHONE)
        if self._studio.sources.speaker is not SourceState.OK:
            return failed(Check.SOUND, Reason.NO_LOUDSPEAKER)
        if wanted.headphones:
            return skipped(Check.SOUND, Reason.HEADPHONES)
        return passed(Check.SOUND) if await self._notes_heard() else failed(Check.SOUND, Reason.NOTHING_HEARD)

    async def _notes_heard(self) -> bool:
        """Play and listen, past the processing, which would take what the loudspeaker plays out of what is heard."""
        ear = _Ear()
        self._studio.set_stethoscope(True)
        try:
            self._studio.listen(ear)
            async with asyncio.timeout(OPEN_S):
                await ear.count(SETTLE_FRAMES + ROOM_FRAMES)
                begin = len(ear.frames)
                frames = iter(notes())
                self._studio.set_voice(lambda: next(frames, silence()))
                await ear.count(begin + AFTER_FRAMES)
        except TimeoutError:
            return False
        finally:
            self._studio.set_voice(None)
            self._studio.set_stethoscope(False)
            self._studio.unlisten(ear)
        sound = np.concatenate(ear.frames)
        first, last = SETTLE_FRAMES * len(ear.frames[0]), begin * len(ear.frames[0])
        return heard(sound[first:last], sound[last:])

    async def _opened(self, state: Callable[[], SourceState]) -> SourceState:
        """Wait until a device is open, or is known not to be there."""
        for _ in range(round(OPEN_S / PAUSE_S)):
            if state() is not SourceState.OFF:
                break
            await asyncio.sleep(PAUSE_S)
        return state()


class _Ear:
    """Collects what the microphone hears."""

    def __init__(self) -> None:
        self.frames: list[Samples] = []
        self._wanted = 0
        self._enough = asyncio.Event()

    def hear(self, samples: Samples) -> None:
        self.frames.append(samples)
        if len(self.frames) >= self._wanted:
            self._enough.set()

    def set_stethoscope(self, on: bool) -> None:
        """Every sound counts anyway."""

    async def count(self, frames: int) -> None:
        """Wait until so many frames have been heard."""
        self._wanted = frames
        self._enough.clear()
        if len(self.frames) < frames:
            await self._enough.wait()
