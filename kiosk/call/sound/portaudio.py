# SPDX-License-Identifier: EUPL-1.2
"""Real microphone and loudspeaker through PortAudio, in one full-duplex callback of 20 ms.

Everything of a turn happens in PortAudio's thread: what is played is fetched and given to the loudspeaker, what is
heard is processed with it as the reference and handed to the event loop.

PortAudio speaks ALSA, and through ALSA's `pipewire` or `pulse` device PipeWire and PulseAudio: on a desktop or on
Raspberry Pi OS the default device is PipeWire's. One callback for both directions means one clock for both, which is
what an echo canceller needs. A device that is missing or unplugged is looked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Deliver, ProcessingState, Render, Samples, silence
from kiosk.call.sound.paced import LONGEST_UNHEARD, SoundError
from kiosk.call.sound.turn import Turn
from kiosk.log import EventLog
from kiosk.messages import SourceState

CHECK_S = 1.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 8.0
OPEN_S = 8.0
LONGEST_DELAY_S = 1.0

_Kind = tuple[str, bool, bool]
"""A kind of stream of the library's; whether it hears, whether it speaks."""
_BOTH: tuple[_Kind, ...] = (
    ("RawStream", True, True),
    ("RawInputStream", True, False),
    ("RawOutputStream", False, True),
)
_SPEAKER: tuple[_Kind, ...] = (("RawOutputStream", False, True),)

_LOG = EventLog("sound")


class PortAudioCard:
    """The devices named ``microphone`` and ``speaker`` (part of a name is enough; empty: the system's default)."""

    def __init__(self, microphone: str, speaker: str, turn: Turn, changed: Callable[[], None]) -> None:
        self.microphone = SourceState.OFF
        self.speaker = SourceState.OFF
        self._names = (microphone, speaker)
        self.speaker_delay_s = 0.0
        self._turn, self._changed = turn, changed
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._closing: threading.Thread | None = None
        self._speaker_only = False
        self._deliver: Deliver | None = None
        self._render: Render = silence
        self._opening = threading.Lock()
        self._attempt = 0
        self._unheard = 0
        self._turns = 0

    @property
    def processing(self) -> ProcessingState:
        return self._turn.processing.state

    @property
    def echo_return_loss_db(self) -> float | None:
        return self._turn.processing.echo_return_loss_db

    def start(self, deliver: Deliver, render: Render) -> None:
        self._deliver, self._render = deliver, render
        before = self._end() if self._speaker_only else None
        if self._task is None:
            self._task = asyncio.create_task(self._run(_BOTH, before), name="sound-card")

    def start_speaker(self, render: Render) -> None:
        if self._task is None:
            self._deliver, self._render, self._speaker_only = None, render, True
            self._task = asyncio.create_task(self._run(_SPEAKER, None), name="speaker")

    def stop(self) -> None:
        self._end()
        self._set(SourceState.OFF, SourceState.OFF)

    def _end(self) -> asyncio.Task[None] | None:
        """Have the stream closed, and return the task that does so."""
        task, self._task = self._task, None
        self._speaker_only = False
        if task is not None:
            task.cancel()
            self._attempt += 1
        return task

    def set_stethoscope(self, on: bool) -> None:
        self._turn.set_stethoscope(on)

    async def _run(self, kinds: tuple[_Kind, ...], before: asyncio.Task[None] | None) -> None:
        """Keep a stream of the first of ``kinds`` that there is, once the task ``before`` has let its stream go."""
        pause_s, seen = FIRST_PAUSE_S, False
        if before is not None:
            await asyncio.wait([before])
        while True:
            try:
                self._attempt += 1
                opening = asyncio.to_thread(self._open, self._attempt, kinds)
                stream, hears, speaks = await asyncio.wait_for(opening, OPEN_S)
            except (SoundError, TimeoutError) as problem:
                away = SourceState.FAILED if seen else SourceState.MISSING
                if pause_s == FIRST_PAUSE_S:
                    _LOG.error("sound-away", problem, state=away)
                self._set(SourceState.OFF if kinds is _SPEAKER else away, away)
            else:
                seen, pause_s = True, FIRST_PAUSE_S
                without = SourceState.OFF if kinds is _SPEAKER else SourceState.MISSING
                self._set(SourceState.OK if hears else without, SourceState.OK if speaks else SourceState.MISSING)
                await self._watch(stream)
                self._set(SourceState.OFF if kinds is _SPEAKER else SourceState.FAILED, SourceState.FAILED)
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
            self._closing = threading.Thread(target=self._close, args=(stream,), name="sound-close", daemon=True)
            self._closing.start()

    def _open(self, attempt: int, kinds: tuple[_Kind, ...]) -> tuple[Any, bool, bool]:
        if self._closing is not None:
            self._closing.join(OPEN_S)  # starting the library anew below would pull its stream from under it
        with self._opening:
            try:
                library: Any = importlib.import_module("sounddevice")
                # PortAudio lists devices when it starts; what was plugged in since is found only by starting anew.
                library._terminate()
                library._initialize()
            except (ImportError, OSError) as problem:
                raise SoundError("PortAudio is not installed.", hint="Install libportaudio2.") from problem
            microphone, speaker = (name or None for name in self._names)
            for kind, hears, speaks in kinds:
                device = (microphone, speaker) if hears and speaks else microphone if hears else speaker
                try:
                    stream = getattr(library, kind)(
                        samplerate=RATE_HZ, blocksize=FRAME_SAMPLES, channels=1, dtype="int16", latency="low",
                        device=device, callback=self._callback(hears, speaks),
                    )  # fmt: skip
                    self._turn.processing.load()
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

        def turn(heard: Any, out: Any, when: Any) -> None:
            self._turns += 1
            played = self._turn.play(self._render)  # also without a loudspeaker: what waits must not pile up
            if out is not None:
                out[:] = played.tobytes()
                self._note_delay(when)
            if heard is not None:
                self._hear(heard, played if speaks else silence())

        if hears and speaks:
            return lambda heard, out, _frames, when, _status: turn(heard, out, when)
        if hears:
            return lambda heard, _frames, when, _status: turn(heard, None, when)
        return lambda out, _frames, when, _status: turn(None, out, when)

    def _hear(self, heard: Any, played: Samples) -> None:
        samples = np.frombuffer(heard, dtype=np.int16).copy()
        if len(samples) != FRAME_SAMPLES:
            return
        samples = self._turn.hear(samples, played)
        if self._unheard < LONGEST_UNHEARD:
            self._unheard += 1
            with contextlib.suppress(RuntimeError):  # the loop is closed: the process ends
                self._loop.call_soon_threadsafe(self._arrived, samples)

    def _note_delay(self, when: Any) -> None:
        if when is not None:
            delay_s = float(when.outputBufferDacTime - when.currentTime)
            if 0 <= delay_s <= LONGEST_DELAY_S:  # some drivers tell nothing or nonsense
                self.speaker_delay_s = delay_s

    def _arrived(self, samples: Samples) -> None:
        self._unheard -= 1
        if self._deliver is not None and self._task is not None:
            self._deliver(samples)

    def _set(self, microphone: SourceState, speaker: SourceState) -> None:
        if (microphone, speaker) != (self.microphone, self.speaker):
            self.microphone, self.speaker = microphone, speaker
            self._changed()
