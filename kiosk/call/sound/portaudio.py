# SPDX-License-Identifier: EUPL-1.2
"""Real microphone and loudspeaker through PortAudio, in one full-duplex callback of 20 ms.

PortAudio speaks ALSA, and through ALSA's `pipewire` or `pulse` device PipeWire and PulseAudio: on a desktop or on
Raspberry Pi OS the default device is PipeWire's. One callback for both directions means one clock for both, which is
what an echo canceller needs. A device that is missing or unplugged is looked for again.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Deliver, Samples
from kiosk.call.sound.paced import SoundError
from kiosk.log import EventLog
from kiosk.messages import SourceState

CHECK_S = 1.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 8.0
OPEN_S = 8.0
LONGEST_QUEUE = 8
"""Frames waiting for the loudspeaker (160 ms); older ones are dropped."""
FIRST_QUEUE = 2
"""Frames that must wait before the loudspeaker begins again after it ran dry: else every frame is a gap."""
LONGEST_UNHEARD = 10

_LOG = EventLog("sound")


class PortAudioCard:
    """The devices named ``microphone`` and ``speaker`` (part of a name is enough; empty: the system's default)."""

    def __init__(self, microphone: str, speaker: str, changed: Callable[[], None]) -> None:
        self.microphone = SourceState.OFF
        self.speaker = SourceState.OFF
        self._names = (microphone, speaker)
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._deliver: Deliver | None = None
        self._queue: deque[Samples] = deque(maxlen=LONGEST_QUEUE)
        self._opening = threading.Lock()
        self._attempt = 0
        self._flowing = False
        self._unheard = 0
        self._turns = 0

    def start(self, deliver: Deliver) -> None:
        self._deliver = deliver
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="sound-card")

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._attempt += 1
        self._queue.clear()
        self._set(SourceState.OFF, SourceState.OFF)

    def play(self, samples: Samples) -> None:
        self._queue.append(samples)

    async def _run(self) -> None:
        pause_s, seen = FIRST_PAUSE_S, False
        while True:
            try:
                self._attempt += 1
                stream, hears, speaks = await asyncio.wait_for(asyncio.to_thread(self._open, self._attempt), OPEN_S)
            except (SoundError, TimeoutError) as problem:
                away = SourceState.FAILED if seen else SourceState.MISSING
                if pause_s == FIRST_PAUSE_S:
                    _LOG.error("sound-away", problem, state=away)
                self._set(away, away)
            else:
                seen, pause_s = True, FIRST_PAUSE_S
                self._set(
                    SourceState.OK if hears else SourceState.MISSING, SourceState.OK if speaks else SourceState.MISSING
                )
                await self._watch(stream)
                self._set(SourceState.FAILED, SourceState.FAILED)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _watch(self, stream: Any) -> None:
        """Return when the callback is no longer called."""
        try:
            before = -1
            while stream.active and self._turns != before:
                before = self._turns
                await asyncio.sleep(CHECK_S)
        finally:
            # Closing may block on a device that is gone, and the loop must not.
            threading.Thread(target=self._close, args=(stream,), name="sound-close", daemon=True).start()

    def _open(self, attempt: int) -> tuple[Any, bool, bool]:
        with self._opening:
            try:
                library: Any = importlib.import_module("sounddevice")
                # PortAudio lists devices when it starts; what was plugged in since is found only by starting anew.
                library._terminate()
                library._initialize()
            except (ImportError, OSError) as problem:
                raise SoundError("PortAudio is not installed.", hint="Install libportaudio2.") from problem
            microphone, speaker = (name or None for name in self._names)
            for kind, device, hears, speaks in (
                ("RawStream", (microphone, speaker), True, True),
                ("RawInputStream", microphone, True, False),
                ("RawOutputStream", speaker, False, True),
            ):
                try:
                    stream = getattr(library, kind)(
                        samplerate=RATE_HZ, blocksize=FRAME_SAMPLES, channels=1, dtype="int16", latency="low",
                        device=device, callback=self._callback(hears, speaks),
                    )  # fmt: skip
                    if attempt != self._attempt:  # nobody waits for it any more
                        stream.close(ignore_errors=True)
                        break
                    stream.start()
                except (library.PortAudioError, ValueError, OSError):
                    continue
                return stream, hears, speaks
        raise SoundError("There is no microphone and no loudspeaker.", hint="Plug one in, or set sound.kind.")

    def _close(self, stream: Any) -> None:
        with self._opening:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    def _callback(self, hears: bool, speaks: bool) -> Callable[..., None]:
        """Make PortAudio's callback; both directions pass here, with one clock."""

        def hear(heard: Any) -> None:
            samples = np.frombuffer(heard, dtype=np.int16).copy()
            self._turns += 1
            if self._unheard < LONGEST_UNHEARD:
                self._unheard += 1
                self._loop.call_soon_threadsafe(self._arrived, samples)

        def speak(out: Any) -> None:
            self._turns += 1
            self._flowing = bool(self._queue) if self._flowing else len(self._queue) >= FIRST_QUEUE
            out[:] = self._queue.popleft().tobytes() if self._flowing else bytes(len(out))

        def both(heard: Any, out: Any, *_: object) -> None:
            hear(heard)
            speak(out)

        if hears and speaks:
            return both
        return (lambda heard, *_: hear(heard)) if hears else (lambda out, *_: speak(out))

    def _arrived(self, samples: Samples) -> None:
        self._unheard -= 1
        if self._deliver is not None and self._task is not None and len(samples) == FRAME_SAMPLES:
            self._deliver(samples)

    def _set(self, microphone: SourceState, speaker: SourceState) -> None:
        if (microphone, speaker) != (self.microphone, self.speaker):
            self.microphone, self.speaker = microphone, speaker
            self._changed()
