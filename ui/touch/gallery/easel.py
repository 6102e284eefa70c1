# SPDX-License-Identifier: EUPL-1.2
"""The process that draws screens for one panel: a JSON line in for each picture, a JSON line out when it is saved.

It draws with the real `Face` under the real window, but on a clock that stands still and without a station, so that a
picture depends on nothing but what it is to show. Each picture has a face of its own: what was shown before leaves no
trace.
"""

from __future__ import annotations

import argparse
import platform
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt
from PIL import Image

from kiosk.clock import ManualClock
from kiosk.settings import StationSettings, load
from ui.touch import setup
from ui.touch.gallery.fingerprint import fingerprint
from ui.touch.gallery.job import Done, Job, Ready, Scene

STEP_S = 0.25
"""So long is between two looks at the clock."""
THUMB_OF = 4
"""So much smaller are small pictures."""
LOSSLESS: dict[str, Any] = {"format": "WEBP", "lossless": True, "method": 1, "quality": 20}
"""As quick as PNG, and half its size; more effort gains little."""
SMALL: dict[str, Any] = {"format": "WEBP", "method": 2, "quality": 60}


class Easel:
    """A window, and in it one face at a time."""

    def __init__(self, settings: StationSettings) -> None:
        """Open the window. Kivy must have been prepared for this panel; raises `RuntimeError` without a window."""
        from kivy.core.window import Window

        if Window is None:
            raise RuntimeError("There is no window to draw in; is DISPLAY set?")
        self._settings = settings
        self._window = Window

    @property
    def rasteriser(self) -> str:
        """Name what turns shapes into pixels."""
        import kivy
        from kivy.graphics.opengl import GL_RENDERER, GL_VERSION, glGetString

        renderer, version = (bytes(glGetString(each)).decode() for each in (GL_RENDERER, GL_VERSION))
        return f"{renderer}; {version}; Kivy {kivy.__version__}; {platform.machine()}"

    def draw(self, scene: Scene) -> npt.NDArray[np.uint8]:
        """Show ``scene`` to somebody who has just come, and return the pixels: height, width, three colours."""
        from ui.touch.app import Face
        from ui.touch.box import Box

        clock = ManualClock()
        panel = Box(0, 0, int(self._window.width), int(self._window.height))
        face = Face(self._settings, panel, clock, lambda _tap: None)
        self._window.add_widget(face)
        try:
            face.on_message(scene.show)
            self._frame(face)
            for messages in scene.steps(STEP_S):
                for message in messages:
                    face.on_message(message)
                clock.advance(STEP_S)
                self._frame(face)
            for ident in scene.touch:
                _touch(face, ident)
                clock.advance(STEP_S)
                self._frame(face)
            if scene.lost:
                face.on_lost()
                self._frame(face)
            return self._pixels()
        finally:
            self._window.remove_widget(face)

    def _frame(self, face: Any) -> None:
        """Do what Kivy's loop does once a picture."""
        from kivy.clock import Clock
        from kivy.lang import Builder

        Clock.tick()
        face.tick()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()

    def _pixels(self) -> npt.NDArray[np.uint8]:
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        self._window.dispatch("on_draw")
        width, height = int(self._window.width), int(self._window.height)
        data = bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))
        picture = np.frombuffer(data, dtype=np.uint8).reshape(height, width, 4)
        return np.ascontiguousarray(picture[::-1, :, :3])


def _touch(face: Any, ident: str) -> None:
    """Do what the button called ``ident`` does; raises `LookupError` where there is none."""
    for part in face.scope.walk(restrict=True):
        if getattr(part, "ident", "") == ident and hasattr(part, "act") and part.box.w > 0:
            part.act()
            return
    raise LookupError(f"there is no button '{ident}'")


def carry_out(easel: Easel, job: Job) -> Done:
    """Draw and save one picture."""
    try:
        pixels = easel.draw(job.scene)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as problem:
        last = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        return Done(key=job.key, problem=f"{type(problem).__name__}: {problem} ({where})")
    picture = Image.fromarray(pixels)
    _save(picture, job.path, LOSSLESS)
    if job.thumb:
        _save(picture.reduce(THUMB_OF), job.thumb, SMALL)
    return Done(key=job.key, fingerprint=str(fingerprint(pixels)))


def _save(picture: Image.Image, name: str, how: dict[str, Any]) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    picture.save(partial, **how)
    partial.rename(path)


def work(easel: Easel, lines: Iterable[bytes], out: BinaryIO) -> None:
    """Answer every line until there are no more."""
    decoder, encoder = msgspec.json.Decoder(Job), msgspec.json.Encoder()
    out.write(encoder.encode(Ready(rasteriser=easel.rasteriser)) + b"\n")
    out.flush()
    for line in lines:
        out.write(encoder.encode(carry_out(easel, decoder.decode(line))) + b"\n")
        out.flush()


def main(arguments: list[str]) -> int:
    """Draw for the panel of ``--set panel.…`` what standard input asks for."""
    parser = argparse.ArgumentParser(prog="python -m ui.touch.gallery.easel", description=__doc__)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", dest="overrides")
    overrides = parser.parse_args(arguments).overrides
    settings = load(StationSettings, None, ["panel.fullscreen=false", *overrides])
    setup.prepare(settings.panel)
    from kivy.config import Config

    Config.set("graphics", "maxfps", "0")  # no pauses: nobody is looking
    work(Easel(settings), sys.stdin.buffer, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
