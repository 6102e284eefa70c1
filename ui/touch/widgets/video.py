# SPDX-License-Identifier: EUPL-1.2
"""A picture from a ring: three luminance textures and a shader (BT.601), the whole picture always shown.

A texture is written only when a new frame has come. The ring's file may come and go; a blanked ring shows no picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.graphics import BindTexture, Color, Rectangle, RenderContext
from kivy.graphics.texture import Texture

from kiosk.frames import PLANES_BYTES, Picture, RingReader
from ui.touch.box import Box
from ui.touch.colour_range import RangeWatch
from ui.touch.theme import Theme
from ui.touch.widgets.icons import person
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, holds

SMALLEST_SIGN_MM = 7.0
FADED_S = 1.0
"""No new frame for this long: look whether the ring was blanked."""
SHADER = """
$HEADER$
uniform sampler2D tex_y;
uniform sampler2D tex_u;
uniform sampler2D tex_v;
uniform vec2 size_px;
uniform float radius_px;
uniform vec3 range;
void main(void) {
    float y = range.y * (texture2D(tex_y, tex_coord0).r - range.x);
    float u = range.z * (texture2D(tex_u, tex_coord0).r - 0.501961);
    float v = range.z * (texture2D(tex_v, tex_coord0).r - 0.501961);
    vec2 corner = abs(tex_coord0 - 0.5) * size_px - (size_px * 0.5 - radius_px);
    float cover = clamp(0.5 - (length(max(corner, 0.0)) - radius_px), 0.0, 1.0);
    gl_FragColor = vec4(y + 1.596027 * v, y - 0.391762 * u - 0.812968 * v, y + 2.017232 * u, cover);
}
"""
VIDEO_RANGE = (0.062745, 1.164384, 1.0)
FULL_RANGE = (0.0, 1.0, 0.878431)
"""Floor and gain of the luminance, gain of the colours."""


class Video(Part):
    """Shows the newest frame of the ring it is pointed at; ``mirror`` for a self-view."""

    role = "image"

    def __init__(self, theme: Theme, ident: str, name: str, *, mirror: bool = False, empty: str = "") -> None:
        super().__init__(ident)
        self.theme = theme
        self.name = name
        self.mirror = mirror
        self.reader: RingReader | None = None
        self._sequence = 0
        self._buffer: bytearray | None = None
        """Where every picture is read to: a new place for each would cost more than the reading."""
        self._changed_s = 0.0
        self._planes: tuple[Any, Any, Any] | None = None
        self._frame_size = (0, 0)
        self._range = RangeWatch()
        self.empty = Prompt(theme, empty, colour=theme.colours.on_night, align="center")
        self.empty.role = ""
        self.add_widget(self.empty)
        self.free: Box | None = None
        """Where nothing stands on the picture; None: everywhere."""

    @property
    def pictured(self) -> bool:
        """Whether there is a picture."""
        return self._planes is not None

    def keep_free(self, free: Box) -> None:
        """Put the words of a missing picture where nothing stands on it; told before it is placed."""
        changed, self.free = free != self.free, free
        if changed and not self.hidden and self._planes is None:
            self.draw()

    def watch(self, path: str) -> None:
        """Take pictures from the ring at ``path``; empty: none."""
        if self.reader is not None and str(self.reader.path) == path:
            return
        self.close()
        self.reader = RingReader(Path(path)) if path else None

    def close(self) -> None:
        """Let the ring go and forget the picture."""
        if self.reader is not None:
            self.reader.close()
        self.reader = None
        self._forget()

    def tick(self, now_s: float) -> None:
        """Show a new frame if there is one."""
        if self.reader is None:
            return
        if self._buffer is None:
            self._buffer = bytearray(PLANES_BYTES)
        picture = self.reader.newest(self._sequence, self._buffer)
        if picture is not None:
            self._changed_s = now_s
            self._upload(picture)
        elif self._planes is not None and now_s - self._changed_s > FADED_S:
            self._changed_s = now_s
            if self.reader.newest(into=self._buffer) is None:
                self._forget()

    def _forget(self) -> None:
        self._sequence, self._buffer = 0, None
        if self._planes is not None:
            self._planes, self._frame_size = None, (0, 0)
            self._range = RangeWatch()
            self.draw()

    def _upload(self, picture: Picture) -> None:
        self._sequence = picture.sequence
        w, h = picture.width, picture.height
        if self._planes is None or self._frame_size != (w, h):
            sizes = ((w, h), (w // 2, h // 2), (w // 2, h // 2))
            self._planes = tuple(Texture.create(size=size, colorfmt="luminance") for size in sizes)
            self._frame_size = (w, h)
            self.draw()
        view = memoryview(picture.planes)
        luma, chroma = w * h, w * h // 4
        before = self._range.full
        if self._range.look(view[:luma]) is not before:
            self.draw()
        parts = (view[:luma], view[luma : luma + chroma], view[luma + chroma : luma + 2 * chroma])
        assert self._planes is not None
        for texture, part in zip(self._planes, parts, strict=True):
            texture.blit_buffer(part, colorfmt="luminance", bufferfmt="ubyte")
        self.canvas.ask_update()

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.box.w <= 0:
            return
        with self.canvas.before:
            colours = self.theme.colours
            edge = colours.edge if colours.night == colours.paper else None  # black on black needs an outline
            card(self.box, colours.night, self.theme.radius, edge, max(2, self.theme.mm(0.5)))
        if self._planes is None:
            self._draw_empty()
        else:
            self.empty.place(NOWHERE)
            self._draw_picture(self._planes)

    def _draw_empty(self) -> None:
        side = min(self.theme.mm(30), self.box.h * 0.45)
        free = self.free or self.box
        words, sign = free.inset(self.theme.mm(3)).cut_bottom(free.h * 0.4)
        if not self.empty.text or not holds(self.empty, words):
            words, sign = NOWHERE, free
        side = min(side, sign.h)
        if side >= self.theme.mm(SMALLEST_SIGN_MM):
            with self.canvas.before:
                person(sign.centred(side, side), self.theme.colours.quiet)
        self.empty.place(words)

    def _draw_picture(self, planes: tuple[Any, Any, Any]) -> None:
        width, height = self._frame_size
        place = self.box.fitted(width / height)
        context = RenderContext(
            use_parent_projection=True, use_parent_modelview=True, use_parent_frag_modelview=True, fs=SHADER
        )
        context["tex_y"], context["tex_u"], context["tex_v"] = 0, 1, 2
        context["size_px"] = (float(place.w), float(place.h))
        context["range"] = FULL_RANGE if self._range.full else VIDEO_RANGE
        context["radius_px"] = float(self.theme.radius)
        left, right = (1.0, 0.0) if self.mirror else (0.0, 1.0)
        with context:
            Color(1, 1, 1, 1)
            BindTexture(texture=planes[1], index=1)
            BindTexture(texture=planes[2], index=2)
            Rectangle(
                texture=planes[0],
                pos=(place.x, place.y),
                size=(place.w, place.h),
                tex_coords=(left, 1, right, 1, right, 0, left, 0),
            )
        self.canvas.before.add(context)

    def describe(self) -> dict[str, Any]:
        return {"text": self.name, "state": "picture" if self._planes else "empty", "frame": self._sequence}
