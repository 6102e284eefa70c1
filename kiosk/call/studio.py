# SPDX-License-Identifier: EUPL-1.2
"""The room at this end: camera, microphone, loudspeaker and the two pictures on the patient's screen.

It decides when devices run, feeds every connection from them, and shows what arrives.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.camera_off import camera_off
from kiosk.call.cameras.cameras import Cameras
from kiosk.call.cameras.i420 import fit, for_ring
from kiosk.call.inset import Inset
from kiosk.call.latest import Latest
from kiosk.call.measure import Measure
from kiosk.call.media import Ear, Media
from kiosk.call.sound.card import Samples, SoundCard, silence
from kiosk.call.sound.choose import choose_sound
from kiosk.call.sound.level import Level
from kiosk.call.sound.mix import mixed
from kiosk.call.sound.prompts import LOOK_S, Prompts
from kiosk.clock import Clock
from kiosk.frames import MAX_HEIGHT_PX, MAX_WIDTH_PX, RingWriter
from kiosk.messages import CameraName, CameraReport, Sources, SourceState
from kiosk.prompts_ring import prompts_path
from kiosk.settings import StationSettings

SELF_VIEW_FPS = 30


class Studio:
    """Owns the devices and the rings. ``changed`` is called when the state of a device changes."""

    def __init__(self, settings: StationSettings, clock: Clock, measure: Measure, changed: Callable[[], None]) -> None:
        self._clock, self._measure = clock, measure
        self._changed = changed
        self._camera = Cameras(settings, self._camera_changed)
        self._card: SoundCard = choose_sound(settings.sound, settings.station.language, clock, changed)
        self._prompts = Prompts(prompts_path(settings.station.runtime), clock)
        self._still = camera_off(*fit(settings.camera.width_px, settings.camera.height_px, MAX_WIDTH_PX, MAX_HEIGHT_PX))
        self._own: RingWriter | None = None
        self._remote: RingWriter | None = None
        self._ears: weakref.WeakSet[Ear] = weakref.WeakSet()
        self._fps = settings.camera.fps
        self._previewing = False
        self._calling = False
        self._voice: Callable[[], Samples] | None = None
        self._guest_voice: Callable[[], Samples] | None = None
        self._inset = Inset(self._show_remote, clock)
        self._microphone_on = True
        self._camera_on = True
        self._still_shown = False
        self._stethoscope = False
        self._level = Level()
        self.on_level: Callable[[float], None] = lambda _: None
        """Hears how loud the microphone is, while there is no call."""

    @property
    def sources(self) -> Sources:
        """How the devices are."""
        return Sources(camera=self._camera.state, microphone=self._card.microphone, speaker=self._card.speaker)

    @property
    def echo_return_loss_db(self) -> float | None:
        """How much of the GP's voice is taken out of what the microphone hears; None: not known."""
        return self._card.echo_return_loss_db

    @property
    def camera_report(self) -> CameraReport:
        """What the GP can do with the cameras and the voice, and how they stand."""
        return self._camera.report(stethoscope=self._stethoscope)

    # ------------------------------------------------------------------------------------------------ the GP's hand

    def zoom(self, x: float, y: float, scale: float) -> None:
        """Send a part of the patient's picture: its middle, and how much larger it is."""
        self._camera.zoom(x, y, scale)

    def choose_camera(self, which: CameraName) -> None:
        """Send the pictures of that camera as soon as it gives any."""
        self._camera.choose(which)

    async def take_still(self) -> CapturedFrame:
        """Take a picture at the camera's best; raises `CameraError`."""
        return await self._camera.still()

    async def set_torch(self, on: bool) -> None:
        """Switch the light of the camera that is shown."""
        await self._camera.torch(on)

    def set_stethoscope(self, on: bool) -> None:
        """Send every sound of the room as it is, or speech without noise and echo."""
        self._stethoscope = on
        for ear in self._ears:
            ear.set_stethoscope(on)
        self._card.set_stethoscope(on)
        self._changed()

    def reset_tools(self) -> None:
        """Go back to how a call begins."""
        self._camera.reset()
        self.set_stethoscope(False)

    async def watch_cameras(self) -> None:
        """Look for the examination camera, for ever."""
        await self._camera.watch()

    # ------------------------------------------------------------------------------------------------ what runs

    def preview(self, on: bool) -> None:
        """Run camera and microphone without a call, or let them go."""
        self._previewing = on
        self._settle()

    def in_call(self, on: bool) -> None:
        """Note whether there is any connection."""
        self._calling = on
        self._settle()

    def set_media(self, *, microphone: bool, camera: bool) -> None:
        """Choose what of the patient is sent. A camera that is off is let go, and its light with it."""
        self._microphone_on, self._camera_on = microphone, camera
        self._settle()

    def set_rings(self, own: Path, remote: Path) -> None:
        """Make the rings for the self-view and the GP's picture there; those that are there already stay."""
        self._own, self._remote = _ring(self._own, own), _ring(self._remote, remote)
        self._still_shown = False
        self._settle()

    def close(self) -> None:
        """Let everything go and take the rings away."""
        self._camera.stop()
        self._card.stop()
        for ring in (self._own, self._remote):
            if ring is not None:
                ring.close()
        self._own = self._remote = None

    def _settle(self) -> None:
        if self._running:
            self._card.start(self._heard, self._render)
        else:
            self._card.stop()
        if self._running and self._camera_on:
            self._camera.start()
        else:
            self._camera.stop()
        self._show_no_camera()

    def _camera_changed(self) -> None:
        self._show_no_camera()
        self._changed()

    @property
    def _running(self) -> bool:
        return self._previewing or self._calling

    def _show_no_camera(self) -> None:
        """Put the still picture into the self-view while no camera runs, rather than a frozen last frame."""
        if self._own is None:
            return
        if not self._running:
            self._own.blank()
            self._still_shown = False
        elif self._camera_on and self._camera.state in (SourceState.OK, SourceState.OFF):  # off: it is just starting
            self._still_shown = False
        elif not self._still_shown:
            self._write(self._own, self._still)
            self._still_shown = True

    # ------------------------------------------------------------------------------------------------ out

    def guest_media(
        self,
        show: Callable[[CapturedFrame], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        *,
        most_bps: int,
    ) -> Media:
        """Tie the connection of a third participant to the room; it has no part of what is measured of the GP's."""
        return Media(
            pictures=self._camera.pictures,
            still=self._still,
            fps=self._fps,
            show=show,
            sent=lambda width, height: None,
            listen=self.listen,
            spawn=spawn,
            most_bps=most_bps,
        )

    def media(
        self,
        show: Callable[[CapturedFrame], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> Media:
        """Tie a new connection to the room; ``show`` is given its pictures."""
        return Media(
            pictures=self._camera.pictures,
            still=self._still,
            fps=self._fps,
            show=show,
            sent=self._measure.video_out,
            listen=self.listen,
            spawn=spawn,
            hardware=self._camera.hardware,
        )

    @property
    def pictures(self) -> Latest[CapturedFrame]:
        """What the camera that is shown sees."""
        return self._camera.pictures

    def listen(self, ear: Ear) -> None:
        """Let ``ear`` hear the room, in the way that is chosen now, as long as it exists or until `unlisten`."""
        self._ears.add(ear)
        if self._stethoscope:
            ear.set_stethoscope(True)

    def unlisten(self, ear: Ear) -> None:
        """Let ``ear`` hear nothing more."""
        self._ears.discard(ear)

    async def mirror(self) -> None:
        """Copy the camera's pictures into the ring of the self-view, for ever."""
        number, next_s = 0, 0.0
        while True:
            number, picture = await self._camera.own.after(number)
            now_s = self._clock.monotonic_s()
            wanted = self._running and self._camera_on  # the camera's last picture may come after it was let go
            if self._own is not None and wanted and now_s >= next_s:
                next_s = max(next_s + 1 / SELF_VIEW_FPS, now_s - 1 / SELF_VIEW_FPS)
                self._write(self._own, picture)
            del picture  # the next one may come in the next visit

    def _heard(self, samples: Samples) -> None:
        frame = samples if self._microphone_on else silence()
        self._measure.audio_out(frame)
        level = self._level.add(frame) if self._previewing and not self._calling else None
        if level is not None:
            self.on_level(level)
        for ear in self._ears:
            ear.hear(frame)

    # ------------------------------------------------------------------------------------------------ in

    def show(self, picture: CapturedFrame) -> None:
        """Show a picture of the GP."""
        self._inset.large(picture)
        self._measure.video_in(picture)

    def _show_remote(self, picture: CapturedFrame) -> None:
        if self._remote is not None:
            self._write(self._remote, picture)

    def show_guest(self, picture: CapturedFrame) -> None:
        """Show a picture of a third participant, small."""
        self._inset.small(picture)

    def hide_guest(self) -> None:
        """Show no third participant any more."""
        if self._inset.drop_small() and self._remote is not None:
            self._remote.blank()

    def set_guest_voice(self, source: Callable[[], Samples] | None) -> None:
        """Play what ``source`` gives together with the GP's voice; None: nothing."""
        self._guest_voice = source

    def set_voice(self, source: Callable[[], Samples] | None) -> None:
        """Play what ``source`` gives, 20 ms a call, from the sound card's thread; None: silence."""
        self._voice = source

    def _render(self) -> Samples:
        source = self._voice
        samples = source() if source is not None else silence()
        self._measure.audio_in(samples, self._card.speaker_delay_s)
        guest = self._guest_voice
        if guest is not None:
            samples = mixed(samples, guest())
        return self._prompts.mix(samples)

    async def watch_prompts(self) -> None:
        """Open the loudspeaker where no call keeps it open and something is to be said; for ever."""
        while True:
            wanted = self._prompts.wanted()
            if not self._running:
                if wanted:
                    self._card.start_speaker(self._render)
                else:
                    self._card.stop()
            await asyncio.sleep(LOOK_S)

    def blank_remote(self) -> None:
        """Take the GP's picture away."""
        self._inset.drop_large()
        if self._remote is not None:
            self._remote.blank()

    def _write(self, ring: RingWriter, picture: CapturedFrame) -> None:
        picture = for_ring(picture)
        ring.write(picture.planes.reshape(-1).data, picture.width, picture.height, picture.time_s)


def _ring(before: RingWriter | None, path: Path) -> RingWriter:
    if before is not None and before.path == path and path.exists():
        return before
    if before is not None:
        before.close()
    return RingWriter(path)
